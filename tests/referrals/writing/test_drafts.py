"""Drafts: saved, resumed, sent once, deleted."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from audit.models import Event
from programmes.models import Programme
from referrals import actions
from referrals.actions.tidying import delete_drafts
from referrals.drafts import Draft
from referrals.models import Referral
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.referrals import walking
from tests.referrals.writing.pages import SignIn, text_of, write

pytestmark = pytest.mark.django_db


def test_a_woman_without_a_phone_or_an_address_can_be_referred(signed_in: SignIn, officer: User) -> None:
    no_phone = {"phone": "", "number_check": "NO_PHONE", "call": "", "voicemail": "", "text": ""}
    nowhere = {"no_fixed_address": "on", "address_1": "", "town": "", "postcode": ""}
    referral = write(signed_in(officer), **no_phone, **nowhere)

    person = actions.submit(referral, by=officer, at=NOW).person

    assert (person.phone, person.call, person.no_fixed_address) == ("", "NOT_ASKED", True)
    assert person.address_lines == ""


def test_change_leads_straight_back_to_the_summary(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer)
    url = f"/referrals/{draft.pk}/reach/?change=1"

    landed = walking.send(signed_in(officer), url, walking.REACH, version=1)

    assert landed["Location"] == f"/referrals/{draft.pk}/check/"


def test_a_page_saved_in_another_window_shows_both_values(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer)
    client, url = signed_in(officer), f"/referrals/{draft.pk}/about/"
    walking.send(client, url, {**walking.ABOUT, "first_names": "Samantha"}, version=1)

    stale = walking.send(client, url, {**walking.ABOUT, "first_names": "Sammy"}, version=1)

    page = text_of(stale)
    assert stale.status_code == 409
    assert "Samantha" in page
    assert "Sammy" in page
    assert Draft.read(Referral.objects.get().draft).text("first_names") == "Samantha"


def test_the_same_page_sent_twice_is_saved_once(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer, pages={})
    client, url = signed_in(officer), f"/referrals/{draft.pk}/about/"
    sent = {"submission": uuid4(), "version": 0, **walking.ABOUT}

    first, second = client.post(url, sent), client.post(url, sent)

    assert first["Location"] == second["Location"]
    assert Event.objects.filter(verb="referral.save_draft").count() == 1


def test_a_draft_with_a_page_missing_says_which_and_is_not_sent(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer, pages={"about": referrals.ANSWERS["about"]})
    client = signed_in(officer)

    page = text_of(client.get(f"/referrals/{draft.pk}/check/"))
    walking.send(client, f"/referrals/{draft.pk}/check/", {}, version=draft.version)

    assert "Reaching her safely" in page
    assert "is still to be answered" in page
    assert "Send referral" not in page
    assert Referral.objects.get().status == "DRAFT"


def test_a_draft_is_its_owners_alone(signed_in: SignIn, juno: Programme, officer: User, worker: User) -> None:
    force = referrals.force_of(juno)
    draft = referrals.draft(juno, by=officer)

    for other in (
        accounts.officer(force),
        accounts.police_team(force),
        worker,
        accounts.manager(juno.provider),
    ):
        answered = signed_in(other).get(f"/referrals/{draft.pk}/about/")
        assert answered.status_code in {403, 404}
    assert signed_in(officer).get(f"/referrals/{draft.pk}/about/").status_code == 200


def test_what_was_typed_lies_sealed_in_the_database(officer: User) -> None:
    draft = referrals.draft(by=officer, first_names="Findable")

    with connection.cursor() as cursor:
        cursor.execute("SELECT draft FROM referrals_referral WHERE id = %s", [draft.pk])
        stored = bytes(cursor.fetchone()[0])

    assert b"Findable" not in stored
    assert "Findable" in str(Referral.objects.get(pk=draft.pk).draft)


def test_old_drafts_are_deleted_with_a_line_in_the_trail(officer: User) -> None:
    old = referrals.draft(by=officer, at=NOW - timedelta(days=31))
    fresh = referrals.draft(by=officer, at=NOW - timedelta(days=29))
    sent = referrals.submitted(by=officer, at=NOW - timedelta(days=40))

    assert delete_drafts(at=NOW) == 1

    assert set(Referral.objects.all()) == {fresh, sent}
    line = Event.objects.get(verb="referral.discard_draft")
    assert (line.subject_id, line.who) == (old.pk, "JUNO")
