"""`make run`, really started: everything is up, is what it should be, and is gone afterwards."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev import ports
from dev.places import PYTHON, ROOT

pytestmark = pytest.mark.slow

OURS = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "JUNO_AS_OWNER", "TEST_DB"}
START_SECONDS = 900
STOP_SECONDS = 900


class Run:
    """One `make run` of a test, on a state directory of its own."""

    def __init__(self, state: Path) -> None:
        self.state = state
        # Two test processes that look at the same moment would find the same port free.
        self.port = ports.free_near(8100 + 100 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]))
        self.output = state / "output.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        return {
            **{key: value for key, value in os.environ.items() if key not in OURS},
            "JUNO_STATE_DIR": str(self.state),
            "JUNO_DEMO_WOMEN": "4",
        }

    def start(self) -> None:
        """Start it and return when it says where it is."""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [PYTHON, "-m", "dev.run", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + START_SECONDS
        while "JUNO runs at" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.2)

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def end(self, how: signal.Signals) -> int:
        """Send the signal and return the exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(STOP_SECONDS)

    def stop_from_another_terminal(self) -> None:
        """Do what `make stop` does, and wait."""
        command = [str(PYTHON), "-m", "dev.run", "--stop"]
        subprocess.run(command, cwd=ROOT, env=self.environment(), check=True, timeout=STOP_SECONDS)
        assert self.process is not None
        assert self.process.wait(STOP_SECONDS) == 0
        assert self.left() == []

    def left(self) -> list[str]:
        """Return the command lines of processes that were started on this state directory and still run."""
        mark = f"JUNO_STATE_DIR={self.state}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found

    def wait_until_nothing_is_left(self) -> list[str]:
        until = time.monotonic() + STOP_SECONDS
        while (left := self.left()) and time.monotonic() < until:
            time.sleep(0.2)
        return left

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a management command as somebody would in another terminal."""
        command = [str(PYTHON), "-m", "dev.manage", *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A state directory for all tests here: the made-up people are made once."""
    state = tmp_path_factory.mktemp("a state with a space")
    yield state
    kept = state / "postgres-home"  # for root the data lie elsewhere
    if kept.exists():
        shutil.rmtree(kept.read_text(encoding="utf-8").strip())


@pytest.fixture(scope="class")
def shared(place: Path) -> Iterator[Run]:
    """One that is only looked at, stopped as `make stop` does."""
    made = Run(place)
    made.start()
    yield made
    made.stop_from_another_terminal()


@pytest.fixture
def run(place: Path) -> Iterator[Run]:
    """One that a test may end as it likes."""
    made = Run(place)
    made.start()
    yield made
    if made.process is not None and made.process.poll() is None:
        made.end(signal.SIGINT)


class TestWhileItRuns:
    def test_it_serves_the_sign_in_page_and_prints_a_sign_in_for_each_role(self, shared: Run) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{shared.port}/", timeout=STOP_SECONDS) as page:
            assert page.status == 200
            assert "/sign-in/" in page.url
        programs = {
            name
            for line in shared.left()
            for name in ("granian", "worker", "beat", "postgres")
            if name in line
        }
        assert programs == {"granian", "worker", "beat", "postgres"}
        for role in ("officer", "Coordinator", "Practitioner", "manager", "Commissioner"):
            assert re.search(rf"{role}\s+\S+@\S+\.example\s+\S+", shared.said(), re.IGNORECASE), role

    def test_no_served_program_knows_the_owner_of_the_tables(self, shared: Run) -> None:
        served = [line for line in environments(shared) if b"DATABASE_URL=" in line]

        assert len(served) >= 3
        assert [line for line in served if b"DATABASE_OWNER_URL=postgres" in line] == []
        assert [line for line in served if b"JUNO_AS_OWNER" in line] == []

    def test_the_worker_does_what_another_terminal_asks(self, shared: Run) -> None:
        asked = "from correspondence.tasks import send_due; send_due.delay()"

        answer = shared.manage("shell", "-c", asked)

        assert answer.returncode == 0, answer.stderr
        until = time.monotonic() + STOP_SECONDS
        while (
            "succeeded" not in (log := (shared.state / "log" / "worker.log").read_text())
            and time.monotonic() < until
        ):
            time.sleep(0.2)
        assert "correspondence.tasks.send_due" in log
        assert "succeeded" in log

    def test_a_second_one_on_the_same_data_is_refused(self, shared: Run) -> None:
        command = [str(PYTHON), "-m", "dev.run", "--port", str(ports.free_near(shared.port))]

        second = subprocess.run(
            command,
            cwd=ROOT,
            env=shared.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=STOP_SECONDS,
        )

        assert second.returncode == 1
        assert second.stderr == "\nJUNO already runs from this checkout.\n  Mend it with:  make stop\n"
        assert shared.process is not None
        assert shared.process.poll() is None


def test_interrupting_it_even_twice_leaves_no_trace(run: Run) -> None:
    assert run.process is not None
    run.process.send_signal(signal.SIGINT)
    until = time.monotonic() + STOP_SECONDS
    while "Stopping" not in run.said() and time.monotonic() < until:
        time.sleep(0.01)

    assert run.end(signal.SIGTERM) == 0

    assert run.left() == []
    assert "nothing is left running" in run.said()
    # A connection that the server closed first keeps the port for up to a minute.
    until = time.monotonic() + STOP_SECONDS
    while not ports.is_free(run.port) and time.monotonic() < until:
        time.sleep(0.5)
    assert ports.is_free(run.port)


def test_killing_it_leaves_nothing_running(run: Run) -> None:
    run.end(signal.SIGKILL)

    assert run.wait_until_nothing_is_left() == []


def test_when_one_program_ends_the_rest_is_stopped_and_it_is_named(run: Run) -> None:
    beat = next(number for number, line in processes(run) if "celery" in line and " beat " in line)

    os.kill(beat, signal.SIGKILL)

    assert run.process is not None
    assert run.process.wait(STOP_SECONDS) == 1
    assert "The beat stopped by itself." in run.said()
    assert run.left() == []


def processes(run: Run) -> list[tuple[int, str]]:
    """Return the number and command line of each process of this run."""
    ours = set(run.left())
    lines = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if line in ours:
            lines.append((int(folder.name), line))
    return lines


def environments(run: Run) -> list[bytes]:
    """Return the environment of each web, worker and beat process."""
    served = [number for number, line in processes(run) if "granian" in line or "celery" in line]
    return [Path(f"/proc/{number}/environ").read_bytes() for number in served]
