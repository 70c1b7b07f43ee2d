"""Who sees what of a referral that is written."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from correspondence.models import Message
from programmes.models import Programme
from referrals import actions
from referrals.models import Referral, ReferredPerson, Source
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.referrals import walking
from tests.referrals.writing.pages import START, SignIn, queries_of, text_of

pytestmark = pytest.mark.django_db


def test_the_officer_is_told_of_her_own_sides_earlier_referral_only(
    signed_in: SignIn, juno: Programme, officer: User
) -> None:
    stranger = accounts.officer(referrals.force_of(juno))
    theirs = referrals.submitted(juno, by=stranger, crime_reference="44260999999")
    first = referrals.draft(juno, by=officer)
    client = signed_in(officer)
    alone = text_of(client.get(f"/referrals/{first.pk}/check/"))
    mine = actions.submit(first, by=officer, at=NOW)

    again = referrals.draft(juno, by=officer)
    page = text_of(client.get(f"/referrals/{again.pk}/check/"))
    refused = walking.send(client, f"/referrals/{again.pk}/check/", {}, version=again.version)
    sent = walking.send(client, f"/referrals/{again.pk}/check/", {"same_1": "SEND"}, version=again.version)

    assert theirs.reference not in alone + page
    assert mine.reference in page
    assert "Say whether this is the same woman" in text_of(refused)
    assert sent.status_code == 302


def test_the_same_crime_number_is_told_within_the_force(
    signed_in: SignIn, juno: Programme, officer: User
) -> None:
    theirs = referrals.submitted(juno, by=accounts.officer(referrals.force_of(juno)))
    draft = referrals.draft(juno, by=officer)

    assert theirs.reference in text_of(signed_in(officer).get(f"/referrals/{draft.pk}/check/"))


def test_a_coordinator_enters_a_referral_and_the_officer_confirms_it(
    signed_in: SignIn, juno: Programme, worker: User
) -> None:
    referrals.force_of(juno)
    staff = signed_in(worker)
    who = {"source": "PHONE", "officer_email": "new.officer@force44.police.example", "officer_name": "Jo New"}
    landed = walking.send(staff, START, {**walking.ELIGIBLE, **who})
    for answers in walking.PAGES.values():
        landed = walking.send(staff, landed["Location"], answers, version=0)
    draft = Referral.objects.get()
    walking.send(staff, f"/referrals/{draft.pk}/check/", {}, version=draft.version)

    sent = Referral.objects.get()
    new_officer = sent.referred_by
    assert new_officer is not None
    assert new_officer.has_role(Role.REFERRER)
    assert (sent.source, sent.confirmed_at) == (Source.PHONE, None)
    message = Message.objects.get(purpose="CONFIRM_REFERRAL")
    assert (message.staff, message.reference) == (new_officer, sent.reference)
    police, url = signed_in(new_officer), f"/referrals/{sent.pk}/confirm/"
    assert "Testwell" in text_of(police.get(url))
    assert walking.send(police, url, {"right": "on"}).status_code == 302
    assert Referral.objects.get().confirmed_by == new_officer.trail_name
    assert Event.objects.filter(verb="referral.confirm", who_id=new_officer.pk).exists()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("somebody@elsewhere.example", "Enter an address on one of the force's own email domains"),
        ("not an address", "Enter an email address in the right form"),
    ],
)
def test_an_officer_outside_every_force_is_refused_beside_the_address(
    signed_in: SignIn, worker: User, address: str, sentence: str
) -> None:
    who = {"source": "PAPER", "officer_email": address, "officer_name": "Jo New"}

    page = text_of(walking.send(signed_in(worker), START, {**walking.ELIGIBLE, **who}))

    assert sentence in page
    assert 'href="#id_officer_email"' in page
    assert not Referral.objects.exists()


def test_pages_for_police_get_no_rows_of_the_database(signed_in: SignIn, officer: User, worker: User) -> None:
    draft = referrals.draft(by=officer)
    client = signed_in(officer)
    urls = [f"/referrals/{draft.pk}/{page}/" for page in ("about", "reach", "offence", "help", "check")]
    contexts = [client.get(url).context for url in urls]
    actions.submit(draft, by=officer, at=NOW)
    contexts += [client.get(f"/referrals/{draft.pk}/{p}/").context for p in ("sent", "equality", "confirm")]

    layers: list[Any] = [layer for context in contexts for layer in context]
    for layer in layers:
        for name, value in layer.flatten().items():
            inside = value if isinstance(value, list | tuple) else [value]
            rows = [v for v in inside if isinstance(v, Referral | ReferredPerson | models.QuerySet)]
            assert not rows, name


def test_every_look_at_her_is_in_the_trail(signed_in: SignIn, officer: User, worker: User) -> None:
    referral = referrals.submitted(by=officer)

    signed_in(worker).get(f"/referrals/{referral.pk}/review/")

    line = Event.objects.filter(verb="referral.review").get()
    assert (line.who_id, line.subject_id, line.reference) == (worker.pk, referral.pk, referral.reference)


def test_an_unfinished_draft_goes_on_where_it_stopped(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer, pages={"about": referrals.ANSWERS["about"]})

    page = text_of(signed_in(officer).get(START))

    assert "2 of 5 parts done" in page
    assert f'href="/referrals/{draft.pk}/reach/"' in page


def test_five_drafts_and_five_earlier_referrals_cost_no_more_queries_than_one(
    signed_in: SignIn, officer: User, worker: User
) -> None:
    client, staff = signed_in(officer), signed_in(worker)
    pages: list[tuple[Client, str]] = []
    for _time in range(5):
        draft, sent = referrals.draft(by=officer), referrals.submitted(by=officer)
        if not pages:
            pages = [(client, START), (client, f"/referrals/{draft.pk}/check/")]
            pages.append((staff, f"/referrals/{sent.pk}/review/"))
            pages.append((staff, f"/referrals/{sent.pk}/accept/"))
            one = [queries_of(who, url) for who, url in pages]

    five = [queries_of(who, url) for who, url in pages]

    assert max(one) <= 25
    assert five == one
