"""Trends are made of issued returns only."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import OrganisationKind
from audit.models import Event
from reports import actions, trends
from reports.models import IssuedReturn
from tests.factories import accounts
from tests.reports.conftest import Told
from tests.reports.made import at
from tests.reports.test_restating import NEXT, WHY, issue, quick_pdf
from tests.reports.worked_quarter import QUARTER

__all__ = ["quick_pdf"]

PAGE = "reports:trends"


def test_the_commissioner_sees_each_figure_as_it_was_issued_and_nothing_newer(told: Told) -> None:
    issue(told, QUARTER, told.at)
    told.made.case("sent since", sent=at(2, 6), accepted=at(3, 6))  # entered late: in no issued return yet
    reader = Client()
    reader.force_login(told.commissioner())

    page = reader.get(reverse(PAGE, args=["juno"])).content.decode()

    assert "2026-27 Q1" in page
    assert "2026-27 Q2" not in page
    assert "78.6% (11 of 14)" in page
    assert "12 of 15" not in page
    assert f'href="{reverse(PAGE, args=["juno"])}"' in reader.get(reverse("reports:returns")).content.decode()
    assert Event.objects.filter(verb="return.trends").count() == 1


def test_the_newest_version_of_each_quarter_counts_and_a_withdrawn_one_does_not(told: Told) -> None:
    first = issue(told, QUARTER, told.at)
    issue(told, NEXT, at(9, 10), why=WHY)
    actions.withdraw(first, reason="A slip", by=told.manager, at=at(9, 10))

    found = trends.over(IssuedReturn.objects.downloadable().select_related("programme"))

    assert found is not None
    assert found.quarters == ("2026-27 Q2",)


@pytest.mark.parametrize("code", ["juno", "nowhere"])
def test_trends_of_others_and_of_nothing_look_the_same_and_the_attempt_is_recorded(
    told: Told, code: str
) -> None:
    issue(told, QUARTER, told.at)
    elsewhere = accounts.OrganisationFactory.create(code="ELSEWHERE_PCC", kind=OrganisationKind.COMMISSIONER)
    other = accounts.commissioner(elsewhere)
    client = Client()
    client.force_login(other)

    assert client.get(reverse(PAGE, args=[code])).status_code == 404
    assert Event.objects.filter(verb="access.refused", who_id=other.pk).count() == 1
