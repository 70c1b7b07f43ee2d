"""The whole made-up world, from the first group to this morning."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from demo import a_year_on, cast, groups, helping, office, places, police, safety
from demo.engine import Engine, Story
from demo.groups import local
from demo.places import PASSWORD, World
from demo.story import Tale
from demo.women import draw
from referrals import actions as referrals
from workshops.models import Workshop

SEED = 20_301


@dataclass(frozen=True)
class Made:
    """What was made, for the command to say."""

    refused: list[str]


def make(*, now: datetime, told: Callable[[datetime], None]) -> Made:
    """Live through eighteen months, in one transaction: an interrupted start leaves nothing behind.

    Mail of the past goes nowhere; nothing is asked of the worker for what is over.
    """
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with transaction.atomic():
        world = places.build(at=now - timedelta(weeks=90))
        engine = Engine(now=now, told=told)
        _fill(engine, world, now=now)
        engine.run()
        _siblings(world, now=now)
        engine.refused += police.this_morning(world, now=now)
        engine.refused += safety.this_morning(world, now=now)
        transaction.get_connection().run_on_commit.clear()
    return Made(engine.refused)


def _fill(engine: Engine, world: World, *, now: datetime) -> None:
    today = timezone.localdate(now)
    room = groups.Room(Random(SEED))  # noqa: S311 (made-up people)
    cohorts = groups.plan(world, today=today)
    groups.meeting_now(world, now=now)
    days = Workshop.objects.filter(cohort__in=cohorts).order_by("starts_at")
    newest = days.filter(ends_at__lt=now).last()
    for day in days:
        engine.add(groups.held(engine, room, day, world, signed=day != newest))
    women = [*cast.by_chance(SEED, now=now), *cast.waiting_for_somebody(now=now), *cast.awkward(now=now)]
    for number, woman in enumerate(women):
        engine.add(Tale(world, room, woman, number).tell())
    first = now - timedelta(weeks=cast.WEEKS + 1)
    helping.list_services(world, at=first)
    engine.add(office.every_day(world, first=first, last=now))
    engine.add(office.every_quarter(world, first=first, now=now))
    engine.add(a_year_on.every_few_weeks(world, first=first, now=now))
    engine.add(_drafts(world, now=now))


def _drafts(world: World, *, now: datetime) -> Story:
    """Two officers began a referral and were called away."""
    for number, back in enumerate((timedelta(hours=3), timedelta(days=2))):
        at = now - back
        officer = world.officers[number]
        begun = referrals.start_draft(world.juno, by=officer, at=at)
        woman = draw(Random(number), 970 + number, at)  # noqa: S311
        for page in ("about", "reach")[: number + 1]:
            begun = referrals.save_draft(begun, page, woman.pages[page], by=officer, at=at)
    yield now


def _siblings(world: World, *, now: datetime) -> None:
    """A second force refers to a sibling scheme: ten weekly sessions, five of them needed."""
    chance = Random(5)  # noqa: S311
    today = timezone.localdate(now)
    for number in range(12):
        sent = min(local(today - timedelta(days=4 * number), 13, number), now - timedelta(minutes=5))
        woman = draw(chance, 940 + number, sent).but(town="Northampton", postcode="NN1 9ZZ")
        draft = referrals.start_draft(world.sibling, by=world.sibling_officer, at=sent)
        for page, given in woman.pages.items():
            draft = referrals.save_draft(draft, page, given, by=world.sibling_officer, at=sent)
        sent_on = referrals.submit(draft, by=world.sibling_officer, at=sent)
        if number > 3:
            referrals.accept(
                sent_on,
                by=world.sibling_coordinator,
                at=sent,
                outside_reason="Agreed with the officer by phone.",
            )


def write_sign_ins(path: Path) -> None:
    """Leave the sign-ins of the made-up people for whoever starts the service."""
    rows = [
        {
            "role": "Police officer",
            "email": places.OFFICERS[0][0],
            "password_or_code": "code, see the mailbox",
        },
        {
            "role": "Police out-of-court team",
            "email": "oocd@hampshire.police.example",
            "password_or_code": "code, see the mailbox",
        },
        *(
            {"role": str(each.role.label), "email": each.email, "password_or_code": PASSWORD}
            for each in places.PEOPLE
            if each.email not in {"meera@charity.example", "ros@charity.example"}
        ),
        {"role": "Commissioner", "email": "commissioner@pcc.example", "password_or_code": PASSWORD},
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=2))
