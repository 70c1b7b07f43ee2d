"""Booking a pair as one act."""

from __future__ import annotations

from datetime import date

import pytest

from audit.models import Event
from correspondence.models import Message
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.workshops.booking.booked import another, worker
from workshops import actions
from workshops import refusals as no
from workshops.models import Place

pytestmark = pytest.mark.django_db


def test_a_booking_takes_both_days_at_the_lowest_free_seat(programme: Programme, referral: Referral) -> None:
    pair = workshops.pair(programme)
    workshops.booked(another(programme), pair)

    places = workshops.booked(referral, pair)

    assert [place.seat for place in places] == [2, 2]
    assert [place.plan_step.number for place in places] == [1, 2]
    event = Event.objects.get(verb="referral.book", subject_id=referral.pk)
    assert event.facts == {"workshops": ["2026-12-02", "2026-12-30"], "seats": [2, 2]}


def test_a_seat_given_back_is_taken_again_first(programme: Programme, referral: Referral) -> None:
    pair = workshops.pair(programme)
    first = another(programme)
    workshops.booked(first, pair)
    workshops.booked(another(programme, 3), pair)
    actions.release_future(first, by=worker(first), at=NOW)

    assert [place.seat for place in workshops.booked(referral, pair)] == [1, 1]


def test_one_day_of_a_pair_alone_is_refused(programme: Programme, referral: Referral) -> None:
    with pytest.raises(no.DoesNotFit):
        workshops.booked(referral, workshops.pair(programme)[:1])

    assert not Place.objects.exists()
    assert not Message.objects.exists()


def test_nothing_is_booked_past_the_deadline_police_state(programme: Programme) -> None:
    late = referrals.accepted(programme, deadline_on=date(2026, 12, 29))

    with pytest.raises(no.AfterDeadline):
        workshops.booked(late, workshops.pair(programme))

    assert not Place.objects.exists()


def test_a_booking_may_end_on_the_deadline_itself(programme: Programme) -> None:
    just = referrals.accepted(programme, deadline_on=date(2026, 12, 30))

    assert len(workshops.booked(just, workshops.pair(programme))) == 2


def test_without_a_deadline_from_police_nothing_is_booked(programme: Programme) -> None:
    unknown = referrals.accepted(programme, deadline_on=None)

    with pytest.raises(no.NoDeadline, match="Ask them"):
        workshops.booked(unknown, workshops.pair(programme))


def test_when_one_day_is_full_she_is_on_neither(programme: Programme, referral: Referral) -> None:
    pair = workshops.pair(programme, capacity=1)
    workshops.booked(another(programme), pair)

    with pytest.raises(no.Full):
        workshops.booked(referral, pair)

    assert not Place.objects.filter(referral=referral).exists()


def test_a_manager_may_add_a_place_and_nobody_else(programme: Programme, referral: Referral) -> None:
    pair = workshops.pair(programme, capacity=1)
    workshops.booked(another(programme), pair)
    manager = accounts.manager(programme.provider)

    with pytest.raises(no.ManagersOnly):
        actions.raise_capacity(pair[0], to=2, by=worker(referral), at=NOW)
    for workshop in pair:
        actions.raise_capacity(workshop, to=2, by=manager, at=NOW)

    assert [place.seat for place in workshops.booked(referral, pair)] == [2, 2]
    assert Event.objects.filter(verb="workshop.raise_capacity").count() == 2


def test_places_are_added_neither_after_it_began_nor_beyond_the_room(programme: Programme) -> None:
    [first, second], manager = workshops.pair(programme, capacity=1), accounts.manager(programme.provider)

    with pytest.raises(no.HasBegun):
        actions.raise_capacity(first, to=2, by=manager, at=first.starts_at)
    with pytest.raises(no.TooManyForTheRoom):
        actions.raise_capacity(second, to=second.room.capacity + 1, by=manager, at=NOW)
    with pytest.raises(no.NotHigher):
        actions.raise_capacity(second, to=1, by=manager, at=NOW)

    first.refresh_from_db()
    assert (first.capacity, second.capacity) == (1, 1)


def test_she_is_not_booked_twice(programme: Programme, referral: Referral) -> None:
    workshops.booked(referral, workshops.pair(programme))

    with pytest.raises(no.AlreadyBooked):
        workshops.booked(referral, workshops.pair(programme))


def test_a_closed_referral_is_not_booked(programme: Programme) -> None:
    closed = referrals.withdrawn(programme)

    with pytest.raises(no.NotOpen):
        actions.book_run(closed, workshops.pair(programme), by=worker(closed), at=NOW)


def test_a_returning_woman_is_not_in_two_places_at_once(programme: Programme, referral: Referral) -> None:
    again = another(programme, participant=referral.participant)
    workshops.booked(referral, workshops.pair(programme))

    with pytest.raises(no.Clash):
        workshops.booked(again, workshops.pair(programme))


def test_a_workshop_that_has_begun_takes_nobody(programme: Programme, referral: Referral) -> None:
    pair = workshops.pair(programme)

    with pytest.raises(no.NotOffered):
        workshops.booked(referral, pair, at=pair[0].starts_at)
