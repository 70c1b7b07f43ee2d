"""A caseload of any size, written in bulk: what the service leaves of women who were referred over years.

It is for measuring. No action runs and nothing goes into the trail; the rows are those the actions would have
left, so that every figure of a return has something behind it. Chances are rough, and nobody exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from audit import sealing
from audit.models import SubjectKey
from audit.rows import new_id
from demo.bulk_life import Life, Two
from demo.bulk_woman import WHO, Story, referred
from demo.groups import local
from demo.places import World
from programmes.models import Agreement, Programme
from workshops.models import Cohort, Room, Venue, Workshop

AT_ONCE = 1_000
PLACES = 12
ROOMS = 40  # for each of the two workshops: no room is ever wanted twice on one day
AGAIN = 0.05
YEARLY_POUNDS = Decimal(180_000)


def make(world: World, *, women: int, years: int, now: datetime, told: Callable[[int], None]) -> None:
    """Write the rows of so many referrals, evenly over the years up to now, a thousand in a transaction.

    :param told: called with the number written so far.
    """
    chance = Random(women)  # noqa: S311 (made-up people)
    groups = Groups(world.juno, now=now)
    _fund(world.juno, first=now.date() - timedelta(days=366 * years), last=now.date() + timedelta(days=366))
    stories = _stories(world, groups, chance, women=women, years=years, now=now)
    done = 0
    while some := list(islice(stories, AT_ONCE)):
        with transaction.atomic():
            _seal(some)
            for rows in zip(*(story.rows() for story in some), strict=True):
                made = [row for of_one in rows for row in of_one]
                if made:
                    type(made[0])._default_manager.bulk_create(made, batch_size=AT_ONCE)
        done += len(some)
        told(done)


class Groups:
    """Pairs of workshops, made as they fill."""

    def __init__(self, programme: Programme, *, now: datetime) -> None:
        self.programme = programme
        self.now = now
        self.firsts, self.seconds = _rooms(programme)
        self.number = 0
        self.taken = PLACES
        self.pair: Two | None = None

    def seat(self, after: date) -> tuple[Two, int]:
        """Return the pair that is filling and a seat in it; a full one is followed by one after a day."""
        if self.pair is None or self.taken == PLACES:
            self.pair, self.taken = self._planned(after + timedelta(days=21)), 0
            self.number += 1
        self.taken += 1
        return self.pair, self.taken

    def _planned(self, on: date) -> Two:
        on += timedelta(days=(2, 1, 0, 0, 0, 4, 3)[on.weekday()])
        made_at = local(on - timedelta(weeks=8), 9)
        cohort = Cohort.objects.create(
            programme=self.programme, name=f"Group {self.number}", made_at=made_at, made_by=WHO
        )
        rooms = (self.firsts[self.number % ROOMS], self.seconds[self.number % ROOMS])
        days = (on, on + timedelta(days=28))
        return Two(
            *(
                self._workshop(cohort, step, room, day, made_at)
                for step, (room, day) in enumerate(zip(rooms, days, strict=True), start=1)
            )
        )

    def _workshop(self, cohort: Cohort, step: int, room: Room, on: date, made_at: datetime) -> Workshop:
        starts_at, ends_at = local(on, 10), local(on, 15)
        held = ends_at <= self.now
        return Workshop.objects.create(
            programme=self.programme,
            cohort=cohort,
            step_number=step,
            room=room,
            starts_at=starts_at,
            ends_at=ends_at,
            during=DateTimeTZRange(starts_at, ends_at),
            capacity=PLACES,
            made_at=made_at,
            made_by=WHO,
            finished_at=ends_at if held else None,
            finished_by=WHO if held else "",
        )


def _stories(
    world: World, groups: Groups, chance: Random, *, women: int, years: int, now: datetime
) -> Iterator[Story]:
    """Yield each referral in the order in which they were sent; one in twenty is of a woman who was here before."""
    before: list[Story] = []
    every = timedelta(days=365 * years) / women
    apart = max(1, round(women / years))  # a year of referrals: nobody is in two groups at once
    for number in range(women):
        sent_at = now - every * (women - number)
        earlier = before[number - apart] if number >= apart and chance.random() < AGAIN else None
        if earlier is not None and not (earlier.is_first and earlier.referral.participant):
            earlier = None
        story = referred(world, chance, number, at=sent_at, earlier=earlier)
        Life(story, groups.seat, chance, now).live()
        before.append(story)
        yield story


def _seal(stories: Sequence[Story]) -> None:
    """Make a key for each woman who has none yet, and open those of the others."""
    fresh = {story.key: sealing.new_wrapped_key(story.key) for story in stories if story.is_first}
    SubjectKey.objects.bulk_create(
        SubjectKey(id=key, master=wrapped.master, wrapped=wrapped.data) for key, wrapped in fresh.items()
    )
    sealing.preload({story.key for story in stories})


def _rooms(programme: Programme) -> tuple[list[Room], list[Room]]:
    made = []
    for step in (1, 2):
        venue = Venue.objects.create(
            provider=programme.provider,
            name=f"Made-up halls {step}",
            address="1 Example Road",
            postcode="SO14 9ZZ",
        )
        rooms = [Room(id=new_id(), venue=venue, name=f"Room {number}") for number in range(ROOMS)]
        made.append(Room.objects.bulk_create(rooms))
    return made[0], made[1]


def _fund(programme: Programme, *, first: date, last: date) -> None:
    Agreement.objects.create(
        programme=programme,
        reference="Made up",
        starts_on=first,
        ends_on=last,
        yearly_value=YEARLY_POUNDS,
    )
