"""Rounded counts beside others about the same women: whoever tries every possibility learns nothing more."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.disclosure import Kind, Rule, Table, protect, rounding
from reports.disclosure.linked import Sum, rounded_beside

ROUND = Rule(Kind.ROUND, exact=True)
Ranges = dict[Sum, tuple[int, int]]
Truth = dict[Hashable, int]


def one_column(*counts: int) -> Table:
    return Table(tuple(map(str, range(len(counts)))), ("n",), tuple((count,) for count in counts))


def total(counts: Sequence[int], one: Sum) -> int:
    return sum(count for atom, count in enumerate(counts) if atom in one)


def possible(largest: int, atoms: int, ranges: Ranges, sure: dict[Sum, int]) -> Iterator[tuple[int, ...]]:
    """Yield every way in which the atoms could be, as far as anybody outside can tell."""
    for counts in product(range(largest + 1), repeat=atoms):
        if all(total(counts, one) == sum_ for one, sum_ in sure.items()) and all(
            low <= total(counts, one) <= high for one, (low, high) in ranges.items()
        ):
            yield counts


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.lists(st.integers(0, 11), min_size=4, max_size=4))
@example([2, 2, 2, 2])
@example([7, 7, 8, 3])
@example([2, 8, 9, 7])
def test_no_rounded_count_is_narrowed_by_a_coarser_table_of_the_same_women(counts: list[int]) -> None:
    groups: list[Sum] = [frozenset({0, 1}), frozenset({2, 3})]
    coarse = one_column(*(total(counts, group) for group in groups))
    first = protect(coarse, ROUND)
    fine = one_column(*counts)
    parts: dict[tuple[int, int], Sum] = {(i, 0): frozenset({i}) for i in range(4)}
    parts[4, 0] = frozenset(range(4))
    truth: Truth = dict(enumerate(counts))
    shown: Ranges = {}
    if not first.withheld:
        shown = {group: rounding.could_be(first.shown[i, 0] or 0, 5) for i, group in enumerate(groups)}

    second = rounded_beside(fine, ROUND, parts=parts, truth=truth, ranges=shown)

    if second.withheld:
        return
    own: Ranges = {frozenset({i}): rounding.could_be(second.shown[i, 0] or 0, 5) for i in range(4)}
    ways = list(possible(13, 4, shown | own, {parts[4, 0]: sum(counts)}))
    for one, (low, high) in (own | shown).items():
        values = {total(way, one) for way in ways}
        assert (min(values), max(values)) == (low, high)


def test_a_table_is_withheld_where_the_coarser_one_would_pin_it() -> None:
    # Four twos are shown as 0 each, at most 8 together, beside two groups of 4 shown as 5: 3 to 7.
    truth: Truth = {0: 2, 1: 2, 2: 2, 3: 2, 4: 40, 5: 40}
    parts: dict[tuple[int, int], Sum] = {(i, 0): frozenset({i}) for i in range(6)}
    parts[6, 0] = frozenset(range(6))
    fine = one_column(2, 2, 2, 2, 40, 40)
    assert not protect(fine, ROUND).withheld
    ranges: Ranges = {frozenset({0, 1}): (3, 7), frozenset({2, 3}): (3, 7)}

    assert rounded_beside(fine, ROUND, parts=parts, truth=truth, ranges=ranges).withheld
    assert not rounded_beside(fine, ROUND, parts=parts, truth=truth, ranges={}).withheld


@pytest.mark.parametrize("exact", [True, False])
def test_a_coarser_rounding_serves_only_where_it_may(exact: bool) -> None:
    table = one_column(2, 2, 2, 2)

    base = rounding.safe_base(table, 5, exact=exact)

    assert (base is None) is exact or base == 5
