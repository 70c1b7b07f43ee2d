"""Every piece of the design in a real browser: by eye, by keyboard, without JavaScript, on paper."""

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, expect

from tests.browser import shown_width
from tests.ui.axe import violations

pytestmark = pytest.mark.browser
WIDTHS = [320, 390, 768, 1024, 1280]
SAVE = "main form[method=post] button[type=submit]"


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests speak."""


@pytest.fixture(scope="module")
def design() -> Iterator[str]:
    """Serve the page of the design, which needs no database, for all the tests here."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, allow_reuse_address=False)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/design/"
    server.shutdown()
    server.server_close()
    thread.join()


def opened(page: Page, design: str, width: int = 1280, height: int = 900) -> Page:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(design)
    page.wait_for_selector("body.govuk-frontend-supported")
    page.wait_for_load_state("networkidle")
    return page


def keep(page: Page, name: str) -> None:
    """Keep a picture where `SCREENSHOTS` says, for looking at."""
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"{name}.png", full_page=True)


def test_axe_finds_nothing_at_any_width_with_or_without_errors(page: Page, design: str) -> None:
    for width in (320, 1280):
        opened(page, design, width)
        assert violations(page) == []
        page.locator(SAVE).first.click()
        page.wait_for_selector(".govuk-error-summary")
        assert violations(page) == []


def test_nothing_is_wider_than_the_page_at_any_width_or_zoom(page: Page, design: str) -> None:
    for width, height in [*((w, 900) for w in WIDTHS), (320, 256)]:
        opened(page, design, width, height)
        keep(page, f"design-{width}x{height}")
        assert shown_width(page) <= width


def test_no_words_are_smaller_than_16_pixels(page: Page, design: str) -> None:
    for width in (320, 1280):
        opened(page, design, width)
        small = page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
              && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
              && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.outerHTML.slice(0, 80))"""
        )
        assert small == []


def test_what_is_pressed_is_big_enough(page: Page, design: str) -> None:
    opened(page, design, 768)
    low = """([selector, least]) => [...document.querySelectorAll(selector)].filter(
      e => e.checkVisibility() && e.getBoundingClientRect().height < least).map(e => e.outerHTML.slice(0, 80))"""

    assert page.evaluate(low, ["main button, main .govuk-button, summary, .juno-sub-navigation a", 44]) == []
    assert page.evaluate(low, [".govuk-input, .govuk-select", 44]) == []
    assert page.evaluate(low, [".juno-marks__item input, .juno-marks__item label", 48]) == []


def test_the_summary_has_focus_and_each_of_its_links_reaches_a_control(page: Page, design: str) -> None:
    opened(page, design)
    page.get_by_label("Month").fill("13")
    page.locator(SAVE).first.click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))

    links = page.locator(".govuk-error-summary a")
    assert links.count() == 8
    assert page.locator(".govuk-error-summary a[href='#id_born_on-month']").count() == 1
    for index in range(links.count()):
        href = links.nth(index).get_attribute("href") or ""
        links.nth(index).click()
        reached = page.evaluate("[document.activeElement.id, document.activeElement.tagName]")
        assert reached[0] == href[1:]
        assert reached[1] in {"INPUT", "SELECT", "TEXTAREA"}


def test_a_chosen_answer_opens_its_questions(page: Page, design: str) -> None:
    opened(page, design)
    assert not page.get_by_label("What she said").is_visible()

    page.get_by_label("Spoke to her").check()

    assert page.get_by_label("What she said").is_visible()
    assert violations(page) == []


def test_everything_works_without_javascript(browser: Browser, design: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(design)

    assert page.get_by_label("What she said").is_visible()
    assert page.get_by_role("link", name="Workshops").first.is_visible()
    assert not page.get_by_role("button", name="Copy").is_visible()
    page.get_by_label("What she likes to be called").fill("Sam")
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_title(re.compile("^Error: "))
    assert page.get_by_label("What she likes to be called").input_value() == "Sam"
    page.get_by_role("link", name="Enter when she came", exact=True).count()
    page.get_by_role("link", name="Choose the offence").click()
    assert page.url.endswith("#id_offence")
    context.close()


def test_the_policy_is_never_broken(page: Page, design: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))

    opened(page, design)
    page.locator(SAVE).first.click()
    page.wait_for_selector(".govuk-error-summary")

    assert said == []


def test_focus_is_never_hidden_under_the_bar_that_stays(page: Page, design: str) -> None:
    opened(page, design, 1280, 700)
    hidden = []
    for key in ["Tab"] * 60 + ["Shift+Tab"] * 60:
        page.keyboard.press(key)
        covered = page.evaluate(
            """() => { const e = document.activeElement, bar = document.querySelector('.juno-identity');
              if (!e.closest('main')) return null;
              const at = e.getBoundingClientRect(), over = bar.getBoundingClientRect();
              return at.bottom <= over.bottom || at.top >= innerHeight ? e.outerHTML.slice(0, 80) : null; }"""
        )
        hidden += [covered] if covered else []

    assert hidden == []


def test_paper_has_the_content_and_nothing_to_press(page: Page, design: str) -> None:
    opened(page, design)
    page.emulate_media(media="print")
    keep(page, "design-print")

    assert not page.locator(".govuk-service-navigation").first.is_visible()
    assert not page.get_by_role("button", name="Save and continue").is_visible()
    assert page.locator("h1").is_visible()


def test_high_contrast_still_shows_which_mark_is_chosen(page: Page, design: str) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    opened(page, design)
    keep(page, "design-forced-colours")

    grounds = page.evaluate(
        """() => ['#mark-1-1', '#mark-1-2'].map(
          id => getComputedStyle(document.querySelector(id + ' + label')).backgroundColor)"""
    )
    assert grounds[0] != grounds[1]
