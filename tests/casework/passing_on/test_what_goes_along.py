"""What goes along with a woman who is passed on."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from audit import trail
from audit.models import Event
from casework.actions import passing_on
from casework.actions.restricting import restrict
from correspondence.models import Message
from participants import actions as participants
from participants.models import ContactStop, SafeContact
from participants.safe_contact import Way
from referrals import actions, matching
from referrals.models import Referral, Transfer
from tests.casework.passing_on.case_passed import LATER, WHY, elsewhere, officer, pass_on, text_of, worker
from tests.casework.test_pages import client_of
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from workshops.models import Place

pytestmark = pytest.mark.django_db


def test_it_begins_again_elsewhere_and_its_history_goes_with_it(case: Referral) -> None:
    other = elsewhere("44")
    theirs = accounts.coordinator(other.provider)

    moved = pass_on(case, other)

    assert (moved.status, moved.programme, moved.provider) == ("SUBMITTED", other, other.provider)
    assert moved.reference == case.reference
    kept = Transfer.objects.get(referral=case)
    assert (kept.from_programme, kept.to_programme, kept.words) == (case.programme, other, WHY)
    review = text_of(client_of(theirs).get(reverse("referrals:review", args=[case.pk])))
    assert WHY in review
    assert f"Passed on from {case.programme} to {other}" in review
    again = actions.accept(moved, by=theirs, at=LATER + timedelta(hours=1), outside_reason="Passed on")
    history = text_of(client_of(theirs).get(reverse("casework:case_history", args=[again.pk])))
    assert WHY in history
    told = text_of(client_of(theirs).get(reverse("casework:case_notes", args=[again.pk])))
    assert "Likes mornings" in told
    event = Event.objects.get(verb="referral.transfer", subject_id=case.pk)
    assert event.facts["new_programme"] == "WONDER"
    assert client_of(worker(case)).get(reverse("casework:case", args=[case.pk])).status_code == 404


def test_places_ahead_are_given_back_and_letters_taken_back(case: Referral) -> None:
    assert Place.objects.held().filter(referral=case).count() == 2
    waiting = Message.objects.filter(about_id=case.pk, participant__isnull=False, status="QUEUED")
    assert waiting.exists()

    pass_on(case, elsewhere("44"))

    assert not Place.objects.held().filter(referral=case).exists()
    assert not waiting.exists()


def test_a_day_she_came_to_is_kept_with_the_passing_on(case: Referral) -> None:
    from workshops.statuses import Mark

    first = Place.objects.held().filter(referral=case).order_by("workshop__starts_at")
    workshops.marked(list(first), Mark.HERE, by=worker(case))
    at = first[0].workshop.ends_at + timedelta(days=1)

    with time_machine.travel(at, tick=False):
        passing_on.transfer(case, programme=elsewhere("44"), force=None, words=WHY, by=worker(case), at=at)

    assert Transfer.objects.get().attended_on == [workshops.FIRST_ON.isoformat()]
    assert Place.objects.held().filter(referral=case).count() == 1


def test_a_no_she_gave_us_herself_holds_with_the_next_provider(case: Referral) -> None:
    from casework.actions import telling

    said = {**casework.SAFE, "text": "NO", "call": "YES", "post": "NO"}
    telling.ask_what_is_safe(case, answers=said, by=worker(case), at=NOW + timedelta(hours=3, minutes=30))
    other = elsewhere("44")
    theirs = accounts.coordinator(other.provider)

    moved = pass_on(case, other)
    again = actions.accept(moved, by=theirs, at=LATER + timedelta(hours=1), outside_reason="Passed on")

    assert again.participant is not None
    assert again.participant_id != case.participant_id
    assert case.person.text == "YES"  # what police sent says otherwise
    hers = SafeContact.objects.get(participant=again.participant, source="HERSELF")
    assert (hers.text, hers.post, hers.call) == ("NO", "NO", "YES")
    assert hers.confirmed_at == NOW + timedelta(hours=3, minutes=30)
    assert hers.confirmed_by == worker(case).trail_name
    assert hers.safe_name == "Jo from the course"


def test_her_yeses_are_no_newer_with_the_next_provider_when_she_texted_stop(case: Referral) -> None:
    from casework.actions import telling

    asked = NOW + timedelta(hours=3, minutes=30)
    telling.ask_what_is_safe(case, answers=casework.SAFE, by=worker(case), at=asked)
    assert case.participant is not None
    participants.turn_off(
        case.participant, {Way.TEXT}, by=trail.SERVICE, at=asked + timedelta(minutes=1), in_person=False
    )
    other = elsewhere("44")

    again = actions.accept(
        pass_on(case, other),
        by=accounts.coordinator(other.provider),
        at=LATER + timedelta(hours=1),
        outside_reason="Passed on",
    )

    hers = SafeContact.objects.get(participant=again.participant, source="HERSELF")
    assert (hers.text, hers.post, hers.asked_at) == ("NO", "YES", asked)


def test_an_older_no_of_hers_and_a_stop_on_ringing_hold_with_the_next_provider(case: Referral) -> None:
    her = case.participant
    assert her is not None
    by_mouth = {"trusted_person": "NO", "in_person": "NO"}
    answered_herself(her, at=NOW + timedelta(hours=3), text="NO", post="NO", **by_mouth)
    answered_herself(
        her, at=NOW + timedelta(hours=3, minutes=5), text="NOT_ASKED", post="YES", email="NOT_ASKED"
    )
    ContactStop.objects.create(
        participant=her, seal_key_id=her.seal_key_id, stopped_at=LATER, stopped_by="Jo"
    )
    other = elsewhere("44")

    moved = pass_on(case, other)
    theirs = accounts.coordinator(other.provider)
    again = actions.accept(moved, by=theirs, at=LATER + timedelta(hours=1), outside_reason="Passed on")

    there = again.participant
    assert there is not None
    stop = ContactStop.objects.get(participant=there, lifted_at=None)
    assert (stop.stopped_at, stop.stopped_by, stop.seal_key_id) == (LATER, "Jo", there.seal_key_id)
    older, newer = SafeContact.objects.filter(participant=there, source="HERSELF").order_by("confirmed_at")
    assert (older.text, older.email, older.post) == ("NO", "YES", "NOT_ASKED")
    assert (newer.text, newer.email, newer.post) == ("NOT_ASKED", "NOT_ASKED", "YES")
    assert older.confirmed_at == NOW + timedelta(hours=3)


def test_a_stop_on_ringing_stands_though_she_never_answered_us() -> None:
    case = referrals.accepted()
    her = case.participant
    assert her is not None
    assert not SafeContact.objects.filter(participant=her, source="HERSELF").exists()
    ContactStop.objects.create(participant=her, seal_key_id=her.seal_key_id, stopped_at=NOW, stopped_by="Jo")
    other = elsewhere("44")

    moved = pass_on(case, other)
    theirs = accounts.coordinator(other.provider)
    again = actions.accept(moved, by=theirs, at=LATER + timedelta(hours=1), outside_reason="Passed on")

    assert again.participant_id != her.pk
    assert ContactStop.objects.filter(participant=again.participant, lifted_at=None).exists()


def test_a_restricted_mark_on_her_record_goes_along(case: Referral) -> None:
    by = accounts.manager(case.provider)
    restrict(case, why="Her ex is an officer", by=by, at=LATER)
    other = elsewhere("44")

    moved = pass_on(Referral.objects.get(pk=case.pk), other)

    kept = Referral.objects.get(pk=moved.pk)
    assert (kept.restricted_at, kept.restricted_by) == (LATER, by.trail_name)
    assert kept.why_restricted == "Her ex is an officer"
    again = referrals.draft(other, by=officer(case))
    known = matching.Known.of(case.person)
    assert matching.sent_before(again, known, case.person.crime_reference) == []
    theirs = accounts.coordinator(other.provider)
    there = actions.accept(kept, by=theirs, at=LATER + timedelta(hours=1), outside_reason="Passed on")
    assert there.participant is not None
    assert there.participant.why_restricted == "Her ex is an officer"
