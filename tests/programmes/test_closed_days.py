"""Extra closed days: added and taken away by managers, and known to whatever makes dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from programmes import actions
from programmes.models import ClosedDay
from tests.factories.accounts import OrganisationFactory, administrator, manager, person

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
LIST = "/programmes/closed-days/"


@pytest.fixture
def boss(client: Client) -> User:
    made = manager(OrganisationFactory.create())
    client.force_login(made)
    return made


def sent(day: str, month: str, year: str, label: str = "A day of mourning") -> dict[str, str]:
    boxes = {"on-day": day, "on-month": month, "on-year": year}
    return {**boxes, "label": label, "submission": str(uuid4())}


def test_a_manager_closes_a_day(client: Client, boss: User) -> None:
    given = sent("10", "5", "2027")

    with time_machine.travel(AT, tick=False):
        first = client.post(LIST, given)
        again = client.post(LIST, given)
        page = client.get(LIST).content.decode()

    assert first.status_code == again.status_code == 302
    (day,) = ClosedDay.objects.all()
    assert (day.on, day.label, day.added_at) == (date(2027, 5, 10), "A day of mourning", AT)
    assert "Mon 10 May 2027" in page
    assert Event.objects.filter(verb="closed_day.close_day").count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (sent("19", "11", "2026"), "Enter a day that has not passed"),
        (sent("", "", ""), "Enter the day that is closed"),
        (sent("10", "5", "2027", label=""), "Enter why the day is closed"),
        (sent("12", "5", "2027"), "That day is already closed. Choose another day."),
    ],
)
def test_what_cannot_be_closed_is_refused_with_a_sentence(
    client: Client, boss: User, given: dict[str, str], sentence: str
) -> None:
    actions.close_day(on=date(2027, 5, 12), label="Closed before", by=boss, at=AT)

    with time_machine.travel(AT, tick=False):
        page = client.post(LIST, given).content.decode()

    assert sentence in page
    assert "<title>Error: " in page
    assert ClosedDay.days() == {date(2027, 5, 12)}


def test_a_closed_day_is_taken_away(client: Client, boss: User) -> None:
    day = actions.close_day(on=date(2027, 5, 12), label="Closed before", by=boss, at=AT)
    where = reverse("programmes:reopen_day", args=[day.pk])

    assert "Wed 12 May 2027" in client.get(where).content.decode()
    answer = client.post(where, {"submission": str(uuid4())})

    assert answer.status_code == 302
    assert ClosedDay.days() == frozenset()
    assert client.post(where, {"submission": str(uuid4())}).status_code == 404


def test_a_day_that_somebody_else_took_away_is_refused(boss: User) -> None:
    day = actions.close_day(on=date(2027, 5, 12), label="Closed before", by=boss, at=AT)
    actions.reopen_day(day, by=boss, at=AT)

    with pytest.raises(actions.NotClosed):
        actions.reopen_day(day, by=boss, at=AT)


@pytest.mark.parametrize("role", list(Role))
def test_only_managers_and_administrators_close_days(client: Client, role: Role) -> None:
    provider = OrganisationFactory.create()
    day = actions.close_day(on=date(2027, 5, 12), label="Shut", by=administrator(provider), at=AT)
    client.force_login(person(role, provider))
    where = reverse("programmes:reopen_day", args=[day.pk])

    statuses = {
        client.get(LIST).status_code,
        client.post(LIST, sent("11", "5", "2099")).status_code,
        client.get(where).status_code,
    }

    allowed = role in (Role.MANAGER, Role.ADMIN)
    assert statuses == ({200, 302} if allowed else {403})
    assert ClosedDay.objects.filter(on=date(2099, 5, 11)).exists() is allowed
