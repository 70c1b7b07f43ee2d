"""Page, PDF, JSON and CSV give the same figures, and every figure is the count of the rows behind it."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from audit.models import Event
from correspondence import pdf
from referrals.models import Referral
from reports import exports, payload, writing
from reports.figures_in_words import in_words
from reports.measures import counting, published
from tests.reports.conftest import Told
from tests.reports.worked_quarter import COUNTED_AT, QUARTER

pytestmark = pytest.mark.usefixtures("on_the_day")


def words_of(document: bytes, tmp_path: Path) -> str:
    """Return the text of a PDF in reading order, spaces made one."""
    path = tmp_path / "read.pdf"
    path.write_bytes(document)
    read = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True, text=True)
    return " ".join(read.stdout.split())


def words_on(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.skipif(
    shutil.which("pdftotext") is None and not os.environ.get("CI"),
    reason="pdftotext is missing: apt-get install poppler-utils",
)
def test_page_pdf_json_and_csv_give_the_same_figures(told: Told, tmp_path: Path) -> None:
    told.write()
    issued = told.issue()
    manager = Client()
    manager.force_login(told.manager)
    out = tmp_path / "return.json"
    call_command("quarterly_return", "juno", "2026-27", "Q1", out=str(out))

    figures = json.loads(out.read_text())
    live = words_on(manager.get(reverse("reports:return", args=["juno", QUARTER.slug])).content.decode())
    frozen = words_on(manager.get(reverse("reports:issued", args=[issued.pk])).content.decode())
    printed = words_of(bytes(issued.pdf), tmp_path)
    table = manager.get(reverse("reports:download_csv", args=[issued.pk])).content.decode("utf-8-sig")
    rows = {row["code"]: row for row in csv.DictReader(StringIO(table)) if row["period"] == "this quarter"}

    assert len(figures["measures"]) == 44
    for measure in figures["measures"]:
        code, short = measure["code"], in_words(measure, measure).short
        label = figures["definitions"][code]["label"]
        row = rows[code]
        assert (row["numerator"], row["denominator"]) == (
            _cell(measure["numerator"]),
            _cell(measure["denominator"]),
        )
        assert row["value"] == _cell(measure["value"])
        for text in (live, frozen):
            assert re.search(rf"{re.escape(label)} (Out of: .{{0,90}}? )?{re.escape(short)}", text), code
        assert re.search(rf"{re.escape(label)} (Out of: .{{0,90}}? )?{re.escape(short)}", printed), code
    assert "A ferry strike cost us one of them." in printed
    assert figures["measures"] == issued.figures["measures"]
    assert issued.figures_sha256 == payload.digest(issued.figures)
    assert issued.figures_sha256 in printed


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:g}"


def test_every_figure_is_the_count_of_the_rows_behind_it(told: Told) -> None:
    counted = counting.count(told.made.programme, QUARTER, at=COUNTED_AT)

    for code, figure in counted.figures.items():
        rows = Referral.objects.filter(pk__in=figure.case_ids, programme=told.made.programme)
        measure = counted.measures[code]
        if measure.unit in ("DAYS", "RATIO", "POUNDS"):
            assert rows.count() == figure.denominator, code
        elif measure.counts == "REFERRALS":
            assert rows.count() == figure.numerator, code
        elif measure.counts == "PEOPLE":
            people = {row.participant_id or row.pk for row in rows}
            assert len(people) == figure.numerator, code
        elif measure.counts == "WORKSHOPS":
            assert figure.numerator == len(counted.period.held)
        else:
            assert 0 < rows.count() <= (figure.numerator or 0), code


def test_the_pdf_is_tagged_titled_and_has_table_headers(told: Told) -> None:
    issued = told.issue()

    with pikepdf.open(BytesIO(bytes(issued.pdf))) as opened:
        root = opened.Root
        metadata = opened.open_metadata()
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en-GB"
        assert root.ViewerPreferences.DisplayDocTitle
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "JUNO: return for 2026-27 Q1"
        tags = list(_tags(root.StructTreeRoot))
        outline = [str(entry.title) for entry in opened.open_outline().root]
    kinds = [kind for kind, _id, _headers in tags]
    headings = {own for kind, own, _headers in tags if kind == "/TH"}
    cells = [headers for kind, _id, headers in tags if kind == "/TD"]
    assert {"/H1", "/H2", "/Table", "/Caption", "/TH", "/TD"} <= set(kinds)
    assert kinds.count("/Table") >= 5  # a table that goes on over a page is tagged once for each
    assert len(headings) >= 5 * 4 + len(issued.figures["measures"])
    assert all(len(headers) == 2 and set(headers) <= headings for headers in cells)  # its row, its column
    assert "Referred in the quarter" in outline
    assert 3 <= pdf.page_count(bytes(issued.pdf)) <= 14


def _tags(node: Any) -> Iterator[tuple[str, str, list[str]]]:
    if not isinstance(node, pikepdf.Dictionary):
        return
    if "/S" in node:
        attributes = node.get("/A")
        headers: Any = attributes.get("/Headers", []) if isinstance(attributes, pikepdf.Dictionary) else []
        yield str(node["/S"]), str(node.get("/ID", "")), [str(header) for header in headers]
    children: Any = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        yield from _tags(child)


def test_hostile_words_show_literally_and_fetch_nothing(told: Told, tmp_path: Path) -> None:
    told.write('<img src="file:///etc/passwd"> <b>bold</b> <script>1</script> Ŵyn & Éa')

    issued = told.issue()

    text = words_of(bytes(issued.pdf), tmp_path)
    assert '<img src="file:///etc/passwd">' in text
    assert "root:" not in text
    assert "Ŵyn & Éa" in text


def test_a_cell_that_looks_like_a_formula_is_made_text(told: Told) -> None:
    counted = counting.count(told.made.programme, QUARTER, at=COUNTED_AT)
    figures, definitions = payload.figures(counted, []), payload.definitions(counted)
    definitions["accepted"]["label"] = '=HYPERLINK("x")'

    assert '"\'=HYPERLINK(""x"")"' in exports.as_csv(figures, definitions).decode()


def test_the_same_figures_give_the_same_bytes(told: Told) -> None:
    def once() -> bytes:
        counted = counting.count(told.made.programme, QUARTER, at=COUNTED_AT)
        figures = payload.figures(counted, [])
        return exports.as_json(figures, payload.definitions(counted), narrative="", number=None)

    assert once() == once()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("nowhere", "2026-27", "Q1"), "There is no programme nowhere. There are: juno."),
        (("juno", "2026-28", "Q1"), "follow each other"),
        (("juno", "2026-27", "Q9"), "There is no quarter “Q9”"),
        (("juno", "2026-27", "Q2"), "2026-27 Q2 has not ended: its last day is 30 September 2026."),
        (("juno", "2026-27", "Q1", "--format", "ods"), "add --out return.ods"),
        (("juno", "2026-27", "Q1", "--format", "docx"), "There is no format docx"),
        (("juno", "2026-27", "Q1", "--format", "pdf"), "add --out return.pdf"),
        (
            ("juno", "2026-27", "Q1", "--out", "/nowhere/at/all.json"),
            "/nowhere/at/all.json cannot be written",
        ),
    ],
)
def test_the_command_refuses_with_a_sentence(asked: tuple[str, ...], words: str, told: Told) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("quarterly_return", *asked)

    assert words in str(refused.value)


def test_the_command_leaves_an_event_and_writes_a_pdf_marked_as_a_draft(told: Told, tmp_path: Path) -> None:
    out = tmp_path / "draft.pdf"

    call_command(
        "quarterly_return", "juno", "2026-27", "Q2", "--format", "pdf", "--out", str(out), "--so-far"
    )

    assert "draft, not signed off" in words_of(out.read_bytes(), tmp_path)
    assert Event.objects.get(verb="return.export").facts == {"form": "pdf", "of": "2026-27 Q2"}
    assert writing.words_of(told.made.programme, QUARTER) == ""


def test_the_published_page_of_measures_is_made_from_the_definitions() -> None:
    page = Path(settings.BASE_DIR) / "docs" / "measures.md"

    assert page.read_text(encoding="utf-8") == published.page(), "Run manage.py write_measures"
