"""Attempts and reasons reach police only by a disclosure that a manager makes for one case."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from casework.actions import disclosing
from casework.actions.disclosing import Chosen
from casework.models import ContactAttempt, Disclosure
from casework.statuses import CallOutcome
from correspondence import registry
from correspondence.models import Message
from referrals.models import Referral
from tests.casework.test_pages import client_of, send
from tests.factories import accounts, casework, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
AT = NOW + timedelta(hours=5)
SECRET = "ZZSECRET"


@pytest.fixture
def two() -> Any:
    """Two cases of one officer, each with a call that has secret words."""
    programme = ProgrammeFactory.create(code="JUNO")
    officer = accounts.officer(referrals.force_of(programme))
    cases = [referrals.accepted(programme, by=officer) for _ in range(2)]
    for case in cases:
        casework.called(case, CallOutcome.SOMEBODY_ELSE, words=f"{SECRET} a man", at=NOW + timedelta(hours=2))
    return cases


def call_of(case: Referral) -> ContactAttempt:
    return ContactAttempt.objects.get(referral=case)


def test_only_a_manager_of_the_provider_discloses(two: Any) -> None:
    case = two[0]
    chosen = Chosen(attempts=[call_of(case).pk])

    for by in (case.worker, case.referred_by, accounts.manager(accounts.OrganisationFactory.create())):
        with pytest.raises(disclosing.OnlyAManagerDiscloses):
            disclosing.disclose(case, chosen, why="Court", asked_by="PC Lee", by=by, at=AT)
    client = client_of(case.worker)

    assert client.get(reverse("casework:disclose", args=[case.pk])).status_code == 403
    assert not Disclosure.objects.exists()


def test_a_disclosure_says_why_and_something(two: Any) -> None:
    case, manager = two[0], accounts.manager(two[0].provider)

    with pytest.raises(disclosing.NothingChosen):
        disclosing.disclose(case, Chosen(), why="Court", asked_by="PC Lee", by=manager, at=AT)
    theirs = Chosen(attempts=[call_of(two[1]).pk])
    with pytest.raises(disclosing.NothingChosen):  # another woman's call is none of this case's
        disclosing.disclose(case, theirs, why="Court", asked_by="PC Lee", by=manager, at=AT)
    with pytest.raises(disclosing.SayWhyDisclosed):
        disclosing.disclose(case, Chosen(words="She rang"), why=" ", asked_by="PC Lee", by=manager, at=AT)

    assert not Disclosure.objects.exists()


def test_a_disclosure_made_for_one_case_is_read_on_that_case_only(two: Any) -> None:
    case, other = two
    manager, officer = accounts.manager(case.provider), case.referred_by
    url = reverse("casework:disclose", args=[case.pk])
    given = {
        "attempts": [str(call_of(case).pk)],
        "words": "She rang us back once.",
        "asked_by": "PC Lee 4411",
        "why": f"{SECRET} for the file",
    }

    with time_machine.travel(AT, tick=False):
        client = client_of(manager)
        preview = send(client, url, **given).content.decode()
        before = Disclosure.objects.count()
        kept = send(client, url, **given, do="send")
        made = Disclosure.objects.get()
        police = client_of(officer)
        own = reverse("casework:police_disclosure", args=[made.pk])
        page = police.get(own).content.decode()
        on_it, on_other = (
            police.get(reverse("casework:police_referral", args=[c.pk])).content.decode()
            for c in (case, other)
        )
        stranger = client_of(accounts.officer(accounts.ForceFactory.create(force_code="36"))).get(own)

    line = "Call on 20 November 2026, noon: Somebody else answered"
    assert (before, kept.status_code) == (0, 302)
    assert json.loads(made.said)[1] == "She rang us back once."
    for shown in (preview, page):
        assert "Somebody else answered" in shown
        assert "She rang us back once." in shown
    assert SECRET not in page + on_it + on_other
    assert own in on_it
    assert own not in on_other
    assert "Somebody else answered" not in on_it + on_other
    assert stranger.status_code == 404
    assert line[:25] in page


def test_a_disclosure_is_logged_with_what_was_said_and_police_get_a_link_only(two: Any) -> None:
    case, manager = two[0], accounts.manager(two[0].provider)
    chosen = Chosen(attempts=[call_of(case).pk])

    made = disclosing.disclose(case, chosen, why="Court", asked_by="PC Lee", by=manager, at=AT)
    client_of(case.referred_by).get(reverse("casework:police_disclosure", args=[made.pk]))

    event = Event.objects.get(verb="case.disclose")
    assert (event.reference, event.who_id, event.facts["calls"]) == (case.reference, manager.pk, 1)
    assert "Somebody else answered" in event.values
    assert Event.objects.filter(verb="police.disclosure", who_id=case.referred_by.pk).count() == 1
    mail = Message.objects.get(purpose="DISCLOSURE")
    assert (mail.reference, mail.words, mail.participant) == (case.reference, None, None)
    link = registry.purpose("DISCLOSURE").link
    assert link is not None
    assert link(mail) == reverse("casework:police_disclosure", args=[made.pk])
