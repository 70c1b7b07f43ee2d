"""A practitioner who knows a woman, noted and found in Group safety, at every width."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.roles import Role
from tests.conftest import Service
from tests.factories import accounts, referrals, workshops
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.test_browser import look, sign_in

pytestmark = pytest.mark.browser


def test_a_practitioner_who_knows_her_is_noted_and_found_at_once(page: Page, service: Service) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    manager = accounts.manager(juno.provider, name="Mo Manager")
    prue = accounts.person(Role.PRACTITIONER, organisation=juno.provider, name="Prue Practitioner")
    one = referrals.accepted(juno, first_names="Aisha")
    workshops.booked(one, workshops.pair(juno, practitioners=[prue]))
    sign_in(page, service, manager)

    page.goto(service.url + reverse("casework:known_by", args=[one.pk]))
    page.get_by_label("Who knows her?").select_option(label="Prue Practitioner")
    page.get_by_label("Neighbour").check()
    page.get_by_label("What do you know, and from whom?").fill("Aisha says they live next door.")
    look(page, "known-note")
    page.get_by_role("button", name="Note it").click()

    expect(page.get_by_text("Practitioners who know a woman on their workshop").first).to_be_visible()
    look(page, "known-safety")
    page.goto(service.url + reverse("casework:known_by", args=[one.pk]))
    page.get_by_role("link", name="End it").click()
    look(page, "known-end")
    page.get_by_label("Why?").fill("Another Prue.")
    page.get_by_role("button", name="She may be on her workshops").click()
    expect(page.get_by_text("Nobody is noted.")).to_be_visible()
