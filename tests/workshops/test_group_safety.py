"""Women kept apart who have come to be in one building on one day, said on the workshop's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from participants.models import KeepApart
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.test_pages import signed_in, text
from workshops import clashes

pytestmark = pytest.mark.django_db
HEADING = "Kept apart, and in this building that day"


@pytest.fixture(autouse=True)
def on_the_day_of_the_factories() -> Any:
    with time_machine.travel(NOW + timedelta(hours=2), tick=True):
        yield


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


def woman(programme: Programme, number: int, name: str) -> Referral:
    return referrals.accepted(programme, first_names=name, crime_reference=f"4426000007{number}")


def keep_apart(one: Referral, other: Referral) -> None:
    assert one.participant is not None
    KeepApart.objects.create(
        participant=one.participant, other=other.participant, made_at=NOW, made_by="somebody",
        seal_key_id=one.participant.seal_key_id,
    )  # fmt: skip


def test_a_link_noted_after_both_were_booked_is_said_on_the_workshop(programme: Programme) -> None:
    pair = workshops.pair(programme)
    one, other = woman(programme, 1, "Aisha"), woman(programme, 2, "Bronwen")
    for referral in (one, other):
        workshops.booked(referral, pair)
    client = signed_in(accounts.manager(programme.provider))
    address = reverse("workshops:workshop", args=[pair[0].pk])
    assert HEADING not in text(client.get(address))

    keep_apart(one, other)

    page = text(client.get(address))
    assert HEADING in page
    assert "Nobody has agreed to it: move one of them." in page


def test_another_group_in_the_same_building_that_day_counts_and_another_day_does_not(
    programme: Programme,
) -> None:
    first = workshops.pair(programme)
    next_door = workshops.room(programme.provider, venue=first[0].room.venue)
    beside = workshops.pair(programme, room=next_door, name="beside")
    one, other = woman(programme, 1, "Aisha"), woman(programme, 2, "Bronwen")
    workshops.booked(one, first)
    workshops.booked(other, beside)
    keep_apart(one, other)

    assert len(clashes.meeting(first[0])) == 1
    assert len(clashes.meeting(beside[1])) == 1
    elsewhere = workshops.pair(programme)
    assert clashes.meeting(elsewhere[0]) == []
