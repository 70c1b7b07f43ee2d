"""Quarters out of the ordinary: each has a clear answer, and nothing is kept by halves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from programmes.models import Agreement
from reports import actions, document, exports, freezing
from reports.models import PreparedReturn
from reports.quarters import NoSuchQuarter, NotEnded, Quarter, read
from reports.return_page import Standing
from tests.factories import accounts
from tests.reports.conftest import NAME, REASON, Told
from tests.reports.made import Made, at
from tests.reports.worked_quarter import QUARTER

COUNTED_AT = at(10, 7)
STANDING = Standing()


def prepared(made: Made, *, quarter: Quarter = QUARTER, reason: str = REASON) -> PreparedReturn:
    manager = accounts.manager(made.provider)
    return actions.prepare(made.programme, quarter, name=NAME, reason=reason, by=manager, at=COUNTED_AT)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    "asked", ["2026-27-Q5", "2026-28-Q1", "2026-Q1", "next-quarter", "1066-67-Q1", "9999-00-Q1"]
)
def test_a_quarter_that_does_not_exist_is_a_page_that_says_so(
    asked: str, told: Told, on_the_day: Callable[[], datetime]
) -> None:
    client = signed_in(told.manager)

    for name in ("return", "figures", "tables", "quality", "prepare", "voices"):
        assert client.get(reverse(f"reports:{name}", args=["juno", asked])).status_code == 404
    year, _dash, number = asked.rpartition("-")
    with pytest.raises(NoSuchQuarter):
        read(year, number)


def test_a_quarter_that_has_not_ended_says_when_it_will_and_keeps_nothing(db: None) -> None:
    with pytest.raises(NotEnded, match=r"its last day is 30 September 2026"):
        prepared(Made(), quarter=Quarter(2026, 2))

    assert not PreparedReturn.objects.exists()


def test_a_quarter_before_the_agreement_is_a_check_that_fails_and_has_no_cost(told: Told) -> None:
    Agreement.objects.all().delete()
    told.made.funded("Later", date(2026, 7, 1), date(2029, 3, 31), 90_000)
    with pytest.raises(actions.ReasonNeeded):
        told.prepare(reason="")
    assert not PreparedReturn.objects.exists()

    figures = told.prepare().figures

    assert {c["code"]: c["found"] for c in figures["checks"]}["AGREEMENT_COVERS"] == 1
    assert figures["funding"] == []
    money = [m for m in figures["measures"] if m["unit"] == "POUNDS"]
    assert {(m["value"], m["not_given"]) for m in money} == {(None, "NO_AGREEMENT")}


def test_a_programme_without_cases_has_a_whole_return_of_nothing(db: None) -> None:
    row = prepared(Made())

    page = freezing.page_of(row, document.charts(row.figures, row.definitions))

    assert document.draw(page).startswith(b"%PDF-1.7")
    assert {m["value"] for m in row.figures["measures"]} <= {0.0, None}
    assert {table["total"] for table in row.figures["tables"]} == {0}
    assert {one.share for one in page.not_known} == {"concerns nobody"}
    assert exports.written(row.figures, row.definitions, narrative="", standing=STANDING, name="x")["ods"]


def women(many: int) -> Made:
    made = Made()
    made.workshop("first", at(22, 4), step=1, capacity=60)
    for number in range(many):
        made.case(f"{number}", sent=at(8, 4), accepted=at(9, 4))
        if number % 2 == 0:
            made.place(f"{number}", "first", "HERE")
    return made


def test_where_nothing_is_known_everybody_is_not_known_and_nobody_is_no(db: None) -> None:
    figures = prepared(women(12)).figures

    equality = [table for table in figures["tables"] if table["code"].startswith("equality_")]
    assert len(equality) == 6
    for table in equality:
        counts = {row["code"]: row["total"] for row in table["rows"]}
        assert counts.pop(next(code for code in counts if code in ("UN", "Unknown"))) == 12, counts
        assert set(counts.values()) <= {0}


def test_of_one_woman_nothing_is_told_but_the_totals(db: None) -> None:
    made = women(1)
    made.described("0", age=29, ethnicity="A1", disability="YES")
    made.helped("0", assessed=at(10, 4), needs=[("HLT", 2, None)])
    row = prepared(made)

    for table in row.figures["tables"]:
        shown = {cell for one in table["rows"] for cell in (*one["cells"], one["total"])}
        assert shown <= {0, None}, table["code"]
        if table["total"]:
            assert None in shown or table["withheld"]
    of_women = [m for m in row.figures["measures"] if m["unit"] == "PERCENT" and m["counts"] != "PLACES"]
    assert {m["value"] for m in of_women} == {None}
    assert {m["value"] for m in row.figures["measures"] if m["unit"] == "DAYS"} == {None}
    assert all(one["number"] in (None, 0) for one in row.figures["not_known"])
    told = " ".join(str(chart) for chart in document.charts(row.figures, row.definitions))
    assert "25–34" not in told


def test_a_commissioner_chooses_a_quarter_and_lands_on_its_return(
    told: Told, on_the_day: Callable[[], datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF")
    monkeypatch.setattr(document, "charts", lambda figures, definitions: [])
    issued, reader = told.issue(), told.commissioner()
    client = signed_in(reader)
    address = reverse("reports:pick")

    assert "2026-27 Q1, April to June 2026" in client.get(address).content.decode()
    answer = client.get(address, {"which": str(issued.pk)})
    assert answer["Location"] == reverse("reports:issued", args=[issued.pk])
    for wrong in ("", "2030-31-Q1", "00000000-0000-7000-8000-000000000000"):
        page = client.get(address, {"which": wrong})
        assert page.status_code == 200
        assert "Choose" in page.content.decode()
    stranger = accounts.commissioner(
        accounts.OrganisationFactory.create(code="OTHER_PCC", kind="COMMISSIONER")
    )
    theirs = signed_in(stranger).get(address, {"which": str(issued.pk)})
    assert theirs.status_code == 200
    assert str(issued.pk) not in theirs.content.decode()
    assert not Event.objects.filter(verb="return.read", who_id=stranger.pk).exists()
