"""`make lock`: the lock files again, with hashes and without any registry's address."""

import sys
from pathlib import Path

from dev import assets
from dev.places import ROOT
from dev.problems import told
from dev.steps import run

OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"]
NO_ADDRESS = ["--no-emit-index-url", "--no-emit-find-links"]


def main() -> int:
    """Resolve both sets of Python packages, then the JavaScript ones."""
    for name, extra in {"development": ["--group", "dev"], "production": []}.items():
        target = ROOT / "requirements" / f"{name}.txt"
        command: list[str | Path] = [
            "uv",
            "pip",
            "compile",
            *OPTIONS,
            *NO_ADDRESS,
            "pyproject.toml",
            *extra,
            "-o",
            target,
        ]
        run(command, why="Locking the Python packages")
    run(
        [*assets.npm(), "install", "--package-lock-only"],
        why="Locking the JavaScript packages",
        env=assets.trusting(),
    )
    print("  Locked. Commit requirements/ and package-lock.json.")
    return 0


if __name__ == "__main__":
    sys.exit(told(main))
