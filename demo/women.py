"""The women of the made-up world: who they are, and how far each one's story goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from random import Random
from typing import Any

from demo import names


class Fate(Enum):
    """How a story goes, if nothing else happens on the way."""

    COMES = "COMES"
    MISSES_AND_COMES = "MISSES_AND_COMES"
    MISSES_FOR_GOOD = "MISSES_FOR_GOOD"
    NOT_REACHED = "NOT_REACHED"
    DECLINES = "DECLINES"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


# Out of a hundred referrals: near what schemes of this kind publish, and made up all the same.
ODDS = {
    Fate.COMES: 60,
    Fate.MISSES_AND_COMES: 10,
    Fate.MISSES_FOR_GOOD: 6,
    Fate.NOT_REACHED: 9,
    Fate.DECLINES: 4,
    Fate.DECLINED: 6,
    Fate.WITHDRAWN: 5,
}


class Stop(Enum):
    """Where a story is left, so that somebody finds work there."""

    NOWHERE = "NOWHERE"
    SENT = "SENT"
    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    REACHED = "REACHED"
    BOOKED = "BOOKED"
    CAME = "CAME"  # the rule is met, and police are not told yet
    UNANSWERED = "UNANSWERED"  # told, and nobody acknowledged it


@dataclass(frozen=True)
class Woman:
    """One woman's answers, page by page, and her story."""

    referred_at: datetime
    pages: Mapping[str, Mapping[str, Any]]
    fate: Fate
    stop: Stop = Stop.NOWHERE
    chance: Random = field(default_factory=Random)
    channels: Mapping[str, str] = field(default_factory=dict)  # her own answers, where not by chance

    def but(self, *, stop: Stop | None = None, fate: Fate | None = None, **changed: Any) -> Woman:
        """Return her with some answers changed, wherever they stand."""
        pages = {
            page: {**given, **{k: v for k, v in changed.items() if k in given}}
            for page, given in self.pages.items()
        }
        return replace(self, pages=pages, stop=stop or self.stop, fate=fate or self.fate)


def draw(chance: Random, number: int, referred_at: datetime) -> Woman:
    """Return an invented woman; `number` keeps her phone number her own."""
    first, last = names.full_name(chance)
    caution_on = (referred_at - timedelta(days=chance.randint(0, 6))).date()
    return Woman(
        referred_at=referred_at,
        pages={
            "about": _about(chance, number, first, last),
            "reach": _reach(chance, number),
            "offence": _offence(chance, number, caution_on),
            "help": _help(chance),
        },
        fate=chance.choices(list(ODDS), list(ODDS.values()))[0],
        chance=Random(number),  # noqa: S311 (made-up people)
    )


def _about(chance: Random, number: int, first: str, last: str) -> dict[str, Any]:
    town, postcode = names.AREAS[number % len(names.AREAS)]
    return {
        "first_names": first,
        "last_name": last,
        "preferred_name": first[:3].title() if chance.random() < 0.15 else "",
        "date_of_birth": date(chance.randint(1962, 2006), chance.randint(1, 12), chance.randint(1, 28)),
        "pnc_id": "",
        "no_fixed_address": False,
        "address_1": f"{chance.randint(1, 140)} {chance.choice(names.STREETS)}",
        "address_2": "",
        "town": town,
        "postcode": postcode,
        "needs_interpreter": False,
        "interpreter": "",
        "reading": chance.choices(("YES", "WITH_HELP", "NO", "NOT_ASKED"), (70, 10, 3, 17))[0],
        "access_needs": "",
    }


def _reach(chance: Random, number: int) -> dict[str, Any]:
    asked = chance.random() < 0.7

    def answer(yes: float) -> str:
        return ("YES" if chance.random() < yes else "NO") if asked else "NOT_ASKED"

    return {
        "phone": names.mobile(number),
        "number_check": chance.choices(("RANG_IN_HAND", "READ_BACK", "NOT_CHECKED"), (5, 3, 2))[0],
        "asked_alone": asked,
        "call": "YES" if asked else "NOT_ASKED",
        "voicemail": answer(0.4),
        "text": answer(0.75),
        "post": answer(0.6),
        "email": "",
        "email_safe": "NOT_ASKED",
        "who_must_not_know": "Her partner" if chance.random() < 0.2 else "",
        "danger_suggested": chance.random() < 0.1,
        "safe_times": ["WEEKDAY_MORNING"] if chance.random() < 0.3 else [],
        "trusted_contact": "",
    }


def _offence(chance: Random, number: int, caution_on: date) -> dict[str, Any]:
    return {
        "offence_code": chance.choice(names.OFFENCES),
        "offence_text": "",
        "offence_on": caution_on - timedelta(days=chance.randint(5, 50)),
        "arrested_on": None,
        "crime_reference": f"44{caution_on:%y}{1_000_000 + number * 37:07d}",
        "disposal": "CONDITIONAL_CAUTION",
        "disposal_given": True,
        "disposal_on": caution_on,
        "disposal_expected_on": None,
        "deadline_known": "KNOWN",
        "deadline_on": caution_on + timedelta(weeks=16),
        "summary_only": chance.choice(("YES", "NO", "UNKNOWN")),
        "other_conditions": "",
        "must_not_meet": "NO",
        "other_name_1": "",
        "other_born_on_1": None,
        "other_name_2": "",
        "other_born_on_2": None,
        "other_reason": "",
    }


def about_herself(number: int) -> dict[str, str]:
    """Return what the woman of that number answered about herself; four in ten were not asked."""
    chance = Random(9_000 + number)  # noqa: S311 (made-up people)
    if chance.random() < 0.4:
        return {}
    ethnicity = chance.choices(
        ("W1", "W9", "A1", "A2", "B2", "M1", "PREFERS_NOT_TO_SAY"), (72, 8, 5, 3, 5, 3, 4)
    )
    disability = chance.choices(("NO", "A_LITTLE", "A_LOT", "PREFERS_NOT_TO_SAY"), (58, 22, 14, 6))
    return {
        "ethnicity": ethnicity[0],
        "disability": disability[0],
        "caring": chance.choices(("YES", "NO"), (55, 45))[0],
        "pregnancy": chance.choices(("YES", "NO", "PREFERS_NOT_TO_SAY"), (6, 90, 4))[0],
    }


def _help(chance: Random) -> dict[str, Any]:
    wanted = [code for code in ("CHILDCARE", "TRAVEL", "WORK", "HEALTH") if chance.random() < 0.25]
    return {
        "help_wanted": wanted,
        "help_words": "",
        "staff_risk": False,
        "risk_to_staff": "",
        "agreed_to_contact": True,
    }
