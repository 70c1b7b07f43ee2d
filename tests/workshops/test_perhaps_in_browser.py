"""Whether a woman is the person a keep-apart names, asked and answered at every width."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from casework.actions.keeping_apart import Other, keep_apart
from participants.models import PerhapsAnswer
from tests.conftest import Service
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.test_browser import look, sign_in

pytestmark = pytest.mark.browser


def test_a_name_is_settled_from_the_list_before_two_women_meet(page: Page, service: Service) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    manager = accounts.manager(juno.provider, name="Mo Manager")
    one, kim, third = (
        referrals.accepted(juno, first_names=first, last_name=last, crime_reference=f"4426000007{n}")
        for n, (first, last) in enumerate((("Aisha", "Testwell"), ("Bronwen", "Kim"), ("Bronwen", "Kim")))
    )
    pair = workshops.pair(juno, first_on=workshops.FIRST_ON)
    for case in (one, kim):
        workshops.booked(case, pair)
    keep_apart(one, Other(name="Bronwen Kim"), reason="She threatened her in 2024.", by=manager, at=NOW)
    sign_in(page, service, manager)

    page.goto(service.url + reverse("workshops:book", args=[third.pk]))
    expect(page.get_by_text("Perhaps to be kept apart").first).to_be_visible()
    look(page, "perhaps-book")
    page.goto(service.url + "/today/")
    page.get_by_role("link", name="1 name to settle before they meet").click()
    look(page, "perhaps-list")
    page.get_by_role("link", name="Say whether it is she").first.click()
    look(page, "perhaps-ask")
    page.get_by_label("It is not she: her name means nothing").check()
    page.get_by_label("How do you know?").fill("Police say she was born in another town.")
    page.get_by_role("button", name="Save the answer").click()

    expect(page.get_by_text("Noted: it is not she.")).to_be_visible()
    look(page, "perhaps-answered")
    assert PerhapsAnswer.objects.get().same is False
    page.get_by_role("link", name="Read or take back").click()
    expect(page.get_by_role("button", name="Take the answer back")).to_be_visible()
    look(page, "perhaps-undo")
