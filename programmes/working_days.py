"""Working days in England and Wales. No Django here.

A working day is Monday to Friday, not a bank holiday (Banking and Financial Dealings Act 1971,
and proclamations), and not one of the `extra` days that a provider has closed.
Bank holidays come from the `holidays` package; a test compares it with GOV.UK's own list.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)
NO_DAYS: frozenset[date] = frozenset()


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Give the bank holidays of a year, substitute days included."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year).keys())


def is_bank_holiday(on: date) -> bool:
    """Tell whether a day is a bank holiday in England and Wales."""
    return on in bank_holidays(on.year)


def is_closed(on: date, extra: Collection[date] = NO_DAYS) -> bool:
    """Tell whether a day is a bank holiday or an extra closed day; a weekend is not closed by that."""
    return is_bank_holiday(on) or on in extra


def is_working_day(on: date, extra: Collection[date] = NO_DAYS) -> bool:
    """Tell whether the office works on a day."""
    return on.weekday() < 5 and not is_closed(on, extra)


def next_working_day(on: date, extra: Collection[date] = NO_DAYS) -> date:
    """Return the first working day after `on`."""
    return add_working_days(on, 1, extra)


def previous_working_day(on: date, extra: Collection[date] = NO_DAYS) -> date:
    """Return the last working day before `on`."""
    return add_working_days(on, -1, extra)


def this_or_next_working_day(on: date, extra: Collection[date] = NO_DAYS) -> date:
    """Return `on` if it is a working day, else the next one."""
    return on if is_working_day(on, extra) else next_working_day(on, extra)


def this_or_previous_working_day(on: date, extra: Collection[date] = NO_DAYS) -> date:
    """Return `on` if it is a working day, else the one before."""
    return on if is_working_day(on, extra) else previous_working_day(on, extra)


def add_working_days(on: date, days: int, extra: Collection[date] = NO_DAYS) -> date:
    """Return the day that many working days after `on` (before it, if negative).

    `on` itself is never counted: one working day after a Friday is Monday. Nought gives `on`.
    """
    step = ONE_DAY if days >= 0 else -ONE_DAY
    left = abs(days)
    while left:
        on += step
        left -= is_working_day(on, extra)
    return on


def working_days_between(first: date, last: date, extra: Collection[date] = NO_DAYS) -> int:
    """Return how many working days lie after `first`, up to and with `last`; negative if it is before."""
    if last < first:
        return -working_days_between(last, first, extra)
    bank = (on for year in range(first.year, last.year + 1) for on in bank_holidays(year))
    shut = {on for on in (*bank, *extra) if first < on <= last and on.weekday() < 5}
    return _weekdays_to(last) - _weekdays_to(first) - len(shut)


def _weekdays_to(on: date) -> int:
    """Return how many Mondays to Fridays there have been up to and with `on`."""
    weeks, over = divmod(on.toordinal(), 7)  # day 1 of the calendar was a Monday
    return weeks * 5 + min(over, 5)
