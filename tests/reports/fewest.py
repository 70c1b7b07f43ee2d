"""The fewest counts that can be hidden, found exactly by ortools' CP-SAT: what our search is measured by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortools.sat.python import cp_model

from reports.disclosure import Key, Rule, Table

FAR = 1000


def fewest_hidden(table: Table, rule: Rule) -> int:
    """Return the least number of hidden counts under which every one is as uncertain as promised.

    Each promise is a second table with the same shown counts in which that one count lies further off.
    """
    model = cp_model.CpModel()
    hide = {key: model.new_bool_var(f"{key}") for key in table.values}
    for key, count in table.values.items():
        if table.known(key):
            model.add(hide[key] == 0)
        elif rule.small(count):
            model.add(hide[key] == 1)
        else:
            _wide(model, table, hide, key, rule)
        if rule.small(count) and not table.known(key):
            for bound in (1, rule.threshold - 1):
                other = _another_table(model, table, hide)
                model.add(other[key] == bound)
            _wide(model, table, hide, key, rule)
    model.minimize(sum(hide.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 60
    status = solver.solve(model)
    assert status == cp_model.OPTIMAL, solver.status_name(status)
    return round(solver.objective_value)


def _wide(model: Any, table: Table, hide: Mapping[Key, Any], key: Key, rule: Rule) -> None:
    low, high = _another_table(model, table, hide), _another_table(model, table, hide)
    model.add(high[key] - low[key] >= rule.threshold - 2).only_enforce_if(hide[key])


def _another_table(model: Any, table: Table, hide: Mapping[Key, Any]) -> dict[Key, Any]:
    counts = {}
    for key, count in table.values.items():
        counts[key] = model.new_int_var(min(count, 1), FAR, "")
        model.add(counts[key] == count).only_enforce_if(~hide[key])
    for *parts, total in table.lines():
        model.add(sum(counts[part] for part in parts) == counts[total])
    return counts
