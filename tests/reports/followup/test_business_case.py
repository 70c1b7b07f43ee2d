"""What a completion cost, and a woman with no recorded offence; nothing that is assumed is kept."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from reports.followup import costs
from reports.followup.rates import share
from reports.models import FollowUpCurve
from tests.factories import accounts
from tests.reports.followup.following import HERE, page, signed_in
from tests.reports.made import Made


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


def test_the_business_case_takes_the_agreements_money_for_the_year(answered: Made, manager: User) -> None:
    answered.funded("PCC-1", date(2024, 4, 1), date(2028, 3, 31), 90_000)

    shown = page(signed_in(manager), "reports:business_case")

    assert (shown.year, shown.agreement, shown.pounds) == ("2024-25", "PCC-1", "£90,000")
    completion, clear = shown.headlines
    assert (completion.number, completion.of) == ("£6,429", "14 completions")
    assert completion.note == "95% interval: £3,831 to £11,769"
    # £6,429 by 9 of 11.
    assert (clear.number, clear.of) == ("£7,857", "9 of 11 women counted had none")
    assert shown.results == []


def test_a_scenario_is_worked_out_and_nothing_of_it_is_kept(answered: Made, manager: User) -> None:
    answered.funded("PCC-1", date(2024, 4, 1), date(2028, 3, 31), 90_000)
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
def test_a_scenario_with_a_wrong_number_says_so(answered: Made, manager: User, cost: str) -> None:
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
