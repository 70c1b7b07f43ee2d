"""A whole year of groups: what stands in the way of each, seen before anything is saved; then all or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from programmes.definition import Definition
from programmes.messages import day as day_in_words
from programmes.models import ClosedDay, Programme
from ui.refusals import Refused
from workshops import closures, rules, staffing
from workshops import refusals as no
from workshops.actions.planning import PlannedDay, plan_cohort, planned_days, usual_name
from workshops.models import Cohort, Room, VenueClosure, Workshop, WorkshopPractitioner


@dataclass(frozen=True)
class Group:
    """One group of a year before it is saved; `number` is its row on the page."""

    number: int
    first_on: date
    room: Room
    practitioners: Sequence[User] = ()
    starts: time | None = None
    chosen: Mapping[int, date] = field(default_factory=dict)


@dataclass
class Drawn:
    """A group with its days, and a sentence for each thing that stands in its way."""

    group: Group
    days: Sequence[PlannedDay] = ()
    troubles: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # what may still be seen to after saving


class _Taken(NamedTuple):
    """A time at which a room or a practitioner is taken; `by` is the row of this plan, 0 for what stands."""

    who: UUID
    starts_at: datetime
    ends_at: datetime
    by: int

    def at(self, who: UUID, day: PlannedDay) -> bool:
        return self.who == who and self.starts_at < day.ends_at and day.starts_at < self.ends_at


def draw_year(
    programme: Programme, groups: Sequence[Group], *, capacity: int | None, at: datetime
) -> list[Drawn]:
    """Say of each group on which days it would be and what stands in its way; nothing is saved.

    Six queries, whatever the number of groups: closed days, buildings, rooms, practitioners, training, names.
    """
    definition, today = programme.current.parsed, timezone.localdate(at)
    drawn = [Drawn(group) for group in groups]
    with ClosedDay.read_once():
        for one in drawn:
            first_on, chosen = one.group.first_on, one.group.chosen
            try:
                one.days = planned_days(
                    definition, first_on, starts=one.group.starts, today=today, chosen=chosen
                )
            except no.CannotBePlanned as refused:
                one.troubles.append(str(refused.sentence))
    taken = _taken(drawn)
    names = set(_names_taken(programme, groups))
    days = {day.on for one in drawn for day in one.days}
    shut = closures.near({group.room.venue_id for group in groups}, days)
    held = staffing.held_by([p for group in groups for p in group.practitioners], definition)
    for one in drawn:
        _staffed(one, definition, held, today=today)
        one.troubles += _troubles(one, taken, names, capacity=capacity)
        one.troubles += _shut(one, shut)
        taken += _takes(one)
        names.add(usual_name(one.group.room, one.group.first_on))
    return drawn


def _staffed(one: Drawn, definition: Definition, held: staffing.Held, *, today: date) -> None:
    """Say once for the whole group what refuses somebody, and what is still missing."""
    people = one.group.practitioners
    for day in one.days:
        refused = list(staffing.wrong(people, definition, held, on=day.on, today=today, refused=True))
        missing = staffing.missing(people, definition, held, on=day.on, today=today)
        one.troubles += [said for said in refused if said not in one.troubles]
        one.missing += [said for said in missing if said not in (*one.missing, *one.troubles)]


def _troubles(one: Drawn, taken: Sequence[_Taken], names: set[str], *, capacity: int | None) -> Iterator[str]:
    group = one.group
    if usual_name(group.room, group.first_on) in names:
        yield _("A group begins in that building on that day already. Choose another first day.")
    if capacity and capacity > group.room.capacity:
        yield str(no.TooManyForTheRoom.sentence)
    for day in one.days:
        yield from _day_troubles(day, group, taken)


def _day_troubles(day: PlannedDay, group: Group, taken: Sequence[_Taken]) -> Iterator[str]:
    on = day_in_words(day.on)
    if not all(rules.happens_once(timezone.localtime(m)) for m in (day.starts_at, day.ends_at)):
        yield _("%(day)s: %(why)s") % {"day": on, "why": no.NoSuchTime.sentence}
    people = {person.pk: person for person in group.practitioners}
    for clash in taken:
        if clash.at(group.room.pk, day):
            yield _room_taken(on, group.room, clash.by)
        elif clash.who in people and clash.at(clash.who, day):
            yield _person_taken(on, people[clash.who], clash.by)


def _shut(one: Drawn, shut: Sequence[VenueClosure]) -> Iterator[str]:
    """Say for each day on which the building is shut that it is."""
    for day in one.days:
        if closure := closures.shut(shut, one.group.room.venue_id, day.on):
            yield _("%(day)s: %(why)s") % {"day": day_in_words(day.on), "why": closures.sentence(closure)}


def _room_taken(on: str, room: Room, by: int) -> str:
    said = {"day": on, "room": room.name, "number": by}
    if by:
        return _("%(day)s: group %(number)s of this plan is in %(room)s at that time.") % said
    return _("%(day)s: another workshop is in %(room)s at that time.") % said


def _person_taken(on: str, person: User, by: int) -> str:
    said = {"day": on, "person": str(person), "number": by}
    if by:
        return _("%(day)s: %(person)s runs group %(number)s of this plan at that time.") % said
    return _("%(day)s: %(person)s has another workshop at that time.") % said


def _taken(drawn: Sequence[Drawn]) -> list[_Taken]:
    """Return when the rooms and the people of these groups are taken already."""
    days = [day for one in drawn for day in one.days]
    if not days:
        return []
    first, last = min(day.starts_at for day in days), max(day.ends_at for day in days)
    near = Workshop.objects.running().filter(starts_at__lt=last, ends_at__gt=first)
    rooms = near.filter(room__in={one.group.room.pk for one in drawn})
    people = {person.pk for one in drawn for person in one.group.practitioners}
    held = WorkshopPractitioner.objects.filter(
        practitioner__in=people, ended_at__isnull=True, workshop__in=near
    )
    found: list[tuple[UUID, datetime, datetime]] = [
        *rooms.values_list("room", "starts_at", "ends_at"),
        *held.values_list("practitioner", "workshop__starts_at", "workshop__ends_at"),
    ]
    return [_Taken(*row, by=0) for row in found]


def _takes(one: Drawn) -> Iterable[_Taken]:
    who = [one.group.room.pk, *(person.pk for person in one.group.practitioners)]
    return (_Taken(pk, day.starts_at, day.ends_at, one.group.number) for pk in who for day in one.days)


def _names_taken(programme: Programme, groups: Sequence[Group]) -> Iterable[str]:
    wanted = {usual_name(group.room, group.first_on) for group in groups}
    return Cohort.objects.filter(programme=programme, name__in=wanted).values_list("name", flat=True)


def plan_year(
    programme: Programme,
    groups: Sequence[Group],
    *,
    capacity: int | None,
    by: trail.Person,
    at: datetime,
) -> list[Cohort]:
    """Plan these groups, each as `plan_cohort` would, all of them or none.

    :raises Refused: as `plan_cohort`, the sentence naming the group and the field its row; NothingToPlan.
    """
    if not groups:
        raise no.NothingToPlan
    with transaction.atomic(), ClosedDay.read_once():
        return [_plan(programme, group, capacity, by=by, at=at) for group in groups]


def _plan(
    programme: Programme, group: Group, capacity: int | None, *, by: trail.Person, at: datetime
) -> Cohort:
    try:
        return plan_cohort(
            programme,
            first_on=group.first_on,
            room=group.room,
            practitioners=group.practitioners,
            starts=group.starts,
            chosen=group.chosen,
            capacity=capacity,
            by=by,
            at=at,
        )
    except Refused as refused:
        words = _("Group %(number)s: %(why)s") % {"number": group.number, "why": refused.sentence}
        raise Refused(words, field=f"on-{group.number}-1") from refused
