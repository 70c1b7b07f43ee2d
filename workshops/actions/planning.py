"""Workshop days: planning them, giving them more places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit import trail
from programmes.definition import Definition, Step
from programmes.group_dates import AS_THEY_FOLLOW, CannotPlan, cohort_dates
from programmes.messages import why_no_dates
from programmes.models import ClosedDay, Programme
from programmes.parts import group_steps
from referrals.models import Referral
from workshops import closures, rules, staffing
from workshops import refusals as no
from workshops.actions.constraints import named
from workshops.models import Cohort, Room, Workshop, WorkshopPractitioner

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
    definition: Definition,
    first_on: date,
    *,
    starts: time | None = None,
    today: date,
    chosen: Mapping[int, date] = AS_THEY_FOLLOW,
) -> list[PlannedDay]:
    """Return the days of a group that begins on `first_on`: the usual gap apart, no closed day.

    :param starts: wall time in Europe/London; None: each step's usual start.
    :param chosen: days a person chose instead, by step number.
    :raises CannotBePlanned: when the first day is past or closed, no day within a gap is open, or a chosen
        day is closed or outside its gap.
    """
    steps = group_steps(definition.steps)
    try:
        dates = cohort_dates(first_on, steps, closed=ClosedDay.days(), today=today, chosen=chosen)
    except CannotPlan as refusal:
        field = f"on-{refusal.step}" if refusal.step in chosen else "first_on"
        raise no.CannotBePlanned(why_no_dates(refusal), field=field) from refusal
    return [planned(step, on, starts) for step, on in zip(steps, dates, strict=True)]


def planned(step: Step, on: date, starts: time | None) -> PlannedDay:
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
    chosen: Mapping[int, date] = AS_THEY_FOLLOW,
    capacity: int | None = None,
    source_reference: str = "",
) -> Cohort:
    """Plan a group: one workshop for each group step of the definition, all of them or none.

    :param chosen: days a person chose instead of those that follow, by step number.
    :param capacity: places on each day; None: the programme's usual size.
    :raises Refused: CannotBePlanned, BuildingShut, NoRoom, PractitionerElsewhere, NameTaken,
        TooManyForTheRoom, TrainingRanOut.
    """
    definition = programme.current.parsed
    days = planned_days(definition, first_on, starts=starts, today=timezone.localdate(at), chosen=chosen)
    seats = capacity or usual_places(definition, room)
    on = [day.on for day in days]
    with transaction.atomic():
        staffing.refuse_untrained(practitioners, definition, on, today=timezone.localdate(at))
        closures.refuse(room, on, field="room")
        with named():
            cohort = Cohort.objects.create(
                programme=programme,
                name=name or usual_name(room, first_on),
                source_reference=source_reference,
                made_at=at,
                made_by=by.trail_name,
            )
        for day in days:
            that_day = Day(programme, day.step.number, room, day.starts_at, day.ends_at, seats, cohort)
            lay(that_day, practitioners, by=by, at=at)
        facts = {"days": [each.isoformat() for each in on], "places": seats}
        trail.record("cohort.plan", cohort, by=by, at=at, facts=facts)
        return cohort


def usual_places(definition: Definition, room: Room) -> int:
    return min(definition.group.size_usual, room.capacity)


def usual_name(room: Room, first_on: date) -> str:
    return f"{room.venue.name} {first_on:%Y-%m-%d}"


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
    :raises Refused: BuildingShut, NoRoom, PractitionerElsewhere, TooManyForTheRoom, TrainingRanOut.
    """
    definition = programme.current.parsed
    step = definition.step(step_number) if step_number else definition.steps[0]
    ends_at = ends_at or starts_at + timedelta(minutes=step.length_minutes)
    seats = capacity or usual_places(definition, room)
    with transaction.atomic():
        on, today = timezone.localdate(starts_at), timezone.localdate(at)
        staffing.refuse_untrained(practitioners, definition, [on], today=today)
        closures.refuse(room, [on], field="room")
        day = Day(programme, step_number, room, starts_at, ends_at, seats, cohort)
        return lay(day, practitioners, by=by, at=at)


@dataclass(frozen=True)
class Day:
    """All that a workshop is, before it is one."""

    programme: Programme
    step_number: int | None
    room: Room
    starts_at: datetime
    ends_at: datetime
    capacity: int
    cohort: Cohort | None
    kept_for: Referral | None = None


def lay(day: Day, practitioners: Sequence[User], *, by: trail.Person, at: datetime) -> Workshop:
    if day.capacity > day.room.capacity:
        raise no.TooManyForTheRoom(field="capacity")
    if not all(rules.happens_once(timezone.localtime(moment)) for moment in (day.starts_at, day.ends_at)):
        raise no.NoSuchTime(field="starts")
    during = DateTimeTZRange(day.starts_at, day.ends_at)
    with named():
        workshop = Workshop.objects.create(**vars(day), during=during, made_at=at, made_by=by.trail_name)
    with named():
        for practitioner in practitioners:
            WorkshopPractitioner.objects.create(workshop=workshop, practitioner=practitioner, during=during)
    trail.record("workshop.add", workshop, by=by, at=at, facts={"places": day.capacity})
    return workshop


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
        if locked.kept_for_id is not None:
            raise no.ForOneWoman
        if to <= locked.capacity:
            raise no.NotHigher(field="capacity")
        if to > locked.room.capacity:
            raise no.TooManyForTheRoom(field="capacity")
        was, locked.capacity = locked.capacity, to
        locked.advance("capacity")
        trail.record("workshop.raise_capacity", locked, by=by, at=at, facts={"from": was, "to": to})
        return locked
