"""A manager enters a group that had begun, in a browser, at every width."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.conftest import Service
from tests.factories import accounts, referrals, workshops
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.test_browser import look, sign_in
from workshops.models import Place

pytestmark = pytest.mark.browser


def test_a_group_part_way_is_entered_with_its_women(page: Page, service: Service) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    manager = accounts.manager(juno.provider, name="Mo Manager")
    workshops.room(juno.provider, name="Harbour Hall")
    now = timezone.now()
    ada = referrals.accepted(juno, first_names="Ada", worker=manager, at=now - timedelta(days=30))
    assert ada.participant is not None
    answered_herself(ada.participant)
    first_on = timezone.localdate(now) - timedelta(days=13)
    sign_in(page, service, manager)

    page.goto(service.url + "/workshops/plan/")
    page.get_by_role("link", name="A group that has begun already").click()
    look(page, "day-one-first")
    page.get_by_label("Programme").select_option("juno")
    for part, value in (("Day", first_on.day), ("Month", first_on.month), ("Year", first_on.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Room").select_option(index=1)
    look(page, "day-one-days")
    page.get_by_role("button", name="Save this group").click()

    expect(page.get_by_text("Nobody is on it yet")).to_be_visible()
    page.get_by_label("Reference of her case").fill(ada.reference)
    page.get_by_label("What she came to").select_option("HERE")
    look(page, "day-one-empty")
    page.get_by_role("button", name="Put her on this group").click()
    expect(page.get_by_text("She is on the group.")).to_be_visible()
    look(page, "day-one-women")
    page.get_by_role("link", name="Everybody is entered").click()
    look(page, "day-one-sign-off")
    page.get_by_role("button", name="Everybody is entered").click()
    expect(page.get_by_text("The registers are signed off.")).to_be_visible()

    assert sorted(Place.objects.values_list("mark", flat=True)) == ["HERE", "NOT_MARKED"]
