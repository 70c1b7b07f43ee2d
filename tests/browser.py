"""A real browser for the tests: Debian's Chromium, else the one that Playwright brought."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

HOW = "Install a browser: apt-get install chromium, or .venv/bin/playwright install chromium"
# How long a browser may wait for anything, in milliseconds: a busy machine is slow, not wrong.
PATIENCE = 300_000
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def _launch(engine: Any) -> Browser:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        browser: Browser = engine.chromium.launch(executable_path=chromium, args=QUIET)
    except Error as error:
        if os.environ.get("CI"):
            pytest.fail(f"No browser in CI. {HOW}. {error}")
        pytest.skip(HOW)
    return browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run."""
    # Playwright's event loop would make Django refuse the database in this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Once the loop runs, Django's connections of this thread are others than before it: the ones that
    # earlier tests left open could no longer be reached, and would keep the database from being cloned.
    connections.close_all()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as engine:
        launched = _launch(engine)
        yield launched
        launched.close()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A clean profile, British, with nothing from the test before."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """A page in that profile."""
    return browser_context.new_page()


def shown_width(page: Page) -> int:
    """Return how wide what the page shows is, in pixels, once it has loaded.

    A page that has only just been answered has no element yet to ask.
    """
    page.wait_for_load_state()
    return int(page.evaluate("document.documentElement.scrollWidth"))
