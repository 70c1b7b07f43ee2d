"""Her page used on an old phone, without JavaScript and by keyboard, and used after it had expired."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from casework.actions import own_page, telling
from correspondence import by_hand, links
from correspondence.models import Message
from referrals.models import Referral
from tests.browser import PATIENCE
from tests.conftest import Service
from tests.factories import casework, referrals, workshops
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.test_browser import look, sign_in
from workshops.models import HerAnswer, Place

pytestmark = pytest.mark.browser

AWAY = "https://weather.example/"


@pytest.fixture
def case(service: Service, settings: Any) -> Referral:
    """A woman who said yes to texts and to a link, booked on two days."""
    settings.JUNO_PLAIN_URL = settings.JUNO_PUBLIC_URL = service.url
    settings.JUNO_EXIT_URL = AWAY
    now = timezone.now()
    programme = ProgrammeFactory.create(code="JUNO")
    referral = casework.reached(programme=programme, at=now - timedelta(days=2))
    by = referrals.worker_of(referral)
    telling.ask_what_is_safe(
        referral, answers={**casework.SAFE, "page": "YES"}, by=by, at=now - timedelta(days=1)
    )
    days = workshops.pair(programme, at=now)
    venue = days[0].room.venue
    venue.map_link = "https://maps.example/quay"
    venue.save()
    workshops.booked(referral, days, at=now)
    return referral


def address_in_the_text(case: Referral) -> str:
    """The link as a worker copies it out of the outbox to send from the office phone."""
    message = Message.objects.get(purpose="BOOKED", channel="TEXT")
    now = max(timezone.now(), message.due_at)  # at whatever hour the tests run
    by_hand.hand_out(message, by=referrals.worker_of(case), at=now)
    message.refresh_from_db()
    words = links.words_to_send(message, at=now)
    return words.rpartition("\n")[2]


def leaves(page: Page) -> None:
    page.route(f"{AWAY}**", lambda route: route.fulfill(body="<h1>Sunny</h1>", content_type="text/html"))


def test_her_page_is_used_and_used_after_it_expired(page: Page, service: Service, case: Referral) -> None:
    address = address_in_the_text(case)
    page.goto(address)
    expect(page).to_have_title("Dates")
    look(page, "her-page")

    page.get_by_role("button", name="I’ll be there").first.click()
    expect(page.get_by_text("You told me that you will be there.")).to_be_visible()
    page.get_by_role("button", name="I can’t make it").nth(1).click()
    expect(page.get_by_text("You told me that you can’t make it.")).to_be_visible()
    page.get_by_role("button", name="Please call me").click()
    expect(page.get_by_text("You asked me to call you.")).to_be_visible()
    look(page, "her-page-answered")
    page.get_by_role("link", name="Cymraeg").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eich dyddiadau")
    look(page, "her-page-welsh")

    first, second = Place.objects.order_by("workshop__starts_at")
    assert dict(HerAnswer.objects.standing().values_list("place", "answer")) == {
        first.pk: "COMING", second.pk: "CANNOT", None: "CALL_ME",
    }  # fmt: skip
    assert first.released_at is second.released_at is None

    worker = referrals.worker_of(case)
    sign_in(page, service, worker)
    for name, path in (
        ("today-own-pages", "/today/"),
        ("own-pages", "/today/own-pages/"),
        ("own-page", f"/cases/{case.pk}/own-page/"),
        ("case-contact-own-page", f"/cases/{case.pk}/contact/"),
        ("case-own-page", f"/cases/{case.pk}/"),
        ("her-answer", f"/answers/{HerAnswer.objects.get(answer='CANNOT').pk}/"),
    ):
        page.goto(service.url + path)
        look(page, name)
    page.goto(f"{service.url}/cases/{case.pk}/own-page/")
    page.get_by_role("button", name="Stop the link now").click()
    expect(page.get_by_text("The link is stopped.")).to_be_visible()
    page.context.clear_cookies()

    page.goto(address)
    expect(page).to_have_title("Nothing here")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    assert "December" not in page.content()
    look(page, "her-page-expired")
    page.goto(f"{service.url}/w/nothing")
    expect(page).to_have_title("Nothing here")
    assert HerAnswer.objects.count() == 3


def test_leaving_is_at_once_and_the_way_back_does_not_lead_to_it(page: Page, case: Referral) -> None:
    leaves(page)
    address = address_in_the_text(case)
    page.goto("about:blank")
    page.goto(address)
    page.get_by_role("button", name="I’ll be there").first.click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    page.get_by_role("link", name="Exit this page").click()
    expect(page.get_by_role("heading")).to_have_text("Sunny")

    page.goto(address)
    for _press in range(3):
        page.keyboard.press("Shift")
    expect(page.get_by_role("heading")).to_have_text("Sunny")
    page.go_back()
    assert "Your dates" not in page.content()


def test_it_works_without_javascript_and_by_keyboard(browser: Browser, case: Referral) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 480})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    leaves(page)
    page.goto(address_in_the_text(case))
    assert not page.get_by_text("press the Shift key").is_visible()

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Exit this page"
    page.get_by_role("button", name="I can’t make it").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You told me that you can’t make it.")).to_be_visible()
    page.get_by_role("link", name="Exit this page").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading")).to_have_text("Sunny")

    assert HerAnswer.objects.get().answer == "CANNOT"
    context.close()


def test_a_new_link_works_where_the_old_one_does_not(page: Page, case: Referral) -> None:
    old = address_in_the_text(case)
    own_page.new_page(case, by=referrals.worker_of(case), at=timezone.now())

    page.goto(old)
    expect(page).to_have_title("Nothing here")
    page.goto(links.address(case.pk, at=timezone.now()))
    expect(page).to_have_title("Dates")
