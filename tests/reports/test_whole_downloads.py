"""Every form of a return holds what its PDF holds: agreements, words of women and of the service, a year on."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from reports import document, exports, funding, voices, writing
from reports.funding import Target
from reports.layout import Data
from reports.models import IssuedReturn
from reports.quarters import Quarter
from reports.return_page import Standing
from reports.sections import SECTIONS
from tests.factories.accounts import OrganisationFactory
from tests.reports.conftest import Told
from tests.reports.test_downloads import SCHEMA, TABLE, rows_of, words_in, wrong_with
from tests.reports.worked_quarter import QUARTER

CONSENT: dict[str, Any] = {"consented_on": date(2026, 6, 1), "consent_given": "WRITTEN"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF-1.7 made up")
    monkeypatch.setattr(document, "charts", lambda figures, definitions: [])


@pytest.fixture
def issued(told: Told) -> IssuedReturn:
    """Issue a return with everything in it that one can hold."""
    programme, case = told.made.programme, next(c for c in told.made.cases.values() if c.participant_id)
    about = {code: f"=Said of {code}\n\n01632960001" for code in SECTIONS}
    said: dict[str, Any] = {"by": told.manager, "at": told.at}
    writing.write_words(programme, QUARTER, "@All of it went well", seen=None, about=about, **said)
    for kind, words in {"QUOTE": "+It helped me", "STUDY": "She came and stayed"}.items():
        voices.record(programme, QUARTER, referral=case, kind=kind, words=words, **CONSENT, **said)
    agreement = programme.agreements.get()
    shares = {
        OrganisationFactory.create(name="-Trust"): Decimal(40),
        OrganisationFactory.create(name="Fund"): Decimal(60),
    }
    targets = {"referrals": Target(Decimal(120), Decimal(100), "=Nine in ten of it is nearly met")}
    funding.save(agreement, shares=shares, targets=targets, **said)
    return told.issue()


def table(issued: IssuedReturn) -> list[dict[str, str]]:
    data = bytes(issued.files.get(form="csv").data).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(data)))


def sheets(issued: IssuedReturn) -> dict[str, list[list[str]]]:
    with ZipFile(BytesIO(bytes(issued.files.get(form="ods").data))) as opened:
        content = ElementTree.fromstring(opened.read("content.xml"))
    return {
        sheet.get(f"{TABLE}name", ""): [[words_in(cell) for cell in row] for row in rows_of(sheet)]
        for sheet in content.iter(f"{TABLE}table")
    }


def whole(issued: IssuedReturn) -> Data:
    found: Data = json.loads(bytes(issued.files.get(form="json").data))
    return found


def test_the_json_of_an_issued_return_is_described_to_the_last_word(issued: IssuedReturn) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    read = whole(issued)

    assert list(wrong_with(read, schema, schema)) == []
    assert schema["additionalProperties"] is False
    assert {"voices", "words", "funding", "series", "follow_up", "restatements"} <= set(read)
    assert read["signed_by"] == "Jo Marsh, service manager"
    for name, part in (
        ("funding", read["funding"][0]),
        ("voices", read["voices"][0]),
        ("follow_up", read["follow_up"]),
    ):
        part["more"] = "than is described"
        assert list(wrong_with(read, schema, schema)), name
        del part["more"]


def test_the_csv_holds_what_the_json_holds(issued: IssuedReturn) -> None:
    rows, read = table(issued), whole(issued)
    by_kind = Counter(row["kind"] for row in rows)

    assert by_kind["FIGURE"] == 3 * len(read["measures"]) + 1
    assert by_kind["QUOTE"] == by_kind["STUDY"] == 1
    assert by_kind["WORDS"] == 1 + 2 * len(SECTIONS)
    assert by_kind["CHECK"] == len(read["checks"])
    assert by_kind["MONTH"] == len(read["series"]["completions_by_month"])
    assert by_kind["FUNDER"] == 4
    assert {row["code"] for row in rows if row["kind"] == "DEFINITION"} == set(read["definitions"])
    assert "" not in by_kind
    target = {row["column"]: row for row in rows if row["kind"] == "TARGET"}
    assert (target["YEARLY"]["value"], target["PERIOD"]["value"]) == ("120", "30")
    assert target["REACHED"]["text"] == read["funding"][0]["targets"][0]["verdict"]
    (year_on,) = (row for row in rows if row["code"] == "not_reoffended" and row["kind"] == "FIGURE")
    assert year_on["counts"] == "PEOPLE"
    signed = [row["text"] for row in rows if (row["kind"], row["code"]) == ("ABOUT", "signed_by")]
    assert signed == ["Jo Marsh, service manager"]


def test_the_spreadsheet_holds_what_the_json_holds(issued: IssuedReturn) -> None:
    found, read = sheets(issued), whole(issued)

    assert ["Something she said", "1", "+It helped me"] in found["Voices"]
    assert ["Case study", "2", "She came and stayed"] in found["Voices"]
    assert found["Funders"][-1][1:3] == ["-Trust", "40"]
    assert found["Agreements"][-1][0] == read["funding"][0]["reference"]
    assert found["Targets"][-1][2] == "For the year 120; for this quarter 30"
    assert len(found["Words"]) == 3 + 1 + 2 * len(SECTIONS)
    assert len(found["Checks"]) == 3 + len(read["checks"]) + bool(read["reason"])
    assert "Each of them has been followed for the whole 12 months." in str(found["A year on"])
    assert {row[0] for row in found["Contents"][3:]} == set(found) - {"Cover", "Contents"}
    for name, rows in found.items():
        lines = [row for row in rows if len(row) > 1]
        assert len({len(row) for row in lines}) <= 1, name
        assert all(cell for row in rows for cell in row), name


def test_no_word_of_them_is_a_formula_and_a_telephone_number_stays_text(issued: IssuedReturn) -> None:
    cells = [cell for row in table(issued) for cell in row.values()]

    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]
    assert {"'=Said of money", "'+It helped me", "'@All of it went well", "'-Trust", "'01632960001"} <= set(
        cells
    )
    with ZipFile(BytesIO(bytes(issued.files.get(form="ods").data))) as opened:
        assert b"table:formula" not in opened.read("content.xml")


def test_a_return_of_an_older_form_is_written_as_it_was(issued: IssuedReturn) -> None:
    figures = issued.figures | {"schema": "juno-return-2"}
    older = exports.written(
        figures, issued.definitions, narrative="Words", standing=Standing(1, "Jo"), name="x"
    )
    rows = list(csv.DictReader(StringIO(older["csv"].decode("utf-8-sig"))))

    assert list(rows[0]) == [*exports.COLUMNS, *exports.SPLIT_COLUMNS]
    assert "She came and stayed" not in older["csv"].decode()
    assert "signed_by" not in json.loads(older["json"])
    with ZipFile(BytesIO(older["ods"])) as opened:
        assert b"She came and stayed" not in opened.read("content.xml")


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (date(2025, 4, 1), date(2028, 3, 31), (0.25, 91, 365)),  # the whole quarter, a quarter of the year
        (date(2026, 4, 1), date(2026, 6, 30), (0.25, 91, 365)),
        (date(2026, 6, 1), date(2027, 3, 31), (30 / 365, 30, 365)),
        (date(2025, 1, 1), date(2026, 4, 10), (10 / 365, 10, 365)),
    ],
)
def test_a_quarter_of_the_year_is_due_in_a_quarter_else_the_days_that_are_covered(
    starts: date, ends: date, expected: tuple[float, int, int]
) -> None:
    assert funding.due_share(starts, ends, QUARTER) == expected


def test_a_leap_year_has_a_day_more() -> None:
    part, days, of = funding.due_share(date(2028, 2, 1), date(2028, 3, 31), Quarter(2027, 4))

    assert (days, of) == (60, 366)
    assert part == 60 / 366


def test_a_whole_quarter_is_not_held_against_an_agreement_of_some_of_its_days(told: Told) -> None:
    agreement = told.made.programme.agreements.get()
    agreement.starts_on = date(2026, 6, 1)
    said: dict[str, Any] = {"by": told.manager, "at": told.at}
    targets = {"referrals": Target(Decimal(120), Decimal(100), "Words")}
    funding.save(agreement, shares={}, targets=targets, **said)

    (one,) = told.prepare(reason="So").figures["funding"]

    assert (one["targets"][0]["verdict"], one["targets"][0]["target"]) == ("PART", 9.86)
