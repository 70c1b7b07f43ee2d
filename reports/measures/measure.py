"""What a measure is, what a figure is, and the table of all measures. No database here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import ceil
from statistics import median
from uuid import UUID

from django.utils.functional import Promise

from reports.measures.facts import Case, Cases, Period
from reports.measures.rules import Rules

MIN_FOR_PERCENT = 10  # no percentage of fewer
MIN_FOR_MEDIAN = 5  # nor a median of fewer
MIN_FOR_90TH = 10  # nor a 90th percentile of fewer

Words = str | Promise


class Basis(StrEnum):
    """Which cases a figure is about. The two never stand in one table."""

    COHORT = "COHORT"  # referred in the quarter, followed to the day of counting
    ACTIVITY = "ACTIVITY"  # happened in the quarter, whenever she was referred


class Unit(StrEnum):
    COUNT = "COUNT"
    PERCENT = "PERCENT"
    DAYS = "DAYS"
    RATIO = "RATIO"  # so many for each
    POUNDS = "POUNDS"


class Counts(StrEnum):
    REFERRALS = "REFERRALS"
    PEOPLE = "PEOPLE"
    PLACES = "PLACES"
    WORKSHOPS = "WORKSHOPS"
    CALLS = "CALLS"
    MESSAGES = "MESSAGES"
    OFFERS = "OFFERS"  # of services
    NEEDS = "NEEDS"
    POUNDS = "POUNDS"


class NotGiven(StrEnum):
    """Why a figure has no value. Its numerator and denominator stand all the same."""

    NONE = "NONE"  # there was nothing to count
    FEW = "FEW"  # too few for a percentage or a median
    NO_AGREEMENT = "NO_AGREEMENT"  # no funding agreement covers a day of the quarter


@dataclass(frozen=True)
class Figure:
    """One counted figure. `behind` are the referrals behind its numerator (behind a median: all), by their ids as text.

    `most` is the number of days nine in ten took at most, for a median only.
    """

    numerator: int | None
    denominator: int | None
    value: float | None
    not_given: NotGiven | None
    behind: frozenset[str]
    most: float | None = None

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The referrals behind it in order: put in order only where somebody asks."""
        return in_order(self.behind)

    @cached_property
    def case_ids(self) -> tuple[UUID, ...]:
        """The referrals behind it in order."""
        return tuple(map(UUID, self.keys))


@dataclass(frozen=True)
class Measure:
    """A figure's definition. `label` and the rest may hold %(first)s, %(last)s: names of steps."""

    code: str
    version: int
    basis: Basis
    unit: Unit
    counts: Counts
    label: Words
    definition: Words
    numerator: Words
    denominator: Words
    count: Callable[[Period], Figure]
    applies: Callable[[Rules], bool]


MEASURES: dict[str, Measure] = {}


def measure(
    code: str,
    *,
    basis: Basis,
    unit: Unit,
    label: Words,
    definition: Words,
    numerator: Words,
    denominator: Words = "",
    counts: Counts = Counts.REFERRALS,
    version: int = 1,
    applies: Callable[[Rules], bool] = lambda rules: True,
) -> Callable[[Callable[[Period], Figure]], Callable[[Period], Figure]]:
    """Enter a function in the table of measures. A changed meaning counts `version` up."""

    def enter(count: Callable[[Period], Figure]) -> Callable[[Period], Figure]:
        if code in MEASURES:
            raise ValueError(f"Two measures are called {code}")
        MEASURES[code] = Measure(
            code, version, basis, unit, counts, label, definition, numerator, denominator, count, applies
        )
        return count

    return enter


def total(cases: Iterable[Case]) -> Figure:
    """Return the number of cases."""
    ids = _ids(cases)
    return Figure(len(ids), None, float(len(ids)), None, ids)


def share(cases: Iterable[Case], of: Iterable[Case]) -> Figure:
    """Return how many of the cases `of` are among `cases`; a percentage from ten on."""
    ids = _ids(cases)
    return share_of_numbers(len(ids), len(_ids(of)), ids)


def share_of_numbers(numerator: int, denominator: int, behind: Iterable[str]) -> Figure:
    """Return a share; its percentage has one decimal and is left out below ten."""
    ids = frozenset(behind)
    if denominator < MIN_FOR_PERCENT:
        why = NotGiven.FEW if denominator else NotGiven.NONE
        return Figure(numerator, denominator, None, why, ids)
    return Figure(numerator, denominator, round(100 * numerator / denominator, 1), None, ids)


def median_days(days: dict[str, int]) -> Figure:
    """Return the median of days by case; `denominator` is how many cases were measured."""
    ids = frozenset(days)
    if len(ids) < MIN_FOR_MEDIAN:
        why = NotGiven.FEW if ids else NotGiven.NONE
        return Figure(None, len(ids), None, why, ids)
    return Figure(None, len(ids), float(median(days.values())), None, ids, _nine_in_ten(list(days.values())))


def number_of(things: int, cases: Iterable[Case]) -> Figure:
    """Return how many things there were; the cases are those they were for."""
    return Figure(things, None, float(things), None, _ids(cases))


def for_each(things: int, of: Collection[Case]) -> Figure:
    """Return how many things there were for each case, with one decimal, from five cases on."""
    if len(of) < MIN_FOR_MEDIAN:
        return Figure(things, len(of), None, NotGiven.FEW if of else NotGiven.NONE, _ids(of))
    return Figure(things, len(of), round(things / len(of), 1), None, _ids(of))


def pounds_for_each(pounds: float, of: Iterable[Case]) -> Figure:
    """Return what each case cost, in whole pounds."""
    ids = _ids(of)
    if not ids:
        return Figure(round(pounds), 0, None, NotGiven.NONE, ids)
    return Figure(round(pounds), len(ids), float(round(pounds / len(ids))), None, ids)


def _nine_in_ten(days: list[int]) -> float | None:
    if len(days) < MIN_FOR_90TH:
        return None
    return float(sorted(days)[ceil(len(days) * 0.9) - 1])


def in_order(ids: Iterable[str]) -> tuple[str, ...]:
    """Return ids once each, in their own order: as text they have the same one as by number."""
    return tuple(sorted(set(ids)))


def _ids(cases: Iterable[Case]) -> frozenset[str]:
    if isinstance(cases, Cases):
        return cases.ids
    return frozenset([case.id for case in cases])
