"""Groups that had begun before this service was used: entered with the days as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from audit import trail
from programmes.definition import Definition
from programmes.group_dates import AS_THEY_FOLLOW, CannotPlan, NoDates, begun_dates, check_apart
from programmes.messages import why_no_dates
from programmes.models import ClosedDay, Programme
from programmes.parts import group_steps
from workshops import closures, staffing
from workshops import refusals as no
from workshops.actions.constraints import named
from workshops.actions.planning import (
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
    as_it_was: bool = False,
) -> list[PlannedDay]:
    """Return the days of a group that has begun: what has been is a fact, what is ahead keeps the rule.

    :param chosen: days as they were or are to be, by step number.
    :param as_it_was: somebody has said that the days that have been were so (docs/adr/0058).
    :raises CannotBePlanned: when a day ahead is closed or outside its gap, or two days are not in order.
    :raises WasItSo: when a day that has been is outside its gap and nobody has said that it was so.
    """
    steps = group_steps(definition.steps)
    closed = {on for on in ClosedDay.days() if on >= today}
    try:
        dates = begun_dates(first_on, steps, closed=closed, today=today, chosen=chosen, as_it_was=as_it_was)
    except CannotPlan as refusal:
        field = f"on-{refusal.step}"
        if refusal.code is NoDates.WAS_OUTSIDE_GAP:
            tick = _("If the group did meet that day, tick the box below.")
            raise no.WasItSo(f"{why_no_dates(refusal)} {tick}", field=field) from refusal
        raise no.CannotBePlanned(why_no_dates(refusal), field=field) from refusal
    return [planned(step, on, starts) for step, on in zip(steps, dates, strict=True)]


def outside_gap(days: Sequence[PlannedDay]) -> list[int]:
    """Return the numbers of the steps whose day lies nearer to the one before, or farther, than is asked."""
    found = []
    for before, day in pairwise(days):
        try:
            check_apart(day.step, before.on, day.on, been=False)
        except CannotPlan:
            found.append(day.step.number)
    return found


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
        if outside := outside_gap(days):
            facts["outside_gap"] = outside
        trail.record("cohort.enter", cohort, by=by, at=at, facts=facts)
        return cohort


def refuse_shut(room: Room, starts: Sequence[datetime]) -> None:
    """Keep days that begin after a building was given up out of it; those before were there.

    :raises VenueShut: naming no day: the building is given up for all that follow.
    """
    closed_at = room.venue.closed_at
    if closed_at is not None and any(starts_at >= closed_at for starts_at in starts):
        raise no.VenueShut(field="room")
