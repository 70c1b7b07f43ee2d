"""A place that is given back is offered in the order of the last workable first workshop."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from audit.models import Event
from casework.actions import closing
from programmes.models import Programme
from referrals.models import Referral
from referrals.statuses import Reason
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import signed_in, text
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
FREED = "/today/freed/"


@pytest.fixture(autouse=True)
def a_day_later() -> Any:
    with time_machine.travel(NOW + timedelta(days=1), tick=True):
        yield


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def worker(juno: Programme) -> User:
    return accounts.coordinator(juno.provider)


def waits(juno: Programme, name: str, number: int, deadline_on: date) -> Referral:
    made = referrals.accepted(
        juno, first_names=name, crime_reference=f"4426000007{number}", deadline_on=deadline_on
    )
    casework.spoken_to(made, at=NOW + timedelta(hours=2))
    return made


def freed(juno: Programme) -> list[Workshop]:
    """Two groups; the first had one place, which was given back."""
    first = workshops.pair(juno, capacity=1)
    workshops.pair(juno, first_on=workshops.FIRST_ON + timedelta(days=28))
    gone = waits(juno, "Gone", 1, date(2027, 3, 2))
    workshops.booked(gone, first, at=NOW + timedelta(hours=3))
    closing.withdraw(
        gone,
        reason=Reason.POLICE_DECISION,
        words="Moved away",
        by=referrals.worker_of(gone),
        at=NOW + timedelta(hours=4),
    )
    return first


def test_it_is_offered_first_to_her_who_can_wait_least(juno: Programme, worker: User) -> None:
    first = freed(juno)
    waits(juno, "Later", 2, date(2027, 3, 2))
    soon = waits(juno, "Soon", 3, date(2026, 12, 31))  # only the first group ends in time

    client = signed_in(worker)
    today, page = text(client.get("/today/")), client.get(FREED)

    assert "A place is free again on 2 workshops" in today
    said = text(page)
    assert said.count("Offer it first to Soon Testwell") == 2
    assert "Offer it first to Later" not in said
    assert f"/cases/{soon.pk}/book/" in page.content.decode()
    seen = Event.objects.filter(verb="case.list", facts__list="freed").values_list("subject_id", flat=True)
    assert list(seen) == [soon.pk]
    assert first[0].capacity == 1


def test_a_place_taken_again_or_that_nobody_waits_for_is_not_on_today(juno: Programme, worker: User) -> None:
    first = freed(juno)
    client = signed_in(worker)
    assert "free again" not in text(client.get("/today/"))

    soon = waits(juno, "Soon", 3, date(2026, 12, 31))
    waits(juno, "Later", 2, date(2027, 3, 2))
    assert "free again" in text(client.get("/today/"))

    workshops.booked(soon, first, at=NOW + timedelta(hours=5))
    assert "free again" not in text(client.get("/today/"))
    assert "Nothing here now" in text(client.get(FREED))
