"""The rate and the curve as a manager reads them, with what is in no figure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from programmes.kinds import IndexEvent
from reports.followup import actions, curve
from reports.followup.actions import Said
from reports.followup.rules import Reoffended, Source
from reports.models import FollowUpCurve
from tests.factories import accounts
from tests.reports.followup.following import HERE, NOW, PAGES, page, signed_in
from tests.reports.made import Made


def test_the_rate_comes_with_its_numbers_interval_index_event_and_maturity(
    answered: Made, manager: User
) -> None:
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


def test_a_year_without_mature_women_has_no_rate(answered: Made, manager: User) -> None:
    shown = page(signed_in(manager), "reports:follow_up", year="2026")

    assert [headline.number for headline in shown.headlines] == ["0", "0"]
    assert [row.number for row in shown.rows] == [1, 1, 0, 0, 0]
    assert shown.at_risk == []


def test_answers_counted_from_completion_say_nothing_of_the_caution(answered: Made, manager: User) -> None:
    shown = page(signed_in(manager), "reports:follow_up", event="REFERRAL")

    assert shown.chosen == "Counted from: referral. All years"
    assert [row.number for row in shown.rows] == [15, 1, 14, 0, 0]


def test_nonsense_in_the_address_gives_the_usual_page(answered: Made, manager: User) -> None:
    shown = page(signed_in(manager), "reports:follow_up", event="<script>", year="-5")

    assert shown.chosen == "Counted from: completion of the programme. All years"


def test_the_worker_draws_the_curve_once_and_anew_after_another_answer(answered: Made, manager: User) -> None:
    client = signed_in(manager)
    chart = reverse("reports:follow_up_chart", args=["juno", "completion"])

    assert page(client, "reports:follow_up").being_drawn
    assert client.get(chart).status_code == 404
    assert curve.draw(answered.programme, IndexEvent.COMPLETION, at=NOW)
    assert not curve.draw(answered.programme, IndexEvent.COMPLETION, at=NOW)

    shown = page(client, "reports:follow_up")
    assert shown.chart["finding"].startswith("After 12 months, 82% of the women had no recorded offence")
    assert client.get(chart).content.startswith(b"<?xml")
    assert [(row.months, row.number) for row in shown.at_risk][:6] == [
        (0, 11), (3, 11), (6, 10), (9, 10), (12, 10), (15, 8),
    ]  # fmt: skip
    actions.record(
        answered.cases["w12"],
        Said(Reoffended.YES, date(2025, 1, 1), Source.PNC),
        by=accounts.police_team(answered.force),
        at=NOW,
        seen=0,
    )
    assert page(client, "reports:follow_up").chart is None
    assert curve.draw(answered.programme, IndexEvent.COMPLETION, at=NOW)
    assert FollowUpCurve.objects.count() == 1


def test_no_curve_is_drawn_of_fewer_than_ten_women(answered: Made) -> None:
    assert not curve.draw(answered.programme, IndexEvent.REFERRAL, at=NOW)
    assert not FollowUpCurve.objects.exists()


@pytest.mark.parametrize("name", [*PAGES, "reports:follow_up_chart"])
def test_only_the_programmes_manager_reads_it(answered: Made, name: str) -> None:
    url = reverse(name, args=[*HERE, "completion"] if name.endswith("chart") else HERE)
    curve.draw(answered.programme, IndexEvent.COMPLETION, at=NOW)
    elsewhere = accounts.manager(Made("GOOD_LOAF").provider)
    refused = [
        accounts.commissioner(answered.programme.commissioners.get()),
        accounts.coordinator(answered.provider),
        accounts.police_team(answered.force),
    ]

    assert signed_in(elsewhere).get(url).status_code == 404
    for person in refused:
        assert signed_in(person).get(url).status_code == 403
    kept = Event.objects.filter(verb="access.refused").values_list("who_id", flat=True)
    assert {elsewhere.pk, *(person.pk for person in refused)} <= set(kept)


def test_a_day_more_makes_a_woman_mature(answered: Made, manager: User) -> None:
    with time_machine.travel(NOW.replace(year=2027, month=5, day=1), tick=False):
        assert page(signed_in(manager), "reports:follow_up").rows[1].number == 0
    with time_machine.travel(NOW.replace(year=2027, month=5, day=1) - timedelta(days=1), tick=False):
        assert page(signed_in(manager), "reports:follow_up").rows[1].number == 1


def test_erasing_or_restricting_a_woman_changes_no_figure(answered: Made, manager: User) -> None:
    before = page(signed_in(manager), "reports:follow_up")

    for name, field in {"w0": "erased", "w4": "restricted"}.items():
        her = answered.cases[name].participant
        assert her is not None
        stamp = {f"{field}_at": NOW, f"{field}_by": "Somebody"}
        type(her).objects.filter(pk=her.pk).update(first_names="", last_name="", **stamp)
        answered.cases[name].person.delete()

    after = page(signed_in(manager), "reports:follow_up")
    assert (after.headlines, after.rows, after.at_risk) == (before.headlines, before.rows, before.at_risk)


def test_an_answer_about_an_earlier_completion_is_not_counted(answered: Made, manager: User) -> None:
    case = answered.cases["w0"]
    assert case.closed_at is not None
    type(case).objects.filter(pk=case.pk).update(closed_at=case.closed_at + timedelta(days=30))

    rows = page(signed_in(manager), "reports:follow_up").rows

    assert [row.number for row in rows] == [
        15,
        1,
        3,
        1,
        10,
    ]  # one answer more is missing, one woman less counted
