"""When she said it is safe to ring. No Django here beyond the words.

The codes are kept in `safe_times` of what police sent and of what she told us herself. None at all
means that nobody asked, or that any time will do.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SafeTime(StrEnum):
    """A part of the week."""

    WEEKDAY_MORNING = "WEEKDAY_MORNING"
    WEEKDAY_AFTERNOON = "WEEKDAY_AFTERNOON"
    WEEKDAY_EVENING = "WEEKDAY_EVENING"
    WEEKEND = "WEEKEND"


SAFE_TIME_LABELS: dict[SafeTime, Promise] = {
    SafeTime.WEEKDAY_MORNING: _("Weekday mornings"),
    SafeTime.WEEKDAY_AFTERNOON: _("Weekday afternoons"),
    SafeTime.WEEKDAY_EVENING: _("Weekday evenings"),
    SafeTime.WEEKEND: _("Weekends"),
}


def labels(codes: Iterable[str]) -> list[Promise]:
    """Return the words for the codes that are known, in the order of the week."""
    given = set(codes)
    return [label for time, label in SAFE_TIME_LABELS.items() if time in given]
