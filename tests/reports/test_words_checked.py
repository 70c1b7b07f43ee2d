"""The manager's own words: whatever points to one woman is a check that fails, with what it is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import payload, reading, writing
from reports.checks import who_is_named
from reports.quarters import Quarter
from tests.factories import accounts
from tests.factories.participants import ParticipantFactory
from tests.reports.made import Made, at

pytestmark = pytest.mark.django_db
QUARTER = Quarter(2026, 1)


@pytest.fixture
def made() -> Made:
    made = Made("JUNO")
    for first, last in (("Zoë", "Quaye"), ("Anne-Marie", "Day"), ("Bronwen", "O'Dowd")):
        ParticipantFactory.create(provider=made.provider, first_names=first, last_name=last)
    return made


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("", []),
        ("Two women asked for the island venue. A long day suited nobody.", []),
        ("In 2026-27 Q2 we reached 85% of women by the second call, on 4 May.", []),
        ("Zoë told us so.", ["Zoë"]),
        ("zoe quaye and Zoe Quaye came; so did Bronwen O'Dowd.", ["Bronwen", "O'Dowd", "Quaye", "Zoe"]),
        (
            "She may be rung on 07700 900123 or written to at b@post.example.",
            ["07700 900123", "b@post.example"],
        ),
        ("See R-00042; she lives at PO1 9ZZ.", ["PO1 9ZZ", "R-00042"]),
    ],
)
def test_what_points_to_one_woman_is_found_and_nothing_else(made: Made, words: str, named: list[str]) -> None:
    assert who_is_named(made.programme, words) == named


def test_words_about_a_section_are_looked_at_too_and_the_return_never_says_what_was_found(made: Made) -> None:
    manager, now = accounts.manager(made.provider), at(10, 7)
    about = {"voices": "Zoë said it best."}
    writing.write_words(made.programme, QUARTER, "All went well.", by=manager, at=now, seen=None, about=about)

    draft = reading.draft(made.programme, QUARTER, at=now)
    check = next(one for one in draft.checks if one.code == "WORDS_NAME_NOBODY")
    figures = payload.figures(draft.counted, draft.checks)

    assert (check.found, check.passed) == (1, False)
    assert "Zoë" in str(check.mend)
    assert "Zoë" not in payload.as_text(figures)
    assert "WORDS_NAME_NOBODY" not in payload.as_text(figures)  # that it failed would tell that it is a name


def test_another_providers_women_are_nobody_here(made: Made) -> None:
    other = accounts.OrganisationFactory.create()
    ParticipantFactory.create(provider=other, first_names="Ottoline", last_name="Vane")

    assert who_is_named(made.programme, "Ottoline Vane opened the hall.") == []


def test_many_women_cost_no_more_queries(made: Made) -> None:
    asked = []
    for number in (0, 30):
        for one in range(number):
            ParticipantFactory.create(provider=made.provider, first_names="Zoë", last_name=f"Quaye{one}")
        with CaptureQueriesContext(connection) as captured:
            who_is_named(made.programme, "Zoë Quaye7 said so.")
        asked.append(len(captured))

    assert asked[0] == asked[1] <= 2


def test_a_name_in_the_headlines_alone_fails_the_check(made: Made) -> None:
    manager, now = accounts.manager(made.provider), at(10, 7)
    writing.write_words(made.programme, QUARTER, "Zoë came.", by=manager, at=now, seen=None)

    found = {one.code: one.passed for one in reading.draft(made.programme, QUARTER, at=now).checks}

    assert found["WORDS_WRITTEN"]
    assert not found["WORDS_NAME_NOBODY"]
