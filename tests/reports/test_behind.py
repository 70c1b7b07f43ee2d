"""Behind every figure and every count of a table: the cases, for the provider's caseworkers and nobody else."""

from __future__ import annotations

import re
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from reports import cells, splitting
from reports.cells import Cell
from reports.disclosure import Kind, Rule
from reports.measures import counting
from reports.measures.equality import OWN_ANSWERS
from tests.factories import accounts
from tests.reports import sixty
from tests.reports.conftest import Told
from tests.reports.made import Made
from tests.reports.test_tables import COUNTED_AT, Q1

HERE = {"programme": "juno", "quarter": "2026-27-Q1"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def made(db: None) -> Made:
    return sixty.make()


def test_behind_every_count_of_every_table_stand_as_many_cases(
    made: Made, django_assert_max_num_queries: object
) -> None:
    counted = counting.count(made.programme, Q1, at=COUNTED_AT)
    rule = Rule(Kind.NONE, reason="To look behind every count")

    looked_at = 0
    for table in splitting.tables(counted, rule):
        if table["counts"] != "REFERRALS" or table["code"] in OWN_ANSWERS:
            continue
        columns = [column["code"] for column in table["columns"]]
        for row in (row for row in table["rows"] if row["total"]):
            counts = [*zip(columns, row["cells"], strict=True), ("ALL", row["total"])]
            for column, count in counts[-2:]:
                asked = Cell(table["code"], row["code"], column)
                found = cells.behind(made.programme, Q1, asked, at=COUNTED_AT)
                assert found is not None
                assert len(found) == count, asked
                looked_at += 1
    assert looked_at > 5


@pytest.mark.parametrize(
    "asked",
    [
        Cell("none"),
        Cell("equality_age", "nobody"),
        Cell("equality_age", "18-24", "NOWHERE"),
        # What she answered about herself is no part of her case.
        Cell("equality_disability", "YES"),
        Cell("equality_ethnicity_18_1", "W1"),
        Cell("equality_pregnancy", "NO"),
    ],
)
def test_a_count_that_does_not_exist_or_is_of_her_own_answers_has_nothing_behind_it(
    made: Made, asked: Cell
) -> None:
    assert cells.behind(made.programme, Q1, asked, at=COUNTED_AT) is None


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER])
def test_a_caseworker_walks_from_a_figure_and_from_a_cell_to_the_cases(made: Made, role: Role) -> None:
    reader = accounts.person(role, made.provider)
    client = signed_in(reader)
    with time_machine.travel(COUNTED_AT, tick=False):
        figures = client.get(reverse("reports:figures", kwargs=HERE)).content.decode()
        link = re.search(r'href="([^"]*/cases/accepted/)"', figures)
        assert link is not None
        listed = client.get(link[1]).content.decode()
        assert "T-JUNO-" in listed
        tables = client.get(reverse("reports:tables", kwargs=HERE)).content.decode()
        cell = re.search(r'href="([^"]*tables/equality_age/\?row=18-24[^"]*ALL)">', tables)
        assert cell is not None
        behind = client.get(unescape(cell[1])).content.decode()
        signs = [
            client.get(reverse(f"reports:{name}", kwargs=HERE)).status_code for name in ("return", "prepare")
        ]

    assert len(re.findall(r"T-JUNO-\d+", behind)) == 3
    assert "Age on the day of the referral · 18–24" in behind
    seen = Event.objects.filter(verb="return.cases", who_id=reader.pk, facts__has_key="table")
    assert seen.count() == 3
    assert {tuple(event.facts) for event in seen} == {("table",)}  # never which row: it would say it of each
    assert not re.search(r'href="[^"]*tables/equality_(?!age)', tables)
    assert signs == ([403, 403] if role is Role.COORDINATOR else [200, 200])


def test_the_coordinator_finds_the_figures_of_each_quarter_in_her_list(told: Told) -> None:
    client = signed_in(accounts.person(Role.COORDINATOR, told.made.provider))

    with time_machine.travel(COUNTED_AT, tick=False):
        page = client.get(reverse("reports:returns")).content.decode()

    assert reverse("reports:figures", kwargs=HERE) in page
    assert f'"{reverse("reports:return", kwargs=HERE)}"' not in page
    assert "agreements" not in page


def test_a_coordinator_elsewhere_and_a_commissioner_find_nothing_behind_and_it_is_recorded(
    made: Made,
) -> None:
    elsewhere = accounts.person(Role.COORDINATOR, accounts.OrganisationFactory.create(code="ANOTHER_CHARITY"))
    commissioner = accounts.commissioner(made.programme.commissioners.get())
    table = reverse("reports:table_cases", kwargs={**HERE, "table": "equality_age"}) + "?row=18-24&column=ALL"
    shut = [reverse(f"reports:{name}", kwargs=HERE) for name in ("figures", "tables", "quality")]

    with time_machine.travel(COUNTED_AT, tick=False):
        for reader in (elsewhere, commissioner):
            client = signed_in(reader)
            for address in (table, *shut):
                assert client.get(address).status_code in (403, 404), address
            refused = Event.objects.filter(verb="access.refused", who_id=reader.pk)
            assert refused.count() == 4
