"""How far a hidden count could lie from the truth, as far as anybody can tell from what is shown.

In a table with margins each count is an edge between its row and its column (a total stands on the
other side of the sum). A change that leaves every sum right is a circulation, so how far one count can
move is a greatest flow through the other hidden ones: whole numbers, exact, and the same answer that
linear programming gives. A hidden count above zero is taken to be known to be above zero, since zeros
are usually shown; not so where every count is hidden, zeros too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from heapq import heappop, heappush

from reports.disclosure.tables import Key, Table

FREE = 10**9
Move = tuple[Key, bool]  # a count, and whether its edge is walked from row to column


class Net:
    """The sums of a table as a graph."""

    def __init__(self, table: Table, *, all_hidden: bool = False) -> None:
        self.table, self.all_hidden = table, all_hidden
        self.keys = [key for key in table.values if not table.known(key)]
        self.at: dict[int, list[tuple[Key, int, bool]]] = {}
        for key in self.keys:
            row, column = self.ends(key)
            self.at.setdefault(row, []).append((key, column, True))
            self.at.setdefault(column, []).append((key, row, False))

    def ends(self, key: Key) -> tuple[int, int]:
        """Return the two sums a count is in; sums that nobody writes down are one common end."""
        if not self.table.two_way:
            return -1, 0
        return key[0], len(self.table.rows) + 1 + key[1]

    def room(self, key: Key, forward: bool) -> int:
        """Return how far a count can move along its edge without going below what is known of it."""
        if forward == self.table.inner(key):
            return FREE  # it grows
        zero_is_hidden_too = self.all_hidden and self.table.inner(key)
        return max(self.table.values[key] - (0 if zero_is_hidden_too else 1), 0)

    def reach(self, key: Key, hidden: Collection[Key], *, up: bool, enough: int) -> int:
        """Return how far a hidden count can rise (or fall) while every sum holds, up to `enough`."""
        forward = up == self.table.inner(key)
        start, end = self._way_back(key, forward)
        target = min(enough, self.room(key, forward))
        moved: dict[Key, int] = {}
        found = 0
        while found < target:
            path, least = self._widen(start, end, key, hidden, moved)
            if not path:
                break
            step = min(least, target - found)
            for other, onward in path:
                moved[other] = moved.get(other, 0) + (step if onward else -step)
            found += step
        return found

    def cheapest(
        self, key: Key, *, up: bool, amount: int, cost: Callable[[Key], float], barred: Collection[Key] = ()
    ) -> tuple[float, list[Key]]:
        """Return the cheapest counts to hide so that one can move by `amount`, with their cost."""
        start, end = self._way_back(key, up == self.table.inner(key))
        if start == end:
            return 0.0, []
        best: dict[int, float] = {start: 0.0}
        came: dict[int, tuple[int, Key]] = {}
        heap = [(0.0, start)]
        while heap:
            paid, node = heappop(heap)
            if node == end:
                return paid, _walked(came, start, end)
            if paid > best[node]:
                continue
            for other, there, onward in self.at.get(node, ()):
                if other == key or other in barred or self.room(other, onward) < amount:
                    continue
                total = paid + cost(other)
                if total < best.get(there, FREE):
                    best[there], came[there] = total, (node, other)
                    heappush(heap, (total, there))
        return float(FREE), []

    def _way_back(self, key: Key, forward: bool) -> tuple[int, int]:
        row, column = self.ends(key)
        return (column, row) if forward else (row, column)

    def _widen(
        self, start: int, end: int, key: Key, hidden: Collection[Key], moved: dict[Key, int]
    ) -> tuple[list[Move], int]:
        came: dict[int, tuple[int, Key, bool, int]] = {start: (start, key, True, FREE)}
        queue = deque([start])
        while queue and end not in came:
            node = queue.popleft()
            for other, there, onward in self.at.get(node, ()):
                if there in came or other == key or other not in hidden:
                    continue
                shift = moved.get(other, 0)
                left = self.room(other, onward) - (shift if onward else -shift)
                if left > 0:
                    came[there] = (node, other, onward, left)
                    queue.append(there)
        if end not in came:
            return [], 0
        path: list[Move] = []
        least, node = FREE, end
        while node != start:
            node, other, onward, left = came[node]
            path.append((other, onward))
            least = min(least, left)
        return path, least


def _walked(came: dict[int, tuple[int, Key]], start: int, end: int) -> list[Key]:
    keys, node = [], end
    while node != start:
        node, key = came[node]
        keys.append(key)
    return keys
