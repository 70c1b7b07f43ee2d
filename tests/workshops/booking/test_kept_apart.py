"""Women who must not meet are not booked together."""

from __future__ import annotations

import pytest

from audit.models import Event
from participants.models import KeepApart
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, workshops
from tests.factories.accounts import NOW
from tests.workshops.booking.booked import another, woman, worker
from workshops import actions
from workshops import refusals as no
from workshops.models import Place, Workshop

pytestmark = pytest.mark.django_db


class TestKeptApart:
    """Women who must not meet are not in one building on one day, whatever the group."""

    @pytest.fixture
    def other(self, programme: Programme) -> Referral:
        return another(programme)

    @pytest.fixture(params=["noted on her", "noted on the other"])
    def apart(self, request: pytest.FixtureRequest, referral: Referral, other: Referral) -> None:
        one, two = woman(referral), woman(other)
        if request.param == "noted on the other":
            one, two = two, one
        KeepApart.objects.create(
            participant=one, other=two, seal_key_id=one.seal_key_id, made_at=NOW, made_by="somebody"
        )

    def next_door(self, programme: Programme, there: Workshop) -> list[Workshop]:
        return workshops.pair(
            programme, room=workshops.room(programme.provider, venue=there.room.venue), name="next door"
        )

    @pytest.mark.usefixtures("apart")
    def test_another_group_in_the_same_building_that_day_is_refused(
        self, programme: Programme, referral: Referral, other: Referral
    ) -> None:
        pair = workshops.pair(programme)
        workshops.booked(other, pair)

        with pytest.raises(no.KeptApart) as refused:
            workshops.booked(referral, self.next_door(programme, pair[0]))

        assert woman(other).last_name not in str(refused.value)
        assert not Place.objects.filter(referral=referral).exists()

    @pytest.mark.usefixtures("apart")
    def test_another_building_that_day_is_allowed(
        self, programme: Programme, referral: Referral, other: Referral
    ) -> None:
        workshops.booked(other, workshops.pair(programme))

        assert len(workshops.booked(referral, workshops.pair(programme))) == 2

    @pytest.mark.usefixtures("apart")
    def test_once_the_other_has_given_her_place_back_she_may_come(
        self, programme: Programme, referral: Referral, other: Referral
    ) -> None:
        pair = workshops.pair(programme)
        workshops.booked(other, pair)
        actions.release_future(other, by=worker(other), at=NOW)

        assert len(workshops.booked(referral, pair)) == 2

    @pytest.mark.usefixtures("apart")
    def test_a_manager_and_a_second_person_may_decide_otherwise_with_a_reason(
        self, programme: Programme, referral: Referral, other: Referral
    ) -> None:
        pair = workshops.pair(programme)
        workshops.booked(other, pair)
        manager = accounts.manager(programme.provider)
        together = actions.Override(reason="They have made their peace", second=worker(other))

        places = actions.book_run(referral, pair, by=manager, at=NOW, override=together)

        assert places[0].override_reason == "They have made their peace"
        assert places[0].overridden_by_second == worker(other).trail_name
        event = Event.objects.get(verb="referral.book", subject_id=referral.pk)
        assert event.facts["kept_apart_overridden_with"] == worker(other).trail_name

    @pytest.mark.usefixtures("apart")
    @pytest.mark.parametrize("wrong", ["same person twice", "no reason", "not a manager", "an officer"])
    def test_nothing_less_than_two_people_and_a_reason_will_do(
        self, programme: Programme, referral: Referral, other: Referral, wrong: str
    ) -> None:
        pair = workshops.pair(programme)
        workshops.booked(other, pair)
        manager = accounts.manager(programme.provider)
        by = worker(referral) if wrong == "not a manager" else manager
        second = {"same person twice": manager, "an officer": accounts.officer()}.get(wrong, worker(other))
        reason = " " if wrong == "no reason" else "They have made their peace"

        together = actions.Override(reason=reason, second=second)

        with pytest.raises(no.SecondPersonNeeded):
            actions.book_run(referral, pair, by=by, at=NOW, override=together)
