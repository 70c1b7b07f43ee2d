"""The embedded PostgreSQL: starts on a bare machine, is shared, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from dev import cluster, database, postgres
from dev.places import ROOT
from dev.problems import Problem


def test_the_service_role_can_sign_in_and_make_nothing(state: Path) -> None:
    with database.embedded("postgres", hasty=True) as addresses:
        refused = []
        for statement in (
            "CREATE TABLE t (n int)",
            "CREATE TEMP TABLE t (n int)",
            "CREATE DATABASE d",
            "CREATE ROLE r",
        ):
            with closing(psycopg2.connect(addresses.app)) as connection:
                connection.autocommit = True
                with connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
                    cursor.execute(statement)
                refused.append(statement)

        assert len(refused) == 4
        assert (
            _value(
                addresses.owner,
                "SELECT current_user || ' ' || pg_get_userbyid(datdba) FROM pg_database "
                "WHERE datname = current_database()",
            )
            == "juno_owner juno_owner"
        )


def test_what_the_owner_made_is_there_the_next_time(state: Path) -> None:
    with database.embedded("postgres", hasty=True) as addresses:
        _do(addresses.owner, "CREATE TABLE kept AS SELECT 7 AS n")

    with database.embedded("postgres", hasty=True) as addresses:
        assert _value(addresses.owner, "SELECT n FROM kept") == 7


def test_stopping_leaves_no_process_and_no_socket(state: Path) -> None:
    with postgres.served("postgres", hasty=True) as server:
        owner = int((postgres.here("postgres").data / "postmaster.pid").read_text().split()[0])
        assert Path(f"/proc/{owner}").exists()

    assert not Path(f"/proc/{owner}").exists()
    assert not server.folder.exists()
    assert postgres.running("postgres") is None


def test_a_second_command_uses_the_server_of_the_first_and_leaves_it_running(state: Path) -> None:
    with postgres.served("postgres", hasty=True) as first:
        with postgres.served("postgres") as second:
            assert second == first

        assert postgres.running("postgres") == first


def test_a_killed_command_takes_its_server_with_it(state: Path) -> None:
    starter = _start_in_another_process(state)
    owner = int((postgres.here("postgres").data / "postmaster.pid").read_text().split()[0])

    starter.send_signal(signal.SIGKILL)
    starter.wait()

    until = time.monotonic() + 600
    while Path(f"/proc/{owner}").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not Path(f"/proc/{owner}").exists()


def test_data_of_a_killed_command_can_be_used_again_at_once(state: Path) -> None:
    starter = _start_in_another_process(state)
    starter.send_signal(signal.SIGKILL)
    starter.wait()

    with database.embedded("postgres", hasty=True) as addresses:
        assert _value(addresses.app, "SELECT current_user") == "juno_app"


def test_preparing_twice_changes_nothing(state: Path) -> None:
    with postgres.served("postgres", hasty=True) as server:
        admin = server.url(cluster.SUPERUSER, cluster.SUPERUSER)

        first = database.prepare(admin)
        roles = _value(
            admin, "SELECT string_agg(rolname || rolcanlogin || rolcreatedb, ',' ORDER BY 1) FROM pg_roles"
        )
        second = database.prepare(admin)

        assert second == first
        assert roles == _value(
            admin, "SELECT string_agg(rolname || rolcanlogin || rolcreatedb, ',' ORDER BY 1) FROM pg_roles"
        )


def test_a_service_role_that_is_a_superuser_is_refused(state: Path) -> None:
    with postgres.served("postgres", hasty=True) as server:
        admin = server.url(cluster.SUPERUSER, cluster.SUPERUSER)
        database.prepare(admin)
        _do(admin, "ALTER ROLE juno_app SUPERUSER")

        with pytest.raises(Problem) as refusal:
            database.prepare(admin)

        assert refusal.value.mend == "ALTER ROLE juno_app NOSUPERUSER"


def test_a_password_with_signs_in_it_survives_the_address(state: Path) -> None:
    with postgres.served("postgres", hasty=True) as server:
        admin = server.url(cluster.SUPERUSER, cluster.SUPERUSER)

        addresses = database.prepare(admin, passwords=database.Passwords(app="a/b:c@d%e", owner="ö"))

        assert _value(addresses.app, "SELECT current_user") == "juno_app"
        assert addresses.app.startswith("postgres://juno_app:a%2Fb%3Ac%40d%25e@")


def test_no_server_at_the_address_is_said_in_one_sentence(state: Path) -> None:
    with pytest.raises(Problem, match="PostgreSQL cannot be reached"):
        database.prepare("postgres://postgres@127.0.0.1:1/postgres")


def _value(address: str, query: str) -> object:
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
        return row[0] if row else None


def _do(address: str, statement: str) -> None:
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        connection.commit()


def _start_in_another_process(state: Path) -> "subprocess.Popen[str]":
    """Start the server from a process that can be killed, and return when it answers."""
    words = (
        "import time\n"
        "from dev import postgres\n"
        "with postgres.served('postgres', hasty=True):\n"
        "    print('up', flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = {**os.environ, "JUNO_STATE_DIR": str(state)}
    starter = subprocess.Popen(
        [sys.executable, "-c", words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    assert starter.stdout.readline() == "up\n"
    return starter
