"""When practitioners are busy: their workshops and times ahead, for whoever looks for a free hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from workshops import messages
from workshops.models import WorkshopPractitioner

AHEAD = timedelta(weeks=4)
SHOWN = 40


@dataclass(frozen=True)
class Busy:
    """One hour that is taken."""

    who: str
    day: str
    hours: str
    where: str


def of(people: Iterable[User], *, at: datetime) -> list[Busy]:
    """Return what these people have in the next four weeks, by time; no woman is named."""
    rows = (
        WorkshopPractitioner.objects.filter(
            practitioner__in=people,
            ended_at__isnull=True,
            workshop__cancelled_at__isnull=True,
            workshop__ends_at__gt=at,
            workshop__starts_at__lt=at + AHEAD,
        )
        .select_related("practitioner", "workshop__room__venue")
        .order_by("workshop__starts_at", "pk")
    )
    return [
        Busy(
            who=str(row.practitioner),
            day=messages.day(timezone.localdate(row.workshop.starts_at)),
            hours=messages.hours(row.workshop.starts_at, row.workshop.ends_at),
            where=row.workshop.room.venue.name,
        )
        for row in rows[:SHOWN]
    ]
