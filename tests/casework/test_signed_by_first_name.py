"""Whatever she receives is signed with the worker's first name: the whole name is hers to give."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from casework.actions import closing, discreet, telling
from casework.statuses import CallOutcome
from correspondence import links
from correspondence.models import Message
from correspondence.writing import facts_of
from programmes.models import Programme
from referrals import actions as referrals_actions
from referrals.models import QuestionKind
from tests.casework.test_pages import client_of
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def worker(juno: Programme) -> User:
    return accounts.coordinator(juno.provider, name="Joanna Marshfield", phone="01632 960 123")


def signatures() -> dict[str, str]:
    """Who signs each message to a woman that has words, by its purpose."""
    said = {row.purpose: facts_of(row) for row in Message.objects.exclude(participant=None)}
    return {purpose: facts.signed_by for purpose, facts in said.items() if facts is not None}


def test_letters_and_texts_about_her_dates_and_after_them(juno: Programme, worker: User) -> None:
    case = referrals.accepted(juno, worker=worker)
    assert case.participant is not None
    answered_herself(case.participant)
    places = workshops.booked(case, workshops.pair(juno))
    workshops.marked(places, Mark.HERE, Mark.HERE, by=worker)
    last = places[1].workshop.ends_at
    answered_herself(case.participant, at=last, post="YES")
    closing.complete(case, by=worker, at=last + DAY)

    found = signatures()

    assert {"BOOKED", "INVITATION", "REMINDER_WEEK", "REMINDER_DAY", "COMPLETION"} <= set(found)
    assert set(found.values()) == {"Joanna"}


def test_the_letter_that_only_asks_her_to_ring(juno: Programme, worker: User) -> None:
    case = referrals.accepted(juno, worker=worker, post="NOT_ASKED")
    for day in (1, 4, 7, 11, 15):
        casework.called(case, CallOutcome.NO_ANSWER, at=NOW + day * DAY)
    kind = QuestionKind.ASK_HER_TO_RING
    referrals_actions.ask(case, kind=kind, by=worker, at=NOW + 16 * DAY)
    release = discreet.ask_for_letter(case, reason="Nobody has reached her", by=worker, at=NOW + 30 * DAY)
    colleague = accounts.coordinator(juno.provider)

    discreet.agree_to_letter(case, release.pk, by=colleague, at=NOW + 30 * DAY)

    assert signatures() == {"PLEASE_RING": "Joanna"}


def test_her_own_page_and_what_is_left_on_her_voicemail(juno: Programme, worker: User) -> None:
    case = casework.reached(programme=juno, worker=worker)
    answers = {**casework.SAFE, "page": "YES", "voicemail": "YES", "safe_name": ""}
    telling.ask_what_is_safe(case, answers=answers, by=worker, at=NOW + timedelta(hours=3))
    workshops.booked(case, workshops.pair(juno), at=NOW + timedelta(hours=4))
    link = links.last(case.pk)
    assert link is not None

    with time_machine.travel(NOW + timedelta(hours=5), tick=False):
        hers = Client().get(f"{links.PATH}{links.token_of(link)}").content.decode()
        to_say = client_of(worker).get(reverse("casework:call", args=[case.pk])).content.decode()

    assert "Joanna" in hers
    assert "Marshfield" not in hers
    assert "Hello" in to_say
    assert "it&#x27;s Joanna. Nothing urgent" in to_say
