"""The file for the Justice Data Lab: who is in it, who is not, and whose details went."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from tests.reports.followup.following import HERE, NOW, completed, signed_in
from tests.reports.made import Made


def ask(client: Client, year: int, **said: str) -> Any:
    return client.post(
        reverse("reports:justice_data_lab", args=HERE),
        {"submission": str(uuid4()), "year": str(year), "told": "on", **said},
    )


def lines(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_holds_everybody_work_began_with_in_the_year(answered: Made, manager: User) -> None:
    her = answered.cases["w0"].participant
    assert her is not None
    type(her).objects.filter(pk=her.pk).update(first_names="Síle", last_name="O'Dowd", pnc_id="2010/0000001A")
    stopped = completed(answered, "stopped", date(2024, 7, 1), status="NOT_COMPLETED", ground="NOT_REACHED")

    given = ask(signed_in(manager), 2023)  # accepted ninety days before 1 May 2024
    later = ask(signed_in(manager), 2024)

    rows = {row["our_reference"]: row for row in lines(given)}
    assert len(rows) == 14
    row = rows[answered.cases["w0"].reference]
    assert (row["surname"], row["forenames"], row["pnc_id"]) == ("O'Dowd", "Síle", "2010/0000001A")
    assert (row["intervention_start"], row["intervention_end"], row["completed"]) == (
        "2024-02-01", "2024-05-01", "YES",
    )  # fmt: skip
    assert [(row["our_reference"], row["completed"]) for row in lines(later)] == [(stopped.reference, "NO")]


def test_formulas_are_neutralised_in_the_file(answered: Made, manager: User) -> None:
    her = answered.cases["w0"].participant
    assert her is not None
    type(her).objects.filter(pk=her.pk).update(last_name='=HYPERLINK("http://x.example")')

    row = next(r for r in lines(ask(signed_in(manager), 2023)) if "HYPERLINK" in r["surname"])

    assert row["surname"].startswith("'=")


def test_the_restricted_and_the_erased_are_not_in_the_file(answered: Made, manager: User) -> None:
    for name, field in {"w0": "restricted", "w1": "erased"}.items():
        her = answered.cases[name].participant
        assert her is not None
        type(her).objects.filter(pk=her.pk).update(**{f"{field}_at": NOW, f"{field}_by": "Somebody"})

    sent = {row["our_reference"] for row in lines(ask(signed_in(manager), 2023))}

    assert not sent & {answered.cases["w0"].reference, answered.cases["w1"].reference}
    assert len(sent) == 12


def test_whose_details_went_is_in_the_trail_of_each(answered: Made, manager: User) -> None:
    ask(signed_in(manager), 2023)

    each = Event.objects.filter(verb="follow_up.data_lab", who_id=manager.pk)
    assert each.values("subject_id").distinct().count() == 14
    assert Event.objects.get(verb="follow_up.data_lab_file").facts["rows"] == 14


def test_without_saying_that_they_were_told_there_is_no_file(answered: Made, manager: User) -> None:
    response = ask(signed_in(manager), 2023, told="")

    assert response["Content-Type"].startswith("text/html")
    assert not Event.objects.filter(verb__startswith="follow_up.data_lab").exists()
