"""The form in a real browser: without JavaScript, on a phone, with mistakes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from referrals import actions
from referrals.models import QuestionKind, Referral, Source
from tests.browser import shown_width
from tests.conftest import Service
from tests.factories import accounts, referrals
from tests.factories.programmes import ProgrammeFactory
from tests.referrals import walking
from tests.ui.axe import violations

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("JUNO_SHOTS", "")
WIDTHS = (320, 768, 1280)


def sign_in(page: Page, service: Service, user: User) -> None:
    """Give the browser a session of this person's."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": service.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


def look(page: Page, name: str) -> None:
    """Nothing lies outside the screen at any width, axe finds nothing; keep a picture where one is wanted."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = shown_width(page)
        assert wide <= width, f"{name} is {wide} px wide at {width}"
        if width == WIDTHS[0]:
            assert violations(page) == [], name
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


def fill(page: Page, answers: dict[str, str]) -> None:
    """Answer a page's questions by their names."""
    for name, value in answers.items():
        found = page.locator(f"[name='{name}']")
        kind = found.first.get_attribute("type") or found.first.evaluate("e => e.tagName")
        if kind == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            found.first.check()
        elif kind == "SELECT":
            found.select_option(value)
        else:
            found.fill(value)


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def test_a_referral_is_written_and_sent_without_javascript(service: Service, browser: Browser) -> None:
    programme = ProgrammeFactory.create()
    officer = accounts.officer(referrals.force_of(programme))
    page = browser.new_context(java_script_enabled=False, locale="en-GB").new_page()
    sign_in(page, service, officer)

    page.goto(f"{service.url}/referrals/start/")
    fill(page, walking.ELIGIBLE)
    press(page, "Continue")
    for answers in walking.PAGES.values():
        fill(page, answers)
        press(page, "Save and continue")
    press(page, "Send referral")
    fill(page, {"sex": "F"})
    press(page, "Save her answers")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Referral sent")
    assert Referral.objects.get().status == "SUBMITTED"


def test_every_page_fits_a_phone_and_says_what_to_mend(service: Service, page: Page) -> None:
    programme = ProgrammeFactory.create()
    officer = accounts.officer(referrals.force_of(programme))
    sign_in(page, service, officer)

    page.goto(f"{service.url}/referrals/start/")
    look(page, "1-eligible")
    press(page, "Continue")
    look(page, "1-eligible-errors")
    fill(page, {**walking.ELIGIBLE, "adult": "no"})
    press(page, "Continue")
    look(page, "1-not-suitable")
    page.goto(f"{service.url}/referrals/start/")
    fill(page, walking.ELIGIBLE)
    press(page, "Continue")
    for key, answers in walking.PAGES.items():
        look(page, key)
        press(page, "Save and continue")
        expect(page).to_have_title(re.compile("^Error: "))
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        look(page, f"{key}-errors")
        fill(page, answers)
        if key == "offence":
            press(page, "Check the dates")
            look(page, "offence-dates")
            page.get_by_role("button", name="Use 16 weeks").click()
            expect(page.locator("[name='deadline_on-day']")).to_have_value(str(walking.SIXTEEN_WEEKS.day))
            look(page, "offence-deadline")
        press(page, "Save and continue")
    look(page, "check")
    press(page, "Send referral")
    look(page, "equality")
    page.get_by_role("link", name="Leave these out").click()
    look(page, "sent")
    page.get_by_role("button", name="Print a card to give her").click()
    page.wait_for_url("**/card/")
    look(page, "card")


def test_what_a_coordinator_and_police_answer_fits_too(service: Service, page: Page) -> None:
    programme = ProgrammeFactory.create()
    worker = accounts.coordinator(programme.provider)
    officer = accounts.officer(referrals.force_of(programme))
    referrals.accepted(programme, by=officer)
    entered = referrals.draft(programme, by=worker, source=Source.PHONE, officer=officer, last_name="O'Ŵyn")
    sent = actions.submit(entered, by=worker, at=timezone.now())
    question = actions.ask(
        sent, kind=QuestionKind.EXTENSION, by=worker, at=timezone.now(), words="She is ill until January."
    )

    sign_in(page, service, worker)
    page.goto(f"{service.url}/referrals/start/")
    look(page, "entering")
    for name in ("review", "accept", "decline", "ask"):
        page.goto(f"{service.url}/referrals/{sent.pk}/{name}/")
        look(page, name)
        if name in {"accept", "decline", "ask"}:
            page.locator("form .govuk-button").last.click()
            look(page, f"{name}-errors")
    page.context.clear_cookies()
    sign_in(page, service, officer)
    for name, url in (
        ("answer", f"/questions/{question.pk}/answer/"),
        ("confirm", f"/referrals/{sent.pk}/confirm/"),
        ("page-start", "/referrals/start/"),
    ):
        page.goto(service.url + url)
        look(page, name)
