"""The pages of this side in a real browser: at every width, with axe, and the card on paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from referrals.models import Transfer
from tests.conftest import Service
from tests.factories import accounts, referrals
from tests.factories.programmes import ProgrammeFactory
from tests.referrals.test_browser import look, sign_in
from tests.referrals.test_from_mail import example_mail

pytestmark = pytest.mark.browser


def test_what_police_see_and_choose_fits_every_screen(service: Service, page: Page) -> None:
    at = timezone.now() - timedelta(days=2)
    referral = referrals.submitted(at=at)
    officer = referral.referred_by
    assert officer is not None
    sign_in(page, service, officer)

    for name, view, pk in (
        ("police-home", "casework:police_home", None),
        ("police-referral", "casework:police_referral", referral.pk),
        ("card-answer", "referrals:card_answer", referral.pk),
        ("card", "referrals:card", referral.pk),
        ("e-mails", "correspondence:mail_choice", None),
    ):
        page.goto(service.url + reverse(view, args=[pk] if pk else []))
        look(page, name)
    page.goto(service.url + reverse("casework:police_home"))
    page.get_by_label("Search").fill("Testwell")
    page.get_by_role("button", name="Search").click()
    look(page, "police-found")
    assert referral.reference in page.inner_text("main")


def test_a_mail_and_a_passing_on_fit_every_screen(service: Service, page: Page) -> None:
    referral = referrals.submitted(at=timezone.now() - timedelta(days=2))
    cara = ProgrammeFactory.create(code="CARA")
    worker = accounts.coordinator(referral.provider)
    sign_in(page, service, worker)

    page.goto(service.url + reverse("referrals:eligible", args=[referral.programme.slug]))
    page.get_by_label("Paste the text of the mail").fill(example_mail() + "Ring her mother first.")
    page.get_by_role("button", name="Fill in from the mail").click()
    look(page, "mail-start")
    page.goto(service.url + reverse("casework:transfer", args=[referral.pk]))
    look(page, "pass-on")
    page.get_by_label(str(cara)).check()
    page.get_by_label("Why is it passed on?").fill("She lives nearer to the other group")
    page.get_by_role("button", name="Continue").click()
    look(page, "pass-on-check")
    page.get_by_role("button", name="Pass it on and tell police").click()
    look(page, "passed-on-review")
    kept = Transfer.objects.get()
    sender = referral.referred_by
    assert sender is not None
    sign_in(page, service, sender)
    page.goto(service.url + reverse("casework:police_transfer", args=[kept.pk]))
    look(page, "police-passed-on")
