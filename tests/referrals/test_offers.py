"""What the page that asks for the deadline says of the workshops she could do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from programmes.messages import day
from programmes.offers import Offered
from referrals import offers
from tests.factories import referrals
from tests.referrals import walking
from tests.referrals.test_writing import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FIRST = walking.TODAY + timedelta(days=14)
LAST = walking.TODAY + timedelta(days=42)


def pair(name: str, on_day: date, *, places: int = 4) -> list[Offered]:
    days = (on_day, on_day + timedelta(days=28))
    return [
        Offered(f"{name}{number}", frozenset({number}), on, on, places, cohort=name)
        for number, on in enumerate(days, start=1)
    ]


def say(client: Client, draft_id: object, **changed: str) -> str:
    answers = {**walking.OFFENCE, **changed, "do": "check"}
    return text_of(walking.send(client, f"/referrals/{draft_id}/offence/", answers))


def deadline(on_day: date) -> dict[str, str]:
    parts = {"day": on_day.day, "month": on_day.month, "year": on_day.year}
    return {"deadline_known": "DATE", **{f"deadline_on-{name}": str(part) for name, part in parts.items()}}


def test_the_first_pair_with_places_and_the_last_that_fits_are_named(
    signed_in: SignIn, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [*pair("full", FIRST - timedelta(days=7), places=0), *pair("first", FIRST), *pair("last", LAST)]
    known += pair("late", LAST + timedelta(days=56))
    monkeypatch.setattr(offers, "_registered", [lambda programme, today: known])
    draft = referrals.draft(by=officer, pages={})

    page = say(signed_in(officer), draft.pk, **deadline(walking.SIXTEEN_WEEKS))

    assert f"The deadline is {day(walking.SIXTEEN_WEEKS)}" in page
    assert f"first workshops with places: {day(FIRST)} and {day(FIRST + timedelta(days=28))}" in page
    assert f"in time: {day(LAST)} and {day(LAST + timedelta(days=28))}" in page
    assert day(FIRST - timedelta(days=7)) not in page


def test_where_nothing_fits_the_page_says_so_and_blocks_nothing(
    signed_in: SignIn, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "_registered", [lambda programme, today: pair("first", FIRST)])
    draft = referrals.draft(by=officer, pages={})
    client, soon = signed_in(officer), walking.TODAY + timedelta(days=20)

    page = say(client, draft.pk, **deadline(soon))
    saved = walking.send(
        client, f"/referrals/{draft.pk}/offence/", {**walking.OFFENCE, **deadline(soon)}, version=0
    )

    assert "You can send this; we will ring you about extending the deadline." in page
    assert saved.status_code == 302
