"""Working days leave out weekends, bank holidays and the days a provider has closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes import codes
from programmes import working_days as w

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
PUBLISHED = {holiday.on for holiday in codes.bank_holidays()}


def test_the_package_knows_every_published_bank_holiday_and_makes_up_no_weekday() -> None:
    known = {on for year in range(2025, 2029) for on in w.bank_holidays(year)}

    assert len(PUBLISHED) == 32
    assert PUBLISHED - known == set()
    # It also names the day itself where a substitute is kept, which falls on a weekend.
    assert {on for on in known - PUBLISHED if on.weekday() < 5} == set()


@pytest.mark.parametrize("holiday", codes.bank_holidays(), ids=lambda h: str(h.on))
def test_no_bank_holiday_is_a_working_day(holiday: codes.BankHoliday) -> None:
    assert w.is_bank_holiday(holiday.on)
    assert not w.is_working_day(holiday.on)


@pytest.mark.parametrize(
    ("on", "count", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday to Monday
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # from a Saturday
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # over Christmas and its substitute Monday
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # over Easter
        (date(2026, 11, 23), 2, date(2026, 11, 25)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),  # leap day
    ],
)
def test_working_days_are_counted_from_the_day_after(on: date, count: int, expected: date) -> None:
    assert w.add_working_days(on, count) == expected


def test_a_proclaimed_day_is_closed() -> None:
    proclaimed = date(2026, 11, 24)

    assert w.is_working_day(proclaimed)
    assert not w.is_working_day(proclaimed, {proclaimed})
    assert w.next_working_day(date(2026, 11, 23), {proclaimed}) == date(2026, 11, 25)
    assert w.previous_working_day(date(2026, 11, 25), {proclaimed}) == date(2026, 11, 23)


@given(DAYS, st.integers(-60, 60))
def test_counting_there_and_back_agrees(on: date, count: int) -> None:
    there = w.add_working_days(on, count)

    if count:
        assert w.is_working_day(there)
    if count > 0:
        assert w.working_days_between(on, there) == count


@given(DAYS)
def test_the_nearest_working_days_have_none_between(on: date) -> None:
    after, before = w.next_working_day(on), w.previous_working_day(on)

    between = [before + timedelta(days=i) for i in range(1, (after - before).days)]
    assert [day for day in between if w.is_working_day(day)] == ([on] if w.is_working_day(on) else [])
