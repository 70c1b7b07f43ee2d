"""No recorded offence a year on: a figure of the return, and nobody to be found in it, alone or beside another."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from programmes.kinds import IndexEvent
from reports import actions, cells, document, pages, payload, splitting, year_on
from reports.cells import Cell
from reports.disclosure import Kind, Rule
from reports.followup import actions as answering
from reports.followup import histories
from reports.followup.actions import Said
from reports.followup.rules import Reoffended, Source
from reports.layout import Data
from reports.measures import counting
from reports.measures.year_on import window
from reports.models import IssuedReturn
from reports.quarters import Quarter
from reports.return_page import Standing
from tests.factories import accounts
from tests.reports.followup.following import completed
from tests.reports.made import Made, at

Q2 = Quarter(2026, 2)  # July to September 2026: followed up are those completed from October 2024 on
COUNTED_AT = at(7, 10)
OPEN = Rule(Kind.NONE, reason="To look at every count")
LOOKED_ON = date(2026, 10, 1)
Answers = dict[str, int]


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("correspondence.wake._wake", lambda *args: None)


@pytest.fixture
def made(db: None) -> Made:
    return Made()


def women(made: Made, on: date, answers: Answers, *, said_at: datetime = COUNTED_AT) -> list[str]:
    """Make women who completed on a day, so many for each answer; return their names."""
    names = []
    for answer, many in answers.items():
        for _one in range(many):
            name = f"{on} {len(made.cases)}"
            completed(made, name, on)
            names.append(name)
            answered(made, name, answer, said_at=said_at)
    return names


def answered(made: Made, name: str, answer: str, *, said_at: datetime = COUNTED_AT) -> None:
    if answer == "NO_ANSWER":
        return
    closed_at = made.cases[name].closed_at
    assert closed_at is not None
    on = closed_at.date() + timedelta(days=100) if answer == "YES" else min(LOOKED_ON, said_at.date())
    said = Said(Reoffended(answer), on, Source.PNC)
    answering.record(made.cases[name], said, by=accounts.police_team(made.force), at=said_at, seen=None)


def table(made: Made, rule: Rule = OPEN, quarter: Quarter = Q2, *, when: datetime = COUNTED_AT) -> Data:
    counted = counting.count(made.programme, quarter, at=when)
    return year_on.table(counted, rule, splitting.issued_of(made.programme))


def lines(found: Data) -> dict[str, int | None]:
    return {row["code"]: row["total"] for row in found["rows"]}


def figure(found: Data) -> Data:
    one = year_on.figure([found])
    assert one is not None
    return one


def freeze(made: Made, quarter: Quarter, found: Data, *, when: datetime) -> None:
    """Issue a return that holds nothing but this table."""
    reader = accounts.manager(made.provider)
    IssuedReturn.objects.create(
        programme=made.programme, year=quarter.year, quarter=quarter.number,
        number=IssuedReturn.objects.count() + 1, figures={"tables": [found]}, definitions={}, pdf=b"",
        pdf_sha256="0" * 64, figures_sha256="0" * 64, counted_at=when, signed_off_at=when,
        signed_off_by=reader, signed_off_name="Jo",
    )  # fmt: skip


def test_the_women_are_those_whose_time_was_over_when_the_quarter_ended() -> None:
    year = window(Q2, months=12)

    assert (year.first_on, year.last_on) == (date(2024, 10, 1), date(2025, 9, 30))
    assert window(Q2, months=6).last_on == date(2026, 3, 31)
    assert window(Q2, months=13).last_on == date(2025, 6, 30)  # a month too late for July to September


def test_the_share_is_that_of_the_women_police_spoke_of(made: Made) -> None:
    women(made, date(2025, 5, 1), {"NO": 20, "YES": 5, "UNKNOWN": 3, "NO_ANSWER": 2})

    found = table(made)
    one = figure(found)

    assert lines(found) == {"NO": 20, "YES": 5, "UNKNOWN": 3, "NO_ANSWER": 2}
    assert found["total"] == 30
    # 20 of 25: Wilson 60.9 to 91.1, worked out apart
    assert (one["numerator"], one["denominator"], one["value"]) == (20, 25, 80.0)
    assert (one["low"], one["high"]) == (60.9, 91.1)
    assert (one["index"], one["months"], one["women"], one["immature"]) == ("COMPLETION", 12, 30, 0)


def test_who_is_immature_too_old_or_counted_already_is_in_no_number(made: Made) -> None:
    names = women(made, date(2025, 9, 30), {"NO": 12})
    women(made, date(2025, 10, 1), {"NO": 3})  # followed for a year, but not when the quarter ended
    women(made, date(2024, 9, 30), {"YES": 3})
    again = made.cases[names[0]].participant
    completed(made, "again", date(2025, 8, 1), woman=again)  # her first, of two in the year
    elsewhere = Made("GOOD_LOAF")
    women(elsewhere, date(2025, 5, 1), {"YES": 3})

    found = table(made)

    assert found["total"] == 12
    assert lines(found) == {
        "NO": 11,
        "YES": 0,
        "UNKNOWN": 0,
        "NO_ANSWER": 1,
    }  # nobody answered about her first


def test_unknown_is_never_no_and_no_percentage_is_of_fewer_than_ten(made: Made) -> None:
    women(made, date(2025, 5, 1), {"NO": 6, "UNKNOWN": 30})

    one = figure(table(made))

    assert (one["numerator"], one["denominator"]) == (6, 6)
    assert (one["value"], one["low"], one["not_given"]) == (None, None, "FEW")


def test_with_nobody_to_count_there_is_none(made: Made) -> None:
    one = figure(table(made))

    assert (one["women"], one["denominator"], one["not_given"]) == (0, 0, "NONE")


def test_a_small_number_is_hidden_with_the_share_that_would_tell_it(made: Made) -> None:
    women(made, date(2025, 5, 1), {"NO": 30, "YES": 2, "NO_ANSWER": 9})

    found = table(made, Rule())
    one = figure(found)

    assert lines(found)["YES"] is None
    assert list(lines(found).values()).count(None) >= 2  # the total would tell it
    assert found["rate"] is None
    assert (one["numerator"], one["denominator"], one["value"]) == (None, None, None)
    assert one["suppression"] == "[c]"


def test_rounded_numbers_give_no_percentage(made: Made) -> None:
    women(made, date(2025, 5, 1), {"NO": 31, "YES": 7, "NO_ANSWER": 9})

    found = table(made, Rule(Kind.ROUND))

    assert found["rounded_to"] == 5
    assert lines(found) == {"NO": 30, "YES": 5, "UNKNOWN": 0, "NO_ANSWER": 10}
    assert found["rate"] is None
    assert figure(found)["value"] is None


def test_it_is_withheld_where_it_would_say_of_every_woman_that_she_has_an_offence(made: Made) -> None:
    women(made, date(2025, 5, 1), {"YES": 8, "NO_ANSWER": 12})

    assert table(made, Rule())["withheld"]
    assert not table(made)["withheld"]  # with a reason, everything is shown


def test_an_answer_that_came_since_an_earlier_return_is_not_told_by_the_two_together(made: Made) -> None:
    names = women(made, date(2025, 5, 1), {"NO_ANSWER": 7, "NO": 30, "YES": 6}, said_at=at(1, 7))
    first = table(made, Rule(), when=at(7, 7))
    freeze(made, Q2, first, when=at(7, 7))
    answered(made, names[0], "YES", said_at=at(1, 9))

    second = table(made, Rule(), when=COUNTED_AT)

    assert lines(first)["YES"] == 6
    assert lines(second)["YES"] != 7  # one more: the one police answered about
    assert second["withheld"] or None in lines(second).values()


def test_the_same_answers_are_told_again(made: Made) -> None:
    women(made, date(2025, 5, 1), {"NO_ANSWER": 7, "NO": 30, "YES": 6}, said_at=at(1, 7))
    freeze(made, Q2, table(made, Rule(), when=at(7, 7)), when=at(7, 7))

    second = table(made, Rule())

    assert lines(second) == {"NO": 30, "YES": 6, "UNKNOWN": 0, "NO_ANSWER": 7}


def test_a_year_moved_on_by_a_quarter_tells_no_quarter(made: Made) -> None:
    women(made, date(2024, 11, 1), {"NO": 9, "YES": 2}, said_at=at(1, 9))
    women(made, date(2025, 5, 1), {"NO": 30, "YES": 6}, said_at=at(1, 9))
    first = table(made, Rule(), when=COUNTED_AT)
    freeze(made, Q2, first, when=COUNTED_AT)

    moved = table(made, Rule(), Quarter(2026, 3), when=at(8, 1, year=2027))

    assert (lines(first)["NO"], lines(first)["YES"]) == (39, 8)
    assert lines(moved)["YES"] is None  # six would tell the two


def test_other_women_are_not_set_beside_those_of_an_earlier_definition(made: Made) -> None:
    women(made, date(2025, 5, 1), {"NO": 30, "YES": 6})
    freeze(made, Q2, table(made, Rule()) | {"months": 6}, when=at(7, 7))

    assert table(made, Rule())["withheld"]


def test_answers_come_and_then_stay() -> None:
    assert histories.possible(1) == {"NO", "YES", "UNKNOWN", "NO_ANSWER"}
    assert histories.possible(2) == {
        "NO>NO", "YES>YES", "UNKNOWN>UNKNOWN", "UNKNOWN>NO", "UNKNOWN>YES", "NO_ANSWER>NO_ANSWER",
        "NO_ANSWER>UNKNOWN", "NO_ANSWER>NO", "NO_ANSWER>YES",
    }  # fmt: skip


def test_what_was_known_at_a_moment_is_known_of_that_moment(made: Made) -> None:
    (name,) = women(made, date(2025, 5, 1), {"UNKNOWN": 1}, said_at=at(1, 7))
    answered(made, name, "NO", said_at=at(1, 9))
    (one,) = histories.read(made.programme, IndexEvent.COMPLETION, {Quarter(2025, 1)}, months=12)

    assert one.rows([at(30, 6), at(2, 7), at(2, 9)]) == "NO_ANSWER>UNKNOWN>NO"


def test_as_many_women_cost_no_more_questions(made: Made, django_assert_num_queries: Any) -> None:
    women(made, date(2025, 5, 1), {"NO": 2})
    counted = counting.count(made.programme, Q2, at=COUNTED_AT)
    with django_assert_num_queries(2):
        year_on.table(counted, Rule(), [])
    women(made, date(2025, 6, 1), {"NO": 8})
    with django_assert_num_queries(2):
        year_on.table(counted, Rule(), [])


def test_behind_each_count_stand_the_cases(made: Made) -> None:
    women(made, date(2025, 5, 1), {"NO": 6, "YES": 5, "NO_ANSWER": 2})

    for row, many in {"NO": 6, "YES": 5, "NO_ANSWER": 2, "UNKNOWN": 0, "ALL": 13}.items():
        found = cells.behind(made.programme, Q2, Cell("split_year_on", row), at=COUNTED_AT)
        assert found is not None
        assert len(found) == many, row


def whole(made: Made, rule: Rule) -> tuple[Data, Data]:
    counted = counting.count(made.programme, Q2, at=COUNTED_AT)
    figures = payload.figures(counted, [], tables=splitting.tables(counted, rule), rule=rule)
    return figures, payload.definitions(counted)


def test_page_and_pdf_say_the_share_its_numbers_interval_index_event_and_maturity(made: Made) -> None:
    women(made, date(2025, 5, 1), {"NO": 20, "YES": 5, "NO_ANSWER": 6})
    figures, words = whole(made, Rule())
    page = pages.build(figures, words, narrative="", standing=Standing(1, "Jo"))
    printed = _words(render_to_string("reports/pdf/return.html", {"page": page}))

    for text in (
        "No recorded offence within 12 months: 80% (20 of 25 women). 95% interval (Wilson): 60.9% to 91.1%.",
        "Counted from: completion of the programme, 1 October 2024 to 30 September 2025: 31 women.",
        "Each of them has been followed for the whole 12 months.",
        "No answer yet 6",
        "not_reoffended",
    ):
        assert text in printed
    assert page.year_on is not None
    assert page.year_on.table.code not in {one.code for one in page.equality}


def test_neither_page_nor_data_give_a_hidden_share(made: Made) -> None:
    women(made, date(2025, 5, 1), {"NO": 37, "YES": 2})
    figures, words = whole(made, Rule())
    page = pages.build(figures, words, narrative="", standing=Standing(1, "Jo"))

    assert page.year_on is not None
    assert page.year_on.number == "[c]"
    assert "37" not in str(page.year_on)
    assert "94.9" not in payload.as_text(figures)
    assert figures["follow_up"]["value"] is None


def test_the_manager_sees_it_protected_before_and_the_commissioner_as_issued(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF-1.7 made up")
    monkeypatch.setattr(document, "charts", lambda figures, definitions: [])
    women(made, date(2025, 5, 1), {"NO": 20, "YES": 5})
    manager = accounts.manager(made.provider)
    prepared = actions.prepare(
        made.programme, Q2, name="Jo", reason="None of it matters here", by=manager, at=COUNTED_AT
    )
    actions.draw(prepared, at=COUNTED_AT)
    issued = actions.sign_off(made.programme, Q2, by=manager, at=COUNTED_AT, seen=None)

    tables = _get(manager, "reports:tables", "juno", "2026-27-Q2")
    reader = accounts.commissioner(made.programme.commissioners.get())
    read = _get(reader, "reports:issued", issued.pk)

    assert "80% (20 of 25 women)" in _words(read)
    assert "80% (20 of 25 women)" in _words(tables)
    assert "split_year_on/?row=YES" in tables
    assert "/cases/" not in read
    assert "row=YES" not in read


def _get(reader: Any, name: str, *args: Any) -> str:
    client = Client()
    client.force_login(reader)
    return client.get(reverse(name, args=args)).content.decode()


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace(" :", ":").replace("  ", " ")
