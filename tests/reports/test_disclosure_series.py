"""What was issued before is looked at too: overlapping periods, a coarser split of the same women."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest
from ortools.linear_solver import pywraplp

from reports.disclosure import Key, Protected, Rule, Table, protect
from reports.disclosure.linked import Sum, narrowed, protect_beside

RULE = Rule()
ROWS, COLUMNS = 6, 3
Quarters = dict[int, Table]


def quarter(chance: random.Random) -> Table:
    counts = tuple(tuple(chance.choice([0, 1, 3, 6, 8, 12, 20]) for _ in range(COLUMNS)) for _ in range(ROWS))
    return Table(tuple("abcdef"), tuple("xyz"), counts)


def together(tables: list[Table]) -> Table:
    counts = tuple(
        tuple(sum(one.counts[i][j] for one in tables) for j in range(COLUMNS)) for i in range(ROWS)
    )
    return Table(tables[0].rows, tables[0].columns, counts)


def parts_of(table: Table, quarters: list[int]) -> dict[Key, Sum]:
    def spread(number: int, last: int) -> list[int]:
        return list(range(last)) if number == last else [number]

    return {
        (i, j): frozenset((q, r, c) for q in quarters for r in spread(i, ROWS) for c in spread(j, COLUMNS))
        for i, j in table.values
    }


def told_by(protected: Protected, parts: Mapping[Key, Sum]) -> set[Sum]:
    return {parts[key] for key, count in protected.shown.items() if count is not None}


def truth_of(quarters: Quarters) -> dict[object, int]:
    return {
        (q, i, j): t.counts[i][j] for q, t in quarters.items() for i in range(ROWS) for j in range(COLUMNS)
    }


def totals_of_quarters(truth: Mapping[Any, int]) -> set[Sum]:
    """Return what each quarter publishes of itself: everybody, and everybody of each column."""
    by_quarter: dict[object, set[object]] = {}
    for atom in truth:
        quarter, column = atom[-3], atom[-1]
        by_quarter.setdefault(quarter, set()).add(atom)
        by_quarter.setdefault((quarter, column), set()).add(atom)
    return {frozenset(atoms) for atoms in by_quarter.values()}


def found_in_the_series(quarters: Quarters, told: set[Sum]) -> list[object]:
    """Return the small counts of single quarters that everything told together gives away."""
    truth = truth_of(quarters)
    return found_by_attack(truth, told, totals_of_quarters(truth))


def found_by_attack(
    truth: Mapping[object, int], told: set[Sum], known: set[Sum] | frozenset[Sum] = frozenset()
) -> list[object]:
    """Return the small counts that everything told together narrows below the rule.

    An attacker of its own: not the code under test. What is `known` anyway may narrow a count; nothing
    told may narrow it further.
    """
    wide_enough = RULE.threshold - 2.0
    before = _widths(truth, known)
    after = _widths(truth, told | known)
    return [atom for atom, width in after.items() if width < min(wide_enough, before[atom]) - 1e-3]


def _widths(truth: Mapping[object, int], told: set[Sum] | frozenset[Sum]) -> dict[object, float]:
    solver = pywraplp.Solver.CreateSolver("GLOP")
    unknown = {atom: solver.NumVar(0, solver.infinity(), "") for atom in truth}
    for one in told:
        solver.Add(sum(unknown[atom] for atom in one) == sum(truth[atom] for atom in one))
    found = {}
    for atom, count in truth.items():
        if RULE.small(count):
            solver.Minimize(unknown[atom])
            assert solver.Solve() == solver.OPTIMAL
            low = solver.Objective().Value()
            solver.Maximize(unknown[atom])
            high = solver.Objective().Value() if solver.Solve() == solver.OPTIMAL else float("inf")
            found[atom] = high - low
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_year_to_date_less_three_quarters_does_not_reveal_the_fourth(seed: int) -> None:
    chance = random.Random(seed)
    quarters: Quarters = {number: quarter(chance) for number in range(4)}
    told: set[Sum] = set()
    guarded: set[Sum] = set()
    for number, counted in quarters.items():
        parts = parts_of(counted, [number])
        issued = protect_beside(
            counted,
            RULE,
            parts=parts,
            truth=truth_of(quarters),
            shown=told,
            guarded=guarded,
            known=totals_of_quarters(truth_of(quarters)),
        )
        told |= told_by(issued, parts)
        guarded |= {parts[key] for key in issued.hidden}
    assert found_in_the_series(quarters, told) == []

    year = together(list(quarters.values()))
    parts = parts_of(year, [0, 1, 2, 3])
    truth = truth_of(quarters)
    known = totals_of_quarters(truth)
    beside = protect_beside(year, RULE, parts=parts, truth=truth, shown=told, guarded=guarded, known=known)

    assert found_in_the_series(quarters, told | told_by(beside, parts)) == []
    assert not beside.withheld
    alone = protect(year, RULE)
    assert found_in_the_series(quarters, told | told_by(alone, parts)) != []  # by itself it would tell


def test_a_rolling_year_does_not_reveal_the_quarter_by_which_it_moved_on() -> None:
    chance = random.Random(9)
    quarters: Quarters = {number: quarter(chance) for number in range(6)}
    told: set[Sum] = set()
    guarded: set[Sum] = set()
    for last in (3, 4, 5):
        window = list(range(last - 3, last + 1))
        year = together([quarters[number] for number in window])
        parts = parts_of(year, window)
        issued = protect_beside(
            year,
            RULE,
            parts=parts,
            truth=truth_of(quarters),
            shown=told,
            guarded=guarded,
            known=totals_of_quarters(truth_of(quarters)),
        )
        told |= told_by(issued, parts)
        guarded |= {parts[key] for key in issued.hidden}

    assert found_in_the_series(quarters, told) == []
    truth = truth_of(quarters)
    small = {one for one in guarded if RULE.small(sum(truth[atom] for atom in one))}
    assert narrowed(small, RULE, truth=truth, shown=told) == set()


def test_what_others_had_given_away_before_does_not_hide_the_rest() -> None:
    whole = Table(("a", "b"), ("x",), ((20,), (30,)))
    parts = {(0, 0): frozenset("a"), (1, 0): frozenset("b"), (2, 0): frozenset("ab")}
    truth: dict[object, int] = {"a": 20, "b": 30, "c": 2}

    shown = [frozenset("c")]  # shown as 2 by mistake, long ago

    assert protect_beside(whole, RULE, parts=parts, truth=truth, shown=shown).hidden == frozenset()


def test_a_finer_split_is_not_given_away_by_the_coarser_one_beside_it() -> None:
    # 18 + 1 ethnicities beside the five of the census: "b1" is what "B" has more than "b2".
    fine = Table(("a1", "a2", "b1", "b2", "c"), ("women",), ((9,), (14,), (2,), (9,), (2,)))
    atoms = ["a1", "a2", "b1", "b2", "c"]
    parts = {(i, 0): frozenset([atom]) for i, atom in enumerate(atoms)} | {(5, 0): frozenset(atoms)}
    truth: dict[object, int] = {atom: count[0] for atom, count in zip(atoms, fine.counts, strict=True)}
    coarse: list[Sum] = [frozenset(["a1", "a2"]), frozenset(["b1", "b2"]), frozenset(["c"])]
    told = [one for one in coarse if sum(truth[atom] for atom in one) >= RULE.threshold]

    beside = protect_beside(fine, RULE, parts=parts, truth=truth, shown=told)

    assert protect(fine, RULE).shown[3, 0] == 9
    assert beside.shown[3, 0] is None
