"""Fewer than N: which counts to hide, and which others so that none of these can be worked out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from reports.disclosure.flows import FREE, Net
from reports.disclosure.tables import Key, Rule, Table

Need = tuple[int, int]  # how far up, how far down a count must be able to lie


class CannotProtect(Exception):
    """However much is hidden, what is known elsewhere gives a small count away."""


class Suppression:
    """The search for few counts to hide. What is promised of each is in `needs`."""

    def __init__(
        self, table: Table, rule: Rule, *, forced: Collection[Key] = (), everything: bool = False
    ) -> None:
        """:param everything: hide every count, zeros too, and only look at the totals."""
        self.table, self.rule = table, rule
        self.net = Net(table, all_hidden=everything)
        self.small = {key for key in self.net.keys if rule.small(table.values[key])}
        self.telling = _telling(table) if table.attribute else set()
        self.first = self.small | self.telling | {key for key in forced if not table.known(key)}
        if everything:
            self.first |= {key for key in self.net.keys if table.inner(key)}
        self._largest = max(table.values.values(), default=0) or 1

    def least(self) -> frozenset[Key]:
        """Return the counts to hide: the fewest of several tries.

        :raises CannotProtect: when hiding everything is not enough.
        """
        if not self.first:
            return frozenset()
        orders: tuple[Callable[[Key], object], ...] = (
            lambda key: (-sum(self.needs(key)), key),
            lambda key: key,
            lambda key: (key[1], key[0]),
            lambda key: (self.table.values[key], -key[0], -key[1]),
        )
        tries = [self._pruned(self._grown(order)) for order in orders]
        _count, fewest = min((len(hidden), sorted(hidden)) for hidden in tries)
        return frozenset(fewest)

    def needs(self, key: Key) -> Need:
        """Return how far a small count must be able to lie either way: anywhere from 1 to N - 1."""
        value, top = self.table.values[key], self.rule.threshold - 1
        if key in self.small:
            return top - value, value - 1
        return (0, min(value - 1, top - 1)) if key in self.telling else (0, 0)

    def holds(self, key: Key, hidden: Collection[Key]) -> bool:
        """Tell whether a hidden count is as uncertain as promised."""
        up, down = self.needs(key)
        if self.net.reach(key, hidden, up=True, enough=up) < up:
            return False
        if self.net.reach(key, hidden, up=False, enough=down) < down:
            return False
        wide = self.rule.threshold - 2
        above = self.net.reach(key, hidden, up=True, enough=wide)
        return above >= wide or above + self.net.reach(key, hidden, up=False, enough=wide) >= wide

    def all_hold(self, hidden: Collection[Key]) -> bool:
        """Tell whether every hidden count is as uncertain as promised."""
        return all(self.holds(key, hidden) for key in hidden)

    def cost(self, hidden: Collection[Key]) -> Callable[[Key], float]:
        """Return what hiding one more count costs: totals, zeros and large counts a little more."""

        def of(key: Key) -> float:
            if key in hidden:
                return 0.0
            value = self.table.values[key]
            return 1.0 + 0.2 * (not self.table.inner(key)) + 0.2 * (value == 0) + 0.1 * value / self._largest

        return of

    def _grown(self, order: Callable[[Key], object]) -> set[Key]:
        hidden = set(self.first)
        while True:
            short = [key for key in sorted(hidden, key=order) if not self.holds(key, hidden)]  # type: ignore[arg-type]
            if not short:
                return hidden
            before = len(hidden)
            for key in short:
                self._cover(key, hidden)
            if len(hidden) == before:
                raise CannotProtect

    def _cover(self, key: Key, hidden: set[Key]) -> None:
        up, down = self.needs(key)
        for upward, need in ((True, up), (False, down)):
            if self.net.reach(key, hidden, up=upward, enough=need) < need:
                hidden.update(self._path(key, hidden, ((upward, need),)))
        if not self.holds(key, hidden):
            wide = self.rule.threshold - 2
            hidden.update(self._path(key, hidden, ((True, wide), (False, wide))))

    def _path(self, key: Key, hidden: Collection[Key], ways: Iterable[tuple[bool, int]]) -> list[Key]:
        cost = self.cost(hidden)
        for share in (1, 2, FREE):  # as wide as needed, half as wide, any width: a few narrow ones add up
            found = [
                self.net.cheapest(key, up=upward, amount=max(need // share, 1), cost=cost)
                for upward, need in ways
            ]
            paid, path = min(found)
            if 0 < paid < FREE:
                return path
        return self._another(key, hidden)

    def _another(self, key: Key, hidden: Collection[Key]) -> list[Key]:
        lines = (line for line in self.table.lines() if key in line)
        beside = [k for line in lines for k in line if k not in hidden and not self.table.known(k)]
        anywhere = beside or [k for k in self.net.keys if k not in hidden]
        cost = self.cost(hidden)
        return [min(anywhere, key=lambda k: (cost(k), k))] if anywhere else []

    def _pruned(self, hidden: set[Key]) -> set[Key]:
        extra = sorted(hidden - self.first, key=lambda key: (-self.cost(())(key), key))
        for key in extra:
            fewer = hidden - {key}
            if self.all_hold(fewer):
                hidden = fewer
        return hidden


def _telling(table: Table) -> set[Key]:
    """Return the counts that hold every woman of their row."""
    if not table.two_way:
        return set()
    return {
        (i, j)
        for i, row in enumerate(table.counts)
        for j, count in enumerate(row)
        if count and count == sum(row)
    }
