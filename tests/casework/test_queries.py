"""No page needs more queries for many rows than for few, and none more than 25."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.statuses import CallOutcome
from referrals.models import Referral, ReferredPerson
from tests.casework.test_pages import client_of
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


def some_of_each(programme: Any, worker: Any, officer: Any) -> None:
    """Add one case to each queue that a fresh case can stand in."""
    referrals.submitted(programme, by=officer)
    referrals.accepted(programme, worker=worker, by=officer)
    tried = referrals.accepted(programme, worker=worker, by=officer)
    casework.called(tried, CallOutcome.SOMEBODY_ELSE, at=NOW + timedelta(hours=2))
    casework.reached(programme=programme, worker=worker, by=officer)


def copies(times: int) -> None:
    """Make more rows without the slow way: copies of new referrals and of those who sent them."""
    from audit.rows import new_id

    for pattern in list(Referral.objects.filter(status="SUBMITTED"))[:1]:
        person = ReferredPerson.objects.get(referral=pattern)
        for number in range(times):
            pattern.pk, pattern.reference = new_id(), f"C-{number:05}"
            pattern._state.adding = True
            pattern.save(force_insert=True)
            person.pk, person.referral = new_id(), pattern
            person._state.adding = True
            person.save(force_insert=True)


def queries_of(client: Any, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    # A savepoint is how the test's own transaction shows: outside a test there is none.
    asked = [q["sql"] for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]
    return len(asked)


def test_lists_need_no_more_queries_for_50_rows() -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    worker = accounts.coordinator(programme.provider)
    officer = accounts.officer(referrals.force_of(programme))
    workshops.pair(programme)
    some_of_each(programme, worker, officer)
    urls = {
        "today": (worker, reverse("casework:today")),
        "queue": (worker, reverse("casework:queue", args=["call"])),
        "cases": (worker, reverse("casework:cases")),
        "police": (officer, reverse("casework:police_home")),
    }
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        few = {name: queries_of(client_of(user), url) for name, (user, url) in urls.items()}
        some_of_each(programme, worker, officer)
        copies(50)
        many = {name: queries_of(client_of(user), url) for name, (user, url) in urls.items()}

    assert many == few
    assert max(few.values()) <= 25


@pytest.mark.parametrize("booked", [True, False])
def test_a_case_needs_no_more_than_25_queries(booked: bool) -> None:
    referral = casework.reached()
    pair = workshops.pair(referral.programme)
    if booked:
        workshops.booked(referral, pair, at=NOW + timedelta(hours=3))
    views = ("case", "case_contact", "case_workshops", "case_letters", "case_notes", "case_history", "call")
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        client = client_of(referral.worker)
        counts = {view: queries_of(client, reverse(f"casework:{view}", args=[referral.pk])) for view in views}

    assert {view: count for view, count in counts.items() if count > 25} == {}
