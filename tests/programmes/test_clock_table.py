"""The clock against a table of worked cases: `clock_table.csv`, one line a case.

The table was worked out apart from the code, from the calendar and the rules of the JUNO definition
(28 to 35 days apart; up to 84 after a miss; by a date includes that date). Each bank holiday that the
service knows is in it twice: as a deadline, and as the day on which the clock is read.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from programmes import codes
from programmes.clock import Reading, read
from programmes.definition import Definition
from programmes.kinds import WindowKind
from programmes.offers import Offered
from programmes.rules import CaseDates
from tests.programmes.schemes import JUNO, offered, with_window

Row = dict[str, str]
TABLE: list[Row] = list(csv.DictReader((Path(__file__).parent / "clock_table.csv").open(newline="")))
SUMMARY = {"yes": True, "no": False}


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def workshops_of(row: Row) -> list[Offered]:
    """`2:2026-09-30/1` is a workshop 2 on that day with one place; without a number it has eight."""
    found = []
    for number, words in enumerate(row["workshops"].split()):
        step, _, rest = words.partition(":")
        on, _, places = rest.partition("/")
        key = f"w{number}"
        found.append(offered(key, int(step), date.fromisoformat(on), places=int(places or 8)))
    return found


def definition_of(row: Row) -> Definition:
    kind, *numbers = row["window"].split() or ["POLICE_DEADLINE"]
    changed: dict[str, dict[str, Any]] = {
        "POLICE_DEADLINE": {"kind": WindowKind.POLICE_DEADLINE},
        "DAYS": {"kind": WindowKind.DAYS_FROM_ISSUE, "days": _number(numbers), "first_day_counts": False},
        "DAYS_FIRST_COUNTS": {
            "kind": WindowKind.DAYS_FROM_ISSUE,
            "days": _number(numbers),
            "first_day_counts": True,
        },
        "MIN_MAX": {
            "kind": WindowKind.MIN_MAX,
            "min_days": _number(numbers),
            "max_days": _number(numbers, 1),
        },
        "COURT": {"kind": WindowKind.COURT_DATE, "days_before_court": _number(numbers, 1)},
        "AGREED": {"kind": WindowKind.AGREED_PER_PERSON},
        "NONE": {"kind": WindowKind.NONE},
    }
    return with_window(JUNO, **changed[kind])


def _number(words: list[str], at: int = 0) -> int | None:
    return int(words[at]) if len(words) > at and words[at].isdecimal() else None


def reading_of(row: Row) -> Reading:
    kind, *rest = row["window"].split() or [""]
    named = day(rest[0]) if kind in {"COURT", "AGREED"} else None
    dates = CaseDates(
        disposal_on=day(row["disposal"]),
        police_deadline_on=day(row["deadline"]),
        offence_on=day(row["offence"]),
        court_on=named if kind == "COURT" else None,
        agreed_on=named if kind == "AGREED" else None,
        summary_only=SUMMARY.get(row["summary"]),
    )
    return read(definition_of(row), dates, workshops_of(row), today=date.fromisoformat(row["today"]))


def written(value: object) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["case"])
def test_the_clock_reads_as_worked_out_by_hand(row: Row) -> None:
    reading = reading_of(row)

    first = reading.first_run
    legal = {one.code: one.on.isoformat() for one in reading.legal_dates}
    assert {
        "days_left": written(reading.days_left),
        "weeks_16": legal.get("WEEKS_16", ""),
        "weeks_20": legal.get("WEEKS_20", ""),
        "six_months": legal.get("SUMMARY_LIMIT", ""),
        "first": " ".join(w.on.isoformat() for w in first.workshops) if first else "",
        "last_first": written(reading.last_workable_first),
        "slack": written(first.slack_days if first else None),
        "state": reading.state.value,
    } == {name: row[name] for name in (*ANSWERS,)}


ANSWERS = ("days_left", "weeks_16", "weeks_20", "six_months", "first", "last_first", "slack", "state")


def test_the_table_holds_what_it_should() -> None:
    cases = [row["case"] for row in TABLE]

    assert len(set(cases)) == len(cases) >= 60
    assert {row["state"] for row in TABLE} == {
        "FINE", "ONE_MISS_FROM_IMPOSSIBLE", "LAST_CHANCE", "IMPOSSIBLE", "NO_DEADLINE"
    }  # fmt: skip
    for holiday in codes.bank_holidays():
        assert any(row["deadline"] == holiday.on.isoformat() for row in TABLE), holiday
        assert any(row["today"] == holiday.on.isoformat() for row in TABLE), holiday
    for turned in ("2026-10-25", "2027-03-28", "2028-02-29"):
        assert any(row["today"] == turned for row in TABLE), turned
