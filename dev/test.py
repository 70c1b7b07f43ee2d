"""`make test`: the whole test suite, with a browser where one can be had."""

import os
import subprocess
import sys

from dev import browser
from dev.places import PYTHON, ROOT
from dev.problems import told


def command(arguments: list[str]) -> list[str]:
    """Return the pytest command; the suite runs in two processes, each with its own database."""
    spread = (
        [] if any(word.startswith(("-n", "-p")) for word in arguments) else ["-n", "2", "--dist", "loadgroup"]
    )
    return [str(PYTHON), "-m", "pytest", *spread, *arguments]


def main() -> int:
    """Run the tests with the arguments given."""
    browser.ensure()
    return subprocess.run(command(sys.argv[1:]), cwd=ROOT, env=dict(os.environ), check=False).returncode


if __name__ == "__main__":
    sys.exit(told(main))
