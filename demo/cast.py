"""Who is in the made-up world: some two hundred and forty women by chance, and the awkward ones by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.utils import timezone

from demo.groups import local
from demo.women import Fate, Stop, Woman, draw
from programmes.working_days import is_working_day

WEEKS = 78
FIRST_NUMBER = 226  # of the women drawn one by one: nobody shares a phone number


def by_chance(seed: int, *, now: datetime) -> Iterator[Woman]:
    """Women referred over eighteen months, spread evenly; the newest are left where work is to be done."""
    chance = Random(seed)  # noqa: S311 (made-up people)
    today = timezone.localdate(now)
    for number in range(settings.JUNO_DEMO_WOMEN):
        back = timedelta(days=round(WEEKS * 7 * (1 - number / settings.JUNO_DEMO_WOMEN)) + 2)
        yield draw(chance, number, _sent(today - back, chance))


def _sent(on: date, chance: Random) -> datetime:
    return local(on, chance.randint(7, 21), chance.randint(0, 59))


def waiting_for_somebody(*, now: datetime) -> Iterator[Woman]:
    """Recent women, each left at a point where somebody has something to do."""
    chance = Random(11)  # noqa: S311
    today = timezone.localdate(now)
    plan: tuple[tuple[Stop, Fate, int], ...] = (
        *((Stop.SENT, Fate.COMES, days) for days in (0, 0, 1, 2, 3)),
        *((Stop.ASKED, Fate.COMES, days) for days in (6, 9)),
        *((Stop.ACCEPTED, Fate.COMES, days) for days in (3, 4, 5, 7)),
        *((Stop.REACHED, Fate.COMES, days) for days in (10, 12, 15)),
        *((Stop.NOWHERE, Fate.COMES, days) for days in (9, 11, 13, 14)),
        *((Stop.CAME, Fate.COMES, days) for days in (63, 70)),
        (Stop.UNANSWERED, Fate.COMES, 75),
        (Stop.UNANSWERED, Fate.DECLINES, 24),
        *((Stop.NOWHERE, Fate.DECLINES, days) for days in (40, 44, 48, 52)),
    )
    for number, (stop, fate, days) in enumerate(plan, start=FIRST_NUMBER):
        on = today - timedelta(days=days)
        sent = min(_sent(on, chance), now - timedelta(minutes=20 + number))
        yield draw(chance, number, sent).but(stop=stop, fate=fate)


def awkward(*, now: datetime) -> Iterator[Woman]:
    """The ordinary exceptions: every one of them is somebody's real life elsewhere."""
    chance = Random(23)  # noqa: S311
    today = timezone.localdate(now)
    number = FIRST_NUMBER + 40

    def woman(days: int) -> Woman:
        nonlocal number
        number += 1
        return draw(chance, number, local(_working(today - timedelta(days=days)), 11, number % 60)).but(
            fate=Fate.COMES
        )

    yield woman(12).but(first_names="Sukarno", last_name="", preferred_name="")  # a single name
    yield woman(13).but(first_names="Niamh", last_name="O'Dowd")  # an apostrophe
    yield woman(16).but(first_names="Siân Ŵyn", last_name="Prŷs-Jones", preferred_name="Siân")
    yield woman(18).but(no_fixed_address=True, address_1="", town="", postcode="")
    yield woman(8).but(
        phone="", number_check="NO_PHONE", call="NOT_ASKED", voicemail="NOT_ASKED", text="NOT_ASKED"
    )
    yield woman(11).but(needs_interpreter=True, interpreter="Polish", reading="NO")
    yield woman(14).but(call="YES", voicemail="NO", text="NO", post="NO", danger_suggested=True)
    long_address: dict[str, Any] = {
        "address_1": "Flat 12, Building 3, The Former Corn Exchange",
        "address_2": "Upper Harbour Parade",
    }
    yield woman(15).but(**long_address)
    yield woman(112).but(deadline_on=today + timedelta(days=1), stop=Stop.REACHED)  # the deadline is tomorrow
    yield woman(90).but(deadline_on=today + timedelta(days=20), stop=Stop.ACCEPTED)  # too little time is left
    yield woman(5).but(deadline_known="NOT_YET", deadline_on=None, stop=Stop.ACCEPTED)  # police gave none yet
    kept_apart: dict[str, Any] = {
        "must_not_meet": "YES",
        "other_name_1": "Niamh O'Dowd",
        "other_reason": "The same matter.",
    }
    yield woman(10).but(**kept_apart)
    first = woman(300).but(first_names="Lowri", last_name="Marwood", date_of_birth=date(1988, 2, 29))
    yield first
    yield woman(
        6
    ).but(  # she is back, for another matter, and looks like a duplicate until somebody has looked
        first_names="Lowri", last_name="Marwood", date_of_birth=date(1988, 2, 29), stop=Stop.SENT
    )


def _working(on: date) -> date:
    while not is_working_day(on, frozenset()):
        on -= timedelta(days=1)
    return on
