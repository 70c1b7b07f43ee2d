"""`make run`: the database, the web server, the worker and its clock, until Ctrl-C."""

import argparse
import contextlib
import fcntl
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dev import database, demo, manage, ports, supervisor
from dev.places import LOGS, PYTHON, STATE
from dev.problems import Problem, told
from dev.steps import shown
from dev.supervisor import Group, Program

# A program that ends is noticed at once; this is for one that never answers, on the slowest of machines.
START_SECONDS = 600
PID_FILE = STATE / "run.pid"


def programs(port: int) -> list[Program]:
    """Return what runs beside the database."""
    web = [
        "--interface",
        "wsgi",
        "--host",
        ports.HOST,
        "--port",
        str(port),
        "--workers",
        "2",
        "--blocking-threads",
        "1",
    ]
    worker = ["--loglevel", "INFO", "--concurrency", "1", "--without-gossip", "--without-mingle"]
    celery: list[str | Path] = [PYTHON, "-m", "celery", "--app", "juno"]
    return [
        Program("web", [PYTHON, "-m", "granian", *web, "juno.wsgi:application"]),
        Program("worker", [*celery, "worker", *worker]),
        Program("beat", [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""]),
    ]


def run(port: int) -> int:
    """Run everything until interrupted."""
    with only_one(port), database.provided() as addresses:
        prepare(addresses)
        environment = {**manage.for_service(addresses), "JUNO_PUBLIC_URL": f"http://localhost:{port}"}
        with supervisor.group(environment) as running:
            for program in programs(port):
                running.start(program)
            wait(running, port)
            with contextlib.suppress(KeyboardInterrupt):
                greet(port)
                running.watch()
            print("\n  Stopping …", flush=True)
    print("  Stopped; nothing is left running.", flush=True)
    return 0


def prepare(addresses: Mapping[str, str]) -> None:
    """Bring tables and definitions up to date; make the made-up people the first time."""
    with shown("Database"):
        manage.migrate(addresses)
        first_time = demo.is_wanted(addresses)
        if not first_time:
            manage.load_programmes(addresses)
    if first_time:
        demo.make(addresses)


def wait(running: Group, port: int) -> None:
    """Wait until the web server answers.

    :raises Problem: when a program ends, or none answers in time.
    """
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        running.check()
        if answers(port):
            return
        time.sleep(0.1)
    raise Problem(f"The service did not answer within {START_SECONDS} seconds; what it wrote is in {LOGS}.")


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{ports.HOST}:{port}/healthz", timeout=20) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def greet(port: int) -> None:
    """Say where it is and how to sign in."""
    print(f"\n  JUNO runs at  http://localhost:{port}\n\n{demo.sign_ins()}")
    print(
        "\n  Everybody in it is made up. E-mail it sends is shown on the page linked from the sign-in page."
    )
    print(f"  What each program writes is in {LOGS}. Ctrl-C stops everything.\n", flush=True)


@contextmanager
def only_one(port: int) -> Iterator[None]:
    """Hold this checkout's place while running, and note our process for `make stop`.

    :raises Problem: when another one runs on the same data.
    """
    STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (STATE / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Problem("JUNO already runs from this checkout.", "make stop") from error
        PID_FILE.write_text(f"{os.getpid()} {port}\n", encoding="utf-8")
        try:
            yield
        finally:
            PID_FILE.unlink(missing_ok=True)


def stop() -> int:
    """Stop the one that runs in another terminal, and wait until it has."""
    with (STATE / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.kill(int(PID_FILE.read_text(encoding="utf-8").split()[0]), signal.SIGTERM)
            fcntl.flock(lock, fcntl.LOCK_EX)
            print("  Stopped.")
            return 0
    print("  JUNO is not running here.")
    return 0


def main() -> int:
    """Start, or stop, the service of this checkout."""
    parser = argparse.ArgumentParser(prog="python -m dev.run")
    parser.add_argument("--port", default="8000")
    parser.add_argument("--stop", action="store_true")
    asked = parser.parse_args()
    STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    if asked.stop:
        return stop()
    port = ports.number(asked.port)
    supervisor.interrupt_on_terminate()
    ports.check(port)
    return run(port)


if __name__ == "__main__":
    sys.exit(told(main))
