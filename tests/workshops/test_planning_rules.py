"""Planning many workshop days: plain rules with a table of cases."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops import rules
from workshops.rules import Gap

WED, THU = date(2027, 1, 6), date(2027, 1, 7)


@pytest.mark.parametrize(
    ("start_on", "weekday", "every", "count", "first", "last"),
    [
        (WED, None, 4, 13, WED, date(2027, 12, 8)),
        (WED, 2, 4, 13, WED, date(2027, 12, 8)),  # a Wednesday it is already
        (WED, 3, 4, 13, THU, date(2027, 12, 9)),  # the day after
        (THU, 2, 8, 7, date(2027, 1, 13), date(2027, 12, 15)),  # the next Wednesday
        (WED, None, 26, 2, WED, date(2027, 7, 7)),
        (WED, None, 2, 26, WED, date(2027, 12, 22)),
        (date(2028, 2, 29), None, 26, 2, date(2028, 2, 29), date(2028, 8, 29)),
    ],
)
def test_a_year_of_groups_begins_every_so_many_weeks(
    start_on: date, weekday: int | None, every: int, count: int, first: date, last: date
) -> None:
    days = rules.first_days_of_a_year(start_on, weekday=weekday, every_weeks=every)

    assert (len(days), days[0], days[-1]) == (count, first, last)


ON, TODAY = date(2027, 3, 10), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("held", "gap"),
    [
        ({}, Gap.NOT_ON_RECORD),
        ({"OTHER": None}, Gap.NOT_ON_RECORD),
        ({"A": None}, None),  # does not run out
        ({"A": date(2027, 3, 11)}, None),
        ({"A": date(2027, 3, 10)}, None),  # its last day is the workshop's
        ({"A": date(2027, 3, 9)}, Gap.RUNS_OUT_FIRST),
        ({"A": date(2026, 11, 20)}, Gap.RUNS_OUT_FIRST),  # its last day is today
        ({"A": date(2026, 11, 19)}, Gap.EXPIRED),
        ({"A": date(2020, 1, 1)}, Gap.EXPIRED),
    ],
)
def test_a_training_must_hold_on_the_day_of_the_workshop(
    held: dict[str, date | None], gap: Gap | None
) -> None:
    assert rules.training_gaps(["A"], held, on=ON, today=TODAY) == ({} if gap is None else {"A": gap})


def test_each_training_asked_for_is_looked_at_by_itself() -> None:
    held = {"A": None, "B": date(2026, 11, 1), "C": date(2027, 1, 1)}

    gaps = rules.training_gaps(["A", "B", "C", "D"], held, on=ON, today=TODAY)

    assert gaps == {"B": Gap.EXPIRED, "C": Gap.RUNS_OUT_FIRST, "D": Gap.NOT_ON_RECORD}
    assert rules.training_gaps([], held, on=ON, today=TODAY) == {}


@pytest.mark.parametrize(
    ("gap", "refuses"), [(Gap.EXPIRED, True), (Gap.RUNS_OUT_FIRST, False), (Gap.NOT_ON_RECORD, False)]
)
def test_only_what_is_known_to_be_wrong_now_keeps_her_off(gap: Gap, refuses: bool) -> None:
    assert gap.refuses is refuses


@given(
    start_on=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    weekday=st.none() | st.integers(0, 6),
    every=st.integers(2, 26),
)
def test_the_groups_of_a_year_are_on_one_weekday_and_within_a_year(
    start_on: date, weekday: int | None, every: int
) -> None:
    days = rules.first_days_of_a_year(start_on, weekday=weekday, every_weeks=every)

    assert {on.weekday() for on in days} == {start_on.weekday() if weekday is None else weekday}
    assert all((later - on).days == 7 * every for on, later in pairwise(days))
    assert (days[-1] - days[0]).days < 364
    assert 0 <= (days[0] - start_on).days < 7
