"""More is due at one moment than one sweep does: every worker gets some, and nobody waits for the clock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from tests.conftest import Clone
from tests.factories import correspondence as make

LETTERS, A_SWEEP = 120, 20
CELERY = [sys.executable, "-m", "celery", "-A", "tests.correspondence.workers"]


@contextmanager
def two_workers(database: Clone, folder: Path) -> Iterator[dict[str, str]]:
    """Run two, each with its words in `worker1` and `worker2`, and no clock; give their environment."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "juno.settings",
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": database.owner_url,
        "JUNO_STATE_DIR": str(folder),
        "JUNO_MESSAGES_A_SWEEP": str(A_SWEEP),
        "JUNO_MASTER_KEYS": ",".join(
            f"{name}:{b64encode(key).decode()}" for name, key in settings.JUNO_MASTER_KEYS.items()
        ),
        "REDIS_URL": "",
    }
    command = [*CELERY, "worker", "--pool", "solo", "--loglevel", "INFO"]
    running = []
    for number in (1, 2):
        with (folder / f"worker{number}").open("w") as log:
            name = ["--hostname", f"worker{number}@letters"]
            running.append(subprocess.Popen([*command, *name], env=environment, stdout=log, stderr=log))
    try:
        yield environment
    finally:
        for worker in running:
            worker.send_signal(signal.SIGTERM)
        for worker in running:
            worker.wait(60)


def wait_for(what: str, folder: Path, *names: str) -> None:
    until = time.monotonic() + 90
    while not all(what in (folder / name).read_text() for name in names):
        assert time.monotonic() < until, [(folder / name).read_text()[-2000:] for name in names]
        time.sleep(0.2)


@pytest.mark.servers
def test_one_knock_sets_every_worker_going_until_all_is_made(committed_db: Clone, tmp_path: Path) -> None:
    at = timezone.now() - timedelta(minutes=5)
    woman = make.woman()
    make.said(woman, at=at, **make.ALL_YES)
    for _ in range(LETTERS):
        make.message(woman, Channel.LETTER, at=at, due_at=at)

    with two_workers(committed_db, tmp_path) as environment:
        wait_for("ready.", tmp_path, "worker1", "worker2")
        subprocess.run([*CELERY, "call", "correspondence.tasks.send_due"], env=environment, check=True)
        until = time.monotonic() + 90
        while Message.objects.exclude(status=MessageStatus.RENDERED).exists() and time.monotonic() < until:
            time.sleep(0.2)

    made = {name: (tmp_path / name).read_text().count("Outbox: ") for name in ("worker1", "worker2")}
    assert Message.objects.filter(status=MessageStatus.RENDERED).count() == LETTERS, made
    assert all(made.values()), f"both had some: {made}"
    assert sum(made.values()) >= LETTERS / A_SWEEP
