"""Made-up people: made on the first run, and made again, dated around today, by `make demo-reset`."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing

import psycopg2

from dev import database, manage, orphans
from dev.places import LOGS, PYTHON, ROOT, SIGN_INS, STATE
from dev.problems import Problem, told

EMPTY = "SELECT NOT EXISTS (SELECT FROM accounts_organisation)"
# Dropping the schema needs no one to be signed out, so that a running service keeps its connections.
CLEAR = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"


def is_wanted(addresses: Mapping[str, str]) -> bool:
    """Tell whether the database has no organisation yet."""
    with (
        closing(psycopg2.connect(_address(addresses, "DATABASE_URL"))) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(EMPTY)
        return bool(cursor.fetchone()[0])


def make(addresses: Mapping[str, str]) -> None:
    """Fill an empty database. It takes a minute or two, so it shows the month it has come to.

    :raises Problem: when it fails; nothing of it is kept then.
    """
    print("  Made-up people, eighteen months of them: ", end="", flush=True)
    with (LOGS / "demo.log").open("w", encoding="utf-8") as log:
        done = subprocess.run(
            [PYTHON, "manage.py", "demo_data"],
            cwd=ROOT,
            env=manage.for_service(addresses),
            stderr=log,
            preexec_fn=orphans.end_with_parent(signal.SIGTERM),
            check=False,
        )
    print(flush=True)
    if done.returncode < 0:
        ended = signal.Signals(-done.returncode).name
        raise Problem(f"Making the made-up people was ended from outside ({ended}).", "make demo-reset")
    if done.returncode > 0:
        raise Problem(
            f"Making the made-up people did not work; what it said is in {LOGS / 'demo.log'}.",
            "make demo-reset",
        )


def reset(addresses: Mapping[str, str]) -> None:
    """Empty the database as its owner and fill it again."""
    owner = {**os.environ, **addresses}.get("DATABASE_OWNER_URL") or _address(addresses, "DATABASE_URL")
    with closing(psycopg2.connect(owner)) as connection, connection.cursor() as cursor:
        cursor.execute(CLEAR)
        connection.commit()
    SIGN_INS.unlink(missing_ok=True)
    shutil.rmtree(STATE / "mail", ignore_errors=True)
    manage.migrate(addresses)
    make(addresses)


def sign_ins() -> str:
    """Return the table of sign-ins, one a role, or nothing when there are none."""
    if not SIGN_INS.exists():
        return ""
    rows = json.loads(SIGN_INS.read_text(encoding="utf-8"))
    cells = [("Role", "E-mail address", "Password")]
    cells += [(str(row["role"]), str(row["email"]), str(row["password_or_code"])) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(2)]
    return "\n".join(
        f"    {role:<{widths[0]}}   {email:<{widths[1]}}   {word}" for role, email, word in cells
    )


def refuse_real_data() -> None:
    """Return where the data is made up.

    :raises Problem: on a server of somebody's own, unless JUNO_DEMO=1 says that its data is made up.
    """
    if os.environ.get("JUNO_ENV") == "production":
        raise Problem("This is a production environment; its data is never made again.")
    if os.environ.get("DATABASE_URL") and os.environ.get("JUNO_DEMO") != "1":
        raise Problem("DATABASE_URL names a server whose data may be real.", "JUNO_DEMO=1 make demo-reset")


def _address(addresses: Mapping[str, str], name: str) -> str:
    return {**os.environ, **addresses}[name]


def main() -> int:
    """Reset the development data."""
    refuse_real_data()
    with database.provided() as addresses:
        reset(addresses)
    print(f"\n{sign_ins()}")
    return 0


if __name__ == "__main__":
    sys.exit(told(main))
