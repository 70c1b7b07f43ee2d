"""Two at once over one workshop or one building: who comes second waits for a lock of who came first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

from django.db import connection, transaction

from tests.workshops.test_races import at_once


def while_it_lasts(
    change: Callable[[], Any], act: Callable[[], Any], *, then: Callable[[], Any] = lambda: None
) -> Any:
    """Do `act` from another desk while a change is done and not committed; return what came of it.

    The change goes on, with `then`, once the other desk waits for a lock of it. What `act` raises is returned.
    """
    done, asked = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            change()
            done.set()
            asked.wait(10)
            waits_for_a_lock()
            then()

    def second() -> Any:
        done.wait(10)
        asked.set()
        return act()

    changed, came = at_once([first, second])
    assert changed is None
    return came


def waits_for_a_lock(within: float = 10) -> None:
    """Return once another session waits for a lock that somebody holds."""
    until = monotonic() + within
    while monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.02)
    raise AssertionError("nobody waits")
