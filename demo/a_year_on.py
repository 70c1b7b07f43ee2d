"""What police answer a year after a woman completed; the newest few are left for whoever looks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from demo.places import World
from demo.story import office_hour
from programmes.kinds import IndexEvent
from referrals.models import Referral
from reports.followup import actions, curve, police_pages
from reports.followup.actions import Said
from reports.followup.rules import Reoffended, Source

EVERY = timedelta(weeks=3)
LEFT = timedelta(weeks=4)  # nobody has looked since
REOFFENDED, UNKNOWN = 0.16, 0.08


def every_few_weeks(world: World, *, first: datetime, now: datetime) -> Iterator[datetime]:
    """The out-of-court team looks up who is due; at the end the worker draws the curve."""
    chance = Random(61)  # noqa: S311 (made-up people)
    at = first + timedelta(weeks=52)
    while at < now - LEFT:
        yield at
        _look(world, chance, at)
        at = office_hour(at + EVERY, 1, 14)
    yield now
    curve.draw(world.juno, IndexEvent.COMPLETION, at=now)


def _look(world: World, chance: Random, at: datetime) -> None:
    today = timezone.localdate(at)
    seen = Referral.objects.visible_to(world.police_team)
    for case in police_pages.to_check(seen, today=today):
        said = _said(chance, case.index_on, today)
        actions.record(case, said, by=world.police_team, at=at, seen=0)


def _said(chance: Random, index_on: date, today: date) -> Said:
    drawn = chance.random()
    if drawn < REOFFENDED:
        return Said(Reoffended.YES, index_on + timedelta(days=chance.randint(10, 360)), Source.NICHE)
    answer = Reoffended.UNKNOWN if drawn < REOFFENDED + UNKNOWN else Reoffended.NO
    return Said(answer, today, Source.PNC if chance.random() < 0.2 else Source.NICHE)
