"""The page of the office hours: set from a day on by managers, never for a day that has begun."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from programmes import actions
from programmes.models import HoursChange, office
from programmes.office_hours import USUAL, OfficeHours
from tests.factories.accounts import OrganisationFactory, manager, person

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
PAGE = "/programmes/office-hours/"
FIRST = date(2026, 12, 1)


@pytest.fixture
def boss(client: Client) -> User:
    made = manager(OrganisationFactory.create())
    client.force_login(made)
    return made


def sent(opens: str = "10am", closes: str = "4.30pm", on: date | None = FIRST) -> dict[str, str]:
    day, month, year = (str(on.day), str(on.month), str(on.year)) if on else ("", "", "")
    boxes = {"from_on-day": day, "from_on-month": month, "from_on-year": year}
    return {**boxes, "opens": opens, "closes": closes, "submission": str(uuid4())}


def set_hours(by: User, opens: int, closes: int, *, on: date = FIRST, at: datetime = AT) -> HoursChange:
    return actions.set_hours(opens=time(opens), closes=time(closes), from_on=on, by=by, at=at)


def test_a_manager_sets_the_hours_once_and_the_trail_knows(client: Client, boss: User) -> None:
    given = sent()

    with time_machine.travel(AT, tick=False):
        first, again = client.post(PAGE, given), client.post(PAGE, given)
        page = client.get(PAGE).content.decode()

    assert first.status_code == again.status_code == 302
    (change,) = HoursChange.objects.all()
    assert (change.opens, change.closes, change.from_on) == (time(10), time(16, 30), FIRST)
    assert (change.set_at, change.set_by) == (AT, boss.trail_name)
    assert "open 9am to 5pm" in page  # until then
    assert "Tue 1 December 2026" in page
    assert "10am to 4:30pm" in page
    assert "To come" in page
    (event,) = Event.objects.filter(verb="office_hours.set_hours")
    assert event.facts == {"opens": "10:00", "closes": "16:30", "from_on": "2026-12-01"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (sent(closes="10:00"), "Enter a closing time after the opening time"),
        (sent(opens="9", closes="5"), "Write the afternoon as 5pm or 17:00."),
        (sent(on=date(2026, 11, 20)), "Enter a day after today. Days that have begun keep their hours."),
        (sent(on=date(2026, 11, 19)), "Enter a day after today."),
        (sent(opens=""), "Enter when the office opens"),
        (sent(closes=""), "Enter when the office closes"),
        (sent(closes="half five"), "Enter a time, like 10:15 or 10.15am"),
        (sent(on=None), "Enter the first day of these hours"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_a_sentence_and_kept_as_typed(
    client: Client, boss: User, given: dict[str, str], sentence: str
) -> None:
    with time_machine.travel(AT, tick=False):
        page = client.post(PAGE, given).content.decode()

    assert sentence in page
    assert "<title>Error: " in page
    assert all(f'value="{typed}"' in page for name, typed in given.items() if typed and name != "submission")
    assert not HoursChange.objects.exists()


def test_an_action_refuses_what_the_page_never_sends(boss: User) -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    in_summer = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight of the second, in London

    with pytest.raises(actions.NotAhead):
        set_hours(boss, 9, 16, on=late.date(), at=late)
    with pytest.raises(actions.NotAhead):
        set_hours(boss, 9, 16, on=date(2026, 7, 2), at=in_summer)
    with pytest.raises(actions.ClosesTooEarly):
        set_hours(boss, 16, 16)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"closes": time(9)}, "hours_change_opens_before_closes"),
        ({"from_on": AT.date()}, "hours_change_from_after_set"),
        # 23:30 UTC in summer is the next day in London
        (
            {"from_on": date(2026, 7, 2), "set_at": datetime(2026, 7, 1, 23, 30, tzinfo=UTC)},
            "hours_change_from_after_set",
        ),
        ({"set_by": ""}, "hours_change_has_set_by"),
    ],
)
def test_the_database_refuses_hours_that_cannot_be(wrong: dict[str, object], rule: str) -> None:
    good = {"opens": time(9), "closes": time(16), "from_on": FIRST, "set_at": AT, "set_by": "A manager"}

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        HoursChange.objects.create(**{**good, **wrong})


def test_hours_that_were_set_stay_as_they_were(boss: User) -> None:
    change = set_hours(boss, 10, 16)

    with pytest.raises(DatabaseError), transaction.atomic():
        HoursChange.objects.filter(pk=change.pk).update(closes=time(17))
    with pytest.raises(DatabaseError), transaction.atomic():
        change.delete()

    assert office().hours_on(FIRST) == OfficeHours(time(10), time(16))


def test_the_page_says_what_became_of_each(client: Client, boss: User) -> None:
    set_hours(boss, 8, 16, on=date(2026, 11, 21))
    set_hours(boss, 7, 15, on=date(2026, 11, 23))
    set_hours(boss, 10, 18)
    set_hours(boss, 11, 19, at=datetime(2026, 11, 20, 11, tzinfo=UTC))

    with time_machine.travel(datetime(2026, 11, 24, 10, tzinfo=UTC), tick=False):
        response = client.get(PAGE)

    assert response.context["page"].now == "7am to 3pm"
    assert [(shown.words, str(shown.standing)) for shown in response.context["page"].changes] == [
        ("11am to 7pm", "To come"),
        ("10am to 6pm", "Replaced before they began"),
        ("7am to 3pm", "These hold now"),
        ("8am to 4pm", "Over"),
    ]


def test_nobody_has_set_hours(client: Client, boss: User) -> None:
    page = client.get(PAGE).content.decode()

    assert "open 9am to 5pm" in page
    assert office().hours_on(FIRST) == USUAL


@pytest.mark.parametrize("role", list(Role))
def test_only_managers_and_administrators_set_the_hours(client: Client, role: Role) -> None:
    client.force_login(person(role, OrganisationFactory.create()))

    with time_machine.travel(AT, tick=False):
        statuses = {client.get(PAGE).status_code, client.post(PAGE, sent()).status_code}

    allowed = role in (Role.MANAGER, Role.ADMIN)
    assert statuses == ({200, 302} if allowed else {403})
    assert HoursChange.objects.exists() is allowed
