"""One table of a return, protected beside those that were issued, or stand in the same return, about the same women."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from reports import layout
from reports.disclosure import Kind, Rule
from reports.disclosure.linked import Sum, protect_beside, rounded_beside
from reports.layout import Atom, Data, Layout


def protected(
    shape: Layout,
    truth: Mapping[Any, int],
    rule: Rule,
    issued: Iterable[Data],
    known: Collection[Sum] = (),
) -> Data:
    """Protect a table beside those issued; where its columns cannot be, its rows' totals alone."""
    told = [table for table in issued if table["family"] == shape.family]
    shown, guarded = _told(shape, told)
    ranges = {
        one: rest
        for table in told
        for one, rest in layout.told_rounded(table).items()
        if all(atom in truth for atom in one)
    }
    for form in (shape, shape.one_column) if len(shape.columns) > 1 else (shape,):
        within = form.parts()
        beside = {one for one in shown if all(atom in truth for atom in one)}
        hidden = {one for one in guarded if all(atom in truth for atom in one)}
        said: dict[str, Any] = {"parts": within, "truth": truth, "known": known}
        if rule.kind is Kind.ROUND:
            wholes = {one for one in map(layout.whole_of, told) if all(atom in truth for atom in one)}
            said["known"] = {*known, *wholes}
            found = rounded_beside(form.table(truth), rule, ranges=ranges, **said)
        else:
            found = protect_beside(form.table(truth), rule, shown=beside, guarded=hidden, **said)
        if not found.withheld:
            break
    return layout.as_data(form, found)


def published(truth: Mapping[Atom, int]) -> set[Sum]:
    """Return the sums of each quarter that its own return gives: everybody referred, and by how far they came.

    In a programme's first year these are zero for the quarters before it, so a year less the one before
    is a single quarter.
    """
    sums: defaultdict[tuple[str, str], set[Atom]] = defaultdict(set)
    for atom in truth:
        _family, quarter, _row, column = atom
        sums[quarter, ""].add(atom)
        sums[quarter, column].add(atom)
    return set(map(frozenset, sums.values()))


def _told(shape: Layout, issued: Iterable[Data]) -> tuple[set[Sum], set[Sum]]:
    shown: set[Sum] = set()
    hidden: set[Sum] = set()
    for table in issued:
        if table["family"] == shape.family:
            also_shown, also_hidden = layout.told(table)
            shown, hidden = shown | also_shown, hidden | also_hidden
    return shown, hidden
