"""`manage.py` with the development database: the one `make run` is using, else one started for the command."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from dev import database, steps
from dev.places import PYTHON, ROOT, STATE
from dev.problems import told

OWNERS = ("DATABASE_OWNER_URL", "DATABASE_ADMIN_URL", "JUNO_AS_OWNER")


def for_service(addresses: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the service's own programs: it never holds the owner's address."""
    return {
        **{key: value for key, value in {**os.environ, **addresses}.items() if key not in OWNERS},
        "JUNO_STATE_DIR": str(STATE),
        "PYTHONUNBUFFERED": "1",
    }


def for_owner(addresses: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of what changes tables."""
    return {**os.environ, **addresses, "JUNO_STATE_DIR": str(STATE), "JUNO_AS_OWNER": "1"}


def quietly(words: Sequence[str], environment: Mapping[str, str], *, why: str) -> None:
    """Run a management command with its output in the log."""
    steps.run([PYTHON, "manage.py", *words], why=why, env=environment)


def migrate(addresses: Mapping[str, str]) -> None:
    """Bring the tables up to date as their owner."""
    quietly(["migrate", "--no-input"], for_owner(addresses), why="Bringing the database up to date")


def load_programmes(addresses: Mapping[str, str]) -> None:
    """Read the programme definitions again; their organisations must be there."""
    quietly(["load_programmes"], for_service(addresses), why="Loading the programme definitions")


def main() -> int:
    """Run the command given, as the service's own role (`migrate` as the owner)."""
    words = sys.argv[1:] or ["help"]
    with database.provided() as addresses:
        choose = for_owner if words[0] == "migrate" else for_service
        command = [str(PYTHON), "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=choose(addresses), check=False).returncode


if __name__ == "__main__":
    sys.exit(told(main))
