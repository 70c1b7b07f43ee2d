"""A yes counts for the number, e-mail address or home it was given for; a no for any."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from correspondence import gate
from participants import actions as participants
from participants.models import SafeContact
from participants.safe_contact import Allowed, Way, Words, decide
from programmes.models import Programme
from referrals.models import Referral
from tests.casework.reach_lists.her import LATER, amended, her
from tests.casework.test_pages import client_of
from tests.factories import casework
from tests.factories.participants import details

pytestmark = pytest.mark.django_db

MAILBOX = "sam@post.example"
MOVED = {"address_lines": "9 Other Road\nExampletown", "postcode": "PO1 1AB"}
YES = {**casework.SAFE, "call": "YES", "text": "YES", "email": "YES", "post": "YES"}


@pytest.fixture
def referral(juno: Programme, worker: Any) -> Referral:
    """Return a woman who said yes to everything, at the number, mailbox and home she had then."""
    referral = casework.reached(programme=juno, worker=worker)
    amended(referral, email=MAILBOX)
    says(referral, worker, **YES)
    return referral


def says(referral: Referral, worker: Any, *, source: str = "HERSELF", **answers: Any) -> None:
    """Let her say it, each time a second later."""
    at = LATER - timedelta(minutes=1) + timedelta(seconds=SafeContact.objects.count())
    participants.confirm_safe_contact(her(referral), by=worker, at=at, source=source, **answers)


def open_ways(referral: Referral) -> set[str]:
    woman = her(referral)
    now = gate.situations([woman], LATER)[woman.pk]
    ways = (Way.TEXT, Way.EMAIL, Way.POST)
    return {way.value for way in ways if isinstance(decide(way, now, at=LATER), Allowed)}


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({}, {"TEXT", "EMAIL", "POST"}),
        ({"preferred_name": "Sam", "languages": "cy"}, {"TEXT", "EMAIL", "POST"}),
        ({"phone": "07700 900 555"}, {"EMAIL", "POST"}),
        ({"email": "other@post.example"}, {"TEXT", "POST"}),
        (MOVED, {"TEXT", "EMAIL"}),
        ({"email": MAILBOX.upper()}, {"TEXT", "EMAIL", "POST"}),
        (
            {"address_lines": "1, Example Rd\nExampletown"},
            {"TEXT", "EMAIL", "POST"},
        ),  # the same, written otherwise
    ],
)
def test_each_change_shuts_only_what_it_was_given_for(
    referral: Referral, changes: dict[str, Any], left: set[str]
) -> None:
    amended(referral, **{"email": MAILBOX, **changes})

    assert open_ways(referral) == left


def test_it_opens_again_when_she_is_asked_about_the_new_one(referral: Referral, worker: Any) -> None:
    amended(referral, email="other@post.example", **MOVED)
    assert open_ways(referral) == {"TEXT"}

    says(referral, worker, **YES)

    assert open_ways(referral) == {"TEXT", "EMAIL", "POST"}


def test_taken_away_and_written_again_it_is_another(referral: Referral) -> None:
    amended(referral, email="", address_lines="", postcode="")
    amended(referral, email="other@post.example", **MOVED)

    assert open_ways(referral) == {"TEXT"}


def test_a_first_one_written_after_she_said_yes_is_the_one_she_meant(juno: Programme, worker: Any) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    amended(referral, email="", address_lines="", postcode="")
    says(referral, worker, **YES)

    amended(referral, email=MAILBOX, **MOVED)

    assert open_ways(referral) == {"TEXT", "EMAIL", "POST"}


def test_a_no_is_for_any_address(referral: Referral, worker: Any) -> None:
    says(referral, worker, **{**YES, "email": "NO", "post": "NO"})

    amended(referral, email="other@post.example", **MOVED)

    woman = her(referral)
    assert {
        way: row.why for way, row in gate.decisions(woman, at=LATER).items() if not isinstance(row, Allowed)
    }[Way.EMAIL] == "SHE_SAID_NO"
    assert open_ways(referral) == {"TEXT"}


def test_what_ended_stays_to_be_read_and_turning_one_way_off_brings_nothing_back(
    referral: Referral, worker: Any
) -> None:
    amended(referral, email="other@post.example", **MOVED)
    tab = client_of(worker).get(reverse("casework:case_contact", args=[referral.pk])).content.decode()
    assert "Yes, for the e-mail address before. Ask her again" in tab
    assert "Yes, for the address before. Ask her again" in tab

    kept = participants.turn_off(her(referral), [Way.TEXT], by=worker, at=LATER + timedelta(hours=1))

    assert (kept.email, kept.post, kept.text) == ("NOT_ASKED", "NOT_ASKED", "NO")


def test_what_police_heard_opens_nothing_once_she_answered_though_her_answer_ended(
    juno: Programme, worker: Any
) -> None:
    """Her yes ended with her number; the yes to post that police heard was for until a worker asked her."""
    referral = casework.reached(programme=juno, worker=worker)
    woman = her(referral)
    SafeContact.objects.filter(participant=woman).delete()
    says(referral, worker, source="POLICE", asked_alone=True, post="YES")
    assert _words(referral, Way.POST) == Words.PLEASE_RING
    says(referral, worker, call="YES")
    assert _words(referral, Way.POST) is None

    participants.amend(woman, details(**{**asdict_of(woman), "phone": "07700 900 555"}), by=worker, at=LATER)

    assert _words(referral, Way.POST) is None
    assert _words(referral, Way.CALL) == Words.NAME_ONLY


def _words(referral: Referral, way: Way) -> Words | None:
    decision = gate.decisions(her(referral), at=LATER)[way]
    return decision.wording if isinstance(decision, Allowed) else None


def asdict_of(woman: Any) -> dict[str, Any]:
    return {name: getattr(woman, name) for name in asdict(details())}


def test_a_no_she_took_back_does_not_come_again_with_a_new_home(referral: Referral, worker: Any) -> None:
    says(referral, worker, post="NO")
    says(referral, worker, post="YES")

    amended(referral, email=MAILBOX, **MOVED)

    decision = gate.decisions(her(referral), at=LATER)[Way.POST]
    assert not isinstance(decision, Allowed)
    assert decision.why == "POST_NOT_ASKED"
