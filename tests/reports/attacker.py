"""Somebody who works hidden counts out: linear programming over everything that is shown.

Written apart from what it attacks: sums as equations, counts as unknowns, each pushed as low and as high as
it goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortools.linear_solver import pywraplp

from reports.disclosure import Key, Protected, Table


class Attacker:
    """Knows the sums and the counts shown. `floors` are what he takes each hidden count to be at least."""

    def __init__(self, table: Table, shown: Mapping[Key, int | None], floors: Mapping[Key, int]) -> None:
        self.solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        self.unknown: dict[Key, Any] = {}
        for key in table.values:
            count = shown[key]
            low, high = (floors.get(key, 0), self.solver.infinity()) if count is None else (count, count)
            self.unknown[key] = self.solver.NumVar(low, high, "")
        for *parts, total in table.lines():
            self.solver.Add(sum(self.unknown[key] for key in parts) == self.unknown[total])

    def range_of(self, key: Key) -> tuple[float, float]:
        """Return the least and the greatest a count can be."""
        found = []
        for push in (self.solver.Minimize, self.solver.Maximize):
            push(self.unknown[key])
            status = self.solver.Solve()
            assert status in (self.solver.OPTIMAL, self.solver.UNBOUNDED), status
            best = self.solver.Objective().Value() if status == self.solver.OPTIMAL else float("inf")
            found.append(round(best, 4))
        return found[0], found[1]


def found_out(protected: Protected, *, zeros_are_shown: bool) -> dict[Key, tuple[float, float]]:
    """Return the hidden counts that are known more closely than the rule allows, with their range.

    :param zeros_are_shown: he also takes a hidden count to be above zero.
    """
    table, top = protected.table, protected.rule.threshold - 1
    hidden = protected.hidden
    everything_hidden = all(key in hidden for key in table.values if table.inner(key))
    floors = {
        key: 1
        for key in hidden
        if zeros_are_shown and table.values[key] and not (everything_hidden and table.inner(key))
    }
    attacker = Attacker(table, protected.shown, floors)
    ranges = {key: attacker.range_of(key) for key in hidden}
    return {
        key: (low, high)
        for key, (low, high) in ranges.items()
        if high - low < top - 1 or (protected.rule.small(table.values[key]) and not low <= 1 <= top <= high)
    }
