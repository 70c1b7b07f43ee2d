"""Where a case is now: derived from facts by one function and one annotation, and never stored.

The two say the same; a test compares them over every combination of facts. What police see of it is
in `police_view.py`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, TextField, Value, When

from casework.rules import LONDON
from casework.statuses import CallOutcome
from programmes.kinds import LeftEarly
from referrals.statuses import Status
from workshops.models import Place
from workshops.statuses import ABSENT, Mark


class Where(StrEnum):
    """Where a case is."""

    NOT_SENT = "NOT_SENT"
    RECEIVED = "RECEIVED"
    NOT_REACHED = "NOT_REACHED"
    REACHED = "REACHED"
    BOOKED = "BOOKED"
    CAME = "CAME"
    COMPLETED = "COMPLETED"
    NOT_COMPLETED = "NOT_COMPLETED"
    CLOSED = "CLOSED"


@dataclass(frozen=True)
class PlaceFact:
    """A place she holds: which step, when, and what the register and the absence say of it."""

    id: UUID
    step: int
    round: int
    mark: str
    starts_at: datetime
    running: bool = True
    finished: bool = False
    noted: bool = False
    decision: str = ""
    counts: bool | None = None
    workshop: UUID | None = None

    @property
    def on(self) -> date:
        return self.starts_at.astimezone(LONDON).date()

    @property
    def came(self) -> bool:
        """Tell whether she was there: late counts, and leaving early where that was enough."""
        return self.mark in CAME_MARKS or (self.mark == Mark.LEFT_EARLY and self.counts is True)

    @property
    def booked(self) -> bool:
        """Tell whether the day is still to be marked and will take place."""
        return self.running and self.mark == Mark.NOT_MARKED

    @property
    def absent(self) -> bool:
        """Tell whether she missed it: something is to be decided."""
        return self.mark in ABSENT or (self.mark == Mark.LEFT_EARLY and self.counts is False)

    @property
    def left_undecided(self) -> bool:
        """Tell whether somebody has yet to say if leaving early was enough."""
        return self.mark == Mark.LEFT_EARLY and self.counts is None


CAME_MARKS = frozenset({Mark.HERE, Mark.LATE})

_BY_STATUS = {
    Status.DRAFT: Where.NOT_SENT,
    Status.SUBMITTED: Where.RECEIVED,
    Status.COMPLETED: Where.COMPLETED,
    Status.NOT_COMPLETED: Where.NOT_COMPLETED,
    Status.DECLINED: Where.CLOSED,
    Status.WITHDRAWN: Where.CLOSED,
}


def where_it_is(status: str, *, spoke: bool, places: Collection[PlaceFact]) -> Where:
    """Return where a case is now.

    :param spoke: somebody has spoken to her, and has not taken that back.
    :param places: the places she holds, past ones included; those given back are left out.
    """
    if status != Status.ACCEPTED:
        return _BY_STATUS[Status(status)]
    if any(place.came for place in places):
        return Where.CAME
    if any(place.booked for place in places):
        return Where.BOOKED
    return Where.REACHED if spoke else Where.NOT_REACHED


def came() -> QuerySet[Place]:
    """The places at which she was there, of the case outside."""
    return Place.objects.held().filter(she_was_there(), referral=OuterRef("pk"))


def she_was_there() -> Q:
    """The condition under which a place says that she came."""
    enough = Q(counts=True) | Q(
        counts__isnull=True, referral__definition__definition__completion__left_early=LeftEarly.COUNTS
    )
    return Q(mark__in=CAME_MARKS) | (Q(mark=Mark.LEFT_EARLY) & enough)


def she_was_absent() -> Q:
    """The condition under which a place says that she missed the day."""
    too_little = Q(counts=False) | Q(
        counts__isnull=True,
        referral__definition__definition__completion__left_early=LeftEarly.DOES_NOT_COUNT,
    )
    return Q(mark__in=ABSENT) | (Q(mark=Mark.LEFT_EARLY) & too_little)


def booked() -> QuerySet[Place]:
    """The places still to come or to be marked, of the case outside."""
    return Place.objects.held().filter(
        referral=OuterRef("pk"), mark=Mark.NOT_MARKED, workshop__cancelled_at__isnull=True
    )


def spoken() -> QuerySet[Any]:
    """The calls at which somebody spoke to her, of the case outside."""
    return apps.get_model("casework.ContactAttempt").objects.filter(
        referral=OuterRef("pk"), outcome=CallOutcome.SPOKE, undone_at__isnull=True
    )


def where_expression() -> Case:
    """Return the same as `where_it_is`, for an annotation on referrals."""
    return Case(
        *(When(status=status, then=Value(str(where))) for status, where in _BY_STATUS.items()),
        When(Exists(came()), then=Value(str(Where.CAME))),
        When(Exists(booked()), then=Value(str(Where.BOOKED))),
        When(Exists(spoken()), then=Value(str(Where.REACHED))),
        default=Value(str(Where.NOT_REACHED)),
        output_field=TextField(),
    )
