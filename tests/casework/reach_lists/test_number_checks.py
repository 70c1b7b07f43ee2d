"""How her number was checked: once, for that number."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit.models import Event
from casework.actions import telling
from correspondence import gate
from participants import actions as participants
from participants.models import SafeContact
from participants.safe_contact import Detail, Way
from programmes.models import Programme
from referrals.actions import carrying_over
from referrals.models import Referral
from tests.casework.reach_lists.her import LATER, amended, her, on
from tests.casework.test_pages import client_of
from tests.factories import casework, referrals
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


def rows_of(referral: Referral) -> list[SafeContact]:
    return list(SafeContact.objects.filter(participant=referral.participant).order_by("source"))


def details_on(referral: Referral) -> Detail:
    """What the gate holds of her number."""
    return gate.situations([her(referral)], LATER)[her(referral).pk].details[Way.CALL]


def test_a_number_confirmed_at_the_first_call_needs_no_checking(juno: Programme, worker: Any) -> None:
    referral = referrals.accepted(juno, worker=worker, number_check="NOT_CHECKED")
    assert on(referral, worker) == {"unchecked"}

    said = telling.Said(number_confirmed=True, reading="YES")
    telling.save_first_call(referral, said, told=[], by=worker, at=LATER)
    assert on(referral, worker) == set()


def test_a_number_confirmed_before_it_changed_is_to_be_checked(juno: Programme, worker: Any) -> None:
    referral = referrals.accepted(juno, worker=worker)
    said = telling.Said(number_confirmed=True, reading="YES")
    telling.save_first_call(referral, said, told=[], by=worker, at=LATER - timedelta(minutes=5))

    amended(referral, phone="07700 900 555")
    assert on(referral, worker) == {"unchecked"}

    # asked again on the new one
    answers = {**casework.SAFE, "number_check": "READ_BACK"}
    telling.ask_what_is_safe(referral, answers=answers, by=worker, at=LATER + timedelta(minutes=5))
    assert on(referral, worker) == set()


def test_how_the_number_was_checked_ends_with_the_number_and_stays_to_be_read(
    juno: Programme, worker: Any
) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    assert referral.participant is not None
    amended(referral, phone="+44 7700 900123", preferred_name="Sam")  # the same number, written otherwise
    assert [row.check_now for row in rows_of(referral)] == ["READ_BACK", "RANG_IN_HAND"]

    amended(referral, phone="07700 900 555")

    assert [row.check_now for row in rows_of(referral)] == ["NOT_CHECKED", "NOT_CHECKED"]
    assert [row.number_check for row in rows_of(referral)] == ["READ_BACK", "RANG_IN_HAND"]
    assert {(row.number_changed_at, row.number_changed_by) for row in rows_of(referral)} == {
        (LATER, worker.trail_name)
    }
    assert Event.objects.filter(verb="participant.end_number_checks").count() == 1
    client = client_of(worker)
    tab = client.get(reverse("casework:case_contact", args=[referral.pk])).content.decode()
    assert "Not checked. Before the number was changed (" in tab
    assert "): It was read back to her" in tab
    # what is filled in when she is asked again is not the check of the number before
    form = client.get(reverse("casework:safe_contact", args=[referral.pk])).context["form"]
    assert form["number_check"].value() == "NOT_CHECKED"

    amended(referral, phone="07700 900 123")  # nor does it begin again where the number comes back
    assert [row.check_now for row in rows_of(referral)] == ["NOT_CHECKED", "NOT_CHECKED"]


def test_she_who_had_no_phone_may_be_rung_once_there_is_a_number(juno: Programme, worker: Any) -> None:
    referral = referrals.accepted(juno, worker=worker, number_check="NO_PHONE", phone="")
    assert referral.participant is not None
    assert details_on(referral) is Detail.MISSING

    amended(referral, phone="07700 900 555")

    assert details_on(referral) is Detail.GOOD
    assert on(referral, worker) == {"unchecked"}


def test_a_no_on_one_way_brings_no_ended_check_back(juno: Programme, worker: Any) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    assert referral.participant is not None
    amended(referral, phone="07700 900 555")

    kept = participants.turn_off(referral.participant, [Way.TEXT], by=worker, at=LATER + timedelta(hours=1))

    assert kept.check_now == "NOT_CHECKED"


def test_a_check_of_the_number_before_does_not_go_along_to_another_provider(
    juno: Programme, worker: Any
) -> None:
    before = casework.reached(programme=juno, worker=worker).participant
    cara = ProgrammeFactory.create(code="CARA")
    other = referrals.accepted(cara).participant
    third = referrals.accepted(cara, crime_reference="44260777777", phone="07700 900 555").participant
    assert before is not None
    assert other is not None
    assert third is not None

    for now in (other, third):
        carrying_over.what_is_safe(before, now, by=worker, at=LATER)

    newest = [SafeContact.objects.filter(participant=now, source="HERSELF").get() for now in (other, third)]
    assert [row.check_now for row in newest] == ["READ_BACK", "NOT_CHECKED"]
