"""Planning many workshop days: plain rules with a table of cases."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops import rules

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
