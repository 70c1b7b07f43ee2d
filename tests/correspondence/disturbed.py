"""A worker and a beat of the service in processes of their own, on a clock that the test sets."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from dev import orphans
from tests.conftest import Clone
from tests.correspondence.smtp_sink import Sink

CELERY = [sys.executable, "-m", "celery", "-A", "tests.correspondence.service_to_disturb"]
WORKER = ["worker", "--loglevel", "INFO", "--concurrency", "1", "--without-gossip", "--without-mingle"]
STOPS_WITHIN = 40  # seconds
PATIENCE = 300  # seconds: a busy machine is slow, not wrong


@dataclass
class Disturbed:
    """What runs, and how it is disturbed. `home` holds what each wrote."""

    home: Path
    environment: dict[str, str]
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start_worker(self) -> None:
        self._start("worker", WORKER)

    def start_beat(self) -> None:
        """Start a beat that remembers nothing of an earlier one."""
        for remembered in self.home.glob("beat-schedule*"):
            remembered.unlink()
        self._start(
            "beat", ["beat", "--loglevel", "INFO", "-s", str(self.home / "beat-schedule"), "--pidfile", ""]
        )

    def kill(self, name: str) -> None:
        """Kill one with all its children and without a chance to tidy up."""
        orphans.end_group(self.children.pop(name))

    def wake(self) -> None:
        """Ask the worker to send what is due, as whoever writes a message does."""
        self._call("correspondence.tasks.send_due")

    def knock(self, name: str) -> None:
        """Knock at an entry of the clock, as beat does."""
        self._call("correspondence.tasks.on_the_clock", "--args", json.dumps([name]))

    def _call(self, *words: str) -> None:
        subprocess.run(
            [*CELERY, "call", *words],
            env=self.environment, check=True, capture_output=True,
        )  # fmt: skip

    def put_clock(self, at: datetime) -> None:
        """Say what time it is. The clock goes on from there."""
        set_clock(self.home, at)

    def ticks(self) -> Counter[str]:
        """Count the knocks and the runs so far."""
        return Counter((self.home / "ticks").read_text(encoding="utf-8").splitlines())

    def until(self, seen: Callable[[], bool], what: str) -> None:
        """Wait until something is so, while all go on running."""
        end = time.monotonic() + PATIENCE
        while not seen():
            ended = [name for name, child in self.children.items() if child.poll() is not None]
            assert not ended, f"{ended} ended by itself before {what}: {self._last_lines()}"
            assert time.monotonic() < end, f"not within {PATIENCE} seconds: {what}: {self._last_lines()}"
            time.sleep(0.02)

    def stop(self) -> None:
        for child in self.children.values():
            child.send_signal(signal.SIGTERM)
        for child in self.children.values():
            orphans.stop(child, signal.SIGTERM, within=STOPS_WITHIN)

    def _start(self, name: str, words: list[str]) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.children[name] = subprocess.Popen(
                [*CELERY, *words],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=orphans.end_with_parent(signal.SIGTERM),
            )

    def _last_lines(self) -> str:
        return "\n".join(
            f"{log.name}: …{log.read_text(encoding='utf-8', errors='replace')[-3_000:]}"
            for log in sorted(self.home.glob("*.log"))
        )


def set_clock(home: Path, at: datetime) -> None:
    anew = home / "clock.new"
    anew.write_text(str((at - datetime.now(UTC)).total_seconds()), encoding="utf-8")
    anew.rename(home / "clock")  # nobody reads half of it


@contextmanager
def service(database: Clone, post: Sink, home: Path, *, at: datetime, redis: str = "") -> Iterator[Disturbed]:
    """Run a worker and a beat while the block runs; without `redis` on the broker that is a folder in `home`."""
    set_clock(home, at)
    (home / "ticks").touch()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "juno.settings",
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": database.owner_url,
        "JUNO_STATE_DIR": str(home),
        "JUNO_SMTP_HOST": "127.0.0.1",
        "JUNO_SMTP_PORT": str(post.port),
        "JUNO_SMTP_TLS": "0",
        "REDIS_URL": redis,
        "CLOCK": str(home / "clock"),
        "TICKS": str(home / "ticks"),
    }
    for secret in settings.STATE_DIR.glob("master-key"):
        shutil.copy(secret, home)  # what the test seals, the worker opens
    running = Disturbed(home, environment)
    try:
        running.start_worker()
        running.start_beat()
        yield running
    finally:
        running.stop()
