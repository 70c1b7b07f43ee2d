"""The local benchmark: loaded whole or not at all, shown beside what is shown anyway."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from reports import benchmark, exports, pages, payload, splitting
from reports.disclosure import Kind, Rule
from reports.measures import counting
from reports.models import Benchmark
from reports.return_page import Standing
from tests.factories import accounts
from tests.reports import sixty
from tests.reports.conftest import Told
from tests.reports.made import Made
from tests.reports.test_tables import COUNTED_AT, Q1

GOOD = b"table,row,percent\nequality_age,18-24,12.5\nequality_age,25-34,20\nequality_disability,YES,18.4%\n"


@pytest.fixture
def made(db: None) -> Made:
    return sixty.make()


def load(made: Made, data: bytes = GOOD) -> Benchmark:
    manager = accounts.manager(made.provider)
    return benchmark.load(made.programme, data, source="Census 2021", by=manager, at=COUNTED_AT)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_it_stands_beside_the_rows_with_our_share_only_where_the_count_is_shown(made: Made) -> None:
    load(made)
    counted = counting.count(made.programme, Q1, at=COUNTED_AT)

    tables = benchmark.beside(made.programme, splitting.tables(counted, Rule()))

    by_code = {table["code"]: table for table in tables}
    rows = {row["code"]: row for row in by_code["equality_age"]["rows"]}
    assert (rows["18-24"]["total"], rows["18-24"]["local"], rows["18-24"]["here"]) == (None, 12.5, None)
    shown = rows["25-34"]
    assert shown["local"] == 20
    assert shown["here"] == round(100 * shown["total"] / by_code["equality_age"]["total"], 1)
    assert rows["35-44"]["local"] is None
    assert "local_source" not in by_code["equality_caring"]
    figures = payload.figures(counted, [], tables=tables, rule=Rule())
    page = pages.build(figures, payload.definitions(counted), narrative="", standing=Standing())
    table = exports.as_csv(figures, payload.definitions(counted)).decode("utf-8-sig")
    local = [row for row in csv.DictReader(StringIO(table)) if row["column"] == "LOCAL"]
    assert [(row["row"], row["value"], row["period"]) for row in local] == [
        ("18-24", "12.5", "Census 2021"), ("25-34", "20", "Census 2021"), ("YES", "18.4", "Census 2021")
    ]  # fmt: skip
    age = next(split for split in page.equality if split.code == "equality_age")
    assert age.headings[-2:] == ("Local share", "Share here")
    assert [cell.text for cell in age.rows[0].cells[-2:]] == ["12.5%", "–"]
    assert "Census 2021" in age.note


def test_rounded_counts_give_no_share(made: Made) -> None:
    load(made)
    counted = counting.count(made.programme, Q1, at=COUNTED_AT)

    tables = benchmark.beside(made.programme, splitting.tables(counted, Rule(Kind.ROUND)))

    assert {row.get("here") for table in tables for row in table["rows"]} == {None}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The first row must name the columns"),
        (b"table,row\nequality_age,18-24\n", "The first row must name the columns"),
        (b"table,row,percent,percent\n", "The first row must name the columns"),
        (b"table,row,percent\nequality_age,18-24,\n", "No row of this file has a percentage"),
        ("table,row,percent\nequality_age,18–24,3".encode("utf-16"), "not in UTF-8"),
        (b'table,row,percent\n"equality_age,18-24,3', "cannot be read"),
        (b"table,row,percent\n" + b"equality_age,18-24,3\n" * 600, "too many rows"),
        (b"x" * 200_001, "larger than 200 kB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(made: Made, data: bytes, words: str) -> None:
    load(made)

    with pytest.raises(benchmark.CannotReadBenchmark, match=words):
        load(made, data)

    assert Benchmark.objects.get().shares["equality_age"] == {"18-24": 12.5, "25-34": 20}


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("equality_shoes,18-24,3", "table", "no such table"),
        ("equality_age,17-24,3", "row", "no such row"),
        ("equality_age,18-24,3", "row", "twice"),
        ("equality_age,35-44,lots", "percent", "from 0 to 100"),
        ("equality_age,35-44,101", "percent", "from 0 to 100"),
        ("equality_age,35-44,nan", "percent", "from 0 to 100"),
        ("equality_age,35-44,90", "percent", "more than 100"),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out(made: Made, line: str, column: str, words: str) -> None:
    with pytest.raises(benchmark.RowsToMend) as refused:
        load(made, GOOD + line.encode() + b"\n")

    (fault,) = refused.value.faults
    assert (fault.row, fault.column) == (5, column)
    assert words in fault.mend
    assert not Benchmark.objects.exists()


def test_the_empty_file_can_be_filled_in_and_loaded(made: Made) -> None:
    filled = benchmark.empty_file().decode("utf-8-sig").replace("YES,Yes,", "YES,Yes,18.4", 1)

    assert load(made, filled.encode()).shares == {"equality_disability": {"YES": 18.4}}


@pytest.mark.usefixtures("on_the_day")
def test_the_manager_loads_it_and_reads_what_is_wrong(told: Told) -> None:
    client, address = signed_in(told.manager), reverse("reports:benchmark", args=["juno"])

    def send(data: bytes) -> Any:
        file = SimpleUploadedFile("a.csv", data)
        said = {"source": "Census 2021", "file": file, "submission": str(uuid4()), "version": ""}
        return client.post(address, said)

    wrong = send(GOOD + b"equality_age,17-24,3\n").content.decode()
    assert "This table has no such row" in wrong
    assert "Row 5" in wrong
    assert not Benchmark.objects.exists()
    assert send(GOOD)["Location"] == address
    assert "Census 2021" in client.get(address).content.decode()
    assert client.get(reverse("reports:benchmark_file", args=["juno"])).content == benchmark.empty_file()
    assert Event.objects.filter(verb="benchmark.load").count() == 1
    told.prepare()


def test_nobody_else_loads_one(told: Told) -> None:
    for user in (told.commissioner(), accounts.person(Role.COORDINATOR, told.made.provider)):
        for name in ("benchmark", "benchmark_file"):
            assert signed_in(user).get(reverse(f"reports:{name}", args=["juno"])).status_code == 403
