"""Workers of their own process, stopped dead at one point and killed there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from tests.conftest import Clone
from tests.correspondence.smtp_sink import Sink


def start(point: str, database: Clone, post: Sink | None = None) -> subprocess.Popen[str]:
    """Start `worker_to_kill`; without a mail server, where it sends no mail."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "juno.settings",
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": database.owner_url,
        "JUNO_SMTP_HOST": "127.0.0.1",
        "JUNO_SMTP_PORT": str(post.port if post else 1),
        "JUNO_SMTP_TLS": "0",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.correspondence.worker_to_kill", point],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def kill_at(point: str, database: Clone, post: Sink | None = None) -> None:
    """Start a worker, wait until it stands at the point, and kill it without a chance to tidy up."""
    child = start(point, database, post)
    assert child.stdout is not None
    lines = [line.strip() for line in iter(child.stdout.readline, "READY\n")]
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert lines == ["STARTED"]
