"""The pages of returns in a real browser: they fit, axe finds nothing, and the walk works by hand."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from reports import actions
from reports.quarters import quarter_of
from tests.browser import shown_width
from tests.conftest import Service
from tests.factories import accounts
from tests.reports.made import Made
from tests.ui.axe import violations

pytestmark = pytest.mark.browser

SHOTS = Path(settings.STATE_DIR) / "screenshots" / "reports"


def sign_in(user: User, service: Service, context: BrowserContext) -> Page:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.clear_cookies()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": service.url}])
    return context.new_page()


def looked_at(page: Page, name: str) -> list[str]:
    """Look at a page at three widths; return what axe finds and what does not fit."""
    found = []
    page.locator("h1").wait_for()
    page.wait_for_load_state()
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found += violations(page) if width != 768 else []
        if shown_width(page) > width:
            found.append(f"{name} is wider than {width}")
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
    return found


def busy_quarter() -> Made:
    """The last full quarter with two dozen cases, and one the quarter before."""
    made, quarter = Made("JUNO"), quarter_of(timezone.now()).previous
    held_at = quarter.starts_at + timedelta(days=40, hours=9)
    made.workshop("first", held_at, step=1)
    made.workshop("second", held_at + timedelta(days=28), step=2)
    made.case("earlier", sent=quarter.previous.starts_at, accepted=quarter.previous.starts_at)
    for number in range(24):
        name, sent = f"case {number}", quarter.starts_at + timedelta(days=number, hours=9)
        ended = number % 3 == 0
        made.case(
            name,
            sent=sent,
            accepted=sent + timedelta(hours=4),
            status="COMPLETED" if ended else "ACCEPTED",
            closed=held_at + timedelta(days=29) if ended else None,
            deadline_on=quarter.ends_at.date() + timedelta(days=200),
        )
        made.calls(name, ("NO_ANSWER", sent + timedelta(days=1)), ("SPOKE", sent + timedelta(days=2)))
        if number < 12:
            made.place(name, "first", "HERE" if number % 4 else "NOT_HERE")
    return made


def test_a_return_from_draft_to_download(service: Service, browser_context: BrowserContext) -> None:
    made = busy_quarter()
    manager = accounts.manager(made.provider, name="Jo Marsh")
    quarter = quarter_of(timezone.now()).previous
    page = sign_in(manager, service, browser_context)
    found: list[str] = []

    page.goto(f"{service.url}/returns/")
    found += looked_at(page, "returns")
    page.get_by_role("link", name=str(quarter), exact=True).click()
    found += looked_at(page, "return")
    page.get_by_label("Words with the figures").fill("Two groups ran.\n\nBoth were full.")
    page.get_by_role("button", name="Save the words").click()
    page.locator("td a", has_text="24").first.click()
    found += looked_at(page, "cases")
    page.go_back()
    page.get_by_role("link", name="Who the women were").click()
    found += looked_at(page, "tables")
    page.go_back()
    page.get_by_role("link", name="Data quality, with the cases to mend").click()
    found += looked_at(page, "quality")
    page.get_by_role("link", name="24 of 24").first.click()
    found += looked_at(page, "to-mend")
    page.go_back()
    page.go_back()
    page.get_by_role("button", name="Prepare for signing off").click()
    found += looked_at(page, "prepare")
    page.get_by_label("Name and job").fill("Jo Marsh, service manager")
    if page.get_by_label("Why is it signed off").count():
        page.get_by_label("Why is it signed off").fill("Both cases are being closed this week.")
    page.get_by_role("button", name="Prepare the return").click()
    page.get_by_text("The PDF is being made").wait_for()
    found += looked_at(page, "sign_off_waiting")
    assert actions.draw_waiting(at=timezone.now()) == 1
    page.get_by_text("Read it first").wait_for()  # htmx looks every two seconds
    found += looked_at(page, "sign_off")
    page.get_by_role("button", name="Sign off and issue").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("I have read the PDF").check()
    page.get_by_role("button", name="Sign off and issue").click()
    found += looked_at(page, "issued_manager")

    reader = sign_in(accounts.commissioner(made.programme.commissioners.get()), service, browser_context)
    reader.goto(f"{service.url}/returns/")
    found += looked_at(reader, "returns_commissioner")
    reader.get_by_role("link", name="from quarter to quarter").click()
    found += looked_at(reader, "trends")
    reader.go_back()
    reader.get_by_role("link", name=str(quarter)).first.click()
    found += looked_at(reader, "issued")
    with reader.expect_download() as download:
        reader.get_by_role("button", name="Download the PDF").click()
    assert download.value.suggested_filename == f"juno-{quarter.slug}-v1.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF")
    reader.get_by_role("link", name="What counts").click()
    found += looked_at(reader, "what_counts")

    assert found == []


def test_a_withdrawn_return_shows_why_and_no_figure(
    service: Service, browser_context: BrowserContext
) -> None:
    made = busy_quarter()
    manager = accounts.manager(made.provider, name="Jo Marsh")
    quarter, now = quarter_of(timezone.now()).previous, timezone.now()
    prepared = actions.prepare(made.programme, quarter, name="Jo Marsh", reason="-", by=manager, at=now)
    actions.draw(prepared, at=now)
    issued = actions.sign_off(made.programme, quarter, by=manager, at=now, seen=None)
    page = sign_in(manager, service, browser_context)
    found: list[str] = []

    page.goto(f"{service.url}/returns/issued/{issued.pk}/withdraw/")
    found += looked_at(page, "withdraw")
    page.get_by_label("Why is it withdrawn?").fill("A sentence was wrong.")
    page.get_by_role("button", name="Withdraw the return").click()
    page.get_by_text("A sentence was wrong.").wait_for()
    assert page.get_by_text("Headlines").count() == 0
    found += looked_at(page, "withdrawn")

    assert found == []
