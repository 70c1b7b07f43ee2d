"""The two roles and the database, on any PostgreSQL: the embedded one, Debian's, a production server.

`juno_owner` owns the database and migrates it; it may create databases, for tests. `juno_app` signs in and
may do what migrations grant it, never DDL. Both are made once and left as they are when this runs again.

By hand, with the address of a role that may create roles and databases:

    python -m dev.database postgres://postgres@host:5432/postgres
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from dev import cluster, postgres, steps
from dev.places import STATE
from dev.problems import Problem, told

DATABASE = "juno"
OWNER = "juno_owner"
APP = "juno_app"
MINUTE = "60s"


@dataclass(frozen=True)
class Addresses:
    """The address of the database for the service's own role and for its owner."""

    app: str
    owner: str

    def environment(self) -> dict[str, str]:
        """Return the variables the settings read."""
        return {"DATABASE_URL": self.app, "DATABASE_OWNER_URL": self.owner}


@dataclass(frozen=True)
class Passwords:
    """Passwords for the two roles; empty where the server trusts its socket."""

    app: str = ""
    owner: str = ""


def prepare(admin_url: str, *, database: str = DATABASE, passwords: Passwords | None = None) -> Addresses:
    """Make the roles and the database where they are missing, and return their addresses.

    `admin_url` is the address of a role that may create both.

    :raises Problem: when it cannot be reached, or when the service's role could do more than it should.
    """
    given = passwords or Passwords()
    try:
        connection = psycopg2.connect(admin_url)
    except psycopg2.OperationalError as error:
        raise Problem(f"PostgreSQL cannot be reached: {str(error).strip()}") from error
    with closing(connection):
        connection.autocommit = True
        with connection.cursor() as cursor:
            _role(cursor, OWNER, "LOGIN CREATEDB", given.owner)
            _role(cursor, APP, "LOGIN NOCREATEDB NOCREATEROLE", given.app)
            _database(cursor, database)
    return Addresses(
        app=_address(admin_url, APP, given.app, database),
        owner=_address(admin_url, OWNER, given.owner, database),
    )


def _role(cursor: "psycopg2.extensions.cursor", name: str, rights: str, password: str) -> None:
    role = sql.Identifier(name)
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [name])
    found = cursor.fetchone()
    if found and found[0]:
        raise Problem(
            f"The role {name} is a superuser, which takes every guard away.", f"ALTER ROLE {name} NOSUPERUSER"
        )
    if not found:
        cursor.execute(sql.SQL("CREATE ROLE {}").format(role))
    cursor.execute(sql.SQL("ALTER ROLE {} " + rights).format(role))
    if password:
        cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD %s").format(role), [password])
    if name == APP:
        for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(
                sql.SQL("ALTER ROLE {} SET {} = %s").format(role, sql.Identifier(setting)), [MINUTE]
            )
        # Compiling a long query takes seconds; running it, milliseconds. None here runs long enough to gain.
        cursor.execute(sql.SQL("ALTER ROLE {} SET jit = off").format(role))
        # No disk turns any more: a row by its index costs little more than the next row of a table.
        cursor.execute(sql.SQL("ALTER ROLE {} SET random_page_cost = 1.1").format(role))


def _database(cursor: "psycopg2.extensions.cursor", name: str) -> None:
    database, owner, app = sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(APP)
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if not cursor.fetchone()[0]:
        cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
    cursor.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [name])
    found = cursor.fetchone()
    if not found:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(database, owner)
        )
    elif found[0] != OWNER:
        cursor.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))


def _address(admin_url: str, role: str, password: str, database: str) -> str:
    """Return `admin_url` with another role, password and database."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    user = quote(role) + (f":{quote(password, safe='')}" if password else "")
    return urlunsplit(parts._replace(netloc=f"{user}@{host}", path=f"/{quote(database)}"))


@contextmanager
def embedded(name: str, *, hasty: bool = False) -> Iterator[Addresses]:
    """Run the embedded server with roles and database while the block runs."""
    with postgres.served(name, hasty=hasty) as server:
        yield prepare(server.url(cluster.SUPERUSER, cluster.SUPERUSER))


@contextmanager
def lent(name: str) -> Iterator[None]:
    """Run a hasty embedded server and name it in this process's environment while the block runs."""
    with steps.alone("test"), embedded(name, hasty=True) as addresses:
        os.environ.update(addresses.environment())
        try:
            yield
        finally:
            for variable in addresses.environment():
                os.environ.pop(variable, None)


@contextmanager
def scratch(addresses: Mapping[str, str], name: str) -> Iterator[dict[str, str]]:
    """Provide an empty database beside the service's own while the block runs; yield its two variables.

    :param addresses: what `provided` yielded.
    """
    given = {**os.environ, **addresses}
    owner, app = given["DATABASE_OWNER_URL"], given["DATABASE_URL"]
    _as_owner(
        owner, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE template0"
    )
    try:
        _as_owner(
            owner, f"REVOKE ALL ON DATABASE {name} FROM PUBLIC", f"GRANT CONNECT ON DATABASE {name} TO {APP}"
        )
        yield {"DATABASE_URL": _named(app, name), "DATABASE_OWNER_URL": _named(owner, name)}
    finally:
        _as_owner(owner, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def analyse(addresses: Mapping[str, str]) -> None:
    """Let the planner know what is in a database that was just filled, as its housekeeping does in time."""
    _as_owner(addresses["DATABASE_OWNER_URL"], "ANALYZE")


def _as_owner(owner: str, *statements: str) -> None:
    with closing(psycopg2.connect(owner)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(database)}"))


@contextmanager
def provided() -> Iterator[dict[str, str]]:
    """Provide the service's database while the block runs; yield the variables to add to the environment.

    With `DATABASE_URL` set this is that server, untouched. Otherwise it is the embedded one, whose
    addresses are also left in `.data/` for `manage.py` in another terminal.
    """
    if os.environ.get("DATABASE_URL"):
        yield {}
        return
    already = postgres.running("postgres") is not None
    with embedded("postgres") as addresses:
        notes = {"database-url": addresses.app, "database-owner-url": addresses.owner}
        for name, address in notes.items():
            (STATE / name).write_text(f"{address}\n", encoding="utf-8")
        try:
            yield addresses.environment()
        finally:
            for name in notes if not already else ():
                (STATE / name).unlink(missing_ok=True)


def main() -> int:
    """Prepare a server whose administrator's address is given, and print the two variables."""
    parser = argparse.ArgumentParser(
        prog="python -m dev.database", description="Make JUNO's roles and database."
    )
    parser.add_argument("url", nargs="?", default=os.environ.get("DATABASE_ADMIN_URL", ""))
    parser.add_argument("--quiet", action="store_true", help="print no address (they may hold passwords)")
    asked = parser.parse_args()
    if not asked.url:
        raise Problem(
            "Give the address of a role that may create roles.",
            f"{parser.prog} postgres://postgres@host/postgres",
        )
    passwords = Passwords(
        app=os.environ.get("JUNO_APP_PASSWORD", ""), owner=os.environ.get("JUNO_OWNER_PASSWORD", "")
    )
    for name, value in prepare(asked.url, passwords=passwords).environment().items():
        if not asked.quiet:
            print(f"{name}={value}")
    return 0


if __name__ == "__main__":
    sys.exit(told(main))
