"""Groups that had begun before this service was used: entered with the days as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit import trail
from programmes.definition import Definition
from programmes.messages import why_no_dates
from programmes.models import ClosedDay, Programme
from programmes.parts import group_steps
from programmes.rules import CannotPlan, cohort_dates
from workshops import closures, staffing
from workshops import refusals as no
from workshops.actions.constraints import named
from workshops.actions.planning import (
    AS_THEY_FOLLOW,
    Day,
    PlannedDay,
    lay,
    planned,
    usual_name,
    usual_places,
)
from workshops.models import Cohort, Room


def running_days(
    definition: Definition,
    first_on: date,
    *,
    starts: time | None = None,
    today: date,
    chosen: Mapping[int, date] = AS_THEY_FOLLOW,
) -> list[PlannedDay]:
    """Return the days of a group that has begun: what has been may have been on a day since closed.

    The gaps hold for all of them: a booking is read by the same gaps (docs/adr/0037).

    :param chosen: days as they were or are to be, by step number.
    :raises CannotBePlanned: when a day ahead is closed, or a day is outside its gap.
    """
    steps = group_steps(definition.steps)
    closed = {on for on in ClosedDay.days() if on >= today}
    try:
        dates = cohort_dates(first_on, steps, closed=closed, today=first_on, chosen=chosen)
    except CannotPlan as refusal:
        raise no.CannotBePlanned(why_no_dates(refusal), field=f"on-{refusal.step}") from refusal
    return [planned(step, on, starts) for step, on in zip(steps, dates, strict=True)]


def enter_running(
    programme: Programme,
    days: Sequence[PlannedDay],
    *,
    room: Room,
    practitioners: Sequence[User],
    capacity: int,
    by: User,
    at: datetime,
    name: str = "",
) -> Cohort:
    """Enter a group that has begun, its days as they were and as they are to be: a manager's act.

    Nothing is written to anybody. Training must be in order for the days ahead only: of the others it is
    too late to say.

    :raises Refused: ManagersOnly, NotBegun, VenueShut, BuildingShut, NoRoom, PractitionerElsewhere, NameTaken,
        TooManyForTheRoom, TrainingRanOut; nothing is kept then.
    """
    if not by.has_role(Role.MANAGER):
        raise no.ManagersOnly
    if not days or days[0].starts_at > at:
        raise no.NotBegun(field="first_on")
    refuse_shut(room, [day.starts_at for day in days])
    definition, today = programme.current.parsed, timezone.localdate(at)
    ahead = [day.on for day in days if day.starts_at > at]
    closures.refuse(room, ahead, field="room")
    with transaction.atomic():
        staffing.refuse_untrained(practitioners, definition, ahead, today=today)
        with named():
            cohort = Cohort.objects.create(
                programme=programme,
                name=name or usual_name(room, days[0].on),
                made_at=at,
                made_by=by.trail_name,
            )
        seats = capacity or usual_places(definition, room)
        for day in days:
            that_day = Day(programme, day.step.number, room, day.starts_at, day.ends_at, seats, cohort)
            lay(that_day, practitioners, by=by, at=at)
        facts = {"days": [day.on.isoformat() for day in days], "places": seats, "running": True}
        trail.record("cohort.enter", cohort, by=by, at=at, facts=facts)
        return cohort


def refuse_shut(room: Room, starts: Sequence[datetime]) -> None:
    """Keep days that begin after a building was given up out of it; those before were there.

    :raises VenueShut: naming no day: the building is given up for all that follow.
    """
    closed_at = room.venue.closed_at
    if closed_at is not None and any(starts_at >= closed_at for starts_at in starts):
        raise no.VenueShut(field="room")
