"""A person at a browser, whose every page is looked at as she meets it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from django.core import mail
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, expect

from accounts.models import User
from tests.browser import PATIENCE, shown_width
from tests.conftest import Service
from tests.factories.accounts import PASSWORD
from tests.ui.axe import violations

WIDTHS = ((320, 900), (768, 1024), (1280, 900))
# Nothing of these may stand in an address or a title, where a shared screen and its history keep it.
HER_NAMES = ("Bronwen", "Penhaligon", "Bron")
# Said by htmx of a request that was broken off; of one that failed it says sendError, timeout or responseError.
BROKEN_OFF = ("htmx:sendAbort,", "htmx:afterRequest,")
_TELLS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`Against the content security policy: ${event.violatedDirective} ${event.blockedURI}`))
"""


# Which elements a page is made of, whatever words stand in them.
_MADE_OF = """
() => [...new Set([...document.querySelectorAll("body *")].map((each) =>
  [each.tagName, each.className.baseVal ?? each.className, each.getAttribute("type"), each.hidden].join("|")))]
  .sort().join(" ")
"""
PASSED: set[int] = set()  # the kinds of page that axe found nothing wrong with in this run


def looked_at(page: Page, problems: Sequence[str] = ()) -> None:
    """Check what holds on every page: it fits, axe finds nothing, the browser complains of nothing."""
    page.wait_for_load_state()
    where = f"{page.title()!r} at {page.url}"
    before = page.viewport_size
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        wide = shown_width(page)
        assert wide <= width, f"{where} is {wide} px wide at {width}"
    if before:
        page.set_viewport_size(before)
    _asked_axe(page, where)
    assert list(problems) == [], f"{where}: {problems}"
    names_nobody(page)


def _asked_axe(page: Page, where: str) -> None:
    """Ask axe, unless it has passed a page of the same kind in this run: in deep runs, of the same elements."""
    address = re.sub(r"[0-9a-f-]{36}", "", page.url.partition("?")[0].split("/", 3)[3])
    made_of = hash((address, page.title(), page.evaluate(_MADE_OF) if os.environ.get("JUNO_DEEP") else ""))
    if made_of in PASSED:
        return
    found = violations(page)
    assert found == [], f"{where}: {found}"
    PASSED.add(made_of)


def names_nobody(page: Page) -> None:
    """Check that neither the title nor the address says who it is about."""
    shown = f"{page.title()} {page.url}".casefold()
    assert [name for name in HER_NAMES if name.casefold() in shown] == [], shown


class Desk:
    """One person's browser. Each verb does what she does, then looks at the page she comes to."""

    def __init__(self, page: Page, service: Service, *, javascript: bool = True) -> None:
        self.page, self.service, self.javascript = page, service, javascript
        self.problems: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        if javascript:
            page.add_init_script(_TELLS)

    def _heard(self, said: ConsoleMessage) -> None:
        # A question still under way when its page is left is broken off: nobody waits for the answer any more.
        if said.type == "error" and not said.text.startswith(BROKEN_OFF):
            self.problems.append(said.text)

    # --- coming in ---

    def sign_in_by_code(self, address: str) -> None:
        """Sign in as police do, with the code that was sent to the address."""
        self.open("/sign-in/")
        self.follow("Email me a code")
        self.fill({"email": address})
        sent_before = len(mail.outbox)
        self.press("Email me a code")
        assert [message.to for message in mail.outbox[sent_before:]] == [[address]]
        code = re.search(r"code is: (\S+)", str(mail.outbox[-1].body))
        assert code
        self.fill({"code": code.group(1)})
        self.press("Sign in")

    def sign_in(self, user: User) -> None:
        """Sign in as everybody else does, by password."""
        self.open("/sign-in/")
        self.fill({"login": user.email, "password": PASSWORD})
        self.press("Sign in")

    # --- getting about ---

    def open(self, path: str) -> None:
        self.page.goto(self.service.url + path)
        self.look()

    def follow(self, words: str, *, within: str = "body") -> None:
        """Follow the link, or the button that is one."""
        link = self.page.locator(within).get_by_role("link", name=words)
        (link if link.count() else self.page.locator(within).get_by_role("button", name=words)).first.click()
        self.look()

    def go_to(self, words: str) -> None:
        """Follow a link of the navigation, which a phone keeps behind a button."""
        menu = self.page.locator("header").get_by_role("button", name="Menu")
        if menu.is_visible():
            menu.click()
        self.follow(words, within="header")

    def press(self, words: str) -> None:
        self.button(words).click()
        self.look()

    def button(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=words, exact=True).first

    def fill(self, answers: Mapping[str, str]) -> None:
        """Answer questions by the names of their boxes."""
        for name, value in answers.items():
            found = self.page.locator(f"[name='{name}']")
            kind = found.first.get_attribute("type") or found.first.evaluate("e => e.tagName")
            if kind == "radio":
                self.page.locator(f"[name='{name}'][value='{value}']").check()
            elif kind == "checkbox":
                found.first.check()
            elif kind == "SELECT":
                found.select_option(value)
            else:
                found.fill(value)

    def look(self) -> None:
        self.page.wait_for_load_state()
        if self.javascript:
            looked_at(self.page, self.problems)
        else:
            names_nobody(self.page)

    # --- seeing ---

    def is_told_of_mistakes(self) -> None:
        """Check that the page's title says that there are mistakes on it."""
        expect(self.page).to_have_title(re.compile("^Error: "))

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def does_not_see(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("body")).not_to_contain_text(each)

    def download(self, words: str) -> bytes:
        """Press what gives a file, and return its bytes."""
        with self.page.expect_download() as given:
            self.page.get_by_role("button", name=words).first.click()
        return given.value.path().read_bytes()

    def read_file(self, words: str) -> bytes:
        """Return the bytes of the file behind a link, asked for with her session."""
        link = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words))
        answer = self.page.request.get(self.service.url + str(link.first.get_attribute("href")))
        assert answer.ok, answer.status
        return answer.body()


@contextmanager
def at_a_desk(browser: Browser, service: Service, **given: Any) -> Iterator[Desk]:
    """Sit somebody down at a browser of her own, with nothing from anybody before."""
    javascript = given.pop("javascript", True)
    given.setdefault("viewport", {"width": 1280, "height": 900})
    context = browser.new_context(locale="en-GB", java_script_enabled=javascript, **given)
    context.set_default_timeout(PATIENCE)
    try:
        yield Desk(context.new_page(), service, javascript=javascript)
    finally:
        with suppress(Error):  # a crash of the browser is told by the test itself
            context.close()
