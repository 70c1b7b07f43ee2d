"""The workshops on offer, as the condition clock wants them, and what it says of one case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from programmes import clock
from programmes.definition import Definition, Step
from programmes.models import Programme, ProgrammeVersion
from programmes.offers import Offered
from programmes.rules import CaseDates
from referrals.models import Referral
from workshops import clashes, standing
from workshops.models import Place, Workshop
from workshops.querysets import WorkshopQuerySet
from workshops.statuses import Mark

NOTHING_BLOCKED: Mapping[UUID, str] = MappingProxyType({})


def coming(
    programme: Programme | UUID, *, at: datetime, but: Referral | None = None, own: bool = False
) -> WorkshopQuerySet:
    """Return the workshops ahead with `taken`: places, and seats only held for now; not those of `but`.

    :param own: with the times made for one woman alone, which nobody is offered.
    """
    booked = Q(places__released_at__isnull=True)
    held = Q(held_seats__freed_at__isnull=True, held_seats__held_until__gt=at)
    if but is not None:
        booked &= ~Q(places__referral=but)
        held &= ~Q(held_seats__referral=but)
    ahead = Workshop.objects.coming(at).filter(programme=programme)
    return (
        (ahead if own else ahead.filter(kept_for__isnull=True))
        .with_shut()
        .select_related("room__venue", "cohort")
        .annotate(
            taken=Count("places", filter=booked, distinct=True)
            + Count("held_seats", filter=held, distinct=True)
        )
        .order_by("starts_at", "pk")
    )


def offered(
    workshop: Workshop,
    definition: Definition,
    *,
    left: int,
    blocked: str = "",
    number: int | None = None,
    plan: Sequence[Step] | None = None,
    been: bool = False,
) -> Offered:
    """Return a workshop as the clock wants it; one without a number serves every step.

    :param number: the step of her plan for which she has, or is to have, a place on it.
    :param plan: her own plan, in which several steps may be of one kind.
    :param been: it was over when its group was entered: its day is a fact.
    """
    if number is not None:
        steps = frozenset({number})
    else:
        every = definition.steps if plan is None else plan
        steps = frozenset(s.number for s in every if workshop.step_number in (None, s.of))
    return Offered(
        key=str(workshop.pk),
        steps=steps,
        on=timezone.localdate(workshop.starts_at),
        ends_on=timezone.localdate(workshop.ends_at),
        places_left=left,
        cohort=None if workshop.cohort_id is None else str(workshop.cohort_id),
        venue=workshop.room.venue.name,
        blocked=blocked,
        own=workshop.kept_for_id is not None,
        been=been,
        doubt=isinstance(blocked, clashes.Perhaps),
    )


def shut(workshop: Workshop) -> str:
    """Say that nobody is booked into a building on a day it is shut: the workshop is moved first."""
    return _("The building is shut that day.") if workshop.shut else ""  # type: ignore[attr-defined]


def in_the_way(workshop: Workshop, blocked: Mapping[UUID, str]) -> str:
    """Return what keeps a woman off a workshop: a shut building before a doubt about whom she would meet."""
    words = blocked.get(workshop.pk, "")
    return shut(workshop) or words if isinstance(words, clashes.Perhaps) else words or shut(workshop)


def as_offered(
    workshops: Iterable[Workshop],
    definition: Definition,
    blocked: Mapping[UUID, str],
    *,
    plan: Sequence[Step] | None = None,
) -> list[Offered]:
    """Return what `coming` found as the clock wants it; no time that is some woman's own."""
    return [
        offered(
            w,
            definition,
            left=w.capacity - w.taken,  # type: ignore[attr-defined]
            blocked=in_the_way(w, blocked),
            plan=plan,
        )
        for w in workshops
        if w.kept_for_id is None
    ]


def held_as_offered(
    places: Iterable[Place], definition: Definition, *, blocked: Mapping[UUID, str] = NOTHING_BLOCKED
) -> list[Offered]:
    """Return the workshops of her places, each for the step of her plan that it is for.

    :param blocked: by place, the caller's own word against it.
    """
    return [
        offered(p.workshop, definition, left=1, number=p.plan_step.number, blocked=blocked.get(p.pk, ""))
        for p in places
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
    plan = standing.own_steps(referral, definition)
    return clock.read(
        definition,
        dates or referral.dates,
        as_offered(workshops, definition, blocked, plan=plan),
        today=timezone.localdate(at),
        attendances=standing.attendances(referral),
        booked=held_as_offered(held_ahead(referral, at=at), definition),
        steps=plan,
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
