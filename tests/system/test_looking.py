"""The look at every page is not blind: each thing it is there to catch is caught."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.conftest import Service
from tests.system.browsing import PASSED, Desk

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("spoil", "caught"),
    [
        ("document.querySelector('h1').style.width = '2000px'", "px wide at 320"),
        ("document.querySelector('main').append(new Image())", "image-alt"),
        ("document.title = 'Bronwen: sign in'", "bron"),
        ("document.querySelector('h1').setAttribute('style', 'color: red')", "Content Security Policy"),
        ("setTimeout(() => { throw new Error('a script broke') })", "a script broke"),
    ],
)
def test_a_page_that_is_wrong_is_not_passed(service: Service, page: Page, spoil: str, caught: str) -> None:
    desk = Desk(page, service)
    desk.open("/sign-in/")

    PASSED.clear()  # it was right a moment ago
    page.evaluate(f"() => {{ {spoil} }}")

    with pytest.raises(AssertionError, match=caught):
        desk.look()
