"""Round to 5: every count to the nearest multiple; totals are the sums of what is shown.

A total rounded by itself would be a second fact about the same counts: four counts of 2, shown as 0, with
a total of 10 can only be four times 2. As the sum of what is shown it says nothing new. The total of
the whole table is known elsewhere, so it is tried whether it narrows a count; then a coarser base serves.
"""

from __future__ import annotations

from collections.abc import Mapping

from reports.disclosure.tables import Key, Table

COARSER = (1, 2, 4)


def rounded(count: int, base: int) -> int:
    """Return the nearest multiple; halves go up."""
    return (count + base // 2) // base * base


def could_be(shown: int, base: int) -> tuple[int, int]:
    """Return the least and the greatest count that is shown so."""
    return max(shown - base // 2, 0), shown + (base - 1) // 2


def safe_base(table: Table, base: int, *, exact: bool = False) -> int | None:
    """Return the base, or the first coarser one, at which no known total narrows a count.

    :param exact: nothing coarser serves.
    """
    tried = COARSER[:1] if exact else COARSER
    return next((base * times for times in tried if not _narrowed(table, base * times)), None)


def shown(table: Table, base: int) -> Mapping[Key, int | None]:
    """Return the table rounded, its totals being the sums of what is shown."""
    counts = tuple(tuple(rounded(count, base) for count in row) for row in table.counts)
    return dict(Table(table.rows, table.columns, counts).values)


def _narrowed(table: Table, base: int) -> bool:
    parts = [[key for key in table.values if table.inner(key)]]
    if table.known_columns:
        parts += [[key for key in parts[0] if key[1] == j] for j in range(len(table.columns))]
    return any(_part_narrowed(table, keys, base) for keys in parts)


def _part_narrowed(table: Table, keys: list[Key], base: int) -> bool:
    ranges = [could_be(rounded(table.values[key], base), base) for key in keys]
    total = sum(table.values[key] for key in keys)
    least, most = sum(low for low, _high in ranges), sum(high for _low, high in ranges)
    return any(total - (most - high) > low or total - (least - low) < high for low, high in ranges)
