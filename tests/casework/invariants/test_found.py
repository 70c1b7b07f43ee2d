"""What looking at every order found: each once broke a rule of `casework.invariants`."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from casework.actions import closing
from casework.actions.correcting import correct_mark
from casework.actions.registers import RegisterOpen
from programmes.models import Programme
from referrals.models import Referral
from referrals.statuses import Ground, Status
from tests.casework.invariants.world import keep_apart
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from workshops import actions
from workshops.actions import Entry
from workshops.models import Place, Workshop
from workshops.refusals import CaseClosed, HasBegun, SayWhatIsRight
from workshops.statuses import Mark, ReleaseReason

pytestmark = pytest.mark.django_db


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def manager(juno: Programme) -> User:
    return accounts.manager(juno.provider)


@pytest.fixture
def case(juno: Programme) -> Referral:
    return referrals.accepted(juno)


@pytest.fixture
def pair(juno: Programme) -> list[Workshop]:
    return workshops.pair(juno)


def before(workshop: Workshop, minutes: int) -> datetime:
    starts: datetime = workshop.starts_at
    return starts - timedelta(minutes=minutes)


class TestMarkedInTheHourBefore:
    """The register opens an hour before the start: from the first mark on, the workshop has begun."""

    @pytest.fixture
    def marked(self, case: Referral, pair: list[Workshop]) -> Place:
        place = workshops.booked(case, pair)[0]
        at = before(pair[0], 50)
        return actions.mark(place, actions.Entry(Mark.HERE), by=referrals.worker_of(case), at=at)

    def test_it_is_neither_cancelled_nor_moved(
        self, marked: Place, pair: list[Workshop], manager: User
    ) -> None:
        workshop = Workshop.objects.select_related("room__venue", "programme").get(pk=pair[0].pk)
        starts = timezone.localtime(workshop.starts_at)
        change = actions.Change(starts.date() + timedelta(days=1), starts.time(), workshop.room)

        with pytest.raises(HasBegun):
            actions.cancel_workshop(workshop, why="Flood", by=manager, at=before(workshop, 40))
        with pytest.raises(HasBegun):
            actions.move_workshop(workshop, change, why="Flood", by=manager, at=before(workshop, 40))

        marked.refresh_from_db()
        assert (marked.released_at, marked.mark) == (None, Mark.HERE)

    def test_she_keeps_that_day_when_the_others_are_given_back(
        self, marked: Place, case: Referral, pair: list[Workshop]
    ) -> None:
        by, at = referrals.worker_of(case), before(pair[0], 40)

        given_back = actions.release_future(case, by=by, at=at, why=ReleaseReason.SHE_ASKED)

        assert given_back == 1
        assert list(Place.objects.held().filter(referral=case)) == [marked]


def test_no_mark_is_taken_off_a_signed_register(case: Referral, pair: list[Workshop], manager: User) -> None:
    """Correcting could say that she was not marked: nobody was asked again, and police were told of no day."""
    [place, _later] = workshops.booked(case, pair)
    workshops.marked([place], Mark.HERE, by=referrals.worker_of(case))

    with pytest.raises(SayWhatIsRight):
        correct_mark(place, Entry(Mark.NOT_MARKED), why="A slip", by=manager, at=pair[0].ends_at)

    assert Place.objects.get(pk=place.pk).mark == Mark.HERE


class TestRegistersNotSignedOff:
    """A mark changed on an open register would say something else than what police were told."""

    @pytest.fixture
    def there(self, case: Referral, pair: list[Workshop]) -> list[Place]:
        places = workshops.booked(case, pair)
        by = referrals.worker_of(case)
        workshops.marked(places[:1], Mark.HERE, by=by)
        return workshops.marked(places[1:], Mark.HERE, by=by, finished=False)

    def test_a_case_is_not_completed_on_one(
        self, there: list[Place], case: Referral, pair: list[Workshop]
    ) -> None:
        by, at = referrals.worker_of(case), pair[1].ends_at

        with pytest.raises(RegisterOpen):
            closing.complete(case, by=by, at=at)
        assert Referral.objects.get(pk=case.pk).status == Status.ACCEPTED

        actions.finish(pair[1], by=by, at=at)
        assert closing.complete(case, by=by, at=at).status == Status.COMPLETED

    def test_nor_handed_back_on_one_nobody_has_marked(
        self, case: Referral, pair: list[Workshop], manager: User
    ) -> None:
        workshops.booked(case, pair)

        with pytest.raises(RegisterOpen):
            closing.hand_back(case, ground=Ground.UNSUITABLE, by=manager, at=pair[0].ends_at)
        assert Referral.objects.get(pk=case.pk).status == Status.ACCEPTED

    def test_leaving_early_is_not_judged_anew_once_police_were_told(
        self, case: Referral, pair: list[Workshop], manager: User
    ) -> None:
        by = referrals.worker_of(case)
        places = workshops.marked(workshops.booked(case, pair), Mark.HERE, Mark.LEFT_EARLY, by=by)
        actions.decide_left_early(places[1], counts=True, by=manager, at=pair[1].ends_at)
        closing.complete(case, by=by, at=pair[1].ends_at + timedelta(hours=1))

        with pytest.raises(CaseClosed):
            actions.decide_left_early(places[1], counts=False, by=manager, at=pair[1].ends_at)

        places[1].refresh_from_db()
        assert places[1].counts is True


def test_what_two_people_agreed_to_holds_when_the_other_womans_workshop_is_moved(
    juno: Programme, case: Referral, pair: list[Workshop], manager: User
) -> None:
    """It was kept only when the workshop of the woman they decided about moved."""
    other = referrals.accepted(juno, crime_reference="44260000777", first_names="Other")
    keep_apart(case, other, at=NOW)
    beside = workshops.room(juno.provider, venue=pair[0].room.venue)
    next_door = workshops.pair(juno, room=beside, name="beside")
    workshops.booked(other, pair)
    together = actions.Override("They have made their peace", second=referrals.worker_of(case))
    actions.book_run(case, next_door, by=manager, at=NOW, override=together)
    third = workshops.room(juno.provider, venue=pair[0].room.venue)
    workshop = Workshop.objects.select_related("room__venue", "programme").get(pk=pair[0].pk)
    starts = timezone.localtime(workshop.starts_at)

    (effect,) = actions.move_workshop(
        workshop, actions.Change(starts.date(), starts.time(), third), why="Damp", by=manager, at=NOW
    )

    assert effect.stays
