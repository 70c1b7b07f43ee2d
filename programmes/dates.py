"""Sums with calendar dates. No Django here."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def days(count: int) -> timedelta:
    return timedelta(days=count)


def add_months(on: date, months: int) -> date:
    """Return the same-numbered day so many months on, or that month's last day if it has none.

    So six months from 31 August is 28 February (29 in a leap year), as the courts count months:
    the day of the event excluded, the last day the same-numbered one (Marren v Dawson Bentley
    [1961] 2 QB 135; Radcliffe v Bartholomew [1892] 1 QB 161).
    """
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last))


def age_on(born_on: date, on: date) -> int:
    """Return the age in whole years on a day; negative before birth.

    A person attains an age at the commencement of the anniversary of the date of birth (Family
    Law Reform Act 1969, section 9). Born on 29 February, in a common year: 1 March, since the
    28th is still the day before; the later day is also the careful one for a minimum age.
    """
    had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
    return on.year - born_on.year - (not had_birthday)
