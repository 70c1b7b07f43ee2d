"""The hours a manager sets, where they show: what is due, how old a referral is, when she is rung."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from casework.models import ContactAttempt
from correspondence.models import Message
from programmes import actions
from programmes.models import Programme
from programmes.office_hours import LONDON
from referrals.models import Referral
from tests.casework.test_pages import client_of
from tests.factories import accounts, casework, referrals
from tests.factories import correspondence as make
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def worker(juno: Programme) -> Any:
    return accounts.coordinator(juno.provider)


def hours(juno: Programme, opens: time, closes: time, *, on: date, at: datetime) -> None:
    boss = accounts.manager(juno.provider)
    actions.set_hours(opens=opens, closes=closes, from_on=on, by=boss, at=at)


def today(worker: Any, at: datetime) -> str:
    with time_machine.travel(at, tick=False):
        return client_of(worker).get(reverse("casework:today")).content.decode()


def test_a_first_call_promised_before_the_hours_were_set_stays_where_it_was(
    juno: Programme, worker: Any
) -> None:
    referrals.accepted(juno, worker=worker)  # sent on Friday at NOW: to be called by the close of Tuesday
    hours(juno, time(10), time(16, 30), on=date(2026, 11, 21), at=NOW + timedelta(hours=5))

    assert "today 5pm" in today(worker, datetime(2026, 11, 24, 12, tzinfo=LONDON))


def test_a_first_call_is_due_by_the_close_that_was_set_before(juno: Programme, worker: Any) -> None:
    hours(juno, time(10), time(16, 30), on=date(2026, 11, 21), at=NOW - timedelta(days=1))
    referral = referrals.accepted(juno, worker=worker)

    assert "today 4:30pm" in today(worker, datetime(2026, 11, 24, 12, tzinfo=LONDON))
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=LONDON), tick=False):
        client = client_of(worker)
        case = client.get(reverse("casework:case", args=[referral.pk])).content.decode()
        listed = client.get(reverse("casework:cases")).content.decode()
    assert "today 4:30pm" in case
    assert "today 4:30pm" in listed


def test_the_age_of_a_new_referral_counts_the_hours_that_were_set(juno: Programme, worker: Any) -> None:
    hours(juno, time(10), time(12), on=date(2026, 11, 23), at=NOW)
    referrals.submitted(juno, at=datetime(2026, 11, 20, 16, tzinfo=LONDON))

    assert "5 working hours old" in today(worker, datetime(2026, 11, 24, 17, tzinfo=LONDON))


def test_she_is_rung_next_when_the_office_is_open(juno: Programme, worker: Any) -> None:
    hours(juno, time(15), time(20), on=date(2026, 11, 21), at=NOW - timedelta(days=1))
    referral: Referral = referrals.accepted(juno, worker=worker, safe_times=["WEEKDAY_AFTERNOON"])

    casework.called(referral, at=NOW + timedelta(hours=1))

    (attempt,) = ContactAttempt.objects.all()
    assert attempt.next_due_at == datetime(2026, 11, 23, 15, tzinfo=LONDON)


def test_the_ask_again_call_is_due_when_the_office_is_open(juno: Programme) -> None:
    hours(juno, time(11), time(15), on=date(2026, 11, 27), at=make.NOW - timedelta(days=1))

    make.message(make.open_woman(), due_at=make.NOW + timedelta(days=36))

    call = Message.objects.get(purpose="ASK_AGAIN")
    assert call.due_at == datetime(2026, 12, 1, 11, tzinfo=LONDON)
