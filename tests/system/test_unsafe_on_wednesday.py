"""She says on Wednesday that texts are not safe any more; on Thursday a reminder was due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import Settings

from accounts.models import User
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from participants import actions as participants
from programmes.models import Programme
from referrals.models import Referral
from tests.casework.test_pages import ANSWERS
from tests.correspondence.providers import NotifyDesk, Provider, provider, settings_for
from tests.factories import accounts, casework
from tests.factories import workshops as planned
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.system.test_the_loop_closes import at

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 12, 4)  # the first workshop
WEDNESDAY = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 12, 3, 10, 5, tzinfo=UTC)
NO_TEXTS = {**ANSWERS, "text": "NO"}


@pytest.fixture
def notify(settings: Settings) -> Iterator[Provider]:
    """A provider carries the texts, so that the worker itself would have sent it."""
    with provider(NotifyDesk) as running:
        for name, value in (settings_for(running) | {"JUNO_TEXTS_BY": "notify"}).items():
            setattr(settings, name, value)
        yield running


@pytest.fixture
def worker() -> User:
    return accounts.coordinator(ProgrammeFactory.create(code="JUNO").provider)


@pytest.fixture
def two(worker: User) -> list[Referral]:
    """Two women on one pair; both get a text on the Thursday before."""
    programme = Programme.objects.get(code="JUNO")
    pair = planned.pair(programme, first_on=FRIDAY)
    cases = [
        casework.reached(
            programme=programme, worker=worker, phone=f"07700 900 20{n}", crime_reference=f"4426000020{n}"
        )
        for n in (1, 2)
    ]
    for case in cases:
        planned.booked(case, pair, at=NOW + timedelta(hours=3))
    return cases


def reminder(case: Referral, channel: Channel) -> Message:
    found: Message = Message.objects.get(
        about_id=case.pk, purpose="REMINDER_DAY", channel=channel, due_at__date=THURSDAY
    )
    return found


def calls_owed(today: str) -> list[str]:
    """Each row of Today that says she is owed a call; a letter nobody printed stands there too."""
    return [row for row in today.split('<li class="juno-action">') if "A call she is owed" in row]


def test_her_reminder_does_not_go_and_a_call_stands_on_today(
    notify: Provider, worker: User, two: list[Referral]
) -> None:
    hers, other = two

    with at(WEDNESDAY, worker) as desk:
        before = len(notify.kept)
        desk.does("safe_contact", hers.pk, **NO_TEXTS)
        on_wednesday = desk.reads("today")
    with at(THURSDAY, worker) as desk:
        sent = [one.to for one in notify.kept[before:]]
        on_thursday = desk.reads("today")

    assert sent == ["07700 900 202"], "only she for whom texts are safe"
    text, call = reminder(hers, Channel.TEXT), reminder(hers, Channel.CALL)
    assert (text.status, text.why) == (MessageStatus.WITHDRAWN, "SHE_SAID_NO")
    assert call.status == MessageStatus.QUEUED
    assert reminder(other, Channel.TEXT).status == MessageStatus.SENT
    assert not calls_owed(on_wednesday)
    (row,) = calls_owed(on_thursday)
    assert hers.reference in row


def test_a_no_that_took_nothing_back_is_heard_as_the_text_would_go(
    notify: Provider, worker: User, two: list[Referral]
) -> None:
    hers, _other = two
    assert hers.participant is not None

    with at(WEDNESDAY, worker):
        before = len(notify.kept)
        participants.confirm_safe_contact(
            hers.participant, by=worker, at=WEDNESDAY, source="HERSELF", call="YES", text="NO"
        )
    with at(THURSDAY, worker) as desk:
        sent = [one.to for one in notify.kept[before:]]
        today = desk.reads("today")

    text = reminder(hers, Channel.TEXT)
    assert sent == ["07700 900 202"]
    assert (text.status, text.why) == (MessageStatus.REFUSED_UNSAFE, "SHE_SAID_NO")
    assert f"/messages/{text.pk}/" in today
    assert "Try next: ring her." in today
