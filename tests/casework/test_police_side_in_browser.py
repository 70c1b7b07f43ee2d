"""The pages of this side in a real browser: at every width, with axe, and the card on paper."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from referrals import actions
from referrals.models import Transfer
from tests.conftest import Service
from tests.factories import accounts, referrals, workshops
from tests.factories.programmes import ProgrammeFactory
from tests.referrals.test_browser import look, sign_in
from tests.referrals.test_from_mail import example_mail
from workshops.actions.holding import hold_run

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


def test_what_is_changed_after_sending_fits_every_screen(service: Service, page: Page) -> None:
    at = timezone.now() - timedelta(days=2)
    programme = ProgrammeFactory.create(code="JUNO")
    case = referrals.accepted(programme, at=at)
    new = referrals.submitted(programme, by=case.referred_by, at=at, crime_reference="44260999999")
    assert case.referred_by is not None
    other = {"name": "Kim Other", "born_on": "1985-05-05", "reason": "A witness in the same matter"}
    changed = {
        "offence_on": case.offence_on - timedelta(days=1) if case.offence_on else None,
        "risk_to_staff": "A loose dog at the address",
        "must_not_meet": json.dumps({"answer": "YES", "others": [other]}),
    }
    for one in (case, new):
        actions.amend(one, changed, why="She put it right", by=case.referred_by, at=timezone.now())
    days = workshops.pair(programme, first_on=timezone.localdate() + timedelta(days=14))
    hold_run(new, days, by=case.referred_by, at=timezone.now())

    sign_in(page, service, case.referred_by)
    for part in ("matter", "apart", "help", "numbers"):
        page.goto(service.url + reverse("referrals:amend", args=[new.pk, part]))
        look(page, f"amend-{part}")
    page.goto(service.url + reverse("referrals:changes", args=[new.pk]))
    look(page, "changes")
    sign_in(page, service, referrals.worker_of(case))
    for name, view, args in (
        ("review", "referrals:review", [new.pk]),
        ("amendments", "casework:amendments", [case.pk]),
        ("case", "casework:case", [case.pk]),
        ("workshops", "workshops:workshops", []),
        ("workshop", "workshops:workshop", [days[0].pk]),
    ):
        page.goto(service.url + reverse(view, args=args))
        look(page, name)
