"""Financial quarters, their words and their bounds."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import quarters
from reports.quarters import NoSuchQuarter, NotEnded, Quarter


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        (Quarter(2026, 1), date(2026, 4, 1), date(2026, 6, 30)),
        (Quarter(2026, 2), date(2026, 7, 1), date(2026, 9, 30)),
        (Quarter(2026, 3), date(2026, 10, 1), date(2026, 12, 31)),
        (Quarter(2026, 4), date(2027, 1, 1), date(2027, 3, 31)),
        (Quarter(2027, 4), date(2028, 1, 1), date(2028, 3, 31)),
    ],
)
def test_a_quarter_runs_from_its_first_day_to_its_last(quarter: Quarter, first: date, last: date) -> None:
    assert (quarter.first_on, quarter.last_on) == (first, last)


def test_a_quarter_is_bounded_by_london_midnights_on_both_sides_of_a_clock_change() -> None:
    winter = Quarter(2025, 4)

    assert winter.starts_at == datetime(2026, 1, 1, 0, 0, tzinfo=UTC)
    assert winter.ends_at == datetime(2026, 3, 31, 23, 0, tzinfo=UTC)
    assert Quarter(2026, 3).starts_at == datetime(2026, 9, 30, 23, 0, tzinfo=UTC)
    assert Quarter(2026, 3).ends_at == datetime(2027, 1, 1, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "quarter"),
    [
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), Quarter(2025, 4)),  # 23:30 in London
        (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), Quarter(2026, 1)),  # 00:00 on 1 April
        (datetime(2026, 9, 30, 22, 59, 59, tzinfo=UTC), Quarter(2026, 2)),
        (datetime(2026, 9, 30, 23, 0, tzinfo=UTC), Quarter(2026, 3)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), Quarter(2026, 3)),
        (datetime(2027, 1, 1, 0, 0, tzinfo=UTC), Quarter(2026, 4)),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), Quarter(2027, 4)),
    ],
)
def test_an_instant_belongs_to_the_quarter_of_its_london_day(at: datetime, quarter: Quarter) -> None:
    assert quarters.quarter_of(at) == quarter
    assert quarter.holds(at)
    assert not quarter.previous.holds(at)


@given(st.integers(978_307_200, 3_786_912_000).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_every_instant_lies_in_exactly_one_quarter(at: datetime) -> None:
    quarter = quarters.quarter_of(at)
    following = quarters.quarter_of(quarter.ends_at)

    assert quarter.holds(at)
    assert following.previous == quarter
    assert following.starts_at == quarter.ends_at


@pytest.mark.parametrize(
    ("year", "number", "quarter"),
    [
        ("2026-27", "Q2", Quarter(2026, 2)),
        ("2026/27", "q2", Quarter(2026, 2)),
        (" 2026-2027 ", "2", Quarter(2026, 2)),
        ("2026–27", "Q 4", Quarter(2026, 4)),
        ("2027-28", "Q1", Quarter(2027, 1)),
    ],
)
def test_a_quarter_is_read_as_people_write_it(year: str, number: str, quarter: Quarter) -> None:
    assert quarters.read(year, number) == quarter
    assert quarters.from_slug(quarter.slug) == quarter


@pytest.mark.parametrize(
    ("year", "number", "words"),
    [
        ("2026", "Q2", "not a financial year"),
        ("", "Q2", "not a financial year"),
        ("next", "Q2", "not a financial year"),
        ("2026-28", "Q2", "follow each other"),
        ("2026-2028", "Q2", "follow each other"),
        ("2026-27", "Q5", "There is no quarter “Q5”"),
        ("2026-27", "Q0", "There is no quarter “Q0”"),
        ("2026-27", "", "There is no quarter “”"),
        ("2026-27", "autumn", "There is no quarter “autumn”"),
        ("1066-67", "Q1", "for example 2026-27 Q2"),
    ],
)
def test_a_quarter_that_does_not_exist_is_refused_with_a_sentence(year: str, number: str, words: str) -> None:
    with pytest.raises(NoSuchQuarter) as refused:
        quarters.read(year, number)

    assert words in str(refused.value)


def test_a_quarter_has_ended_when_its_last_london_day_is_over() -> None:
    quarter = Quarter(2026, 2)
    last_moment = datetime(2026, 9, 30, 22, 59, 59, tzinfo=UTC)

    with pytest.raises(NotEnded) as refused:
        quarters.require_ended(quarter, last_moment)

    assert str(refused.value) == (
        "2026-27 Q2 has not ended: its last day is 30 September 2026. Ask again after that day."
    )
    quarters.require_ended(quarter, datetime(2026, 9, 30, 23, 0, tzinfo=UTC))
