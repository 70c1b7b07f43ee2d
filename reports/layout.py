"""A table of women as it is laid out, counted and, once protected, frozen as data."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reports import comparing
from reports.disclosure import Key, Kind, Protected, Rule, Table, rounding
from reports.disclosure.linked import Sum
from reports.measures.measure import MIN_FOR_PERCENT
from reports.quarters import Quarter

Data = dict[str, Any]
Atom = tuple[str, str, str, str]  # family, quarter, finest row, column
Cells = Mapping[tuple[str, str], Collection[str]]


@dataclass(frozen=True)
class Row:
    """A row, and the finest rows it is the sum of."""

    code: str
    label: str
    atoms: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """The shape of a table: `families` of one name are about the same women."""

    family: str
    quarters: tuple[Quarter, ...]
    rows: tuple[Row, ...]
    columns: tuple[tuple[str, str], ...]  # code, label
    parts_of_column: Mapping[str, tuple[str, ...]]
    attribute: bool = False

    @property
    def one_column(self) -> Layout:
        """The same rows with nothing but their totals."""
        every = tuple(part for code, _label in self.columns for part in self.parts_of_column[code])
        return replace(self, columns=(("ALL", ""),), parts_of_column={"ALL": every}, attribute=False)

    def parts(self) -> dict[Key, Sum]:
        """Return the atoms each count is the sum of, totals included."""
        height, width = len(self.rows), len(self.columns)
        keys = {(i, j) for i in range(height + 1) for j in range(width + (width > 1))}
        return {(i, j): self._sum(self._rows(i), self._columns(j)) for i, j in keys}

    def table(self, truth: Mapping[Any, int]) -> Table:
        """Return the counts."""
        parts = self.parts()
        counts = tuple(
            tuple(sum(truth.get(atom, 0) for atom in parts[i, j]) for j in range(len(self.columns)))
            for i in range(len(self.rows))
        )
        return Table(
            tuple(row.code for row in self.rows),
            tuple(code for code, _label in self.columns),
            counts,
            known_columns=True,
            attribute=self.attribute,
        )

    def _rows(self, i: int) -> Iterable[Row]:
        return self.rows if i == len(self.rows) else (self.rows[i],)

    def _columns(self, j: int) -> Iterable[tuple[str, str]]:
        return self.columns if j == len(self.columns) else (self.columns[j],)

    def _sum(self, rows: Iterable[Row], columns: Iterable[tuple[str, str]]) -> Sum:
        wanted = [part for code, _label in columns for part in self.parts_of_column[code]]
        return frozenset(
            (self.family, quarter.slug, atom, part)
            for quarter in self.quarters
            for row in rows
            for atom in row.atoms
            for part in wanted
        )


def as_data(layout: Layout, protected: Protected) -> Data:
    """Return a protected table as it is frozen: what is hidden is null, and no truth beside it."""
    height, width = len(layout.rows), len(layout.columns)
    rows = [
        {
            "code": row.code,
            "label": row.label,
            "atoms": list(row.atoms),
            "cells": [protected.shown[i, j] for j in range(width)],
            "total": protected.shown[i, width] if width > 1 else protected.shown[i, 0],
        }
        for i, row in enumerate(layout.rows)
    ]
    return {
        "family": layout.family,
        "quarters": [quarter.slug for quarter in layout.quarters],
        "columns": [
            {"code": c, "label": label, "parts": list(layout.parts_of_column[c])}
            for c, label in layout.columns
        ],
        "rows": rows,
        "totals": [protected.shown[height, j] for j in range(width)],
        "total": protected.shown[protected.table.whole],
        "withheld": protected.withheld,
        "hidden": len(protected.hidden),
        "rounded_to": protected.base,
    }


def told_rounded(table: Data) -> dict[Sum, tuple[int, int]]:
    """Return the sums that an issued table shows rounded, with the least and the most each could be."""
    base = table["rounded_to"]
    if not base or table["withheld"] or table["several"]:
        return {}
    columns = [tuple(column["parts"]) for column in table["columns"]]
    return {
        _sum_of(table, row["atoms"], parts): rounding.could_be(count, base)
        for row in table["rows"]
        for parts, count in zip(columns, row["cells"], strict=True)
        if count is not None
    }


def whole_of(table: Data) -> Sum:
    """Return the sum of everything in a table, which is published elsewhere too."""
    parts = [part for column in table["columns"] for part in column["parts"]]
    return _sum_of(table, [atom for row in table["rows"] for atom in row["atoms"]], parts)


def told(table: Data) -> tuple[set[Sum], set[Sum]]:
    """Return the sums that an issued table shows, and those it hides."""
    columns = [tuple(column["parts"]) for column in table["columns"]]
    shown: set[Sum] = set()
    hidden: set[Sum] = set()
    if table["rounded_to"]:
        return shown, hidden
    whole = tuple(atom for row in table["rows"] for atom in row["atoms"])
    lines = [(tuple(row["atoms"]), row["cells"], row["total"]) for row in table["rows"]]
    for atoms, cells, total in (*lines, (whole, table["totals"], table["total"])):
        every = tuple(part for parts in columns for part in parts)
        for parts, count in (*zip(columns, cells, strict=True), (every, total)):
            one = _sum_of(table, atoms, parts)
            (hidden if count is None else shown).add(one)
    return shown, hidden


def _sum_of(table: Data, atoms: Iterable[str], parts: Iterable[str]) -> Sum:
    rows, columns = tuple(atoms), tuple(parts)
    return frozenset(
        (table["family"], quarter, atom, part)
        for quarter in table["quarters"]
        for atom in rows
        for part in columns
    )


def share(numerator: int | None, denominator: int | None) -> Data | None:
    """Return a share with its Wilson 95% interval, in percent; None where either is hidden or too small."""
    if numerator is None or denominator is None or denominator < MIN_FOR_PERCENT:
        return None
    low, high = comparing.wilson(numerator, denominator)
    return {
        "numerator": numerator,
        "denominator": denominator,
        "value": round(100 * numerator / denominator, 1),
        "low": round(100 * low, 1),
        "high": round(100 * high, 1),
    }


def rule_data(rule: Rule) -> Data:
    """Return the rule as it is frozen."""
    number = {Kind.FEWER_THAN: rule.threshold, Kind.ROUND: rule.base, Kind.NONE: 0}[rule.kind]
    return {"kind": rule.kind.value, "number": number, "reason": rule.reason}
