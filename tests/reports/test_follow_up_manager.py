"""What a manager reads a year on: the rate, the curve, what it cost, and the file for the Justice Data Lab."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from programmes.kinds import IndexEvent
from reports.followup import actions, costs, curve
from reports.followup.actions import Said
from reports.followup.rates import share
from reports.followup.rules import Reoffended, Source
from reports.models import FollowUpCurve
from tests.factories import accounts
from tests.reports.made import Made
from tests.reports.test_follow_up import NOW, completed, signed_in

HERE = ["juno"]
PAGES = ("reports:follow_up", "reports:business_case", "reports:justice_data_lab")


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("correspondence.wake._wake", lambda *args: None)
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def made(db: None) -> Made:
    """Fourteen women completed in May 2024: 2 yes in time, 1 late, 8 no, 1 unknown, 2 unanswered; one in 2026."""
    made = Made()
    team = accounts.police_team(made.force)
    on = date(2024, 5, 1)
    answers = [
        ("YES", date(2024, 8, 1)),
        ("YES", date(2025, 5, 1)),
        ("YES", date(2025, 7, 1)),
        *[("NO", date(2026, 11, 1))] * 8,
        ("UNKNOWN", date(2026, 11, 1)),
    ]
    for number in range(14):
        case = completed(made, f"w{number}", on)
        if number < len(answers):
            reoffended, dated = answers[number]
            said = Said(Reoffended(reoffended), dated, Source.PNC)
            actions.record(case, said, by=team, at=NOW, seen=0)
    completed(made, "young", date(2026, 5, 1))
    return made


@pytest.fixture
def manager(made: Made) -> User:
    return accounts.manager(made.provider)


def page(client: Client, name: str, **query: Any) -> Any:
    return client.get(reverse(name, args=HERE), query).context["page"]


def test_the_rate_comes_with_its_numbers_interval_index_event_and_maturity(made: Made, manager: User) -> None:
    shown = page(signed_in(manager), "reports:follow_up")

    clear, again = shown.headlines
    assert (clear.number, clear.of) == ("81.8%", "9 of 11 women")
    assert (again.number, again.of) == ("18.2%", "2 of 11 women")
    assert clear.note == "95% interval (Wilson): 52.3% to 94.9%"
    assert [row.number for row in shown.rows] == [15, 1, 2, 1, 11]
    assert shown.chosen == "Counted from: completion of the programme. All years"
    assert shown.maturity == "14 of 15 women had been followed for 12 months on 20 November 2026."
    # Of 14 mature women 2 reoffended for certain; with the three open ends it could be 5.
    assert "between 14.3% and 35.7%" in shown.range


def test_a_year_without_mature_women_has_no_rate(made: Made, manager: User) -> None:
    shown = page(signed_in(manager), "reports:follow_up", year="2026")

    assert [headline.number for headline in shown.headlines] == ["0", "0"]
    assert [row.number for row in shown.rows] == [1, 1, 0, 0, 0]
    assert shown.at_risk == []


def test_answers_counted_from_completion_say_nothing_of_the_caution(made: Made, manager: User) -> None:
    shown = page(signed_in(manager), "reports:follow_up", event="REFERRAL")

    assert shown.chosen == "Counted from: referral. All years"
    assert [row.number for row in shown.rows] == [15, 1, 14, 0, 0]


def test_nonsense_in_the_address_gives_the_usual_page(made: Made, manager: User) -> None:
    shown = page(signed_in(manager), "reports:follow_up", event="<script>", year="-5")

    assert shown.chosen == "Counted from: completion of the programme. All years"


def test_the_worker_draws_the_curve_once_and_anew_after_another_answer(made: Made, manager: User) -> None:
    client = signed_in(manager)
    chart = reverse("reports:follow_up_chart", args=["juno", "completion"])

    assert page(client, "reports:follow_up").being_drawn
    assert client.get(chart).status_code == 404
    assert curve.draw(made.programme, IndexEvent.COMPLETION, at=NOW)
    assert not curve.draw(made.programme, IndexEvent.COMPLETION, at=NOW)

    shown = page(client, "reports:follow_up")
    assert shown.chart["finding"].startswith("After 12 months, 82% of the women had no recorded offence")
    assert client.get(chart).content.startswith(b"<?xml")
    assert [(row.months, row.number) for row in shown.at_risk][:6] == [
        (0, 11), (3, 11), (6, 10), (9, 10), (12, 10), (15, 8),
    ]  # fmt: skip
    actions.record(
        made.cases["w12"],
        Said(Reoffended.YES, date(2025, 1, 1), Source.PNC),
        by=accounts.police_team(made.force),
        at=NOW,
        seen=0,
    )
    assert page(client, "reports:follow_up").chart is None
    assert curve.draw(made.programme, IndexEvent.COMPLETION, at=NOW)
    assert FollowUpCurve.objects.count() == 1


def test_no_curve_is_drawn_of_fewer_than_ten_women(made: Made) -> None:
    assert not curve.draw(made.programme, IndexEvent.REFERRAL, at=NOW)
    assert not FollowUpCurve.objects.exists()


@pytest.mark.parametrize("name", [*PAGES, "reports:follow_up_chart"])
def test_only_the_programmes_manager_reads_it(made: Made, name: str) -> None:
    url = reverse(name, args=[*HERE, "completion"] if name.endswith("chart") else HERE)
    curve.draw(made.programme, IndexEvent.COMPLETION, at=NOW)
    elsewhere = accounts.manager(Made("GOOD_LOAF").provider)
    refused = [
        accounts.commissioner(made.programme.commissioners.get()),
        accounts.coordinator(made.provider),
        accounts.police_team(made.force),
    ]

    assert signed_in(elsewhere).get(url).status_code == 404
    for person in refused:
        assert signed_in(person).get(url).status_code == 403
    kept = Event.objects.filter(verb="access.refused").values_list("who_id", flat=True)
    assert {elsewhere.pk, *(person.pk for person in refused)} <= set(kept)


# --- what it cost ---


def test_a_cost_has_the_interval_of_its_count_and_of_its_share() -> None:
    # Byar for 100: 81.36 to 121.63, as in the tables of public health statistics.
    assert [round(bound, 2) for bound in costs.byar(100)] == [81.36, 121.63]
    assert costs.per_completion(90_000, 100) == costs.Cost(900, 740, 1106)
    assert costs.per_completion(90_000, 0) == costs.NOT_KNOWN
    clear = share(80, 100)  # Wilson: 71.1 to 86.7
    assert costs.per_clear(90_000, 100, clear) == costs.Cost(1125, 1038, 1266)
    assert costs.per_clear(90_000, 100, share(5, 6)) == costs.NOT_KNOWN


def test_a_scenario_adds_costs_and_finds_where_they_are_covered() -> None:
    assumed = costs.Assumed(90_000, per_referral=50, per_completion=20, per_reoffender=30_000, without=30)

    found = costs.scenario(
        assumed, referrals=120, completions=100, reoffended=share(20, 100), clear=share(80, 100)
    )

    assert found.total == 98_000
    assert found.completion.each == 980
    assert found.break_even == 3.3
    # 30% less 20% of 100 women at £30,000, less what was spent; then with 28.9% and 13.3% reoffending.
    assert found.net == costs.Cost(202_000, -65_000, 403_000)


def test_the_business_case_takes_the_agreements_money_for_the_year(made: Made, manager: User) -> None:
    made.funded("PCC-1", date(2024, 4, 1), date(2028, 3, 31), 90_000)

    shown = page(signed_in(manager), "reports:business_case")

    assert (shown.year, shown.agreement, shown.pounds) == ("2024-25", "PCC-1", "£90,000")
    completion, clear = shown.headlines
    assert (completion.number, completion.of) == ("£6,429", "14 completions")
    assert completion.note == "95% interval: £3,831 to £11,769"
    # £6,429 by 9 of 11.
    assert (clear.number, clear.of) == ("£7,857", "9 of 11 women counted had none")
    assert shown.results == []


def test_a_scenario_is_worked_out_and_nothing_of_it_is_kept(made: Made, manager: User) -> None:
    made.funded("PCC-1", date(2024, 4, 1), date(2028, 3, 31), 90_000)
    before = FollowUpCurve.objects.count()

    shown = page(
        signed_in(manager), "reports:business_case",
        year="2024", cost="100,000", per_reoffender="20000", without="40",
    )  # fmt: skip

    numbers = [headline.number for headline in shown.results]
    assert numbers[0] == "£100,000"
    assert numbers[1] == "£7,143"
    assert numbers[3] == "5"
    assert FollowUpCurve.objects.count() == before
    assert shown.headlines[0].number == "£6,429"  # the figures themselves stay as they are


@pytest.mark.parametrize("cost", ["", "-1", "much", "100000001"])
def test_a_scenario_with_a_wrong_number_says_so(made: Made, manager: User, cost: str) -> None:
    response = signed_in(manager).get(
        reverse("reports:business_case", args=HERE), {"cost": cost, "year": "2024"}
    )

    assert response.status_code == 200
    assert response.context["page"].results == []
    assert response.context["page"].form.errors["cost"]


def test_without_an_agreement_or_a_case_the_pages_say_so(db: None) -> None:
    bare = Made()
    client = signed_in(accounts.manager(bare.provider))

    assert [h.number for h in page(client, "reports:business_case").headlines] == ["—", "—"]
    assert [h.number for h in page(client, "reports:follow_up").headlines] == ["0", "0"]
    assert client.get(reverse("reports:justice_data_lab", args=HERE)).status_code == 200


# --- the Justice Data Lab ---


def ask(client: Client, year: int, **said: str) -> Any:
    return client.post(
        reverse("reports:justice_data_lab", args=HERE),
        {"submission": str(uuid4()), "year": str(year), "told": "on", **said},
    )


def lines(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_holds_everybody_work_began_with_in_the_year(made: Made, manager: User) -> None:
    her = made.cases["w0"].participant
    assert her is not None
    type(her).objects.filter(pk=her.pk).update(first_names="Síle", last_name="O'Dowd", pnc_id="2010/0000001A")
    stopped = completed(made, "stopped", date(2024, 7, 1), status="NOT_COMPLETED", ground="NOT_REACHED")

    given = ask(signed_in(manager), 2023)  # accepted ninety days before 1 May 2024
    later = ask(signed_in(manager), 2024)

    rows = {row["our_reference"]: row for row in lines(given)}
    assert len(rows) == 14
    row = rows[made.cases["w0"].reference]
    assert (row["surname"], row["forenames"], row["pnc_id"]) == ("O'Dowd", "Síle", "2010/0000001A")
    assert (row["intervention_start"], row["intervention_end"], row["completed"]) == (
        "2024-02-01", "2024-05-01", "YES",
    )  # fmt: skip
    assert [(row["our_reference"], row["completed"]) for row in lines(later)] == [(stopped.reference, "NO")]


def test_formulas_are_neutralised_in_the_file(made: Made, manager: User) -> None:
    her = made.cases["w0"].participant
    assert her is not None
    type(her).objects.filter(pk=her.pk).update(last_name='=HYPERLINK("http://x.example")')

    row = next(r for r in lines(ask(signed_in(manager), 2023)) if "HYPERLINK" in r["surname"])

    assert row["surname"].startswith("'=")


def test_the_restricted_and_the_erased_are_not_in_the_file(made: Made, manager: User) -> None:
    for name, field in {"w0": "restricted", "w1": "erased"}.items():
        her = made.cases[name].participant
        assert her is not None
        type(her).objects.filter(pk=her.pk).update(**{f"{field}_at": NOW, f"{field}_by": "Somebody"})

    sent = {row["our_reference"] for row in lines(ask(signed_in(manager), 2023))}

    assert not sent & {made.cases["w0"].reference, made.cases["w1"].reference}
    assert len(sent) == 12


def test_whose_details_went_is_in_the_trail_of_each(made: Made, manager: User) -> None:
    ask(signed_in(manager), 2023)

    each = Event.objects.filter(verb="follow_up.data_lab", who_id=manager.pk)
    assert each.values("subject_id").distinct().count() == 14
    assert Event.objects.get(verb="follow_up.data_lab_file").facts["rows"] == 14


def test_without_saying_that_they_were_told_there_is_no_file(made: Made, manager: User) -> None:
    response = ask(signed_in(manager), 2023, told="")

    assert response["Content-Type"].startswith("text/html")
    assert not Event.objects.filter(verb__startswith="follow_up.data_lab").exists()


def test_a_day_more_makes_a_woman_mature(made: Made, manager: User) -> None:
    with time_machine.travel(NOW.replace(year=2027, month=5, day=1), tick=False):
        assert page(signed_in(manager), "reports:follow_up").rows[1].number == 0
    with time_machine.travel(NOW.replace(year=2027, month=5, day=1) - timedelta(days=1), tick=False):
        assert page(signed_in(manager), "reports:follow_up").rows[1].number == 1
