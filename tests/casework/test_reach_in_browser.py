"""Numbers and addresses, and post that came back, at every width."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from casework.actions import telling
from casework.statuses import CallOutcome
from tests.casework.reach_lists.her import posted
from tests.conftest import Service
from tests.factories import accounts, casework, referrals
from tests.factories.accounts import NOW
from tests.factories.participants import details
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.test_browser import look, sign_in

pytestmark = pytest.mark.browser


def test_what_stops_a_letter_or_a_call_is_found_and_put_right(page: Page, service: Service) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    worker = accounts.coordinator(juno.provider, name="Jo Marsh")
    moved = casework.reached(programme=juno, worker=worker, first_names="Aisha")
    letter = posted(moved)
    wrong = referrals.accepted(
        juno, worker=worker, first_names="Maria-Magdalena", crime_reference="44260777777",
        last_name="Konstantynopolitańczykiewicz", number_check="NOT_CHECKED",
    )  # fmt: skip
    casework.called(wrong, CallOutcome.WRONG_NUMBER, at=NOW + timedelta(hours=1))
    landline = referrals.accepted(juno, worker=worker, first_names="Bea", crime_reference="44260888888")
    changed = details(first_names="Bea", phone="01632 960 001", postcode="Q1 1AA")
    telling.amend_details(landline, changed, by=worker, at=NOW, seen=None)
    sign_in(page, service, worker)

    page.goto(service.url + reverse("correspondence:message", args=[letter.pk]))
    page.get_by_role("link", name="This letter came back").click()
    page.get_by_label("Somebody had opened it").check()
    look(page, "came-back")
    page.get_by_role("button", name="Log that it came back").click()
    expect(page.get_by_text("Somebody may have read this letter")).to_be_visible()
    look(page, "returned")

    page.goto(service.url + reverse("casework:cases"))
    page.get_by_role("link", name="Numbers and addresses to put right").click()
    look(page, "reach-lists")
    page.get_by_role("link", name="Number of another woman too").click()
    expect(page.get_by_text("Also of")).to_have_count(2)
    look(page, "reach-shared")

    page.goto(service.url + reverse("casework:call", args=[wrong.pk]))
    look(page, "call-shared")
