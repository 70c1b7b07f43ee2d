"""Which slot of a periodic task a moment belongs to. No Django here.

However many schedulers knock, and however late a worker opens, the same slot has the same name.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from celery.schedules import crontab

LONDON = ZoneInfo("Europe/London")
_LOOKED_BACK = 4 * 366  # days: 29 February


class NeverRuns(ValueError):
    """A schedule that no day fits."""


def slot_of(schedule: float | crontab, at: datetime) -> datetime:
    """Return the start of the slot that `at` (aware) lies in.

    An interval counts from 1970, in seconds. A time of day is one of Europe/London; where the clocks
    go back, the hour that comes twice is one.

    :raises NeverRuns: for a time of day that there is not.
    """
    if not isinstance(schedule, crontab):
        seconds = int(at.timestamp() // schedule * schedule)
        return datetime.fromtimestamp(seconds, UTC)
    wall = at.astimezone(LONDON).replace(second=0, microsecond=0, tzinfo=None)
    times = [time(hour, minute) for hour in _of(schedule, "hour") for minute in _of(schedule, "minute")]
    for days in range(_LOOKED_BACK):
        day = wall.date() - timedelta(days=days)
        begun = [moment for moment in times if days or moment <= wall.time()]
        if begun and _is_a_day_of(schedule, day):
            # Of an hour that comes twice the first; in UTC, where no hour does.
            return datetime.combine(day, max(begun), tzinfo=LONDON).astimezone(UTC)
    raise NeverRuns(str(schedule))


def _is_a_day_of(schedule: crontab, day: date) -> bool:
    return (
        day.isoweekday() % 7 in _of(schedule, "day_of_week")
        and day.day in _of(schedule, "day_of_month")
        and day.month in _of(schedule, "month_of_year")
    )


def _of(schedule: crontab, name: str) -> set[int]:
    """Return the hours, minutes, days or months of a time of day (the package's types leave them out)."""
    found: set[int] = getattr(schedule, name)
    return found
