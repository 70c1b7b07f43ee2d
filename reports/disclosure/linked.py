"""A table beside others about the same women: earlier returns whose periods overlap, a coarser split.

Everything is a sum of atoms, the smallest counts anybody could work out (one quarter, one row, one
column, say). What was shown is a set of such sums; what must stay unknown are other sums. Linear
programming says how closely each of these is pinned by everything shown together.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping

from reports.disclosure import rounding
from reports.disclosure.protecting import protect, withhold
from reports.disclosure.tables import Key, Kind, Protected, Rule, Table

Atom = Hashable
Sum = frozenset[Atom]

MOST_ROUNDS = 12
NEAR = 1e-6
SLACK = 1e-3  # between two answers of the solver


def protect_beside(
    table: Table,
    rule: Rule,
    *,
    parts: Mapping[Key, Sum],
    truth: Mapping[Atom, int],
    shown: Collection[Sum],
    guarded: Collection[Sum] = (),
    known: Collection[Sum] = (),
) -> Protected:
    """Return a table as it may be shown beside what others show already.

    :param parts: the atoms each count of the table is the sum of.
    :param shown: the sums that others show.
    :param guarded: the sums that others hide. Small single atoms are guarded too.
    :param known: the sums that are published whatever the tables show.
    """
    protected = protect(table, rule)
    if rule.kind is not Kind.FEWER_THAN or not (shown or known):
        return protected
    shown = {*shown, *known}
    kept = _kept(rule, truth, guarded)
    given = narrowed(kept, rule, truth=truth, shown=shown)  # it is not undone here, nor narrowed any further
    room = _room(given, rule, truth=truth, shown=shown)
    forced: set[Key] = set()
    for _round in range(MOST_ROUNDS):
        own = {parts[key] for key in protected.small if key in protected.hidden}
        told = {*shown, *(parts[key] for key, count in protected.shown.items() if count is not None)}
        found = narrowed(own | (kept - given), rule, truth=truth, shown=told)
        left = _room(given, rule, truth=truth, shown=told)
        found |= {one for one in given if left[one] < room[one] - SLACK}
        if not found:
            return protected
        more = {key for one in sorted(found, key=_in_order) for key in _to_hide(one, protected, parts)}
        if protected.withheld or not more:
            break
        forced |= more
        protected = protect(table, rule, forced=forced)
    return withhold(table, rule)


def rounded_beside(
    table: Table,
    rule: Rule,
    *,
    parts: Mapping[Key, Sum],
    truth: Mapping[Atom, int],
    ranges: Mapping[Sum, tuple[int, int]],
    known: Collection[Sum] = (),
) -> Protected:
    """Return a rounded table as it may be shown beside what others show rounded.

    Withheld where, together with the others and with what is known, it narrows any rounded count further
    than its own rounding does.

    :param ranges: the sums that others show rounded, with the least and the most each could be.
    """
    protected = protect(table, rule)
    if protected.withheld or not (ranges or known):
        return protected
    own = {
        parts[key]: rounding.could_be(count or 0, protected.base)
        for key, count in protected.shown.items()
        if table.inner(key)
    }
    sure = {*known, parts[table.whole]}
    before, after = _Model(truth, sure, ranges), _Model(truth, sure, ranges, own)
    for one, (low, high) in own.items():
        if after.least(one) > low + SLACK or after.most(one) < high - SLACK:
            return withhold(table, rule)
    for one in ranges:
        if after.least(one) > before.least(one) + SLACK or after.most(one) < before.most(one) - SLACK:
            return withhold(table, rule)
    return protected


def narrowed(
    sums: Collection[Sum], rule: Rule, *, truth: Mapping[Atom, int], shown: Collection[Sum]
) -> set[Sum]:
    """Return the sums that what is shown narrows further than the rule allows.

    A sum that stood hidden in a table is known to be one the rule may hide, so it must be able to be
    anything from 1 to N - 1. Of a single atom nobody has said so: the range must be as wide as that.
    """
    model = _Model(truth, shown)
    top = rule.threshold - 1

    def open_enough(one: Sum) -> bool:
        least, most = model.least(one), model.most(one)
        return most - least >= top - 1 - NEAR and (len(one) == 1 or least - NEAR <= 1 <= top <= most + NEAR)

    return {one for one in sums if one not in shown and not open_enough(one)}


def _room(
    sums: Collection[Sum], rule: Rule, *, truth: Mapping[Atom, int], shown: Collection[Sum]
) -> dict[Sum, float]:
    """Return how wide the range of each sum is, up to what the rule asks for."""
    if not sums:
        return {}
    model = _Model(truth, shown)
    return {one: min(model.most(one) - model.least(one), rule.threshold - 2) for one in sums}


def _kept(rule: Rule, truth: Mapping[Atom, int], guarded: Collection[Sum]) -> set[Sum]:
    single = {frozenset([atom]) for atom, count in truth.items() if rule.small(count)}
    return single | {one for one in guarded if rule.small(sum(truth[atom] for atom in one))}


def _to_hide(one: Sum, protected: Protected, parts: Mapping[Key, Sum]) -> list[Key]:
    table = protected.table
    open_keys = [k for k, count in protected.shown.items() if count is not None and not table.known(k)]
    touching = [key for key in open_keys if parts[key] & one] or open_keys
    if not touching:
        return []
    return [min(touching, key=lambda key: (not table.inner(key), -len(parts[key] & one), key))]


def _in_order(one: Sum) -> list[str]:
    return sorted(map(str, one))


class _Model:
    """What an attacker knows: every count is at least zero, the sums shown, and ranges of those rounded."""

    def __init__(
        self, truth: Mapping[Atom, int], shown: Collection[Sum], *ranges: Mapping[Sum, tuple[int, int]]
    ) -> None:
        from ortools.linear_solver import pywraplp  # a tenth of a second and 30 MB: only where it is used

        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.atoms = {atom: self.solver.NumVar(0, self.solver.infinity(), "") for atom in truth}
        for one in shown:
            value = float(sum(truth[atom] for atom in one))
            row = self.solver.Constraint(value, value)
            for atom in one:
                row.SetCoefficient(self.atoms[atom], 1.0)
        for one, (low, high) in (item for some in ranges for item in some.items()):
            row = self.solver.Constraint(float(low), float(high))
            for atom in one:
                row.SetCoefficient(self.atoms[atom], 1.0)
        self.aim = self.solver.Objective()

    def most(self, one: Sum) -> float:
        return self._ask(one, most=True)

    def least(self, one: Sum) -> float:
        return self._ask(one, most=False)

    def _ask(self, one: Sum, *, most: bool) -> float:
        self.aim.Clear()
        for atom in one:
            self.aim.SetCoefficient(self.atoms[atom], 1.0)
        self.aim.SetOptimizationDirection(most)
        status = self.solver.Solve()
        unbounded = status != self.solver.OPTIMAL
        return float("inf" if most else 0.0) if unbounded else float(self.aim.Value())
