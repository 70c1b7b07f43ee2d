"""One woman's page on a register, and what is done from it, at every width and with no JavaScript."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from casework.actions import in_the_room
from casework.models import Note
from tests.conftest import Service
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.test_browser import look, sign_in

pytestmark = pytest.mark.browser


def test_the_pages_of_the_room_fit_every_width_and_need_no_javascript(
    service: Service, browser: Browser, page: Page
) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    jo = accounts.practitioner(juno.provider, name="Jo Practice")
    case = referrals.accepted(
        juno, risk_to_staff="Nobody should meet her alone", access_needs="A chair with arms"
    )
    casework.spoken_to(case, at=NOW)
    place = workshops.booked(case, workshops.pair(juno, practitioners=[jo]))[0]
    start = place.workshop.starts_at
    with time_machine.travel(start, tick=True):
        note = in_the_room.record_concern(place, words="She was afraid to go home.", by=jo, at=start)
        sign_in(page, service, jo)
        for name in ("room", "room_ring", "room_concern", "room_need", "room_safe"):
            page.goto(service.url + reverse(f"casework:{name}", args=[place.pk]))
            look(page, name)
        page.goto(service.url + reverse("workshops:register", args=[place.workshop_id]))
        look(page, "register-help")
        context = browser.new_context(locale="en-GB", java_script_enabled=False)
        context.set_default_timeout(60_000)
        plain = context.new_page()
        sign_in(plain, service, jo)
        plain.goto(service.url + reverse("workshops:register", args=[place.workshop_id]))
        plain.get_by_role("link", name="Ring, help or a concern").click()
        plain.get_by_role("link", name="Record a concern").click()
        plain.get_by_label("What did you see or hear?").fill("She had no food at home.")
        plain.get_by_role("button", name="Send it to the coordinators").click()
        expect(plain.get_by_text("The coordinators have your concern.")).to_be_visible()
        sign_in(page, service, referrals.worker_of(case))
        for name, url in {
            "concern": reverse("casework:concern", args=[note.pk]),
            "concerns": reverse("casework:queue", args=["concerns"]),
        }.items():
            page.goto(service.url + url)
            look(page, name)
        context.close()

    assert Note.objects.filter(kind="CONCERN").count() == 2
