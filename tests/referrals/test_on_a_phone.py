"""A referral on a phone of 320 px: how much must be answered, how much is loaded, what comes by itself.

Run with `-s` to read the report.
"""

from __future__ import annotations

import gzip
import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from programmes.messages import day
from programmes.models import Programme
from referrals.drafts import Draft
from referrals.models import Referral
from tests.browser import shown_width
from tests.conftest import Service
from tests.factories import accounts, referrals, workshops
from tests.factories.programmes import ProgrammeFactory
from tests.referrals import walking
from tests.referrals.test_browser import fill, press, sign_in
from workshops.models import HeldSeat

pytestmark = pytest.mark.browser
MOST_ANSWERS = 25  # the list of eligibility questions counts as one
MOST_KILOBYTES = 120  # of the first view, packed as the web server packs it
PACKED = ("text/", "javascript", "json", "svg")
FIRST = walking.TODAY + timedelta(days=14)
UNTIL = walking.TODAY + timedelta(weeks=10)
DEADLINE = {
    "deadline_known": "DATE",
    **{f"deadline_on-{part}": str(getattr(UNTIL, part)) for part in ("day", "month", "year")},
}


@pytest.fixture
def phone(service: Service, page: Page) -> Page:
    page.set_viewport_size({"width": 320, "height": 640})
    return page


def programme_with_dates() -> Programme:
    programme = ProgrammeFactory.create()
    workshops.pair(programme, first_on=FIRST, at=timezone.now())
    return programme


def weight(responses: list[Response]) -> int:
    """Return the bytes of what was loaded, text packed."""
    total = 0
    for response in responses:
        if 300 <= response.status < 400:
            continue  # a redirect has no body
        body = response.body()
        kind = response.headers.get("content-type", "")
        total += len(gzip.compress(body, 6)) if any(one in kind for one in PACKED) else len(body)
    return total


def to_mend(page: Page) -> int:
    """Send a page with nothing answered; return how many answers it asks for."""
    press(page, "Save and continue")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    return page.locator(".govuk-error-summary__list li").count()


def fits(page: Page) -> None:
    assert shown_width(page) <= 320, page.url


def test_a_referral_at_320_px_asks_little_and_loads_little(service: Service, phone: Page) -> None:
    officer = accounts.officer(referrals.force_of(programme_with_dates()))
    sign_in(phone, service, officer)
    loaded: list[Response] = []
    phone.on("response", lambda response: loaded.append(response))  # Playwright wants a function of Python
    phone.goto(f"{service.url}/referrals/start/", wait_until="networkidle")
    first_view = weight(loaded)
    fits(phone)

    fill(phone, walking.ELIGIBLE)
    press(phone, "Continue")
    asked = {"eligibility": 1}
    for key, answers in walking.PAGES.items():
        asked[key] = to_mend(phone)
        given = {**answers, **(DEADLINE if key == "offence" else {})}
        # What an answer opens, and must be answered then: the two dates of the caution.
        asked[key] += {"offence": 2}.get(key, 0)
        fill(phone, given)
        fits(phone)
        press(phone, "Save and continue")
    fits(phone)
    press(phone, "Send referral")
    phone.get_by_role("link", name="Leave these out").click()

    expect(phone.get_by_role("heading", level=1)).to_contain_text("Referral sent")
    fits(phone)
    report = {"required answers": asked, "in all": sum(asked.values()), "first view, bytes": first_view}
    print(json.dumps(report))  # noqa: T201 (the report that this run is for)
    assert sum(asked.values()) <= MOST_ANSWERS
    assert first_view <= MOST_KILOBYTES * 1024


def test_the_dates_say_by_themselves_what_she_could_do_and_are_held(service: Service, phone: Page) -> None:
    programme = programme_with_dates()
    officer = accounts.officer(referrals.force_of(programme))
    draft = referrals.draft(programme, by=officer, pages={})
    sign_in(phone, service, officer)
    phone.goto(f"{service.url}/referrals/{draft.pk}/offence/")
    said = phone.locator("#what-fits")
    expect(said).to_contain_text("Once the dates are filled in")

    fill(phone, {**walking.OFFENCE, **DEADLINE})
    phone.locator("[name='crime_reference']").click()

    pair = f"{day(FIRST)} and {day(FIRST + timedelta(days=28))}"
    expect(said).to_contain_text(f"The first workshops with places: {pair}")
    fits(phone)
    said.get_by_role("button", name="Save, and hold dates for her").click()
    phone.locator("[name='run']").first.check()
    fits(phone)
    press(phone, "Hold these dates")

    expect(phone.locator(".govuk-notification-banner")).to_contain_text("held for her until the end of")
    assert HeldSeat.objects.unfreed().count() == 2


def test_enter_saves_the_page_and_presses_nothing_else(service: Service, phone: Page) -> None:
    programme = programme_with_dates()
    officer = accounts.officer(referrals.force_of(programme))
    draft = referrals.draft(programme, by=officer, pages={})
    sign_in(phone, service, officer)
    phone.goto(f"{service.url}/referrals/{draft.pk}/offence/")
    fill(phone, {**walking.OFFENCE, **DEADLINE})

    phone.locator("[name='crime_reference']").press("Enter")

    phone.wait_for_url("**/help/")
    assert "offence" in Draft.read(Referral.objects.get().draft).pages


def test_a_page_that_is_left_is_found_again_as_it_was(service: Service, phone: Page) -> None:
    programme = programme_with_dates()
    officer = accounts.officer(referrals.force_of(programme))
    draft = referrals.draft(programme, by=officer, pages={})
    sign_in(phone, service, officer)
    about = f"{service.url}/referrals/{draft.pk}/about/"
    phone.goto(about)
    fill(phone, {"first_names": "Findable", "date_of_birth-day": "14"})

    phone.goto(f"{service.url}/referrals/start/")
    until = time.monotonic() + 300
    while not Draft.read(Referral.objects.get().draft).typed and time.monotonic() < until:
        time.sleep(0.1)  # the browser sends it beside the page it goes to
    phone.goto(about)

    expect(phone.locator("[name='first_names']")).to_have_value("Findable")
    expect(phone.locator("[name='date_of_birth-day']")).to_have_value("14")
    expect(phone.get_by_text("It is not checked yet")).to_be_visible()
    kept = phone.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert "Findable" not in kept
