"""The days of a group, each against a table of cases: those planned, and those of one that has begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes import group_dates
from programmes.definition import Gap
from programmes.group_dates import CannotPlan, NoDates
from programmes.messages import why_no_dates
from programmes.working_days import is_closed
from tests.programmes.schemes import CARA, GOOD_LOAF, JUNO

TODAY = date(2026, 11, 22)


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
    dates = group_dates.cohort_dates(first_on, JUNO.steps, closed=(), today=date(2026, 11, 22))

    assert dates == (first_on, second_on)


def test_an_extra_closed_day_moves_the_second_day_by_a_week() -> None:
    closed = {date(2026, 12, 30)}

    dates = group_dates.cohort_dates(date(2026, 12, 2), JUNO.steps, closed=closed, today=TODAY)

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
        group_dates.cohort_dates(first_on, JUNO.steps, closed=closed, today=TODAY)

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
        return group_dates.cohort_dates(
            date(2026, 12, 2), JUNO.steps, closed={date(2027, 1, 5)}, today=TODAY, chosen={2: second_on}
        )

    if code is None:
        assert planned() == (date(2026, 12, 2), second_on)
        return
    with pytest.raises(CannotPlan) as caught:
        planned()
    assert caught.value.code == code


def test_a_saturday_group_stays_on_saturdays() -> None:
    dates = group_dates.cohort_dates(date(2026, 11, 28), CARA.steps, closed=(), today=TODAY)

    assert dates == (date(2026, 11, 28), date(2027, 1, 2))  # 26 December is Boxing Day


def test_ten_weekly_sessions_leave_christmas_out() -> None:
    dates = group_dates.cohort_dates(date(2026, 11, 27), GOOD_LOAF.steps, closed=(), today=TODAY)

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
        dates = group_dates.cohort_dates(first_on, steps, closed=closed, today=first_on)
    except CannotPlan:
        return

    assert dates[0] == first_on
    assert bounds.min <= (dates[1] - dates[0]).days <= bounds.max
    assert not any(is_closed(on, closed) for on in dates)


FIRST = date(2026, 10, 7)  # a Wednesday that has been
THREE = (JUNO.steps[0], JUNO.steps[1], replace(JUNO.steps[1], number=3))


@pytest.mark.parametrize(
    ("chosen", "as_it_was", "code", "step"),
    [
        ({2: date(2026, 11, 4)}, False, None, 0),  # as the programme asks
        ({2: date(2026, 10, 28)}, False, NoDates.WAS_OUTSIDE_GAP, 2),  # three weeks: a slip of the pen?
        ({2: date(2026, 11, 18)}, False, NoDates.WAS_OUTSIDE_GAP, 2),  # six weeks
        ({2: date(2026, 10, 28)}, True, None, 0),  # somebody has said that it was so
        ({2: date(2026, 10, 8)}, True, None, 0),
        ({2: date(2026, 10, 7)}, True, NoDates.NOT_IN_ORDER, 2),  # no word makes one day two
        ({2: date(2026, 9, 30)}, True, NoDates.NOT_IN_ORDER, 2),
        ({2: TODAY}, True, NoDates.OUTSIDE_GAP, 2),  # today is not over
        ({2: date(2026, 10, 28), 3: date(2026, 11, 25)}, True, None, 0),  # ahead, four weeks after what was
        ({2: date(2026, 10, 28), 3: date(2026, 12, 9)}, True, NoDates.OUTSIDE_GAP, 3),  # ahead, six weeks
        ({2: date(2026, 10, 28), 3: date(2026, 11, 24)}, True, NoDates.OUTSIDE_GAP, 3),
        ({2: date(2026, 11, 20), 3: date(2026, 12, 25)}, True, NoDates.DAY_IS_CLOSED, 3),
    ],
)
def test_a_day_that_has_been_is_a_fact_once_somebody_says_so_and_a_day_ahead_keeps_the_rule(
    chosen: Mapping[int, date], as_it_was: bool, code: NoDates | None, step: int
) -> None:
    steps = THREE if 3 in chosen else JUNO.steps

    def begun() -> tuple[date, ...]:
        return group_dates.begun_dates(
            FIRST, steps, closed=(), today=TODAY, chosen=chosen, as_it_was=as_it_was
        )

    if code is None:
        assert begun() == (FIRST, *chosen.values())
        return
    with pytest.raises(CannotPlan) as caught:
        begun()
    assert (caught.value.code, caught.value.step) == (code, step)


def test_the_sentence_about_a_day_that_has_been_names_the_rule_it_breaks() -> None:
    chosen = {2: date(2026, 10, 28)}

    with pytest.raises(CannotPlan) as caught:
        group_dates.begun_dates(FIRST, JUNO.steps, closed=(), today=TODAY, chosen=chosen)

    assert why_no_dates(caught.value) == (
        "Wed 28 October 2026 is 21 days after the day before it; the programme asks for at least 28 and at "
        "most 35. Check the date."
    )


def test_the_days_that_follow_a_day_that_was_follow_from_it() -> None:
    days = group_dates.begun_dates(
        FIRST, THREE, closed=(), today=TODAY, chosen={2: date(2026, 11, 11)}, as_it_was=True
    )

    assert days == (FIRST, date(2026, 11, 11), date(2026, 12, 9))


@given(
    apart=st.lists(st.integers(-10, 70), min_size=2, max_size=2),
    began=st.integers(1, 120),
    as_it_was=st.booleans(),
)
def test_whatever_has_been_the_days_are_in_order_and_those_ahead_within_their_gap(
    apart: list[int], began: int, as_it_was: bool
) -> None:
    first_on = TODAY - timedelta(days=began)
    second_on = first_on + timedelta(days=apart[0])
    chosen = {2: second_on, 3: second_on + timedelta(days=apart[1])}

    wrong = [code for pair in pairwise([first_on, *chosen.values()]) if (code := _wrong(*pair, as_it_was))]

    def begun() -> tuple[date, ...]:
        return group_dates.begun_dates(
            first_on, THREE, closed=(), today=TODAY, chosen=chosen, as_it_was=as_it_was
        )

    if not wrong:
        assert begun() == (first_on, *chosen.values())
        return
    with pytest.raises(CannotPlan) as caught:
        begun()
    assert caught.value.code is wrong[0]


def _wrong(before: date, on: date, as_it_was: bool) -> NoDates | None:
    """What a person with a calendar would say of two days that follow each other in JUNO."""
    as_asked = 28 <= (on - before).days <= 35
    if on < TODAY:
        return (
            NoDates.NOT_IN_ORDER
            if on <= before
            else None
            if as_asked or as_it_was
            else NoDates.WAS_OUTSIDE_GAP
        )
    return NoDates.DAY_IS_CLOSED if is_closed(on) else None if as_asked else NoDates.OUTSIDE_GAP
