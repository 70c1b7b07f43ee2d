"""A time for one woman alone: made with her booking, gone with it, and nobody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from casework import invariants
from correspondence.models import Message
from participants.models import KeepApart
from programmes.models import ClosedDay, Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from tests.factories.programmes import mixed
from ui.refusals import Refused
from workshops import actions, offers
from workshops import refusals as no
from workshops.alone import the_day
from workshops.changes import Change
from workshops.models import Place, Workshop, WorkshopPractitioner
from workshops.statuses import ReleaseReason

pytestmark = pytest.mark.django_db
AT = NOW + timedelta(hours=3)
FIRST = datetime(2026, 11, 25, 14, tzinfo=UTC)


@pytest.fixture
def programme(db: None, tmp_path: Path) -> Programme:
    return mixed(tmp_path)


@pytest.fixture
def referral(programme: Programme) -> Referral:
    return referrals.accepted(programme)


def time_of(programme: Programme, **given: Any) -> actions.OwnTime:
    details: dict[str, Any] = {
        "starts_at": FIRST,
        "minutes": 60,
        "room": workshops.room(programme.provider, capacity=2),
        "practitioners": [accounts.practitioner(programme.provider)],
    }
    return actions.OwnTime(**(details | given))


def gives(referral: Referral, number: int = 1, **given: Any) -> list[Place]:
    time = time_of(referral.programme, **given)
    return actions.give_time(referral, number, time, by=referrals.worker_of(referral), at=AT)


def broken() -> list[str]:
    return [finding.name for finding in invariants.look() if finding.references]


def test_it_is_a_workshop_of_one_place_that_nobody_else_is_offered(
    programme: Programme, referral: Referral
) -> None:
    other = referrals.accepted(programme, crime_reference="44260777777")

    [place] = gives(referral)

    assert (place.workshop.capacity, place.workshop.kept_for_id) == (1, referral.pk)
    assert not offers.coming(programme, at=AT).exists()
    with pytest.raises(no.NotOffered):
        actions.book_run(other, [place.workshop], by=referrals.worker_of(other), at=AT)
    assert broken() == []


def test_what_is_given_back_frees_the_room_and_the_practitioner(
    programme: Programme, referral: Referral
) -> None:
    time = time_of(programme)
    worker = referrals.worker_of(referral)
    [place] = actions.give_time(referral, 1, time, by=worker, at=AT)

    actions.release(place, why=ReleaseReason.SHE_ASKED, by=worker, at=AT)

    gone = Workshop.objects.get(pk=place.workshop_id)
    assert (gone.cancelled_at, gone.why_cancelled) == (AT, "She asked for other dates")
    assert not WorkshopPractitioner.objects.filter(ended_at__isnull=True).exists()
    again = actions.give_time(referral, 1, time, by=worker, at=AT)
    assert again[0].plan_step_id == place.plan_step_id
    assert broken() == []


def test_cancelling_it_or_closing_her_case_gives_it_back_once(
    programme: Programme, referral: Referral
) -> None:
    worker = referrals.worker_of(referral)
    [first] = gives(referral)
    actions.cancel_workshop(first.workshop, why="Flood", by=worker, at=AT)
    [second] = gives(referral)

    actions.release_future(referral, by=worker, at=AT)

    assert not Place.objects.held().exists()
    assert not Workshop.objects.running().exists()
    assert Workshop.objects.get(pk=second.workshop_id).why_cancelled == "The referral was closed"
    assert broken() == []


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"starts_at": AT - timedelta(minutes=1)}, no.IntoThePast),
        ({"starts_at": datetime(2026, 12, 25, 10, tzinfo=UTC)}, no.ClosedThatDay),
        ({"starts_at": datetime(2026, 11, 30, 10, tzinfo=UTC)}, no.ClosedThatDay),
        ({"starts_at": datetime(2027, 3, 3, 10, tzinfo=UTC)}, no.AfterDeadline),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_made(
    referral: Referral, given: dict[str, Any], refusal: type[Refused]
) -> None:
    ClosedDay.objects.create(on=date(2026, 11, 30), label="Training", added_at=NOW, added_by="Test")

    with pytest.raises(refusal):
        gives(referral, **given)

    assert not Workshop.objects.exists()
    assert not Place.objects.exists()


def test_no_time_is_made_in_a_building_that_is_shut_that_day(
    programme: Programme, referral: Referral
) -> None:
    room, manager = workshops.room(programme.provider, capacity=2), accounts.manager(programme.provider)
    on, why = FIRST.date(), "the floor is being mended"
    actions.shut_venue(room.venue, first_on=on, last_on=None, why=why, by=manager, at=NOW)

    with pytest.raises(no.BuildingShut, match="the floor is being mended"):
        gives(referral, room=room)

    assert not Workshop.objects.exists()


def test_nor_with_a_practitioner_whose_training_has_run_out(programme: Programme, referral: Referral) -> None:
    jo, manager = accounts.practitioner(programme.provider), accounts.manager(programme.provider)
    workshops.trained(jo, by=manager, until=AT.date() - timedelta(days=1))

    with pytest.raises(no.TrainingRanOut):
        gives(referral, practitioners=[jo])

    assert not Workshop.objects.exists()


def test_a_practitioner_has_one_diary_for_groups_and_for_times_of_her_own(
    programme: Programme, referral: Referral
) -> None:
    jo = accounts.practitioner(programme.provider)
    [day, _later] = workshops.pair(programme, practitioners=[jo], first_on=date(2026, 12, 2))

    with pytest.raises(no.PractitionerElsewhere):
        gives(referral, practitioners=[jo], starts_at=day.starts_at + timedelta(hours=1))

    assert not Place.objects.exists()
    gives(referral, practitioners=[jo], starts_at=day.ends_at - timedelta(days=1))


def test_a_group_step_she_has_not_missed_gets_no_time_of_her_own(referral: Referral) -> None:
    with pytest.raises(no.NotOneToOne):
        gives(referral, 2)
    gives(referral)
    with pytest.raises(no.DoesNotFit, match="has a day for"):
        gives(referral, starts_at=FIRST + timedelta(days=1))
    assert Workshop.objects.count() == 1


def test_whom_she_is_kept_apart_from_is_not_met_on_the_stairs(
    programme: Programme, referral: Referral
) -> None:
    other = referrals.accepted(programme, crime_reference="44260777777")
    assert referral.participant is not None
    assert other.participant is not None
    room = workshops.room(programme.provider)
    KeepApart.objects.create(
        participant=referral.participant, other=other.participant, seal_key_id=referral.participant.seal_key_id,
        made_at=NOW, made_by="Test",
    )  # fmt: skip
    gives(other, room=room)
    next_door = workshops.room(programme.provider, venue=room.venue)

    with pytest.raises(no.KeptApart):
        gives(referral, room=next_door, starts_at=FIRST + timedelta(hours=2))


def test_nobody_else_ever_gets_on_it(referral: Referral) -> None:
    [place] = gives(referral)
    manager = accounts.manager(referral.provider)

    with pytest.raises(no.ForOneWoman):
        actions.raise_capacity(place.workshop, to=2, by=manager, at=AT)
    with pytest.raises(IntegrityError, match="workshop_kept_for_one_woman"), transaction.atomic():
        Workshop.objects.filter(pk=place.workshop_id).update(capacity=2)


def test_it_is_not_moved_to_where_it_no_longer_fits(programme: Programme, referral: Referral) -> None:
    worker = referrals.worker_of(referral)
    [place] = gives(referral)
    local = place.workshop.starts_at.replace(tzinfo=None)
    late = Change(on=date(2027, 3, 3), starts=local.time(), room=place.workshop.room)
    fine = Change(on=date(2026, 11, 26), starts=local.time(), room=place.workshop.room)

    with pytest.raises(no.WouldLoseHerTime, match="after the deadline"):
        actions.move_workshop(place.workshop, late, why="Jo is ill", by=worker, at=AT)
    assert Place.objects.held().get().workshop.starts_at == FIRST
    actions.move_workshop(place.workshop, fine, why="Jo is ill", by=worker, at=AT)

    assert Place.objects.held().get().workshop.starts_at == FIRST + timedelta(days=1)
    assert broken() == []


def test_what_is_sent_names_all_her_days_and_says_that_it_is_the_two_of_them(
    programme: Programme, referral: Referral
) -> None:
    assert referral.participant is not None
    answered_herself(referral.participant)
    [alone] = gives(referral)
    assert "just the two of you" in the_day([alone])
    pair = workshops.pair(programme, first_on=date(2026, 12, 2))

    later = AT + timedelta(minutes=5)
    places = actions.add_days(referral, pair, by=referrals.worker_of(referral), at=later)

    assert "Some days are in a small group" in the_day(places)
    assert the_day(places[1:]) == ""  # a group alone: the letter has its own words for that
    queued = Message.objects.about(referral.pk).filter(status="QUEUED", purpose="REMINDER_DAY")
    assert set(queued.values_list("about_revision", flat=True)) == {str(p.pk) for p in places}
    assert broken() == []


def test_days_she_has_already_and_a_step_she_has_not_are_refused(
    programme: Programme, referral: Referral
) -> None:
    worker = referrals.worker_of(referral)
    [alone] = gives(referral)

    with pytest.raises(no.NothingMoves):
        actions.add_days(referral, [alone.workshop], by=worker, at=AT)
    with pytest.raises(no.NothingToBook):
        gives(referral, 9)
    with pytest.raises(no.MovedMeanwhile):
        actions.add_days(referral, workshops.pair(programme), by=worker, at=AT, seen=[])

    assert [p.pk for p in Place.objects.held()] == [alone.pk]
