"""Who pays which share, and how a quarter stands against what was agreed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from programmes.models import Agreement
from reports import funding, funding_page
from reports.funding import Target, Verdict
from tests.factories import accounts
from tests.reports.conftest import Told
from ui.refusals import Stale


@pytest.fixture(autouse=True)
def none_yet(told: Told) -> None:
    Agreement.objects.all().delete()  # those of the worked quarter


def made(told: Told, **facts: Any) -> Agreement:
    usual: dict[str, Any] = {
        "reference": "OPCC 2026", "starts_on": date(2026, 4, 1), "ends_on": date(2027, 3, 31), "yearly_value": 36500
    }  # fmt: skip
    return Agreement(programme=told.made.programme, **(usual | facts))


def save(told: Told, row: Agreement, shares: dict[Any, Any] | None = None, **targets: Target) -> Agreement:
    return funding.save(row, shares=shares or {}, targets=targets, by=told.manager, at=told.at)


def funders(told: Told) -> list[Any]:
    first = told.made.programme.commissioners.get()
    second = accounts.OrganisationFactory.create(code="COUNTY", kind="COMMISSIONER", name="Example County")
    told.made.programme.commissioners.add(second)
    return [first, second]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_two_managers_who_correct_one_agreement_are_told(told: Told) -> None:
    row = save(told, made(told))
    seen = row.version
    mine, theirs = Agreement.objects.get(pk=row.pk), Agreement.objects.get(pk=row.pk)
    mine.yearly_value, theirs.yearly_value = Decimal(40_000), Decimal(50_000)
    facts: dict[str, Any] = {"shares": {}, "targets": {}, "by": told.manager, "at": told.at, "seen": seen}
    funding.save(mine, **facts)

    with pytest.raises(Stale):
        funding.save(theirs, **facts)

    assert Agreement.objects.get().yearly_value == 40_000


def test_shares_targets_and_standing_are_frozen_with_the_return(told: Told) -> None:
    first, second = funders(told)
    targets = {
        "reached_in_time": Target(Decimal(75), Decimal(70), "At least 75 in 100; 70 is tolerated"),
        "completions": Target(Decimal(60), Decimal(40), "60 a year"),
    }
    save(told, made(told, rated=True), {first: Decimal("62.5"), second: Decimal("37.5")}, **targets)

    figures = told.prepare().figures

    (one,) = figures["funding"]
    assert one["pounds"] == 9100.0  # 91 of 365 days
    assert [(share["funder"], share["percent"], share["pounds"]) for share in one["shares"]] == [
        (first.name, 62.5, 5687.5), (second.name, 37.5, 3412.5)
    ]  # fmt: skip
    measures = {measure["code"]: measure for measure in figures["measures"]}
    assert measures["reached_in_time"]["value"] == 70.0
    done = measures["cost_per_completion"]["denominator"]
    assert [(t["code"], t["target"], t["value"], t["verdict"]) for t in one["targets"]] == [
        ("completions", 15.0, done, "NEARLY" if done >= 10 else "MISSED"),
        ("reached_in_time", 75.0, 70.0, "NEARLY"),
    ]  # fmt: skip
    assert measures["cost_per_completion"]["value"] == round(9100 / done)


def test_colours_stand_only_where_the_agreement_asks_for_them_and_never_without_words(told: Told) -> None:
    target = Target(Decimal(90), Decimal(85), "90 in 100")
    row = save(told, made(told), reached_in_time=target)
    plain = funding_page.pages(told.prepare().figures)[0].targets[0]
    row.rated = True
    save(told, row, reached_in_time=target)
    rated = funding_page.pages(told.prepare().figures)[0].targets[0]

    assert (plain.verdict, plain.colour) == ("Not met", "")
    assert (rated.verdict, rated.colour) == ("Red: Not met", "red")
    assert rated.words == "90 in 100"


@pytest.mark.parametrize(
    ("value", "target", "nearly", "lower", "expected"),
    [
        (75, 75, 70, False, Verdict.MET),
        (74.9, 75, 70, False, Verdict.NEARLY),
        (70, 75, 70, False, Verdict.NEARLY),
        (69.9, 75, 70, False, Verdict.MISSED),
        (500, 500, 550, True, Verdict.MET),
        (501, 500, 550, True, Verdict.NEARLY),
        (551, 500, 550, True, Verdict.MISSED),
        (74, 75, 75, False, Verdict.MISSED),
        (None, 75, 70, False, Verdict.NOT_GIVEN),
    ],
)
def test_a_figure_stands_by_the_written_thresholds(
    value: float | None, target: float, nearly: float, *, lower: bool, expected: Verdict
) -> None:
    assert funding.verdict(value, target, nearly, lower_is_better=lower) is expected


def test_an_agreement_of_other_years_is_not_in_the_return(told: Told) -> None:
    save(told, made(told, starts_on=date(2024, 4, 1), ends_on=date(2026, 3, 31)))
    save(told, made(told, reference="Later", starts_on=date(2026, 7, 1), ends_on=date(2029, 3, 31)))

    figures = told.prepare().figures

    assert figures["funding"] == []
    assert {m["not_given"] for m in figures["measures"] if m["unit"] == "POUNDS"} == {"NO_AGREEMENT"}


def test_what_contradicts_itself_is_refused_and_nothing_is_kept(told: Told) -> None:
    first, second = funders(told)
    wrong: list[tuple[type[Exception], dict[str, Any], dict[Any, Any], dict[str, Target]]] = [
        (funding.EndsBeforeItStarts, {"ends_on": date(2026, 3, 31)}, {}, {}),
        (funding.SharesDoNotAddUp, {}, {first: Decimal(50), second: Decimal("49.99")}, {}),
        (funding.WrongSide, {}, {}, {"referrals": Target(Decimal(10), Decimal(11), "x")}),
        (funding.WrongSide, {}, {}, {"cost_per_completion": Target(Decimal(10), Decimal(9), "x")}),
    ]
    for refused, facts, shares, targets in wrong:
        with pytest.raises(refused):
            save(told, made(told, **facts), shares, **targets)
    assert not Agreement.objects.exists()

    save(told, made(told))
    with pytest.raises(funding.ReferenceTaken):
        save(told, made(told))
    assert Agreement.objects.count() == 1


@pytest.mark.usefixtures("on_the_day")
def test_the_manager_enters_and_corrects_an_agreement(told: Told) -> None:
    client = signed_in(told.manager)
    address = reverse("reports:new_agreement", args=["juno"])
    days = {"starts_on-day": "1", "starts_on-month": "4", "starts_on-year": "2026",
            "ends_on-day": "31", "ends_on-month": "3", "ends_on-year": "2029"}  # fmt: skip
    filled = {"reference": "OPCC 2026-29", "yearly_value": "£90,000", "rated": "no", "share_0": "100", **days}

    unclear = {**filled, "yearly_value": "lots", "target_starts": "80", "rated": ""}
    page = client.post(address, unclear | {"submission": str(uuid4())}).content.decode()
    assert "Enter an amount in figures" in page
    assert "Enter what the agreement says of this target" in page
    assert not Agreement.objects.exists()

    answer = client.post(address, {**filled, "submission": str(uuid4())})
    assert answer["Location"] == reverse("reports:agreements", args=["juno"])
    row = Agreement.objects.get()
    assert (float(row.yearly_value), row.rated, float(row.shares.get().percent)) == (90000, False, 100)
    assert "OPCC 2026-29" in client.get(answer["Location"]).content.decode()

    shown = client.get(reverse("reports:agreement", args=["juno", row.pk])).content.decode()
    assert "90000.00" in shown
    said = {**filled, "target_starts": "80", "words_starts": "80 women a year"}
    client.post(reverse("reports:agreement", args=["juno", row.pk]), {**said, "submission": str(uuid4())})
    assert row.targets.get().target == row.targets.get().nearly == 80
    assert Event.objects.filter(verb="agreement.save").count() == 2


def test_nobody_else_opens_an_agreement(told: Told) -> None:
    row = save(told, made(told))
    elsewhere = accounts.manager(accounts.OrganisationFactory.create(code="ANOTHER_CHARITY"))
    for user in (told.commissioner(), accounts.person(Role.COORDINATOR, told.made.provider), elsewhere):
        client = signed_in(user)
        for name, args in (
            ("agreements", ["juno"]),
            ("new_agreement", ["juno"]),
            ("agreement", ["juno", row.pk]),
        ):
            assert client.get(reverse(f"reports:{name}", args=args)).status_code in (403, 404)
