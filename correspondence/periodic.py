"""One run a slot: a unique row lets the first in, whoever knocks (docs/adr/0041).

A run that broke off, because its worker was killed, leaves a row without an end. What is due each
minute comes again by itself; what is due once a day is run again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from celery import current_app
from celery.schedules import crontab
from django.conf import settings
from django.db import IntegrityError, transaction

from correspondence.models import PeriodicRun
from correspondence.slots import slot_of

logger = logging.getLogger(__name__)

AT_MOST = timedelta(minutes=5)  # well over CELERY_TASK_TIME_LIMIT: what has not ended by then was killed
CAUGHT_UP = timedelta(hours=24)
KEPT = timedelta(days=30)

Clock = Callable[[], datetime]


def knock(name: str, *, clock: Clock) -> bool:
    """Run an entry of `JUNO_CLOCK` if nobody has begun its slot; tell whether it ran."""
    entry = settings.JUNO_CLOCK[name]
    run = _begin(entry["task"], slot_of(entry["schedule"], clock()), clock())
    if run is None:
        return False
    _do(run, clock)
    return True


def run_again(*, clock: Clock) -> int:
    """Run again what broke off in the last day and does not come again within the hour; return how many."""
    now = clock()
    by_day = {
        entry["task"] for entry in settings.JUNO_CLOCK.values() if isinstance(entry["schedule"], crontab)
    }
    broken = PeriodicRun.objects.filter(
        task__in=by_day, finished_at=None, started_at__lte=now - AT_MOST, slot__gt=now - CAUGHT_UP
    )
    done = 0
    for run in broken.order_by("slot", "pk"):
        # Whoever changes the row first has it.
        if broken.filter(pk=run.pk, started_at=run.started_at).update(started_at=now):
            _do(run, clock)
            done += 1
    return done


def forget(*, clock: Clock) -> int:
    """Delete the rows of slots that are long over; return how many."""
    deleted, _by_model = PeriodicRun.objects.filter(slot__lt=clock() - KEPT).delete()
    return deleted


def _begin(task: str, slot: datetime, at: datetime) -> PeriodicRun | None:
    try:
        with transaction.atomic():
            return PeriodicRun.objects.create(task=task, slot=slot, started_at=at)
    except IntegrityError:
        return None


def _do(run: PeriodicRun, clock: Clock) -> None:
    current_app.tasks[run.task]()
    PeriodicRun.objects.filter(pk=run.pk).update(finished_at=clock())
