"""An ordinary PostgreSQL and Redis from the operating system's packages, for the tests marked `servers`.

    python -m dev.servers pytest -m servers

runs a command with `DATABASE_URL`, `DATABASE_OWNER_URL` and `REDIS_URL` naming both, and stops them after it.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dev import cluster, database, orphans, postgres, supervisor, system
from dev.cluster import Cluster
from dev.places import PYTHON, ROOT
from dev.problems import Problem, told

HOST = "127.0.0.1"
START_SECONDS = 300
# Races are run from 40 connections at once, in more than one process.
MANY = {"max_connections": "200", **postgres.HASTY}
PACKAGES = {"postgres": ["postgresql"], "redis-server": ["redis-server"]}


def debian_postgres() -> Path:
    """Return the directory of Debian's newest PostgreSQL programs, installing them where we may."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        system.install(PACKAGES["postgres"], needed_for="The tests on an ordinary PostgreSQL")
        return debian_postgres()
    return found[-1].parent


def debian_redis() -> str:
    """Return Debian's redis-server, installing it where we may."""
    found = shutil.which("redis-server")
    if not found:
        system.install(PACKAGES["redis-server"], needed_for="The tests on Redis")
        return debian_redis()
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def ordinary_postgres() -> Iterator[database.Addresses]:
    """Run Debian's PostgreSQL on a new data directory and a free port, as a user who is not root."""
    home = Path(tempfile.mkdtemp(prefix="juno-servers-"))
    account = pwd.getpwnam("nobody") if system.is_root() else None
    ours = Cluster("ordinary-postgres", home, debian_postgres(), account)
    ours.own(home)
    port = free_port()
    try:
        ours.make()
        process = ours.start(
            {"listen_addresses": HOST, "port": str(port), "unix_socket_directories": str(home), **MANY}
        )
        try:
            admin = f"postgres://{cluster.SUPERUSER}@{HOST}:{port}/{cluster.SUPERUSER}"
            _wait(lambda: postgres.takes_sessions(admin), process, "PostgreSQL")
            yield database.prepare(admin)
        finally:
            cluster.stop(process)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def ordinary_redis(port: int | None = None) -> Iterator[str]:
    """Run Redis with nothing kept on disk, on a free port unless one is given; yield its address."""
    port = port or free_port()
    settings = ["--bind", HOST, "--port", str(port), "--save", "", "--maxmemory-policy", "noeviction"]
    with tempfile.TemporaryDirectory(prefix="juno-redis-") as home:
        process = subprocess.Popen(
            [debian_redis(), *settings, "--dir", home],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=orphans.end_with_parent(signal.SIGTERM),
        )
        try:
            _wait(lambda: _listens(port), process, "Redis")
            yield f"redis://{HOST}:{port}/0"
        finally:
            orphans.stop(process, signal.SIGTERM, within=10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _wait(is_up: Callable[[], bool], process: "subprocess.Popen[bytes]", name: str) -> None:
    """Wait until the server can be used: PostgreSQL listens before it takes sessions.

    :raises Problem: when the program ends instead, or takes too long.
    """
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if is_up():
            return
        time.sleep(0.1)
    raise Problem(f"The ordinary {name} did not start.")


def main() -> int:
    """Run a command on both servers and return its exit code."""
    if len(sys.argv) < 2:
        raise Problem("Say what to run on the servers.", "python -m dev.servers pytest -m servers")
    supervisor.interrupt_on_terminate()
    with ordinary_postgres() as addresses, ordinary_redis() as redis:
        print(f"  On {debian_postgres().parts[4]} of PostgreSQL and on Redis:", flush=True)
        environment = {**os.environ, **addresses.environment(), "REDIS_URL": redis}
        return subprocess.run(
            [PYTHON, "-m", *sys.argv[1:]], cwd=ROOT, env=environment, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(told(main))
