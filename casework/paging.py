"""A page of a long list, without ever counting all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

SIZE = 25
CAP = 1_000  # beyond this nobody turns pages: they search


@dataclass(frozen=True)
class Page:
    """The rows of one page, and what is before and after it."""

    rows: Sequence[Any]
    number: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def total_words(self) -> str:
        return capped(self.total)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        more = self.last < min(self.total, CAP)
        return self.number + 1 if self.rows and more else None


def capped(total: int) -> str:
    """Return the number in words: "312", or "1,000+" where counting stopped."""
    return _("1,000+") if total > CAP else f"{total:,}"


def capped_count(rows: QuerySet[Any]) -> int:
    """Return how many rows there are, counting no further than one past the cap."""
    return rows.order_by()[: CAP + 1].count()


def page(rows: QuerySet[Any], asked: str, *, total: int) -> Page:
    """Return the page asked for; anything that is not a page number gives the first."""
    number = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
    number = min(max(number, 1), max(1, -(-min(total, CAP) // SIZE)))
    start = (number - 1) * SIZE
    return Page(list(rows[start : start + SIZE]), number, total)
