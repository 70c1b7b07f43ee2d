"""The groups of the made-up world, and what happens in the room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from demo.engine import Engine, Story
from demo.places import World
from ui.refusals import Refused
from workshops import actions
from workshops.models import Cohort, Place, Workshop
from workshops.statuses import Mark

# Weeks from today to each group's first day; one group meets today, one is half-way.
FIRST_WEEKS = (-70, -63, -56, -49, -42, -35, -28, -21, -14, -8, -2, 2, 5)
PLACES = 16


@dataclass
class Room:
    """What each woman will do on each day: drawn when she is booked, kept when the day comes."""

    chance: Random
    marks: dict[tuple[UUID, int], Mark] = field(default_factory=dict)

    def mark_for(self, place: Place) -> Mark:
        """Return her mark: as her story has it, else by chance."""
        told = self.marks.get((place.referral_id, place.plan_step.number))
        return (
            told
            or self.chance.choices((Mark.HERE, Mark.LATE, Mark.NOT_HERE, Mark.LEFT_EARLY), (84, 6, 9, 1))[0]
        )


def local(on: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the day in Europe/London."""
    return timezone.make_aware(datetime.combine(on, time(hour, minute)))


def plan(world: World, *, today: date) -> list[Cohort]:
    """Plan every group eight weeks before its first day, on the Wednesday or the next one that is open."""
    _train(world, today=today)
    return [
        _planned(world, number, today + timedelta(weeks=weeks)) for number, weeks in enumerate(FIRST_WEEKS)
    ]


def _train(world: World, *, today: date) -> None:
    """Put what JUNO asks on the practitioners' records; one certificate runs out soon, one is not there."""
    asked = world.juno.current.parsed.group.training_codes
    at = local(today - timedelta(weeks=30), 9)
    for number, person in enumerate(world.practitioners):
        for position, code in enumerate(asked[: len(asked) - number % 2]):
            until = today + timedelta(days=40 if (number, position) == (0, 1) else 400 + 30 * position)
            actions.keep_training(person, code=code, expires_on=until, by=world.manager, at=at)


def _planned(world: World, number: int, around: date) -> Cohort:
    wednesday = around + timedelta(days=2 - around.weekday())
    for on in (wednesday, wednesday + timedelta(days=1), wednesday + timedelta(days=7)):
        try:
            return actions.plan_cohort(
                world.juno,
                first_on=on,
                room=world.rooms[number % len(world.rooms)],
                practitioners=[world.practitioners[number % 2]],
                capacity=PLACES,
                by=world.manager,
                at=local(on - timedelta(weeks=8), 9),
            )
        except Refused:
            continue
    raise AssertionError(f"No open day near {around}")


def meeting_now(world: World, *, now: datetime) -> list[Workshop]:
    """Plan a group that meets today, whatever day it is, so that a register can be tried at once."""
    today = timezone.localdate(now)
    hour = timezone.localtime(now).hour
    starts = local(today, max(min(hour - 1, 17), 0))
    planned_at = local(today - timedelta(weeks=8), 9)
    cohort = Cohort.objects.create(
        programme=world.juno,
        name=f"Ridgeway Hall {today}",
        made_at=planned_at,
        made_by=world.manager.trail_name,
    )
    return [
        actions.add_workshop(
            world.juno, cohort=cohort, step_number=step, room=world.rooms[0], capacity=PLACES,
            practitioners=[world.practitioners[0]], starts_at=begins, ends_at=begins + timedelta(hours=5),
            by=world.manager, at=planned_at,
        )
        for step, begins in ((1, starts), (2, local(today + timedelta(days=28), 10)))
    ]  # fmt: skip


def held(engine: Engine, room: Room, workshop: Workshop, world: World, *, signed: bool = True) -> Story:
    """The day itself: marks in the morning, the sign-off in the afternoon (or somebody forgets it)."""
    staff = world.practitioners[0]
    runs_it = workshop.practitioners.select_related("practitioner").first()
    if runs_it is not None:
        staff = runs_it.practitioner
    yield workshop.starts_at + timedelta(minutes=20)
    at = workshop.starts_at + timedelta(minutes=20)
    places = list(Place.objects.held().filter(workshop=workshop).select_related("plan_step").order_by("pk"))
    for place in places if signed else places[:-2]:
        mark = room.mark_for(place)
        late = {Mark.LATE: time(10, 15)}
        entry = actions.Entry(mark, arrived=late.get(mark))
        actions.mark(place, entry, by=staff, at=at)
    yield workshop.ends_at
    if signed:
        actions.finish(workshop, by=staff, at=workshop.ends_at)
