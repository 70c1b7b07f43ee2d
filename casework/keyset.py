"""Turning the pages of a list by where the last one ended: the hundredth costs what the first does.

No page is numbered and nothing is counted. The address keeps a time and an id, which name nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

SIZE = 25


@dataclass(frozen=True)
class Mark:
    """The place of one row in a list ordered by a time and an id, the newest first."""

    at: datetime
    id: UUID

    @classmethod
    def of(cls, row: Any, column: str) -> Mark:
        return cls(getattr(row, column), row.pk)

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """Return the mark that an address holds; None for anything else that was put there."""
        micros, _dash, key = text.partition("-")
        if not micros.isascii() or not micros.isdigit() or len(micros) > 17:
            return None
        try:
            second = datetime.fromtimestamp(int(micros[:-6] or 0), UTC)
            return cls(second.replace(microsecond=int(micros[-6:])), UUID(key))
        except (ValueError, OverflowError, OSError):
            return None

    def __str__(self) -> str:
        seconds = int(self.at.timestamp())
        return f"{seconds}{self.at.microsecond:06}-{self.id.hex}"

    def older(self, column: str) -> Q:
        """Return the rows after this one; the first condition is the one an index answers."""
        return Q(**{f"{column}__lte": self.at}) & (Q(**{f"{column}__lt": self.at}) | Q(pk__lt=self.id))

    def newer(self, column: str) -> Q:
        """Return the rows before this one."""
        return Q(**{f"{column}__gte": self.at}) & (Q(**{f"{column}__gt": self.at}) | Q(pk__gt=self.id))


@dataclass(frozen=True)
class Page:
    """The rows of one page, the newest first, and the marks of those before and after it."""

    rows: Sequence[Any]
    newer: Mark | None
    older: Mark | None


def page(rows: QuerySet[Any], *, column: str, older: str = "", newer: str = "", size: int = SIZE) -> Page:
    """Return the page after the mark `older`, or the one before the mark `newer`.

    :param column: a time that no row of the list lacks. One row more than is shown is read.
    """
    back = Mark.read(newer)
    if back is not None:
        found = list(rows.filter(back.newer(column)).order_by(column, "pk")[: size + 1])
        shown = found[:size][::-1]
        return Page(
            shown, _edge(shown[:1], column, len(found) > size), _edge(shown[-1:], column, bool(shown))
        )
    on = Mark.read(older)
    found = list((rows.filter(on.older(column)) if on else rows).order_by(f"-{column}", "-pk")[: size + 1])
    shown = found[:size]
    return Page(shown, _edge(shown[:1], column, on is not None), _edge(shown[-1:], column, len(found) > size))


def _edge(rows: Sequence[Any], column: str, there_is_more: bool) -> Mark | None:
    return Mark.of(rows[0], column) if rows and there_is_more else None
