"""The contact protocol as a coordinator lives it: from the first call to the question to police."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from casework.statuses import CallOutcome
from correspondence.models import Message
from correspondence.statuses import Channel, Wording
from correspondence.words import own
from correspondence.words.slots import Medium, of_any
from programmes.models import Programme
from referrals.models import Question, QuestionKind, Referral
from tests.casework.test_pages import client_of, send
from tests.factories import accounts, casework, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def worker(juno: Programme) -> Any:
    return accounts.coordinator(juno.provider, name="Jo Marsh", phone="01632 960 002")


def page(referral: Referral, worker: Any, at: datetime) -> str:
    with time_machine.travel(at, tick=False):
        shown = client_of(worker).get(reverse("casework:call", args=[referral.pk])).content.decode()
    return " ".join(shown.replace("&#x27;", "'").replace("&amp;", "&").split())


def test_by_when_she_is_to_be_called_and_reached_stands_on_her_call_and_on_today(
    juno: Programme, worker: Any
) -> None:
    referral = referrals.accepted(juno, worker=worker, arrested_on=date(2026, 11, 9))
    shown = page(referral, worker, NOW + timedelta(hours=1))
    assert "Called within two working days of the referral: by Tue 24 Nov." in shown
    assert "Spoken to within 14 days of her arrest: by Mon 23 Nov." in shown

    casework.called(referral, at=NOW + timedelta(hours=2))
    shown = page(referral, worker, NOW + timedelta(days=4))
    assert "Called within two working days" not in shown
    assert "Spoken to within 14 days of her arrest: Mon 23 Nov has passed." in shown
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        today = client_of(worker).get(reverse("casework:today")).content.decode()
    assert "<strong>To be reached by 23 Nov: passed</strong>" in today

    casework.called(referral, CallOutcome.SPOKE, at=NOW + timedelta(days=4))
    assert "Spoken to within" not in page(referral, worker, NOW + timedelta(days=5))


def test_when_she_was_tried_is_said_and_when_not_yet(juno: Programme, worker: Any) -> None:
    referral = referrals.accepted(juno, worker=worker, safe_times=[])
    assert "Tried so far" not in page(referral, worker, NOW)

    morning = NOW.replace(hour=10)
    casework.called(referral, at=morning)
    casework.called(referral, at=morning + timedelta(days=3, hours=5))

    assert "Tried so far: Fri morning, Mon afternoon. Not tried yet: evening." in page(
        referral, worker, morning + timedelta(days=4)
    )


def test_after_three_calls_the_letter_after_four_police_and_neither_twice(
    juno: Programme, worker: Any
) -> None:
    referral = referrals.accepted(juno, worker=worker)
    letter = reverse("casework:discreet_letter", args=[referral.pk])
    police = reverse("referrals:ask", args=[referral.pk]) + "?kind=ASK_HER_TO_RING"
    at = [NOW + timedelta(days=n) for n in (1, 4, 5, 6, 7)]
    for moment in at[:2]:
        casework.called(referral, at=moment)
    assert letter not in page(referral, worker, at[1])

    casework.called(referral, at=at[2])
    shown = page(referral, worker, at[2])
    assert letter in shown
    assert police not in shown

    with time_machine.travel(at[3], tick=False):
        client = client_of(worker)
        send(client, letter)
        sent = Message.objects.get(about_id=referral.pk, channel=Channel.LETTER)
        assert sent.wording == Wording.PLEASE_RING
        casework.called(referral, at=at[3])
        shown = page(referral, worker, at[3])
        assert letter not in shown
        assert police in shown
        asked = client.get(police).content.decode()
        assert 'value="ASK_HER_TO_RING" checked' in " ".join(asked.split())
        question = {"kind": "ASK_HER_TO_RING", "words": ""}
        send(client, police, **question)
        send(client, police, **question, do="send")
    assert Question.objects.get(referral=referral).kind == QuestionKind.ASK_HER_TO_RING
    assert police not in page(referral, worker, at[4])


@pytest.mark.parametrize("post", ["NO", "NOT_ASKED"])
def test_no_letter_is_suggested_where_post_is_not_open(juno: Programme, worker: Any, post: str) -> None:
    referral = referrals.accepted(juno, worker=worker, post=post)
    for n in (1, 4, 5, 6):
        casework.called(referral, at=NOW + timedelta(days=n))

    shown = page(referral, worker, NOW + timedelta(days=7))

    assert "post is open" not in shown
    assert "Ask police to ask her to ring us" in shown


def test_a_wrong_number_leads_to_the_question_and_a_new_one_to_calls_again(
    juno: Programme, worker: Any
) -> None:
    referral = referrals.accepted(juno, worker=worker)
    call = reverse("casework:call", args=[referral.pk])
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        client = client_of(worker)
        answer = send(client, call, outcome="WRONG_NUMBER", words="")
        assert answer.url.endswith("?kind=WRONG_NUMBER")
        assert "juno-phone-number" not in client.get(call).content.decode()
        send(client, answer.url, kind="WRONG_NUMBER", words="")
        send(client, answer.url, kind="WRONG_NUMBER", words="", do="send")

    assert Question.objects.get(referral=referral).kind == QuestionKind.WRONG_NUMBER


class TestVoicemail:
    """Only where it is allowed, and only the agreed words."""

    WORDS = "If it goes to voicemail, say this and nothing else:"

    def test_the_words_are_shown_with_the_name_she_agreed_and_a_number(
        self, juno: Programme, worker: Any
    ) -> None:
        referral = casework.reached(programme=juno, worker=worker)
        from casework.actions import telling

        safe = {**casework.SAFE, "voicemail": "YES", "words": "DISCREET"}
        telling.ask_what_is_safe(referral, answers=safe, by=worker, at=NOW + timedelta(hours=3))

        shown = page(referral, worker, NOW + timedelta(hours=4))

        said = "Hello, it's Jo from the course. Nothing urgent. Please ring me when you can on 01632 960 002."
        assert f"{self.WORDS} “{said} Thank you.”" in shown
        assert "If they ask who you are: “It's Jo from the course.”" in shown

    def test_they_are_not_shown_where_voicemail_is_not_allowed(self, juno: Programme, worker: Any) -> None:
        shown = page(referrals.accepted(juno, worker=worker), worker, NOW)

        assert self.WORDS not in shown
        assert "Leave no voicemail." in shown

    def test_without_a_number_to_give_none_is_left(self, juno: Programme, worker: Any) -> None:
        referral = referrals.accepted(juno, worker=worker, voicemail="YES")
        assert self.WORDS in page(referral, worker, NOW)

        worker.phone = ""
        worker.save()
        juno.provider.phone = ""
        juno.provider.save()

        shown = page(referral, worker, NOW)
        assert self.WORDS not in shown
        assert "Leave no voicemail." in shown

    def test_they_are_the_managers_own_where_there_are_some(self, juno: Programme, worker: Any) -> None:
        referral = referrals.accepted(juno, worker=worker, voicemail="YES")
        boss = accounts.manager(juno.provider)
        own.write(
            of_any(Medium.VOICEMAIL, Wording.DISCREET), "Hi, {worker} here. Ring {phone}.", provider=juno.provider,
            programme=juno, language="en", from_on=NOW.date(), by=boss, at=NOW,
        )  # fmt: skip

        assert "“Hi, Jo here. Ring 01632 960 002.”" in page(referral, worker, NOW)
