"""Workshop days: planning them, giving them more places, cancelling them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit import trail
from programmes.definition import Definition, Step
from programmes.kinds import StepKind
from programmes.messages import why_no_dates
from programmes.models import ClosedDay, Programme
from programmes.rules import CannotPlan, cohort_dates
from workshops import invitations
from workshops import refusals as no
from workshops.actions.constraints import named
from workshops.actions.releasing import give_back
from workshops.actions.seats import free
from workshops.models import Cohort, HeldSeat, Place, Room, Workshop, WorkshopPractitioner
from workshops.statuses import ReleaseReason, WhyFreed

USUAL_START = time(10)


@dataclass(frozen=True)
class PlannedDay:
    """One day of a group before it is saved: shown for checking, then written."""

    step: Step
    starts_at: datetime
    ends_at: datetime

    @property
    def on(self) -> date:
        return timezone.localdate(self.starts_at)


def planned_days(
    definition: Definition, first_on: date, *, starts: time | None = None, today: date
) -> list[PlannedDay]:
    """Return the days of a group that begins on `first_on`: the usual gap apart, no closed day.

    :param starts: wall time in Europe/London; None: each step's usual start.
    :raises CannotBePlanned: when the first day is past or closed, or no day within a gap is open.
    """
    steps = [step for step in definition.steps if step.kind is StepKind.GROUP]
    try:
        dates = cohort_dates(first_on, steps, closed=ClosedDay.days(), today=today)
    except CannotPlan as refusal:
        raise no.CannotBePlanned(why_no_dates(refusal), field="first_on") from refusal
    return [_planned(step, on, starts) for step, on in zip(steps, dates, strict=True)]


def _planned(step: Step, on: date, starts: time | None) -> PlannedDay:
    starts_at = timezone.make_aware(datetime.combine(on, starts or step.usual_start or USUAL_START))
    return PlannedDay(step, starts_at, starts_at + timedelta(minutes=step.length_minutes))


def plan_cohort(
    programme: Programme,
    *,
    first_on: date,
    room: Room,
    practitioners: Sequence[User],
    by: trail.Person,
    at: datetime,
    name: str = "",
    starts: time | None = None,
    capacity: int | None = None,
    source_reference: str = "",
) -> Cohort:
    """Plan a group: one workshop for each group step of the definition, all of them or none.

    :param capacity: places on each day; None: the programme's usual size.
    :raises Refused: CannotBePlanned, NoRoom, PractitionerElsewhere, NameTaken, TooManyForTheRoom.
    """
    definition = programme.current.parsed
    days = planned_days(definition, first_on, starts=starts, today=timezone.localdate(at))
    seats = capacity or min(definition.group.size_usual, room.capacity)
    with transaction.atomic():
        with named():
            cohort = Cohort.objects.create(
                programme=programme,
                name=name or f"{room.venue.name} {first_on:%Y-%m-%d}",
                source_reference=source_reference,
                made_at=at,
                made_by=by.trail_name,
            )
        for day in days:
            that_day = _Day(programme, day.step.number, room, day.starts_at, day.ends_at, seats, cohort)
            _lay(that_day, practitioners, by=by, at=at)
        facts = {"days": [day.on.isoformat() for day in days], "places": seats}
        trail.record("cohort.plan", cohort, by=by, at=at, facts=facts)
        return cohort


def add_workshop(
    programme: Programme,
    *,
    room: Room,
    starts_at: datetime,
    by: trail.Person,
    at: datetime,
    ends_at: datetime | None = None,
    step_number: int | None = None,
    capacity: int | None = None,
    practitioners: Sequence[User] = (),
    cohort: Cohort | None = None,
) -> Workshop:
    """Add one workshop: a session of a rolling group, or another day for one step.

    :param step_number: the step it is for; None: it serves any step.
    :raises Refused: NoRoom, PractitionerElsewhere, TooManyForTheRoom.
    """
    definition = programme.current.parsed
    step = definition.step(step_number) if step_number else definition.steps[0]
    ends_at = ends_at or starts_at + timedelta(minutes=step.length_minutes)
    seats = capacity or min(definition.group.size_usual, room.capacity)
    with transaction.atomic():
        day = _Day(programme, step_number, room, starts_at, ends_at, seats, cohort)
        return _lay(day, practitioners, by=by, at=at)


@dataclass(frozen=True)
class _Day:
    """All that a workshop is, before it is one."""

    programme: Programme
    step_number: int | None
    room: Room
    starts_at: datetime
    ends_at: datetime
    capacity: int
    cohort: Cohort | None


def _lay(day: _Day, practitioners: Sequence[User], *, by: trail.Person, at: datetime) -> Workshop:
    if day.capacity > day.room.capacity:
        raise no.TooManyForTheRoom(field="capacity")
    during = DateTimeTZRange(day.starts_at, day.ends_at)
    with named():
        workshop = Workshop.objects.create(**vars(day), during=during, made_at=at, made_by=by.trail_name)
    with named():
        for practitioner in practitioners:
            WorkshopPractitioner.objects.create(workshop=workshop, practitioner=practitioner, during=during)
    trail.record("workshop.add", workshop, by=by, at=at, facts={"places": day.capacity})
    return workshop


def cancel_workshop(
    workshop: Workshop, *, why: str, by: trail.Person, at: datetime, seen: int | None = None
) -> int:
    """Cancel a workshop ahead: its places are given back, what was queued for them is taken back.

    Locks the workshop, then its places. Each woman on it has to be booked again; nothing is sent to
    her here. Return how many places were given back.

    :raises HasBegun: when it has begun, or was cancelled already.
    """
    with transaction.atomic():
        locked = Workshop.objects.select_for_update().get(pk=workshop.pk)
        locked.expect(seen)
        if locked.cancelled_at is not None or locked.starts_at <= at:
            raise no.HasBegun
        held = list(
            Place.objects.held()
            .filter(workshop=locked)
            .select_for_update(of=("self",))
            .select_related("referral", "workshop")
            .order_by("pk")
        )
        give_back(held, why=ReleaseReason.WORKSHOP_CANCELLED, by=by, at=at)
        promised = HeldSeat.objects.unfreed().with_one_on(locked).select_related("workshop", "referral")
        free(promised, why=WhyFreed.WORKSHOP_CANCELLED, by=by, at=at)
        for place in held:
            invitations.withdraw(place.referral, why="WORKSHOP_CANCELLED", by=by, at=at)
        staff = WorkshopPractitioner.objects.filter(workshop=locked, ended_at__isnull=True)
        staff.update(ended_at=at, ended_by=by.trail_name)
        locked.cancelled_at, locked.cancelled_by, locked.why_cancelled = at, by.trail_name, why
        locked.advance("cancelled_at", "cancelled_by", "why_cancelled")
        trail.record("workshop.cancel", locked, by=by, at=at, facts={"why": why, "places": len(held)})
        return len(held)


def raise_capacity(
    workshop: Workshop, *, to: int, by: User, at: datetime, seen: int | None = None
) -> Workshop:
    """Give a workshop more places: a manager's act.

    :raises Refused: ManagersOnly, NotHigher, TooManyForTheRoom, HasBegun.
    """
    if not by.has_role(Role.MANAGER):
        raise no.ManagersOnly
    with transaction.atomic():
        locked = Workshop.objects.select_for_update(of=("self",)).select_related("room").get(pk=workshop.pk)
        locked.expect(seen)
        if locked.starts_at <= at or locked.cancelled_at is not None:
            raise no.HasBegun
        if to <= locked.capacity:
            raise no.NotHigher(field="capacity")
        if to > locked.room.capacity:
            raise no.TooManyForTheRoom(field="capacity")
        was, locked.capacity = locked.capacity, to
        locked.advance("capacity")
        trail.record("workshop.raise_capacity", locked, by=by, at=at, facts={"from": was, "to": to})
        return locked
