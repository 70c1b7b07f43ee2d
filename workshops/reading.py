"""The clock of many cases at once: the same answer as `offers.read_case`, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from participants.models import KeepApart
from programmes import clock
from programmes.clock import Reading
from programmes.definition import Step
from programmes.standing import Attendance
from referrals.models import Referral
from workshops import clashes, offers, perhaps, waiting
from workshops.models import Workshop

Ahead = Mapping[UUID, Sequence[Workshop]]


@dataclass(frozen=True)
class Known:
    """A case, and what the caller has read of it already.

    :param on: the workshops ahead on which she has a place, each with the step of her plan it is for.
    :param holds: the workshops on which a seat is kept for her still.
    :param limits: what she said she cannot do, or not do without.
    :param plan: her own steps where plans differ from woman to woman, else None.
    """

    referral: Referral
    attendances: Sequence[Attendance]
    on: Mapping[UUID, int] = field(default_factory=dict)
    holds: Collection[UUID] = ()
    limits: clashes.Limits = clashes.NO_LIMITS
    plan: Sequence[Step] | None = None


def ahead(programmes: Iterable[UUID], *, at: datetime) -> Ahead:
    """Return the workshops ahead of each programme: a query for each."""
    return {programme: list(offers.coming(programme, at=at, own=True)) for programme in set(programmes)}


def read_many(
    cases: Sequence[Known], workshops: Ahead, *, at: datetime, noted: Collection[KeepApart] | None = None
) -> dict[UUID, Reading]:
    """Read the clock of accepted cases: three queries, however many; one more where practitioners know any.

    :param noted: the names of people whom they, or those who are booked, must not meet, where they are read already.
    """
    if not cases:
        return {}
    known = {case.referral.pk: case for case in cases}
    every = sorted((w for rows in workshops.values() for w in rows), key=lambda w: w.starts_at)
    limits = {pk: case.limits for pk, case in known.items()}
    women = [case.referral.participant for case in cases if case.referral.participant is not None]
    named = perhaps.near(women, every) if noted is None else noted
    blocked = waiting.blocked([case.referral for case in cases], every, limits=limits, noted=named)
    return {
        pk: _read(case, workshops.get(case.referral.programme_id, ()), blocked, at=at)
        for pk, case in known.items()
    }


def _read(
    case: Known,
    workshops: Sequence[Workshop],
    blocked: waiting.Blocked,
    *,
    at: datetime,
) -> Reading:
    referral, definition = case.referral, case.referral.definition.parsed
    offered = [workshop for workshop in workshops if workshop.kept_for_id is None]
    own = Counter([*case.on, *case.holds])
    in_the_way = blocked.of(referral, workshops)
    on_offer = [
        offers.offered(
            workshop,
            definition,
            left=workshop.capacity - workshop.taken + own[workshop.pk],  # type: ignore[attr-defined]
            blocked=offers.in_the_way(workshop, in_the_way),
            plan=case.plan,
        )
        for workshop in offered
    ]
    return clock.read(
        definition,
        referral.dates,
        on_offer,
        today=timezone.localdate(at),
        attendances=case.attendances,
        booked=[
            offers.offered(w, definition, left=1, number=case.on[w.pk]) for w in workshops if w.pk in case.on
        ],
        steps=case.plan,
    )
