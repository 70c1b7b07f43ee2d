"""Financial quarters: Q1 is April to June, Q4 January to March of the year after.

A quarter is a run of days in Europe/London; its bounds in UTC move with the clock changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from ui.refusals import Refused

LONDON = ZoneInfo("Europe/London")
FIRST_YEAR, LAST_YEAR = 2000, 2098

_YEAR = re.compile(r"(\d{4})\s*[-/–]\s*(\d{2}|\d{4})")
_QUARTER = re.compile(r"[Qq]?\s*(\d)")


class NoSuchQuarter(Refused):
    """What was asked for names no quarter of a financial year."""

    sentence = _("Give a financial year and a quarter, for example 2026-27 Q2.")


class NotEnded(Refused):
    """The quarter has days still to come."""

    sentence = _("This quarter has not ended.")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter of the financial year that begins in April of `year`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.number <= 4):
            raise NoSuchQuarter

    def __str__(self) -> str:
        return f"{self.year_label} Q{self.number}"

    @property
    def year_label(self) -> str:
        """The financial year as it is written: 2026-27."""
        return f"{self.year}-{(self.year + 1) % 100:02d}"

    @property
    def slug(self) -> str:
        """The quarter as it stands in addresses and file names: 2026-27-Q2."""
        return f"{self.year_label}-Q{self.number}"

    @property
    def first_on(self) -> date:
        """Its first day."""
        return self._months_on(0)

    @property
    def last_on(self) -> date:
        """Its last day."""
        return self._months_on(3) - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        """The instant (UTC) its first day begins in London."""
        return _midnight(self.first_on)

    @property
    def ends_at(self) -> datetime:
        """The instant (UTC) the day after its last begins in London: no longer in the quarter."""
        return _midnight(self._months_on(3))

    @property
    def previous(self) -> Quarter:
        """The quarter before."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def year_before(self) -> Quarter:
        """The same quarter of the year before."""
        return Quarter(self.year - 1, self.number)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """Itself: the quarters it is made of."""
        return (self,)

    def holds(self, at: datetime | None) -> bool:
        """Tell whether an instant falls in it."""
        return at is not None and self.starts_at <= at < self.ends_at

    def has_ended(self, at: datetime) -> bool:
        """Tell whether its last day is over."""
        return at >= self.ends_at

    def has_begun(self, at: datetime) -> bool:
        """Tell whether its first day has come."""
        return at >= self.starts_at

    def _months_on(self, months: int) -> date:
        month = 4 + 3 * (self.number - 1) + months
        return date(self.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


@dataclass(frozen=True, order=True, slots=True)
class RollingYear:
    """The four quarters that end with `last`: what equality tables are about."""

    last: Quarter

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """Its quarters, the oldest first."""
        found = [self.last]
        while len(found) < 4:
            found.append(found[-1].previous)
        return tuple(reversed(found))

    @property
    def first_on(self) -> date:
        return self.quarters[0].first_on

    @property
    def last_on(self) -> date:
        return self.last.last_on

    @property
    def starts_at(self) -> datetime:
        return self.quarters[0].starts_at

    @property
    def ends_at(self) -> datetime:
        return self.last.ends_at


def quarter_of(at: datetime) -> Quarter:
    """Return the quarter an instant falls in, by the calendar of London."""
    return quarter_of_day(local_day(at))


@lru_cache(maxsize=4096)
def quarter_of_day(on: date) -> Quarter:
    """Return the quarter a day falls in."""
    year = on.year if on.month >= 4 else on.year - 1
    return Quarter(year, (on.month - 4) % 12 // 3 + 1)


def local_day(at: datetime) -> date:
    """Return the day in London at that instant: that of UTC, but in the last hour before midnight there."""
    if at.tzinfo is UTC and at.hour < 23:  # London is never behind, and never more than an hour ahead
        return at.date()
    return at.astimezone(LONDON).date()


def read(year: str, quarter: str) -> Quarter:
    """Return the quarter written as "2026-27" and "Q2"; "2026/27" and "2" will do.

    :raises NoSuchQuarter: saying what is wrong with which of the two.
    """
    years, number = _YEAR.fullmatch(year.strip()), _QUARTER.fullmatch(quarter.strip())
    if years is None:
        raise NoSuchQuarter(
            _("“%(year)s” is not a financial year. Write both years, for example 2026-27.") % {"year": year}
        )
    following = str(int(years[1]) + 1)
    if years[2] not in (following, following[2:]):
        raise NoSuchQuarter(
            _(
                "A financial year runs from April to March: write %(year)s as two years that follow each other."
            )
            % {"year": year}
        )
    if number is None or not 1 <= int(number[1]) <= 4:
        raise NoSuchQuarter(
            _("There is no quarter “%(quarter)s”. Write Q1 (April to June), Q2, Q3 or Q4 (January to March).")
            % {"quarter": quarter}
        )
    return Quarter(int(years[1]), int(number[1]))


def from_slug(slug: str) -> Quarter:
    """Return the quarter of an address such as 2026-27-Q2. :raises NoSuchQuarter:"""
    year, _dash, quarter = slug.rpartition("-")
    return read(year, quarter)


def require_ended(quarter: Quarter, at: datetime) -> None:
    """Refuse a quarter with days still to come. :raises NotEnded: saying when it ends."""
    if not quarter.has_ended(at):
        raise NotEnded(
            _("%(quarter)s has not ended: its last day is %(last)s. Ask again after that day.")
            % {"quarter": quarter, "last": f"{quarter.last_on:%-d %B %Y}"}
        )


@lru_cache(maxsize=512)
def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), LONDON).astimezone(UTC)
