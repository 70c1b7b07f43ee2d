"""What is not known stands in the return: a share for each field, none of it by which one woman is found."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from reports import exports, known
from reports.disclosure import Kind, Rule
from reports.faults import MISSING, Sort
from reports.layout import Data
from reports.quality import Found, Quality
from tests.reports.conftest import Told


def frozen(number: int, of: int, cases: int, rule: Rule | None = None) -> Data:
    found = Found("offence", Sort.MISSING, "The offence", "It has no code", "Ask police", number, of)
    (one,) = known.shares(Quality(cases, (found,), ()), rule or Rule())
    return one


def words(one: Data) -> str:
    (line,) = known.lines({"not_known": [one]})
    return line.share


@pytest.mark.parametrize(
    ("number", "of", "cases", "said"),
    [
        (6, 40, 40, "15% (6 of 40)"),
        (0, 40, 40, "0% (0 of 40)"),
        (40, 40, 50, "100% (40 of 40)"),
        (4, 40, 40, "[c]"),  # a small number
        (37, 40, 40, "[c]"),  # known of three
        (6, 40, 43, "[c]"),  # three whom it does not concern: 40 of 43 would say so
        (0, 40, 43, "[c]"),
        (3, 4, 40, "[c]"),
        (0, 0, 40, "concerns nobody"),
        (0, 9, 40, "0 of 9"),  # no percentage below ten
        (5, 5, 40, "5 of 5"),
        (0, 0, 0, "concerns nobody"),
    ],
)
def test_a_share_is_given_unless_it_tells_of_a_few(number: int, of: int, cases: int, said: str) -> None:
    one = frozen(number, of, cases)

    assert words(one) == said
    if said == "[c]":
        assert (one["number"], one["of"], one["percent"]) == (None, None, None)


@pytest.mark.parametrize("cases", range(19))
def test_no_small_number_can_be_worked_out_from_a_row_and_the_known_total(cases: int) -> None:
    for of in range(cases + 1):
        for number in range(of + 1):
            one = frozen(number, of, cases)
            if one["suppression"] is None:
                assert {number, of - number}.isdisjoint(range(1, 5))
                assert cases - of not in range(1, 5)


def test_with_rounding_every_number_is_rounded_and_no_percentage_is_given() -> None:
    one = frozen(6, 41, 41, Rule(Kind.ROUND))

    assert (one["number"], one["of"], one["percent"]) == (5, 40, None)


def test_it_is_frozen_with_the_return_and_in_its_files(told: Told) -> None:
    prepared = told.prepare()

    rows = prepared.figures["not_known"]
    table = exports.as_csv(prepared.figures, prepared.definitions).decode("utf-8-sig")
    in_csv = [row for row in csv.DictReader(StringIO(table)) if row["code"].startswith("not_known_")]
    assert [row["code"] for row in rows] == [
        fault.code for fault in MISSING if fault.code not in known.IN_A_TABLE
    ]
    assert {
        "date-of-birth",
        "absence",
        "own-answers",
    } == known.IN_A_TABLE  # its own row says it, protected there
    assert [row["suppression"] for row in in_csv] == [row["suppression"] or "" for row in rows]
    assert [row["numerator"] for row in in_csv] == [
        "" if row["number"] is None else str(row["number"]) for row in rows
    ]
