"""Ages, deadlines, legal dates and a group's dates, each against a table of cases."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes import codes, rules
from programmes.definition import Gap, Window
from programmes.kinds import StartEvent, WindowKind
from programmes.rules import CannotPlan, CaseDates, NoDates
from programmes.working_days import is_closed
from tests.programmes.schemes import CARA, GOOD_LOAF, JUNO

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


@pytest.mark.parametrize(
    ("first_on", "second_on"),
    [
        (date(2026, 12, 2), date(2026, 12, 30)),
        (date(2027, 1, 27), date(2027, 2, 24)),
        (date(2028, 2, 2), date(2028, 3, 1)),  # over 29 February
        (date(2027, 3, 10), date(2027, 4, 7)),  # over the clocks going forward
        (date(2026, 11, 27), date(2026, 12, 29)),  # Friday: 25 December and 1 January are closed
        (date(2026, 11, 30), date(2027, 1, 4)),  # Monday: 28 December is closed, the Monday after is not
        (date(2027, 2, 26), date(2027, 4, 2)),  # Friday: Good Friday is closed, the Friday after is not
    ],
)
def test_a_groups_second_day_is_four_weeks_on_and_not_a_bank_holiday(first_on: date, second_on: date) -> None:
    dates = rules.cohort_dates(first_on, JUNO.steps, closed=(), today=date(2026, 11, 22))

    assert dates == (first_on, second_on)


def test_an_extra_closed_day_moves_the_second_day_by_a_week() -> None:
    closed = {date(2026, 12, 30)}

    dates = rules.cohort_dates(date(2026, 12, 2), JUNO.steps, closed=closed, today=TODAY)

    assert dates == (date(2026, 12, 2), date(2027, 1, 6))


@pytest.mark.parametrize(
    ("first_on", "closed", "code", "step"),
    [
        (date(2026, 11, 21), (), NoDates.FIRST_IS_PAST, 1),
        (date(2026, 12, 25), (), NoDates.FIRST_IS_CLOSED, 1),
        (date(2026, 12, 2), (date(2026, 12, 2),), NoDates.FIRST_IS_CLOSED, 1),
        (
            date(2026, 12, 2),
            tuple(date(2026, 12, 30) + timedelta(days=i) for i in range(8)),
            NoDates.NO_OPEN_DAY,
            2,
        ),
    ],
)
def test_a_group_that_cannot_be_dated_is_refused_with_its_reason(
    first_on: date, closed: tuple[date, ...], code: NoDates, step: int
) -> None:
    with pytest.raises(CannotPlan) as caught:
        rules.cohort_dates(first_on, JUNO.steps, closed=closed, today=TODAY)

    assert (caught.value.code, caught.value.step) == (code, step)


@pytest.mark.parametrize(
    ("second_on", "code"),
    [
        (date(2026, 12, 30), None),  # the usual day
        (date(2027, 1, 4), None),  # a Monday within the gap of 28 to 35 days
        (date(2027, 1, 6), None),  # its last day
        (date(2026, 12, 29), NoDates.OUTSIDE_GAP),
        (date(2027, 1, 7), NoDates.OUTSIDE_GAP),
        (date(2026, 12, 2), NoDates.OUTSIDE_GAP),
        (date(2027, 1, 1), NoDates.DAY_IS_CLOSED),
        (date(2027, 1, 5), NoDates.DAY_IS_CLOSED),
    ],
)
def test_a_later_day_is_chosen_only_within_its_gap_and_when_open(
    second_on: date, code: NoDates | None
) -> None:
    def planned() -> tuple[date, ...]:
        return rules.cohort_dates(
            date(2026, 12, 2), JUNO.steps, closed={date(2027, 1, 5)}, today=TODAY, chosen={2: second_on}
        )

    if code is None:
        assert planned() == (date(2026, 12, 2), second_on)
        return
    with pytest.raises(CannotPlan) as caught:
        planned()
    assert caught.value.code == code


def test_a_saturday_group_stays_on_saturdays() -> None:
    dates = rules.cohort_dates(date(2026, 11, 28), CARA.steps, closed=(), today=TODAY)

    assert dates == (date(2026, 11, 28), date(2027, 1, 2))  # 26 December is Boxing Day


def test_ten_weekly_sessions_leave_christmas_out() -> None:
    dates = rules.cohort_dates(date(2026, 11, 27), GOOD_LOAF.steps, closed=(), today=TODAY)

    assert len(dates) == 10
    assert date(2026, 12, 25) not in dates


@given(
    first_on=st.dates(date(2026, 1, 1), date(2028, 10, 1)),
    closed=st.sets(st.dates(date(2026, 1, 1), date(2028, 12, 31)), max_size=30),
    gap=st.tuples(st.integers(1, 40), st.integers(0, 10), st.integers(0, 10)),
)
def test_the_gap_of_a_group_is_always_within_its_bounds(
    first_on: date, closed: set[date], gap: tuple[int, int, int]
) -> None:
    low, to_usual, to_max = gap
    bounds = Gap(low, low + to_usual, low + to_usual + to_max, low + to_usual + to_max)
    steps = (JUNO.steps[0], replace(JUNO.steps[1], gap=bounds))

    try:
        dates = rules.cohort_dates(first_on, steps, closed=closed, today=first_on)
    except CannotPlan:
        return

    assert dates[0] == first_on
    assert bounds.min <= (dates[1] - dates[0]).days <= bounds.max
    assert not any(is_closed(on, closed) for on in dates)
