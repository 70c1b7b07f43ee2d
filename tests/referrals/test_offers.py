"""What the page that asks for the deadline says of the workshops she could do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from programmes.clock import State
from programmes.messages import day
from programmes.offers import Offered
from referrals import offers
from tests.factories import referrals
from tests.referrals import walking
from tests.referrals.writing.pages import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FIRST = walking.TODAY + timedelta(days=14)
LAST = walking.TODAY + timedelta(days=42)
STANDS = {
    State.FINE: "There is time for her to miss a date and still finish.",
    State.ONE_MISS_FROM_IMPOSSIBLE: "One missed date could leave no way to finish before her deadline.",
    State.LAST_CHANCE: "This is the last chance: if she misses the next date, nothing fits her deadline.",
    State.IMPOSSIBLE: "No workshops with places fit before",
    State.NO_DEADLINE: "There is no deadline yet, so she cannot be booked.",
}


def pair(name: str, on_day: date, *, places: int = 4, gap: int = 28) -> list[Offered]:
    days = (on_day, on_day + timedelta(days=gap))
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


@pytest.mark.parametrize(
    ("pairs", "until", "state"),
    [
        ([(0, 28)], 300, State.LAST_CHANCE),
        ([(0, 32), (4, 28)], 300, State.ONE_MISS_FROM_IMPOSSIBLE),  # both end on one day
        ([(0, 28), (28, 28)], 300, State.FINE),
        ([(0, 28)], 20, State.IMPOSSIBLE),
        ([(0, 28)], None, State.NO_DEADLINE),
    ],
)
def test_the_officer_reads_where_the_clock_stands(
    signed_in: SignIn,
    officer: User,
    monkeypatch: pytest.MonkeyPatch,
    pairs: list[tuple[int, int]],
    until: int | None,
    state: State,
) -> None:
    known = [one for start, gap in pairs for one in pair(f"p{start}", FIRST + timedelta(days=start), gap=gap)]
    monkeypatch.setattr(offers, "_registered", [lambda programme, today: known])
    draft = referrals.draft(by=officer, pages={})
    stated = deadline(walking.TODAY + timedelta(days=until)) if until else {}

    page = say(signed_in(officer), draft.pk, **stated)

    found = [one for one, words in STANDS.items() if words in page]
    assert found == [state]
