"""Ages, deadlines and legal dates, each against a table of cases."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta

import pytest

from programmes import codes, rules
from programmes.definition import Window
from programmes.kinds import StartEvent, WindowKind
from programmes.rules import CaseDates
from tests.programmes.schemes import JUNO

TODAY = date(2026, 11, 22)

with (codes.DATA / "deadline_examples.csv").open(encoding="utf-8") as file:
    WORKED = [{k: date.fromisoformat(v) for k, v in row.items()} for row in csv.DictReader(file)]


@pytest.mark.parametrize("worked", WORKED, ids=lambda row: str(row["start"]))
def test_the_worked_dates_come_out(worked: dict[str, date]) -> None:
    dates = CaseDates(disposal_on=worked["start"], offence_on=worked["start"], summary_only=True)

    found = {w.code: w.on for w in rules.legal_dates(JUNO.window, dates, today=TODAY)}

    assert found == {
        "WEEKS_16": worked["plus_16_weeks"],
        "WEEKS_20": worked["plus_20_weeks"],
        "SUMMARY_LIMIT": worked["plus_6_calendar_months"],
    }
    assert rules.suggested_deadline(JUNO.window, dates) == worked["plus_16_weeks"]


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 6, date(2028, 8, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 7, 15), 6, date(2027, 1, 15)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(on: date, months: int, expected: date) -> None:
    assert rules.add_months(on, months) == expected


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(2008, 11, 22), date(2026, 11, 21), 17),
        (date(2008, 11, 22), date(2026, 11, 22), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2008, 12, 31), date(2026, 12, 31), 18),
        (date(1926, 1, 1), date(2026, 11, 22), 100),
    ],
)
def test_an_age_is_attained_at_the_start_of_the_birthday(born_on: date, on: date, age: int) -> None:
    assert rules.age_on(born_on, on) == age


@pytest.mark.parametrize(
    ("disposal_on", "expected_on", "young"),
    [
        (date(2026, 11, 21), date(2026, 12, 25), True),
        (date(2026, 11, 22), date(2026, 1, 1), False),
        (None, date(2026, 11, 21), True),
        (None, date(2026, 11, 22), False),
    ],
)
def test_the_age_that_counts_is_that_on_the_disposal_date_else_the_expected_one(
    disposal_on: date | None, expected_on: date, young: bool
) -> None:
    born_on = date(2008, 11, 22)

    assert rules.too_young(18, born_on, disposal_on=disposal_on, expected_on=expected_on) is young


START = date(2026, 3, 10)
BLANK = replace(JUNO.window, warnings=(), days=None, min_days=None, max_days=None, max_months=None)
PND = replace(BLANK, kind=WindowKind.DAYS_FROM_ISSUE, days=21, first_day_counts=True)
CONTRACT = replace(BLANK, kind=WindowKind.MIN_MAX, min_days=21, max_months=4)
COURT = replace(BLANK, kind=WindowKind.COURT_DATE, days_before_court=7)


@pytest.mark.parametrize(
    ("window", "dates", "on", "needed", "opens_on"),
    [
        (JUNO.window, CaseDates(disposal_on=START), None, True, None),
        (JUNO.window, CaseDates(police_deadline_on=date(2026, 7, 1)), date(2026, 7, 1), True, None),
        (PND, CaseDates(disposal_on=START), date(2026, 3, 30), True, None),
        (replace(PND, first_day_counts=False), CaseDates(disposal_on=START), date(2026, 3, 31), True, None),
        (
            replace(PND, start=StartEvent.REFERRAL),
            CaseDates(referred_on=START),
            date(2026, 3, 30),
            True,
            None,
        ),
        (PND, CaseDates(), None, True, None),
        (CONTRACT, CaseDates(disposal_on=START), date(2026, 7, 10), True, date(2026, 3, 31)),
        (CONTRACT, CaseDates(disposal_on=date(2025, 10, 31)), date(2026, 2, 28), True, date(2025, 11, 21)),
        (CONTRACT, CaseDates(), None, True, None),
        (
            replace(BLANK, kind=WindowKind.MIN_MAX, max_days=60),
            CaseDates(disposal_on=START),
            date(2026, 5, 9),
            True,
            None,
        ),
        (COURT, CaseDates(court_on=date(2026, 6, 8)), date(2026, 6, 1), True, None),
        (COURT, CaseDates(), None, True, None),
        (
            replace(BLANK, kind=WindowKind.AGREED_PER_PERSON),
            CaseDates(agreed_on=date(2026, 8, 1)),
            date(2026, 8, 1),
            True,
            None,
        ),
        (replace(BLANK, kind=WindowKind.AGREED_PER_PERSON), CaseDates(disposal_on=START), None, True, None),
        (replace(BLANK, kind=WindowKind.NONE), CaseDates(disposal_on=START), None, False, None),
    ],
)
def test_each_window_gives_its_deadline(
    window: Window, dates: CaseDates, on: date | None, needed: bool, opens_on: date | None
) -> None:
    found = rules.deadline(window, dates)

    assert (found.on, found.needed, found.opens_on) == (on, needed, opens_on)


@pytest.mark.parametrize("kind", list(WindowKind))
def test_the_deadline_police_state_is_the_deadline_in_every_window(kind: WindowKind) -> None:
    window = replace(BLANK, kind=kind, days=21, max_days=60)
    dates = CaseDates(disposal_on=START, court_on=START, agreed_on=START, police_deadline_on=date(2026, 9, 9))

    found = rules.deadline(window, dates)

    assert (found.on, found.stated) == (date(2026, 9, 9), True)


def test_sixteen_weeks_are_offered_and_never_filled_in() -> None:
    dates = CaseDates(disposal_on=date(2025, 10, 15))

    assert rules.suggested_deadline(JUNO.window, dates) == date(2026, 2, 4)
    assert rules.deadline(JUNO.window, dates).on is None


@pytest.mark.parametrize(("answer", "certain"), [(True, True), (None, False)])
def test_the_six_months_warn_unless_police_say_the_offence_is_not_summary_only(
    answer: bool | None, certain: bool
) -> None:
    dates = CaseDates(offence_on=date(2026, 8, 31), summary_only=answer)

    (limit,) = rules.legal_dates(JUNO.window, dates, today=TODAY)

    assert (limit.on, limit.safe_on) == (date(2027, 2, 28), date(2027, 1, 31))
    assert limit.certain is certain
    assert "section 127" in limit.law.label("en")
    assert rules.legal_dates(JUNO.window, replace(dates, summary_only=False), today=TODAY) == ()


def test_a_legal_date_has_passed_on_the_day_after_it() -> None:
    dates = CaseDates(disposal_on=TODAY - timedelta(weeks=16))

    weeks_16, weeks_20 = rules.legal_dates(JUNO.window, dates, today=TODAY)
    assert (weeks_16.on, weeks_16.passed, weeks_20.passed) == (TODAY, False, False)

    weeks_16, _ = rules.legal_dates(JUNO.window, dates, today=TODAY + timedelta(days=1))
    assert weeks_16.passed
