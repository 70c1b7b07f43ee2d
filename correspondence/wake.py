"""Waking the worker after a commit. The rows are the truth: a broker that is away costs a minute.

A page must never wait for the broker, which may be gone, or there and mute. So a thread of its own
publishes, one wake at a time: whatever is asked for meanwhile is found by the same sweep.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

# Many rows written one after the other wake the worker once, not once each.
AT_MOST_EVERY = 2.0  # seconds

_publishing: set[str] = set()
_published: dict[str, float] = {}
_lock = threading.Lock()


def worker() -> None:
    """Ask the worker, once this transaction has committed, to send what is due."""
    transaction.on_commit(lambda: _wake("correspondence.tasks.send_due"), robust=True)


def printer(run_id: object) -> None:
    """Ask the worker, once this transaction has committed, to make one print file."""
    transaction.on_commit(lambda: _wake("correspondence.tasks.make_print_file", str(run_id)), robust=True)


def task(name: str, *args: object) -> None:
    """Ask the worker, once this transaction has committed, to run a task of a higher app."""
    transaction.on_commit(lambda: _wake(name, *map(str, args)), robust=True)


def _wake(task: str, *args: Any) -> None:
    name = " ".join((task, *args))
    with _lock:
        if name in _publishing:
            return
        _publishing.add(name)
    threading.Thread(target=_publish, args=(name, task, args), daemon=True).start()


def _publish(name: str, task: str, args: tuple[Any, ...]) -> None:
    time.sleep(max(0.0, _published.get(task, -AT_MOST_EVERY) + AT_MOST_EVERY - time.monotonic()))
    with _lock:
        # From here on a new wake is published by itself: its row may come after this one is read.
        _publishing.discard(name)
        _published[task] = time.monotonic()
    try:
        current_app.send_task(task, args=args, retry=False, expires=55)
    except Exception as error:  # noqa: BLE001  any broker, any trouble: the next sweep finds the row
        logger.info("The worker could not be woken (%s); it looks again in a minute", type(error).__name__)
