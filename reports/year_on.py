"""Who had no recorded offence, as it stands in a return: its table, protected, and the figure made from that.

Nothing here gives a number that the table hides. Earlier returns about the same women are looked at as they were
known then: whoever was unanswered and is answered now went from one row to another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from reports import layout
from reports.beside import protected, published
from reports.disclosure import Kind, Rule
from reports.disclosure.protecting import withhold
from reports.followup import histories
from reports.followup.histories import STEP, History
from reports.layout import Atom, Data, Layout, Row
from reports.measures.counting import Counted
from reports.measures.facts import Period
from reports.measures.measure import MIN_FOR_PERCENT, NotGiven
from reports.measures.splits import COUNTED
from reports.measures.year_on import AGAIN, CLEAR, NOT_REOFFENDED, YEAR_ON, window
from reports.quarters import Quarter, RollingYear, from_slug
from reports.split_pages import HIDDEN

FAMILY = "year_on"


def table(counted: Counted, rule: Rule, issued: Iterable[Data]) -> Data:
    """Return the table of a quarter's return by what police said.

    :param issued: the tables of earlier returns, each with the `counted_at` of its return.
    """
    asked = counted.programme.current.parsed.follow_up
    year = window(counted.quarter, months=asked.months)
    slugs = {quarter.slug for quarter in year.quarters}
    earlier = [one for one in issued if one["code"] == YEAR_ON.code and slugs & set(one["quarters"])]
    moments = sorted({*(one["counted_at"] for one in earlier), counted.at})
    quarters = {*year.quarters, *(from_slug(slug) for one in earlier for slug in one["quarters"])}
    women = histories.read(counted.programme, asked.index, quarters, months=asked.months)
    ways = histories.possible(len(moments)) | {one.rows(moments) for one in women}
    truth = _truth(women, moments, quarters, ways)
    shape = _shape(year, ways, moments.index(counted.at))
    like = (asked.index.value, asked.months)
    if _tells_of_all(shape, truth, rule) or any((one["index"], one["months"]) != like for one in earlier):
        found = layout.as_data(shape, withhold(shape.table(truth), rule))
    else:
        told = [_by_ways(one, ways, moments) for one in earlier]
        found = protected(shape, truth, rule, told, published(truth))
    for row in found["rows"]:
        row["atoms"] = [row["code"]]
    return {
        "code": YEAR_ON.code,
        "version": YEAR_ON.version,
        "label": str(YEAR_ON.label),
        "definition": str(YEAR_ON.definition),
        "basis": YEAR_ON.basis.value,
        "counts": YEAR_ON.counts.value,
        "several": False,
        **found,
        "index": asked.index.value,
        "months": asked.months,
        "rate": _rate(found, rule),
    }


def followed(counted: Counted) -> Period:
    """Return the period with its women a year on: for the cases behind a count, the provider's alone."""
    asked = counted.programme.current.parsed.follow_up
    year = window(counted.quarter, months=asked.months)
    women = histories.read(counted.programme, asked.index, set(year.quarters), months=asked.months)
    return replace(counted.period, followed=histories.cases_of(women, at=counted.at))


def figure(tables: Sequence[Data]) -> Data | None:
    """Return the measure as it stands in a return, from its protected table; None in a return without one."""
    found = next((one for one in tables if one["code"] == YEAR_ON.code), None)
    if found is None:
        return None
    shown = {row["code"]: row["total"] for row in found["rows"]}
    clear, again, rate = shown[CLEAR], shown[AGAIN], found["rate"]
    hidden = clear is None or again is None
    of = None if hidden else clear + again
    few = NotGiven.FEW if of else NotGiven.NONE
    not_given = None if hidden or rate or found["rounded_to"] or (of or 0) >= MIN_FOR_PERCENT else few.value
    first, last = from_slug(found["quarters"][0]), from_slug(found["quarters"][-1])
    return {
        "code": NOT_REOFFENDED.code,
        "definition_version": NOT_REOFFENDED.version,
        "basis": NOT_REOFFENDED.basis.value,
        "unit": NOT_REOFFENDED.unit.value,
        "counts": NOT_REOFFENDED.counts.value,
        "index": found["index"],
        "months": found["months"],
        "first_on": first.first_on.isoformat(),
        "last_on": last.last_on.isoformat(),
        "women": found["total"],
        "immature": 0,
        "numerator": None if hidden else clear,
        "denominator": of,
        "value": rate["value"] if rate else None,
        "low": rate["low"] if rate else None,
        "high": rate["high"] if rate else None,
        "not_given": not_given,
        "suppression": HIDDEN if hidden else None,
    }


def _truth(
    women: Iterable[History], moments: Sequence[datetime], quarters: Iterable[Quarter], ways: Iterable[str]
) -> dict[Atom, int]:
    counts = Counter((one.quarter, one.rows(moments)) for one in women)
    return {
        (FAMILY, quarter.slug, way, COUNTED): counts[quarter, way] for quarter in quarters for way in ways
    }


def _shape(year: RollingYear, ways: Iterable[str], moment: int) -> Layout:
    column = YEAR_ON.columns[0]
    return Layout(
        family=FAMILY,
        quarters=year.quarters,
        rows=tuple(Row(row.code, str(row.label), _through(row.code, ways, moment)) for row in YEAR_ON.rows),
        columns=((column.code, str(column.label)),),
        parts_of_column={COUNTED: (COUNTED,)},
    )


def _through(row: str, ways: Iterable[str], moment: int) -> tuple[str, ...]:
    return tuple(sorted(way for way in ways if way.split(STEP)[moment] == row))


def _by_ways(issued: Data, ways: Iterable[str], moments: Sequence[datetime]) -> Data:
    """Return an issued table with each row as the sum of the ways that led through it at the time."""
    moment = moments.index(issued["counted_at"])
    rows = [row | {"atoms": list(_through(row["code"], ways, moment))} for row in issued["rows"]]
    return issued | {"rows": rows, "family": FAMILY}


def _tells_of_all(shape: Layout, truth: dict[Atom, int], rule: Rule) -> bool:
    """Tell whether every woman police could speak of has an offence recorded: the table would say it of each."""
    values = shape.table(truth).values
    rows = [row.code for row in shape.rows]
    again, clear = values[rows.index(AGAIN), 0], values[rows.index(CLEAR), 0]
    return rule.kind is not Kind.NONE and bool(again) and not clear


def _rate(found: Data, rule: Rule) -> Data | None:
    """Return the share with its interval, from what the table shows: none of rounded numbers."""
    shown = {row["code"]: row["total"] for row in found["rows"]}
    if rule.kind is Kind.ROUND or shown[CLEAR] is None or shown[AGAIN] is None:
        return None
    return layout.share(shown[CLEAR], shown[CLEAR] + shown[AGAIN])
