"""Programs that run together: started in order, watched, and stopped together, whatever ends first."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from dev import orphans
from dev.places import LOGS, ROOT
from dev.problems import Problem

STOP_SECONDS = 15
_INTERRUPTING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Program:
    """A program to keep running. Its output goes to `.data/log/<name>.log`."""

    name: str
    command: Sequence[str | Path]

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    def start(self, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start it in a session of its own, so that Ctrl-C reaches only the supervisor."""
        LOGS.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [str(word) for word in self.command],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=orphans.end_with_parent(signal.SIGTERM),
            )


@dataclass
class Group:
    """The programs that are running, oldest first."""

    environment: Mapping[str, str]
    started: list[tuple[Program, subprocess.Popen[bytes]]] = field(default_factory=list)

    guards: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, program: Program) -> None:
        process = program.start(self.environment)
        self.started.append((program, process))
        self.guards.append(orphans.guard(process, patience=STOP_SECONDS))

    def check(self) -> None:
        """Return while all run.

        :raises Problem: naming the one that ended, with the last lines it wrote.
        """
        for program, process in self.started:
            if process.poll() is not None:
                last = program.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
                words = "\n".join(f"    {line}" for line in last)
                raise Problem(f"The {program.name} stopped by itself. The end of {program.log}:\n{words}")

    def watch(self) -> None:
        """Check once a second until interrupted."""
        while True:
            self.check()
            time.sleep(1)

    def stop(self) -> None:
        """Ask all to stop at once, then wait for each; what does not stop in time is ended."""
        _listen_no_more()
        for _program, process in self.started:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        for _program, process in reversed(self.started):
            left = max(0.1, until - time.monotonic())
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(left)
            orphans.end_group(process)
        for watcher in self.guards:
            if watcher.stdin is not None:
                watcher.stdin.close()
            watcher.wait()


@contextmanager
def group(environment: Mapping[str, str]) -> Iterator[Group]:
    """Run programs, each with exactly this environment, while the block runs."""
    running = Group(environment)
    try:
        yield running
    finally:
        running.stop()


def interrupt_on_terminate() -> None:
    """Make SIGTERM and SIGHUP end the block as Ctrl-C does, once, and end ourselves when our starter is gone."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        _listen_no_more()
        raise KeyboardInterrupt

    for name in _INTERRUPTING:
        signal.signal(name, interrupt)
    orphans.end_with_own_parent()


def _listen_no_more() -> None:
    """Ignore a second Ctrl-C or `make stop`: it would break off the stopping and leave the rest running."""
    for name in _INTERRUPTING:
        signal.signal(name, signal.SIG_IGN)
