"""The people of the stories, and the two workshops they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from accounts.models import User
from programmes.models import Programme
from referrals.models import Referral, ReferredPerson
from tests.factories import accounts, casework, referrals
from tests.factories import workshops as planned
from tests.factories.accounts import PASSWORD
from tests.factories.programmes import ProgrammeFactory
from workshops.models import Workshop

# A Monday. The workshops are on the Wednesdays of two and a half and of six and a half weeks later.
REFERRED = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
FIRST_ON, SECOND_ON = date(2027, 1, 27), date(2027, 2, 24)
OFFICER = "pc.lee@force44.police.example"
DURING = {
    1: datetime(2027, 1, 27, 10, 15, tzinfo=UTC),
    2: datetime(2027, 2, 24, 10, 15, tzinfo=UTC),
}


@dataclass(frozen=True)
class Cast:
    """Everybody who signs in by password, and what was planned before the story begins."""

    programme: Programme
    coordinator: User
    practitioner: User
    manager: User
    commissioner: User
    workshops: list[Workshop]


def cast() -> Cast:
    """Return the people of a story, with one pair of workshops planned."""
    programme = ProgrammeFactory.create(code="JUNO")
    provider, commissioner = programme.provider, programme.commissioners.get()
    # Pictures are taken of these pages: nobody real is named on them.
    provider.name, commissioner.name = "Harbour Women’s Trust", "Exampleshire Police and Crime Commissioner"
    provider.save()
    commissioner.save()
    referrals.force_of(programme)  # gives the force the domain its officers sign in from
    practitioner = accounts.practitioner(
        provider, name="Amal Reed", email="amal.reed@staff.example", password=PASSWORD
    )
    return Cast(
        programme,
        accounts.coordinator(provider, name="Jo Marsh", email="jo.marsh@staff.example", password=PASSWORD),
        practitioner,
        accounts.manager(provider, name="Ruth Bell", email="ruth.bell@staff.example", password=PASSWORD),
        accounts.commissioner(commissioner, name="Kit Shaw", email="kit.shaw@pcc.example", password=PASSWORD),
        planned.pair(programme, first_on=FIRST_ON, practitioners=[practitioner]),
    )


def hers() -> Referral:
    """Return her referral. Its reference is the next of a sequence that other tests move on."""
    return Referral.objects.get(pk=ReferredPerson.objects.get(last_name="Penhaligon").referral_id)


def her_answers() -> dict[str, dict[str, str]]:
    """Return what the officer enters about her, page by page, but for the deadline."""
    return {
        "about": {
            "first_names": "Bronwen",
            "last_name": "Penhaligon",
            "preferred_name": "Bron",
            **_day("date_of_birth", date(1990, 3, 14)),
            "address_1": "1 Example Road",
            "town": "Exampletown",
            "postcode": "po1 1aa",
            "needs_interpreter": "no",
            "reading": "YES",
        },
        "reach": {
            "phone": "07700 900 123",
            "number_check": "RANG_IN_HAND",
            "asked_alone": "yes",
            "call": "YES",
            "voicemail": "NO",
            "text": "YES",
            "post": "YES",
        },
        "offence": {
            "offence_code": "TH68010",
            **_day("offence_on", date(2026, 12, 20)),
            "crime_reference": "44 26/0123456",
            "summary_only": "NO",
            "disposal_given": "yes",
            **_day("disposal_on", date(2027, 1, 8)),
            "deadline_known": "NOT_SET",
            "must_not_meet": "NO",
        },
        "help": {"staff_risk": "no", "agreed_to_contact": "on"},
    }


ELIGIBLE = {"woman": "yes", "adult": "yes", "disposal": "yes", "area": "yes", "excluded_offence": "no"}
SAFE = {
    "call": "YES",
    "voicemail": "NO",
    "text": "YES",
    "email": "NO",
    "post": "YES",
    "trusted_person": "NO",
    "in_person": "NO",
    "page": "NO",
    "number_check": "READ_BACK",
    "words": "NORMAL",
    "safe_name": "Jo from the course",
}
FIRST_CALL = {"number_confirmed": "on", "told_privacy": "on", "told_a_miss": "on", "reading": "YES"}


def _day(name: str, on: date) -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def neighbours(people: Cast, *, at: datetime) -> None:
    """Put others on the books around her, so that a picture of Today or of a register shows a day's work."""
    officer, worker = accounts.officer(referrals.force_of(people.programme)), people.coordinator
    common: dict[str, Any] = {
        "by": officer,
        "offence_on": date(2026, 12, 18),
        "disposal_on": date(2027, 1, 6),
        "deadline_on": date(2027, 4, 28),
    }
    women = [("Aisha", "Example"), ("Siân", "Sample"), ("Chloe", "O’Test"), ("Maria", "Invented")]
    women += [("Dee", "Fictional"), ("Kasia", "Madeup"), ("Joan", "Nobody"), ("Tess", "Pretend")]
    for number, (first, last) in enumerate(women):
        given = {
            **common,
            "first_names": first,
            "last_name": last,
            "crime_reference": f"442700000{number:02}",
            "phone": f"07700 900 2{number:02}",
            "reading": "WITH_HELP" if number == 1 else "YES",
        }
        before = at - timedelta(days=4, hours=number)
        if number < 2:
            referrals.submitted(people.programme, at=at - timedelta(hours=20 * number + 1), **given)
            continue
        if number == 2:
            referrals.accepted(people.programme, worker=worker, at=before, **given)
            continue
        reached = casework.reached(programme=people.programme, worker=worker, at=before, **given)
        if number > 3:
            planned.booked(reached, people.workshops, at=before + timedelta(hours=3))
