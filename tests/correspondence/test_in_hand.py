"""What the page of a text shows while somebody has it open on the office phone: only what may still go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import trail
from correspondence import by_hand, links, registry
from correspondence.adapters import twilio
from correspondence.models import Message
from correspondence.statuses import MessageStatus
from participants import actions as participants
from participants.models import Participant
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
OPENED = NOW + timedelta(hours=1)
HEARD = OPENED + timedelta(minutes=5)
LOOKED = OPENED + timedelta(minutes=6)
S = MessageStatus
NUMBER = "07700 900123"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(LOOKED, tick=False):
        yield


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(make.caseworker(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def opened(**given: Any) -> Message:
    message = make.message(make.open_woman(), **given)
    assert by_hand.hand_out(message, by=make.caseworker(), at=OPENED).status == S.SENDING
    return message


def page(browser: Client, message: Message) -> str:
    answer = browser.get(f"/messages/{message.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def press(browser: Client, message: Message, verb: str) -> str:
    data = {"submission": str(uuid4()), "version": ""}
    browser.post(f"/messages/{message.pk}/{verb}/", data)
    return Message.objects.get(pk=message.pk).status


def says_no(message: Message) -> None:
    make.said(her(message), text="NO", at=HEARD)


def has_another_number(message: Message) -> None:
    woman = her(message)
    now = participants.Details(**{f.name: getattr(woman, f.name) for f in fields(participants.Details)})
    changed = replace(now, phone="07700 900456")
    participants.amend(woman, changed, by=trail.SERVICE, at=HEARD)
    make.said(woman, at=HEARD, **make.ALL_YES)


def wants_discreet_words(message: Message) -> None:
    make.said(her(message), at=HEARD, words="DISCREET", **make.ALL_YES)


def is_needed_no_more(message: Message) -> None:
    registry.register(message.purpose, label="Reminder", still_wanted=lambda _message: False)


def her(message: Message) -> Participant:
    found: Participant | None = message.participant
    assert found is not None
    return found


def test_what_is_open_shows_its_number_and_words(browser: Client) -> None:
    shown = page(browser, opened())

    assert NUMBER in shown
    assert "see you" in shown
    assert shown.index("I have sent it") < shown.index("I could not send it")
    assert "Do not send it" not in shown


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (says_no, "She said no to this."),
        (has_another_number, "Her number has changed since it was opened."),
        (wants_discreet_words, "Its words say more than is safe now."),
        (is_needed_no_more, "It was no longer needed."),
    ],
)
def test_what_may_not_go_any_more_shows_neither_number_nor_words(
    browser: Client, happens: Callable[[Message], None], reason: str
) -> None:
    message = opened()
    happens(message)

    shown = page(browser, message)

    assert NUMBER not in shown
    assert "see you" not in shown
    assert "Do not send it." in shown
    assert reason in shown
    assert "I have sent it" not in shown
    assert shown.index("I could not send it") < shown.index("I had sent it already")


def test_a_text_whose_time_passes_in_hand_is_not_to_be_sent(browser: Client) -> None:
    message = opened(not_after=HEARD)

    shown = page(browser, message)

    assert "Its day had passed before it could go." in shown
    assert NUMBER not in shown


@pytest.mark.parametrize(("verb", "status"), [("could_not", S.FAILED), ("mark_sent", S.SENT)])
def test_either_answer_is_taken(browser: Client, verb: str, status: str) -> None:
    message = opened()
    says_no(message)

    assert press(browser, message, verb) == status


def test_the_page_asks_no_more_than_it_may(browser: Client) -> None:
    message = opened()
    says_no(message)
    page(browser, message)

    with CaptureQueriesContext(connection) as queries:
        page(browser, message)

    assert len(queries) <= 25


def test_what_a_provider_has_shows_neither_number_nor_the_link_to_her_page(browser: Client) -> None:
    message = opened()
    assert message.about_id is not None
    link = links.make(
        message.about_id, reference=message.reference, until=LOOKED.date(), by=make.caseworker(), at=NOW
    )
    Message.objects.filter(pk=message.pk).update(page=True)
    assert links.token_of(link) in page(browser, message)

    Message.objects.filter(pk=message.pk).update(carrier=twilio.TwilioTexts.carrier)

    shown = page(browser, message)
    assert NUMBER not in shown
    assert links.token_of(link) not in shown
