"""Charts say what the protected table says, are the same bytes wherever they are shown, and cost no page."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64decode
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import OrganisationKind
from reports import actions, charts, outlines, pages, payload, spc, splitting
from reports.disclosure import Rule
from reports.layout import Data
from reports.measures import counting
from reports.measures.series import completions_by_month
from reports.models import IssuedReturn
from reports.return_page import Standing
from tests.factories import accounts
from tests.reports import sixty
from tests.reports.made import Made
from tests.reports.test_tables import COUNTED_AT, Q1


@pytest.fixture
def made(db: None) -> Made:
    return sixty.make()


def issue(made: Made) -> IssuedReturn:
    said: dict[str, Any] = {"by": accounts.manager(made.provider), "at": COUNTED_AT}
    prepared = actions.prepare(made.programme, Q1, name="Jo Marsh", reason="Made up", **said)
    assert actions.draw(prepared, at=COUNTED_AT)
    return actions.sign_off(made.programme, Q1, seen=None, **said)


def test_a_chart_is_the_same_bytes_on_the_page_and_in_the_pdf_and_nobody_elses(made: Made) -> None:
    issued = issue(made)
    reader, other = Client(), Client()
    reader.force_login(accounts.commissioner(made.programme.commissioners.get()))
    elsewhere = accounts.OrganisationFactory.create(code="ELSEWHERE_PCC", kind=OrganisationKind.COMMISSIONER)
    other.force_login(accounts.commissioner(elsewhere))
    page = pages.build(
        issued.figures, issued.definitions, narrative="", standing=Standing(), charts=issued.charts
    )

    html = reader.get(reverse("reports:issued", args=[issued.pk])).content.decode()

    assert [chart.code for chart in page.charts] == ["funnel", "age_stages", "age_completion"]
    for chart in page.charts:
        address = reverse("reports:chart", args=[issued.pk, chart.code])
        answer = reader.get(address)
        assert f'src="{address}"' in html
        assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
        assert answer.content == b64decode(chart.source.removeprefix("data:image/svg+xml;base64,"))
        assert other.get(address).status_code == 404
    with pikepdf.open(BytesIO(bytes(issued.pdf))) as opened:
        told = [str(alt) for alt in _alternatives(opened.Root.StructTreeRoot)]
    assert {chart.alternative for chart in page.charts} <= set(told)


def _alternatives(node: Any) -> list[Any]:
    if not isinstance(node, pikepdf.Dictionary):
        return []
    children: Any = node.get("/K", [])
    found = [node["/Alt"]] if node.get("/S") == "/Figure" and "/Alt" in node else []
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        found += _alternatives(child)
    return found


def drawn(made: Made) -> tuple[Data, list[Data]]:
    counted = counting.count(made.programme, Q1, at=COUNTED_AT)
    figures = payload.figures(counted, [], tables=splitting.tables(counted, Rule()), rule=Rule())
    return figures, charts.all_of(figures, payload.definitions(counted))


def test_a_chart_says_what_the_protected_table_says_and_is_drawn_the_same_each_time(made: Made) -> None:
    figures, first = drawn(made)
    _same, second = drawn(made)
    by_code = {chart["code"]: chart for chart in first}

    assert first == second
    assert by_code["funnel"]["finding"] == "24 of the 44 referrals of the quarter have completed so far"
    said = dict(
        part.split(": ", 1) for part in by_code["age_stages"]["alternative"].split(". ", 1)[1].split("; ")
    )
    rows = {row["label"]: row for t in figures["tables"] if t["code"] == "equality_age" for row in t["rows"]}
    assert {label for label, row in rows.items() if None in row["cells"]} == {
        label for label, words in said.items() if "[c]" in words
    }
    assert said["18–24"].startswith("[c] Completed")  # three women


def test_completions_are_counted_by_month_of_london(made: Made) -> None:
    months = completions_by_month(made.programme, Q1, at=COUNTED_AT)

    assert months == [
        {"month": "2026-05", "completed": 32, "ended": 32},
        {"month": "2026-06", "completed": 0, "ended": 0},
    ]


def test_few_points_make_a_run_chart_and_enough_an_xmr_chart() -> None:
    assert spc.limits([4, 8, 6]) == spc.Limits(6.0, None, None)

    points = [10.0, 12.0] * 8  # mean 11, every moving range 2: limits 11 ± 5.32
    lines = spc.limits(points)
    assert lines.middle == 11.0
    assert lines.low == pytest.approx(5.68)
    assert lines.high == pytest.approx(16.32)
    assert spc.signals(points) == []


def test_a_point_beyond_the_limits_and_a_run_of_seven_are_signals() -> None:
    assert 8 in spc.signals([10.0, 12.0] * 4 + [90.0] + [10.0, 12.0] * 4)
    assert set(range(8, 15)) <= set(
        spc.signals([12.0, 10.0] * 4 + [14.0, 13.0, 14.0, 13.0, 14.0, 13.0, 14.0])
    )


def test_no_page_pays_for_the_drawing() -> None:
    heavy = ("matplotlib", "numpy", "ortools", "odfdo", "weasyprint")
    look = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'juno.settings'; django.setup(); "
        f"import juno.urls; print([name for name in {heavy!r} if name in sys.modules])"
    )

    said = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=settings.BASE_DIR
    )

    assert said.stdout.strip() == "[]"


def test_each_text_of_a_chart_is_one_outline_where_its_letters_stood() -> None:
    plain = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<g id="text_1"><g style="fill: #333" transform="translate(10 20) scale(0.64 -0.64)">'
        '<defs><path id="I" d="M 100 0 \nL 100 200 \nz\n" transform="scale(0.015625)"/></defs>'
        '<use xlink:href="#I"/><use xlink:href="#I" transform="translate(50 0)"/></g></g>'
        '<g id="text_2"><g transform="translate(1 2) rotate(-90) scale(0.64 -0.64)"><use xlink:href="#I"/></g></g>'
        "</svg>"
    )

    merged = outlines.merged(plain)

    assert '<path d="M 11.00 20.00 L 11.00 18.00 z M 43.00 20.00 L 43.00 18.00 z" />' in merged
    assert 'style="fill: #333"' in merged
    assert merged.count('href="#I"') == 1  # a turned text is left as it is, and so is the letter it refers to
    assert merged.count('id="I"') == 1
