"""Changing the words of a letter, with the preview beside it, at every width."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from correspondence.statuses import Wording
from correspondence.words.slots import of_letter
from programmes.models import Wording as OwnWording
from tests.conftest import Service
from tests.factories import accounts
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.test_browser import look, sign_in

pytestmark = pytest.mark.browser


def test_a_manager_changes_the_words_of_a_letter_and_sees_it_while_typing(
    page: Page, service: Service
) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    sign_in(page, service, accounts.manager(juno.provider, name="Mo Manager"))
    slot = of_letter("INVITATION", Wording.DISCREET)

    page.goto(service.url + reverse("correspondence:outbox"))
    page.get_by_role("link", name="Change the words of letters and texts").click()
    look(page, "all-words")
    page.goto(service.url + reverse("correspondence:words", args=[slot.slug]))
    preview = page.locator("#preview")
    expect(preview.get_by_text("These words can be used.")).to_be_visible()
    words = page.get_by_label("The words")
    words.fill("# Your days\n\n{days}\n\nYour workshop is near.")
    expect(preview.get_by_text("whoever reads it learns what it is about")).to_be_visible()
    look(page, "words-fault")

    words.fill("# Your days\n\nTea is ready for you at {venue}.\n\n{days}\n\nRing me on {phone}.")
    expect(preview.get_by_text("Tea is ready for you at Harbour Hall.")).to_be_visible()
    expect(preview.get_by_text("These words can be used.")).to_be_visible()
    page.get_by_role("button", name="Save these words").click()
    expect(page.get_by_text("What went out before stays as it was.").first).to_be_visible()
    look(page, "words")
    assert OwnWording.objects.get().text.startswith("# Your days")
