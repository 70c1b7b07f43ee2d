"""What is protected, by which rule, and what may be shown of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

Key = tuple[int, int]  # row, column; the number after the last is the total

LEAST_THRESHOLD, MOST_THRESHOLD = 3, 20


class Kind(StrEnum):
    FEWER_THAN = "FEWER_THAN"  # counts from 1 to below `threshold` are hidden, and what would give them away
    ROUND = "ROUND"  # every count to the nearest multiple of `base`
    NONE = "NONE"  # shown as counted, with a reason


@dataclass(frozen=True)
class Rule:
    """How the tables of one return are protected."""

    kind: Kind = Kind.FEWER_THAN
    threshold: int = 5
    base: int = 5
    reason: str = ""
    exact: bool = False  # round to `base` and to nothing coarser: one figure has one rounding

    def __post_init__(self) -> None:
        if not LEAST_THRESHOLD <= self.threshold <= MOST_THRESHOLD:
            raise ValueError(f"A threshold is from {LEAST_THRESHOLD} to {MOST_THRESHOLD}")
        if self.kind is Kind.NONE and not self.reason.strip():
            raise ValueError("Showing every count needs a reason")

    def small(self, count: int) -> bool:
        """Tell whether a count is one that must not be known."""
        return self.kind is Kind.FEWER_THAN and 0 < count < self.threshold


@dataclass(frozen=True)
class Table:
    """Counts of women by row and column. A table of one column has one total, any other has margins.

    :param known_columns: the columns' totals are published elsewhere: they cannot be hidden, and an
        attacker has them. The total of the whole table is always taken as known.
    :param attribute: a column says something about every woman in a row, so that a row whose women are
        all in one column discloses it.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    known_columns: bool = False
    attribute: bool = False

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.rows) or any(len(row) != len(self.columns) for row in self.counts):
            raise ValueError("A table has a count for every row and column")
        if any(count < 0 for row in self.counts for count in row):
            raise ValueError("A count is not below zero")

    @property
    def two_way(self) -> bool:
        return len(self.columns) > 1

    @property
    def whole(self) -> Key:
        """Where the total of everything stands."""
        return len(self.rows), len(self.columns) if self.two_way else 0

    @cached_property
    def values(self) -> Mapping[Key, int]:
        """Every count, totals included."""
        last_row, last_column = len(self.rows), len(self.columns)
        found = {(i, j): count for i, row in enumerate(self.counts) for j, count in enumerate(row)}
        if self.two_way:
            found |= {(i, last_column): sum(row) for i, row in enumerate(self.counts)}
        found |= {(last_row, j): sum(row[j] for row in self.counts) for j in range(last_column)}
        return found | {self.whole: sum(map(sum, self.counts))}

    def known(self, key: Key) -> bool:
        """Tell whether a total is published elsewhere, so that hiding it hides nothing."""
        return key == self.whole or (self.known_columns and key[0] == len(self.rows))

    def inner(self, key: Key) -> bool:
        """Tell whether a key is of a count, not of a total."""
        return key[0] < len(self.rows) and key[1] < len(self.columns)

    def lines(self) -> Iterator[list[Key]]:
        """Yield each sum: the keys that add up, and last the key of their total."""
        last_row, last_column = len(self.rows), len(self.columns)
        width = last_column + 1 if self.two_way else 1
        for j in range(width):
            yield [(i, j) for i in range(last_row + 1)]
        if self.two_way:
            for i in range(last_row + 1):
                yield [(i, j) for j in range(last_column + 1)]


@dataclass(frozen=True)
class Protected:
    """A table as it may be shown: a count, or None where it is hidden.

    :param withheld: nothing of the table is shown but the totals known anyway.
    :param base: what counts are rounded to; 0 where they are not.
    """

    table: Table
    rule: Rule
    shown: Mapping[Key, int | None]
    withheld: bool = False
    base: int = 0
    small: frozenset[Key] = field(default=frozenset())

    @property
    def hidden(self) -> frozenset[Key]:
        """The keys that are not shown."""
        return frozenset(key for key, count in self.shown.items() if count is None)
