"""Women kept apart who have come to be in one building on one day, said on the workshop's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from casework.models import FirstCall
from participants.models import KeepApart
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import signed_in, text
from workshops import actions, changes, clashes

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


@pytest.mark.parametrize("met_there", [False, True])
def test_what_two_people_agreed_to_holds_for_the_woman_she_meets_and_for_nobody_else(
    programme: Programme, met_there: bool
) -> None:
    """She is booked with Bronwen by two people's word; Cerys, in another building, nobody spoke of."""
    here = workshops.pair(programme)
    there = workshops.pair(programme, name="elsewhere")
    one, other = woman(programme, 1, "Aisha"), woman(programme, 2, "Bronwen")
    third = woman(programme, 3, "Cerys")
    keep_apart(one, other)
    keep_apart(one, third)
    beside = workshops.room(programme.provider, venue=here[0].room.venue)
    workshops.booked(other, workshops.pair(programme, room=beside, name="beside"))
    workshops.booked(third, there)
    together = actions.Override("They have made their peace", second=referrals.worker_of(other))
    manager = accounts.manager(programme.provider)
    actions.book_run(one, here, by=manager, at=NOW, override=together)
    starts = timezone.localtime(here[0].starts_at)
    room = workshops.room(programme.provider, venue=(here if met_there else there)[0].room.venue)
    change = changes.Change(starts.date(), starts.time(), room)

    (effect,) = changes.of_moving(
        changes.places_on(here[:1]), changes.shifted(here[0], [], change), at=NOW + timedelta(hours=2)
    )

    assert effect.stays is met_there
    assert ("kept apart" in effect.why) is not met_there


@pytest.mark.parametrize("why", ["kept apart", "the weekday", "both"])
def test_a_second_person_is_offered_only_where_keep_apart_alone_is_in_the_way(
    programme: Programme, why: str
) -> None:
    pair = workshops.pair(programme)  # two Wednesdays
    one, other = woman(programme, 1, "Aisha"), woman(programme, 2, "Bronwen")
    workshops.booked(other, pair)
    if why != "the weekday":
        keep_apart(one, other)
    if why != "kept apart":
        assert one.participant is not None
        FirstCall.objects.create(
            referral=one, seal_key_id=one.participant.seal_key_id, cannot_come_on=[2],
            started_at=NOW, started_by="somebody",
        )  # fmt: skip
    client = signed_in(accounts.manager(programme.provider))

    page = text(client.get(reverse("workshops:book", args=[one.pk])))

    assert ("Decide with a second person" in page) is (why == "kept apart")
    assert ("She cannot come on a Wednesday." in page) is (why != "kept apart")
