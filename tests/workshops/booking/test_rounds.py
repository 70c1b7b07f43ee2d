"""Booking again after a miss, and what stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from correspondence.models import Message
from programmes.models import Programme
from referrals.models import PlanStep, Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.booking.booked import worker
from workshops import actions, standing
from workshops import refusals as no
from workshops.models import Place
from workshops.statuses import Mark, ReleaseReason

pytestmark = pytest.mark.django_db


def test_after_a_miss_the_step_is_booked_again_in_a_new_round(
    programme: Programme, referral: Referral
) -> None:
    places = workshops.booked(referral, workshops.pair(programme))
    workshops.marked(places, Mark.HERE, Mark.NOT_HERE, by=worker(referral))
    at = datetime(2026, 12, 31, 10, tzinfo=UTC)
    later = workshops.pair(programme, first_on=date(2026, 12, 16))[1]

    again = workshops.booked(referral, [later], at=at)

    assert [(p.plan_step.number, p.plan_step.round) for p in again] == [(2, 2)]
    assert PlanStep.objects.filter(referral=referral).count() == 3


def test_an_unmarked_register_is_marked_before_she_is_booked_again(
    programme: Programme, referral: Referral
) -> None:
    places = workshops.booked(referral, workshops.pair(programme))
    actions.release(places[1], why=ReleaseReason.SHE_ASKED, by=worker(referral), at=NOW)
    later = workshops.pair(programme, first_on=date(2027, 1, 6))

    with pytest.raises(no.NotMarked):
        workshops.booked(referral, later, at=datetime(2026, 12, 4, 10, tzinfo=UTC))


def test_standing_is_read_from_the_registers(programme: Programme, referral: Referral) -> None:
    places = workshops.booked(referral, workshops.pair(programme))
    assert not standing.standing(referral, can_still=True).met

    workshops.marked(places, Mark.HERE, Mark.LATE, by=worker(referral))

    assert standing.standing(referral, can_still=False).met
    assert standing.attended_on(referral) == [date(2026, 12, 2), date(2026, 12, 30)]


def test_leaving_early_counts_only_once_a_person_has_decided(
    programme: Programme, referral: Referral
) -> None:
    places = workshops.booked(referral, workshops.pair(programme))
    marked = workshops.marked(places, Mark.HERE, Mark.LEFT_EARLY, by=worker(referral))
    assert not standing.standing(referral, can_still=False).met

    actions.decide_left_early(marked[1], counts=True, by=accounts.manager(programme.provider), at=NOW)

    assert standing.standing(referral, can_still=False).met


def test_a_cancelled_workshop_gives_its_places_back(programme: Programme, referral: Referral) -> None:
    places = workshops.booked(referral, workshops.pair(programme))

    count = actions.cancel_workshop(places[1].workshop, why="Flood", by=worker(referral), at=NOW)

    assert count == 1
    assert Place.objects.get(pk=places[1].pk).why_released == ReleaseReason.WORKSHOP_CANCELLED
    assert Place.objects.get(pk=places[0].pk).released_at is None
    assert not Message.objects.about(referral.pk).filter(status="QUEUED", purpose="INVITATION").exists()


def test_a_marked_place_is_never_given_back(programme: Programme, referral: Referral) -> None:
    places = workshops.booked(referral, workshops.pair(programme))
    workshops.marked(places, Mark.HERE, by=worker(referral))

    with pytest.raises(no.AlreadyMarked):
        actions.release(places[0], why=ReleaseReason.MISTAKE, by=worker(referral), at=NOW)


def test_a_rolling_group_books_any_five_of_its_sessions() -> None:
    programme = ProgrammeFactory.create(code="GOOD_LOAF")
    referral = referrals.accepted(programme, postcode="NN1 1AA")
    room = workshops.room(programme.provider)
    sessions = [
        actions.add_workshop(
            programme,
            room=room,
            starts_at=datetime(2026, 12, 1, 10, tzinfo=UTC) + timedelta(weeks=week),
            by=worker(referral),
            at=NOW,
        )
        for week in range(5)
    ]

    places = workshops.booked(referral, sessions)

    assert len({place.plan_step.number for place in places}) == 5
    assert all(place.workshop.step_number is None for place in places)
