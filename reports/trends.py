"""Figures from issued return to issued return: nothing else, so nothing that was not issued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.figures_in_words import in_words
from reports.layout import Data
from reports.models import IssuedReturn
from reports.pages import ACTIVITY, COHORT, TIMES

MOST_QUARTERS = 8


@dataclass(frozen=True)
class TrendCell:
    quarter: str
    words: str


@dataclass(frozen=True)
class Trend:
    """One figure over the quarters, the oldest first."""

    label: str
    cells: tuple[TrendCell, ...]


@dataclass(frozen=True)
class Trends:
    """What the page of trends shows."""

    programme: str
    quarters: tuple[str, ...]
    cohort: tuple[Trend, ...]
    activity: tuple[Trend, ...]
    times: tuple[Trend, ...]


def over(issued: Iterable[IssuedReturn]) -> Trends | None:
    """Return the trends of one programme's issued returns, the last version of each quarter; None without one."""
    newest: dict[tuple[int, int], IssuedReturn] = {}
    for one in issued:
        key = (one.year, one.quarter)
        if key not in newest or newest[key].number < one.number:
            newest[key] = one
    chosen = [newest[key] for key in sorted(newest)][-MOST_QUARTERS:]
    if not chosen:
        return None
    return Trends(
        programme=str(chosen[-1].programme),
        quarters=tuple(str(one.when) for one in chosen),
        cohort=_trends(chosen, COHORT),
        activity=_trends(chosen, ACTIVITY),
        times=_trends(chosen, TIMES),
    )


def _trends(chosen: list[IssuedReturn], codes: Iterable[str]) -> tuple[Trend, ...]:
    by_quarter = [(one, {m["code"]: m for m in one.figures["measures"]}) for one in chosen]
    last = chosen[-1]
    return tuple(
        Trend(
            last.definitions[code]["label"],
            tuple(TrendCell(str(one.when), _words(measures.get(code))) for one, measures in by_quarter),
        )
        for code in codes
        if code in last.definitions
    )


def _words(measure: Data | None) -> str:
    return in_words(measure, measure).short if measure else "[z]"
