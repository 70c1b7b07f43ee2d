"""Spreadsheet, CSV and JSON: for people and programs alike, and nothing in them ever runs."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.conf import settings

from reports import exports, pages, payload, splitting, spreadsheet
from reports.disclosure import Rule
from reports.layout import Data
from reports.measures import counting
from reports.more_sheets import Grid
from reports.return_page import Standing
from tests.reports import sixty
from tests.reports.test_tables import COUNTED_AT, Q1

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
SCHEMA = Path(settings.BASE_DIR) / "docs" / "schemas" / "juno-return-3.json"


@pytest.fixture
def frozen(db: None) -> tuple[Data, Data]:
    made = sixty.make()
    counted = counting.count(made.programme, Q1, at=COUNTED_AT)
    figures = payload.figures(counted, [], tables=splitting.tables(counted, Rule()), rule=Rule())
    words = payload.definitions(counted)
    words["accepted"]["label"] = '=HYPERLINK("http://a.example")'
    words["reached"]["label"] = "01632 960001"
    return figures, words


def ods(figures: Data, words: Data) -> tuple[bytes, Any]:
    page = pages.build(figures, words, narrative="+1 to all", standing=Standing(1, "Jo Marsh"))
    data = spreadsheet.as_ods(page, figures, words)
    with ZipFile(BytesIO(data)) as opened:
        return data, ElementTree.fromstring(opened.read("content.xml"))


def rows_of(sheet: Any) -> list[list[Any]]:
    return [row.findall(f"{TABLE}table-cell") for row in sheet.findall(f"{TABLE}table-row")]


def words_in(cell: Any) -> str:
    return "".join(cell.itertext())


def test_the_spreadsheet_is_laid_out_for_everybody(frozen: tuple[Data, Data]) -> None:
    data, content = ods(*frozen)

    sheets = {sheet.get(f"{TABLE}name"): rows_of(sheet) for sheet in content.iter(f"{TABLE}table")}
    assert list(sheets)[:3] == ["Cover", "Contents", "Notes"]
    listed = {words_in(row[0]) for row in sheets["Contents"][3:]}
    assert listed == set(sheets) - {"Cover", "Contents"}
    assert not list(content.iter(f"{TABLE}covered-table-cell"))  # nothing is merged
    assert not [c for c in content.iter(f"{TABLE}table-cell") if c.get(f"{TABLE}number-columns-spanned")]
    for name, rows in sheets.items():
        table = [row for row in rows if len(row) > 1]
        assert len({len(row) for row in table}) <= 1, name  # one table, no ragged line
        assert all(words_in(cell) for row in rows for cell in row), name  # and no empty cell
    ranges = list(content.iter(f"{TABLE}database-range"))
    assert all(one.get(f"{TABLE}contains-header") == "true" for one in ranges)
    with ZipFile(BytesIO(data)) as opened:
        assert "Arial" in opened.read("styles.xml").decode()
        assert "en-GB" in opened.read("meta.xml").decode()


@pytest.mark.parametrize(
    ("grid", "wide"),
    [
        ([["Code", "Counted"], ["a", 7]], [10, 10]),
        ([["Answer", "Number"], ["Somewhere else in the town", 1234567]], [26, 10]),
        ([["Definition"], ["w" * 400]], [60]),
        ([], []),
    ],
    ids=["at least ten letters", "as its longest value", "at most sixty", "no table"],
)
def test_a_column_is_as_wide_as_what_it_holds(grid: Grid, wide: list[int]) -> None:
    assert spreadsheet.widths(grid) == wide


def test_columns_have_their_widths_and_long_words_go_on_in_the_next_line(frozen: tuple[Data, Data]) -> None:
    _data, content = ods(*frozen)

    cm = {
        one.get(f"{STYLE}name"): one[0].get(f"{STYLE}column-width") for one in content.iter(f"{STYLE}style")
    }
    for sheet in content.iter(f"{TABLE}table"):
        columns = [one.get(f"{TABLE}style-name") for one in sheet.findall(f"{TABLE}table-column")]
        table = [row for row in rows_of(sheet) if len(row) > 1]
        assert len(columns) >= max(map(len, table), default=0)
        assert all(cm[column] for column in columns[: max(map(len, table), default=0)])
        assert {cell.get(f"{TABLE}style-name") for row in table for cell in row} <= {spreadsheet.WRAPPED}
    definitions = next(s for s in content.iter(f"{TABLE}table") if s.get(f"{TABLE}name") == "Definitions")
    widths = [cm[one.get(f"{TABLE}style-name")] for one in definitions.findall(f"{TABLE}table-column")]
    assert (widths[1], widths[3]) == ("2.30cm", "13.80cm")  # a version, a definition


def test_no_word_of_a_download_is_a_formula(frozen: tuple[Data, Data]) -> None:
    _data, content = ods(*frozen)
    cells = {words_in(cell): cell for cell in content.iter(f"{TABLE}table-cell")}

    for words in ('=HYPERLINK("http://a.example")', "01632 960001", "+1 to all"):
        assert cells[words].get(f"{OFFICE}value-type") == "string"
    assert not [cell for cell in cells.values() if cell.get(f"{TABLE}formula")]
    table = exports.as_csv(*frozen).decode("utf-8-sig")
    assert "'=HYPERLINK(" in table
    assert not re.search(r'(^|,)"?[=+@]', table, re.MULTILINE)


def test_a_hidden_count_is_hidden_in_every_download(frozen: tuple[Data, Data]) -> None:
    figures, words = frozen
    _data, content = ods(figures, words)
    table = list(csv.DictReader(StringIO(exports.as_csv(figures, words).decode("utf-8-sig"))))
    young = [row for row in table if row["row"] == "18-24"]
    sheet = next(
        rows
        for one in content.iter(f"{TABLE}table")
        for rows in [rows_of(one)]
        if words_in(rows[0][0]).startswith("Age")
    )

    assert {(row["value"], row["suppression"]) for row in young if row["column"] == "ALL"} == {("", "[c]")}
    line = next(row for row in sheet if words_in(row[0]) == "18–24")
    assert words_in(line[4]) == "[c]"
    counted = [row for row in table if (row["code"], row["kind"]) == ("equality_age", "TABLE")]
    shown = sum(row["value"] != "" for row in counted)
    frozen_shown = [
        count
        for one in figures["tables"]
        if one["code"] == "equality_age"
        for counts in ([*(r["cells"] + [r["total"]] for r in one["rows"]), [*one["totals"], one["total"]]])
        for count in counts
        if count is not None
    ]
    assert shown == len(frozen_shown)


def test_the_columns_of_the_csv_are_described(frozen: tuple[Data, Data]) -> None:
    figures, words = frozen
    header = exports.as_csv(figures, words).decode("utf-8-sig").splitlines()[0].split(",")

    described = json.loads(exports.as_csv_metadata(figures, name="a.csv"))

    assert [column["name"] for column in described["tableSchema"]["columns"]] == header
    assert described["@context"] == "http://www.w3.org/ns/csvw"


def test_a_return_issued_before_there_were_tables_keeps_the_csv_it_had(frozen: tuple[Data, Data]) -> None:
    figures, words = frozen
    older = {key: value for key, value in figures.items() if key not in ("tables", "rule")}
    older["schema"] = "juno-return-1"

    lines = exports.as_csv(older, words).decode("utf-8-sig").splitlines()

    assert lines[0] == ",".join(exports.COLUMNS)
    assert len(lines) == 1 + 3 * len(figures["measures"])


def test_the_json_is_as_its_schema_says(frozen: tuple[Data, Data]) -> None:
    figures, words = frozen
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    whole = json.loads(exports.as_json(figures, words, narrative="", number=1, signed_by="Jo"))

    assert list(wrong_with(whole, schema, schema)) == []
    whole["measures"][0]["unit"] = "MILES"
    del whole["tables"]
    assert len(list(wrong_with(whole, schema, schema))) == 2  # the check itself finds something


KINDS: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
    "null": type(None),
}  # fmt: skip


def wrong_with(value: Any, schema: Data, whole: Data, where: str = "$") -> Iterator[str]:  # noqa: C901
    """Say what of a value is not as a JSON schema has it: the keywords that ours uses."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    kinds = schema.get("type", [])
    allowed = [KINDS[kind] for kind in (kinds if isinstance(kinds, list) else [kinds])]
    if allowed and not any(isinstance(value, kind) for kind in allowed):
        yield f"{where}: {value!r} is not {kinds}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r}"
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        yield from (f"{where}: no {name}" for name in schema.get("required", []) if name not in value)
        if schema.get("additionalProperties") is False:
            yield from (f"{where}: {name}" for name in value if name not in properties)
        others = schema.get("additionalProperties")
        others = others if isinstance(others, dict) else {}
        for name, part in value.items():
            yield from wrong_with(part, properties.get(name, others), whole, f"{where}.{name}")
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield from wrong_with(part, schema.get("items", {}), whole, f"{where}[{number}]")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_libreoffice_opens_the_spreadsheet_and_reads_the_same_counts(
    frozen: tuple[Data, Data], tmp_path: Path
) -> None:
    data, _content = ods(*frozen)
    (tmp_path / "return.ods").write_bytes(data)

    said = subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,4', "--outdir", tmp_path,
         tmp_path / "return.ods"],
        capture_output=True, text=True, timeout=600, check=True,
    )  # fmt: skip

    read = "".join(path.read_text() for path in tmp_path.glob("*.csv"))
    assert "Err:" not in read
    assert "Referrals received" in read, said
