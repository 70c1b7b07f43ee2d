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
    """The rows of one page in the order of the list, and the marks of its newer and its older neighbour."""

    rows: Sequence[Any]
    newer: Mark | None
    older: Mark | None


def page(
    rows: QuerySet[Any],
    *,
    column: str,
    older: str = "",
    newer: str = "",
    size: int = SIZE,
    oldest_first: bool = False,
) -> Page:
    """Return the page beyond the mark `older` or the mark `newer`; without either the first.

    :param column: a time that no row of the list lacks. One row more than is shown is read.
    :param oldest_first: begin with what has waited longest; else with the newest.
    """
    up, down = Mark.read(newer), Mark.read(older)
    upwards = up is not None or (oldest_first and down is None)
    if upwards:
        found = list((rows.filter(up.newer(column)) if up else rows).order_by(column, "pk")[: size + 1])
    else:
        found = list(
            (rows.filter(down.older(column)) if down else rows).order_by(f"-{column}", "-pk")[: size + 1]
        )
    more, shown = len(found) > size, found[:size]
    came_from = bool(shown) and (up is not None or down is not None)
    ascending = shown if upwards else shown[::-1]
    newest = _edge(ascending[-1:], column, more if upwards else came_from)
    oldest = _edge(ascending[:1], column, came_from if upwards else more)
    return Page(ascending if oldest_first else ascending[::-1], newest, oldest)


def _edge(rows: Sequence[Any], column: str, there_is_more: bool) -> Mark | None:
    return Mark.of(rows[0], column) if rows and there_is_more else None
