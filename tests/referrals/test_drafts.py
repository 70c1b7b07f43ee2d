"""Drafts: kept as they are left, taken up on another machine, the owner's alone, reminded of once."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.models import User
from audit.models import Event
from correspondence.models import Message
from correspondence.outbox import send_due
from programmes.models import Programme
from referrals import actions
from referrals.actions.tidying import delete_drafts, remind_of_drafts
from referrals.drafts import Draft
from referrals.models import Referral
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.referrals import walking

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def draft_now(pk: Any) -> Draft:
    return Draft.read(Referral.objects.get(pk=pk).draft)


def leave(client: Client, referral: Referral, page: str, boxes: dict[str, str], version: int = 0) -> Any:
    """Send what stands in the boxes, as the browser does when the page is left."""
    return walking.send(client, f"/referrals/{referral.pk}/{page}/", boxes, do="keep", version=version)


def test_what_stood_on_a_page_is_there_on_another_machine(signed_in: SignIn, officer: User) -> None:
    referral = referrals.draft(by=officer, pages={})
    half = {"first_names": "Findable", "date_of_birth-day": "31", "date_of_birth-month": "2"}

    kept = leave(signed_in(officer), referral, "about", half)
    page = text_of(signed_in(officer).get(f"/referrals/{referral.pk}/about/"))

    assert kept.status_code == 204
    assert 'value="Findable"' in page
    assert 'value="31"' in page
    assert "It is not checked yet" in page
    assert "<title>Error" not in page


def test_what_was_only_left_counts_as_no_answer(signed_in: SignIn, officer: User) -> None:
    referral = referrals.draft(by=officer, pages={})

    leave(signed_in(officer), referral, "about", walking.ABOUT)

    assert "about" in draft_now(referral.pk).missing
    with pytest.raises(actions.NotComplete):
        actions.submit(referral, by=officer, at=NOW)


def test_saving_the_page_does_away_with_what_was_left(signed_in: SignIn, officer: User) -> None:
    referral = referrals.draft(by=officer, pages={})
    client = signed_in(officer)
    leave(client, referral, "about", {"first_names": "Samm"})

    walking.send(client, f"/referrals/{referral.pk}/about/", walking.ABOUT, version=0)

    draft = draft_now(referral.pk)
    assert (draft.typed, draft.text("first_names")) == ({}, "Sam")


def test_what_is_left_too_late_never_covers_what_was_saved(signed_in: SignIn, officer: User) -> None:
    referral = referrals.draft(by=officer, pages={})
    client = signed_in(officer)
    walking.send(client, f"/referrals/{referral.pk}/about/", walking.ABOUT, version=0)

    leave(client, referral, "about", {"first_names": "Old"}, version=0)

    assert draft_now(referral.pk).typed == {}
    assert 'value="Sam"' in text_of(client.get(f"/referrals/{referral.pk}/about/"))


def test_leaving_a_page_makes_no_other_page_out_of_date(signed_in: SignIn, officer: User) -> None:
    referral = referrals.draft(by=officer)
    client = signed_in(officer)

    leave(client, referral, "help", {"help_words": "x"}, version=1)
    sent = walking.send(client, f"/referrals/{referral.pk}/check/", {}, version=referral.version)

    assert sent.status_code == 302
    assert Referral.objects.get().status == "SUBMITTED"


def test_what_was_left_lies_sealed_and_leaves_a_line(signed_in: SignIn, officer: User) -> None:
    referral = referrals.draft(by=officer, pages={})

    leave(signed_in(officer), referral, "about", {"first_names": "Findable"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT draft FROM referrals_referral WHERE id = %s", [referral.pk])
        stored = bytes(cursor.fetchone()[0])
    assert b"Findable" not in stored
    line = Event.objects.get(verb="referral.keep_typed")
    assert (line.subject_id, line.facts) == (referral.pk, {"page": "about"})


def test_nobody_leaves_anything_on_anothers_draft(signed_in: SignIn, juno: Programme, officer: User) -> None:
    referral = referrals.draft(juno, by=officer, pages={})
    team = accounts.police_team(referrals.force_of(juno))

    answered = leave(signed_in(team), referral, "about", {"first_names": "Other"})

    assert answered.status_code == 404
    assert draft_now(referral.pk).typed == {}


def test_more_than_a_page_can_hold_is_not_kept(signed_in: SignIn, officer: User) -> None:
    referral = referrals.draft(by=officer, pages={})

    answered = leave(signed_in(officer), referral, "about", {"first_names": "x" * 50_001})

    assert answered.status_code == 413
    assert draft_now(referral.pk).typed == {}


def test_a_draft_is_taken_up_from_the_first_page_on_any_machine(signed_in: SignIn, officer: User) -> None:
    referral = referrals.draft(by=officer, pages={"about": referrals.ANSWERS["about"]})

    page = text_of(signed_in(officer).get("/referrals/start/juno/"))

    assert "2 of 5 parts done" in page
    assert f"/referrals/{referral.pk}/reach/" in page


def test_the_owner_is_reminded_once_and_no_name_is_in_it(officer: User, juno: Programme) -> None:
    draft = referrals.draft(juno, by=officer, first_names="Findable", last_name="Secretname")
    at = NOW + timedelta(hours=25)

    assert remind_of_drafts(at=NOW + timedelta(hours=23)) == 0
    assert remind_of_drafts(at=at) == 1
    assert remind_of_drafts(at=at + timedelta(days=3)) == 0
    send_due(clock=lambda: at)

    (sent,) = mail.outbox
    assert sent.to == [officer.email]
    assert f"/referrals/{draft.pk}/check/" in sent.body
    assert "have not sent it yet" in sent.body
    assert "Findable" not in f"{sent.subject}{sent.body}"
    assert "Secretname" not in f"{sent.subject}{sent.body}"
    assert "FS" not in sent.subject


def test_a_referral_sent_meanwhile_is_not_reminded_of(officer: User, juno: Programme) -> None:
    draft = referrals.draft(juno, by=officer)
    at = NOW + timedelta(hours=25)
    remind_of_drafts(at=at)
    actions.submit(draft, by=officer, at=at)

    send_due(clock=lambda: at)

    assert mail.outbox == []
    assert Message.objects.get(key=f"draft_reminder:{draft.pk}").status != "SENT"


def test_who_has_left_the_force_is_not_written_to(officer: User, juno: Programme) -> None:
    referrals.draft(juno, by=officer)
    officer.is_active = False
    officer.save(update_fields=["is_active"])

    assert remind_of_drafts(at=NOW + timedelta(hours=25)) == 0


def test_what_was_left_keeps_a_draft_for_another_thirty_days(signed_in: SignIn, officer: User) -> None:
    referral = referrals.draft(by=officer, at=NOW - timedelta(days=40))
    actions.keep_typed(referral, "about", {"first_names": ["Sam"]}, by=officer, at=NOW, seen=1)

    assert delete_drafts(at=NOW + timedelta(days=29)) == 0
    assert delete_drafts(at=NOW + timedelta(days=31)) == 1
    assert Event.objects.filter(verb="referral.discard_draft", who="JUNO").count() == 1
