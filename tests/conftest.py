"""The database of the tests: made by the owner, used by the application's own role.

`db` rolls back. `committed_db` is a clone of the test database (CREATE DATABASE … TEMPLATE) for tests
that commit, race, fork or kill; `service` serves the pages on such a clone.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from wsgiref.simple_server import WSGIServer

import psycopg2
import pytest
import time_machine
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import DatabaseError, connection, connections
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

from juno import environment

pytest_plugins = ["tests.browser"]

_numbers = itertools.count(1)
# A Tuesday with no bank holiday on the Tuesdays after it: dates counted from "now" mean the same in every run.
TODAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _purposes_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that writes a message makes its purpose known; the next test begins with those of the apps."""
    from correspondence import registry

    monkeypatch.setattr(registry, "_purposes", dict(registry._purposes))


@pytest.fixture(autouse=True)
def fixed_day(request: pytest.FixtureRequest) -> Iterator[None]:
    """Begin each test at one moment, but where other processes read the clock too."""
    marked = any(request.node.get_closest_marker(name) for name in ("servers", "real_clock"))
    with (
        nullcontext()
        if marked or "tests/dev/" in request.node.nodeid
        else time_machine.travel(TODAY, tick=True)
    ):
        yield


@pytest.fixture(scope="session")
def owner_settings() -> dict[str, Any]:
    """The owner's way into the database server."""
    owner = environment.database(settings.JUNO_OWNER_URL)
    return {key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    owner_settings: dict[str, Any],
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make and migrate the test database as the owner, then go on as the application's role."""
    keep = bool(request.config.getvalue("reuse_db")) and not request.config.getvalue("create_db")
    live = connections["default"].settings_dict
    service = {key: live[key] for key in owner_settings}
    with django_db_blocker.unblock():
        live.update(owner_settings)
        made = setup_databases(verbosity=0, interactive=False, keepdb=keep)
        connection.close()
        live.update(service)
        live["OPTIONS"]["connect_timeout"] = 120
    yield
    with django_db_blocker.unblock():
        connection.close()
        live.update(owner_settings)
        if not request.config.getvalue("reuse_db"):
            teardown_databases(made, verbosity=0)


@contextmanager
def _as_owner(owner: dict[str, Any], database: str) -> Iterator[Any]:
    opened = psycopg2.connect(
        dbname=database,
        user=owner["USER"],
        password=owner["PASSWORD"],
        host=owner["HOST"],
        port=owner["PORT"],
    )
    opened.autocommit = True
    try:
        yield opened.cursor()
    finally:
        opened.close()


@pytest.fixture
def as_owner(django_db_setup: None, owner_settings: dict[str, Any]) -> Callable[[], Any]:
    """Open a cursor as the owner on the database in use now: `with as_owner() as cursor:`."""
    return lambda: _as_owner(owner_settings, connection.settings_dict["NAME"])


@dataclass(frozen=True)
class Clone:
    """A database of one test's own; `url` and `owner_url` are for other processes."""

    name: str
    url: str
    owner_url: str


def _url(parts: dict[str, Any], name: str) -> str:
    secret = f":{parts['PASSWORD']}" if parts["PASSWORD"] else ""
    return f"postgres://{parts['USER']}{secret}@/{name}?host={parts['HOST']}&port={parts['PORT']}"


def _end_other_sessions() -> None:
    """End what a thread of the served pages left open: the owner may not end the service's sessions."""
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


def _drop(owner: dict[str, Any], name: str, *, within: float = 300) -> None:
    """Drop a clone; the server's own housekeeping may be in it, and no owner may end that: wait for it."""
    until = time.monotonic() + within
    while True:
        try:
            with _as_owner(owner, "postgres") as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            return
        except (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ObjectInUse):
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


@pytest.fixture
def committed_db(
    django_db_setup: None, owner_settings: dict[str, Any], django_db_blocker: DjangoDbBlocker
) -> Iterator[Clone]:
    """Point the default connection at a fresh clone; every connection to it may commit."""
    live = connections["default"].settings_dict
    template = live["NAME"]
    name = f"{template}_{next(_numbers)}"
    with django_db_blocker.unblock():
        connection.close()
        _drop(owner_settings, name)
        with _as_owner(owner_settings, "postgres") as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        live["NAME"] = name
        try:
            yield Clone(name, _url(live, name), _url({**live, **owner_settings}, name))
        finally:
            _end_other_sessions()
            connection.close()
            live["NAME"] = template
            with suppress(psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ObjectInUse):
                _drop(owner_settings, name, within=10)


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests speak."""


@dataclass(frozen=True)
class Service:
    """The pages, served for a browser."""

    url: str
    database: Clone


@pytest.fixture
def service(committed_db: Clone) -> Iterator[Service]:
    """Serve the pages, static files included, from threads with connections of their own."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    class Server(ThreadedWSGIServer):
        daemon_threads = True

        def process_request_thread(self, *args: Any) -> None:
            super().process_request_thread(*args)
            connections.close_all()

    server: WSGIServer = Server(("127.0.0.1", 0), _QuietHandler, allow_reuse_address=False)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Service(f"http://127.0.0.1:{server.server_port}", committed_db)
    server.shutdown()
    server.server_close()
    thread.join()
