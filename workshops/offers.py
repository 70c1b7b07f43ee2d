"""The workshops on offer, as the condition clock wants them, and what it says of one case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from programmes import clock
from programmes.definition import Definition
from programmes.models import Programme, ProgrammeVersion
from programmes.offers import Offered
from programmes.rules import CaseDates
from referrals.models import Referral
from workshops import clashes, standing
from workshops.models import Place, Workshop
from workshops.querysets import WorkshopQuerySet
from workshops.statuses import Mark


def coming(programme: Programme | UUID, *, at: datetime, but: Referral | None = None) -> WorkshopQuerySet:
    """Return the workshops ahead with `taken`: places, and seats only held for now; not those of `but`."""
    booked = Q(places__released_at__isnull=True)
    held = Q(held_seats__freed_at__isnull=True, held_seats__held_until__gt=at)
    if but is not None:
        booked &= ~Q(places__referral=but)
        held &= ~Q(held_seats__referral=but)
    return (
        Workshop.objects.coming(at)
        .filter(programme=programme)
        .select_related("room__venue", "cohort")
        .annotate(
            taken=Count("places", filter=booked, distinct=True)
            + Count("held_seats", filter=held, distinct=True)
        )
        .order_by("starts_at", "pk")
    )


def offered(workshop: Workshop, definition: Definition, *, left: int, blocked: str = "") -> Offered:
    """Return a workshop as the clock wants it; one without a number serves every step."""
    every = frozenset(step.number for step in definition.steps)
    steps = every if workshop.step_number is None else frozenset({workshop.step_number})
    return Offered(
        key=str(workshop.pk),
        steps=steps,
        on=timezone.localdate(workshop.starts_at),
        ends_on=timezone.localdate(workshop.ends_at),
        places_left=left,
        cohort=None if workshop.cohort_id is None else str(workshop.cohort_id),
        venue=workshop.room.venue.name,
        blocked=blocked,
    )


def as_offered(
    workshops: Iterable[Workshop], definition: Definition, blocked: Mapping[UUID, str]
) -> list[Offered]:
    """Return what `coming` found as the clock wants it."""
    return [
        offered(w, definition, left=w.capacity - w.taken, blocked=blocked.get(w.pk, ""))  # type: ignore[attr-defined]
        for w in workshops
    ]


def read_case(
    referral: Referral,
    *,
    at: datetime,
    workshops: Collection[Workshop] | None = None,
    visible: Collection[UUID] = (),
    dates: CaseDates | None = None,
) -> clock.Reading:
    """Read the clock of one case in a fixed number of queries.

    :param workshops: what `coming(..., but=referral)` found, where the caller has it already.
    :param visible: the referrals the reader may see, for naming whom she is kept apart from.
    :param dates: other dates than the case has: as they would be, did police extend the deadline.
    """
    definition = referral.definition.parsed
    if workshops is None:
        workshops = list(coming(referral.programme, at=at, but=referral))
    blocked = clashes.blocked_for(referral, workshops, visible=visible)
    booked = held_ahead(referral, at=at)
    return clock.read(
        definition,
        dates or referral.dates,
        as_offered(workshops, definition, blocked),
        today=timezone.localdate(at),
        attendances=standing.attendances(referral),
        booked=[offered(place.workshop, definition, left=1) for place in booked],
        steps=standing.own_steps(referral, definition),
    )


def held_ahead(referral: Referral, *, at: datetime) -> list[Place]:
    """Return the places a referral holds on workshops that have not begun, by day.

    One that is marked already, in the hour before the start, is not ahead any more.
    """
    return list(
        Place.objects.held()
        .filter(referral=referral, workshop__starts_at__gt=at, mark=Mark.NOT_MARKED)
        .select_related("workshop__room__venue", "workshop__cohort", "plan_step")
        .order_by("workshop__starts_at", "pk")
    )


def on_offer(programme: Programme, today: date) -> list[Offered]:
    """Return what lies ahead from `today` on, for a referral nobody has accepted yet: no woman is looked at."""
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    version: ProgrammeVersion = programme.current
    return as_offered(coming(programme, at=midnight), version.parsed, {})
