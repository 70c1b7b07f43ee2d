"""The programme pages at three widths: nothing overflows, and axe finds nothing."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from programmes import actions
from tests.browser import shown_width
from tests.conftest import Service
from tests.factories.accounts import NOW, manager
from tests.factories.programmes import ProgrammeFactory
from tests.ui.axe import violations

pytestmark = pytest.mark.browser


def test_the_pages_fit_and_are_accessible(service: Service, browser_context: BrowserContext) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    for code in ("CARA", "GOOD_LOAF", "WONDER"):
        ProgrammeFactory.create(code=code)
    client = Client()
    boss = manager(juno.provider)
    day = actions.close_day(on=date(2099, 5, 11), label="A day of mourning", by=boss, at=NOW)
    tomorrow = NOW.date() + timedelta(days=1)
    actions.set_hours(opens=time(8, 30), closes=time(16), from_on=tomorrow, by=boss, at=NOW)
    client.force_login(boss)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    browser_context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": service.url}])
    page = browser_context.new_page()
    found, wide = [], []

    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for where in (
            "",
            "juno/",
            "good-loaf/",
            "wonder/",
            "juno/versions/1/",
            "closed-days/",
            f"closed-days/{day.pk}/reopen/",
            "office-hours/",
        ):
            page.goto(f"{service.url}/programmes/{where}")
            found += violations(page)
            if shown_width(page) > width:
                wide.append((width, where))

    assert found == []
    assert wide == []
