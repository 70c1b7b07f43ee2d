"""`make check`: everything CI asks, one stage after another, each with its time; all are run even when one fails."""

import argparse
import base64
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from dev import browser, database, test
from dev.places import PYTHON, ROOT, STATE
from dev.problems import told


@dataclass(frozen=True)
class Stage:
    """One thing that is asked: a command that exits with zero when all is well."""

    title: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)

    def passes(self) -> bool:
        """Run it in sight, and say how it went."""
        print(f"\n── {self.title}", flush=True)
        started = time.monotonic()
        done = subprocess.run(self.command, cwd=ROOT, env={**os.environ, **self.environment}, check=False)
        word = "passed" if done.returncode == 0 else f"FAILED (exit {done.returncode})"
        print(f"── {self.title}: {word} in {time.monotonic() - started:.0f} s", flush=True)
        return done.returncode == 0


def stages(*, deep: bool) -> list[Stage]:
    """Return all stages, quick ones first; `deep` turns the tests up to the full figures."""
    python = [str(PYTHON), "-m"]
    manage = [str(PYTHON), "manage.py"]
    return [
        Stage("Format", [*python, "ruff", "format", "--check", "."]),
        Stage("Lint", [*python, "ruff", "check", "."]),
        Stage(
            "Import direction",
            [str(PYTHON), "-c", "from importlinter.cli import lint_imports; exit(lint_imports())"],
        ),
        Stage("Types", [*python, "mypy"]),
        Stage("Missing migrations", [*manage, "makemigrations", "--check", "--dry-run"], as_owner()),
        Stage("Deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production()),
        Stage(
            "Static files",
            [*manage, "collectstatic", "--no-input", "--clear", "--verbosity", "0"],
            production(),
        ),
        Stage("Tests", test.command(["--deep"] if deep else [])),
    ]


def as_owner() -> dict[str, str]:
    return {"JUNO_AS_OWNER": "1"}


def production() -> dict[str, str]:
    """Return an environment as a production server has it, with secrets made for this one check."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "JUNO_ENV": "production",
        "JUNO_SECRET_KEY": secrets.token_urlsafe(64),
        "JUNO_MASTER_KEYS": f"check:{key}",
        "JUNO_ALLOWED_HOSTS": "juno.example",
        "JUNO_TRUSTED_ORIGINS": "https://juno.example",
        "JUNO_PUBLIC_URL": "https://juno.example",
        "JUNO_SMTP_HOST": "mail.juno.example",
        "JUNO_STATE_DIR": str(STATE / "check"),
        "JUNO_STATIC_ROOT": str(STATE / "check" / "static"),
        "REDIS_URL": "redis://redis.juno.example:6379/0",
    }


def main() -> int:
    """Run every stage on one database and sum up."""
    parser = argparse.ArgumentParser(prog="python -m dev.check")
    parser.add_argument("--deep", action="store_true", help="the full figures")
    deep = parser.parse_args().deep
    browser.ensure()
    started = time.monotonic()
    with ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            stack.enter_context(database.lent("postgres-test"))
        failed = [stage.title for stage in stages(deep=deep) if not stage.passes()]
    print(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'Everything passed'}", end="")
    print(f" ({(time.monotonic() - started) / 60:.1f} minutes)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(told(main))
