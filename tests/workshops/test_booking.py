"""What a booking keeps, refuses and leaves behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from audit.models import Event
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from participants.models import KeepApart, Participant
from programmes.models import Programme
from referrals.models import PlanStep, Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from workshops import actions, invitations, standing
from workshops import refusals as no
from workshops.models import Place, Workshop
from workshops.statuses import Mark, ReleaseReason

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def referral(programme: Programme) -> Referral:
    return referrals.accepted(programme)


def worker(referral: Referral) -> User:
    return referrals.worker_of(referral)


def woman(referral: Referral) -> Participant:
    return Participant.objects.get(referrals=referral)


def another(programme: Programme, number: int = 2, **given: Any) -> Referral:
    return referrals.accepted(programme, crime_reference=f"4426012345{number}", **given)


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


class TestLetters:
    """What a booking writes, in the same transaction."""

    @pytest.fixture
    def safe(self, referral: Referral) -> Referral:
        answered_herself(woman(referral))
        return referral

    def test_the_officer_hears_that_there_are_dates_and_nothing_about_her(
        self, programme: Programme, safe: Referral
    ) -> None:
        workshops.booked(safe, workshops.pair(programme))

        news = Message.objects.get(purpose="BOOKED_NEWS")
        assert (news.staff, news.participant) == (safe.referred_by, None)

    def test_the_plan_of_the_programme_is_written_with_the_booking(
        self, programme: Programme, safe: Referral
    ) -> None:
        pair = workshops.pair(programme)

        workshops.booked(safe, pair)

        written = (
            Message.objects.about(safe.pk)
            .exclude(purpose__in=["ASK_AGAIN", "BOOKED_NEWS"])
            .order_by("due_at", "purpose")
        )
        assert [
            (m.purpose, m.channel, m.due_at.astimezone(LONDON).strftime("%a %d %b %H:%M")) for m in written
        ] == [
            ("BOOKED", Channel.TEXT, "Fri 20 Nov 10:00"),
            ("INVITATION", Channel.LETTER, "Fri 20 Nov 10:00"),
            ("REMINDER_WEEK", Channel.TEXT, "Wed 25 Nov 10:00"),
            ("REMINDER_DAY", Channel.TEXT, "Tue 01 Dec 10:00"),
            ("CHECK_IN", Channel.CALL, "Wed 23 Dec 10:00"),
            ("REMINDER_WEEK", Channel.TEXT, "Wed 23 Dec 10:00"),
            ("REMINDER_DAY", Channel.TEXT, "Tue 29 Dec 10:00"),
        ]
        assert all(m.not_after == pair[0].starts_at for m in written if m.purpose == "INVITATION")

    def test_for_a_monday_the_day_before_is_the_friday(self, programme: Programme, safe: Referral) -> None:
        workshops.booked(safe, workshops.pair(programme, first_on=date(2026, 12, 7)))

        first = Message.objects.about(safe.pk).filter(purpose="REMINDER_DAY").earliest("due_at")
        assert first.due_at.astimezone(LONDON) == datetime(2026, 12, 4, 10, tzinfo=LONDON)

    def test_over_a_clock_change_ten_stays_ten(self, programme: Programme, referral: Referral) -> None:
        at = datetime(2027, 1, 5, 10, tzinfo=UTC)
        answered_herself(woman(referral), at=at)
        Referral.objects.update(deadline_on=date(2027, 5, 1))
        referral.refresh_from_db()
        pair = workshops.pair(programme, first_on=date(2027, 3, 3))

        workshops.booked(referral, pair, at=at)

        reminder = Message.objects.about(referral.pk).filter(purpose="REMINDER_DAY").latest("due_at")
        assert reminder.due_at == datetime(2027, 3, 30, 9, tzinfo=UTC)
        assert reminder.due_at.astimezone(LONDON).time() == time(10)

    def test_a_reminder_whose_moment_has_passed_is_not_written(
        self, programme: Programme, safe: Referral
    ) -> None:
        workshops.booked(safe, workshops.pair(programme), at=datetime(2026, 11, 30, 10, tzinfo=UTC))

        weeks = Message.objects.about(safe.pk).filter(purpose="REMINDER_WEEK")
        assert [m.due_at.date() for m in weeks] == [date(2026, 12, 23)]

    def test_an_import_writes_to_nobody(self, programme: Programme, safe: Referral) -> None:
        workshops.booked(safe, workshops.pair(programme), write=False)

        assert not Message.objects.exists()

    def test_when_she_is_moved_what_was_queued_is_taken_back_and_written_anew(
        self, programme: Programme, safe: Referral
    ) -> None:
        old = workshops.booked(safe, workshops.pair(programme))
        later = workshops.pair(programme, first_on=date(2027, 1, 6))

        new = actions.move_run(safe, later, why=ReleaseReason.SHE_ASKED, by=worker(safe), at=NOW)

        messages = Message.objects.about(safe.pk).exclude(purpose__in=["ASK_AGAIN", "BOOKED_NEWS"])
        assert not any(
            m.status == MessageStatus.QUEUED for m in messages if m.about_revision == str(old[0].pk)
        )
        assert messages.filter(about_revision=str(new[0].pk), purpose="INVITATION").count() == 1
        assert {p.why_released for p in Place.objects.filter(pk__in=[p.pk for p in old])} == {"SHE_ASKED"}
        assert Event.objects.get(verb="referral.move").facts["from"] == ["2026-12-02", "2026-12-30"]

    def test_once_a_letter_has_gone_the_next_says_that_the_dates_changed(
        self, programme: Programme, safe: Referral
    ) -> None:
        workshops.booked(safe, workshops.pair(programme))
        Message.objects.filter(purpose="INVITATION").update(
            status=MessageStatus.POSTED, ended_at=NOW, ended_by="somebody"
        )
        later = workshops.pair(programme, first_on=date(2027, 1, 6))

        actions.move_run(
            safe, later, why=ReleaseReason.SHE_ASKED, by=worker(safe), at=NOW + timedelta(hours=1)
        )

        newest = Message.objects.about(safe.pk).filter(channel=Channel.LETTER).first()
        assert newest is not None
        assert newest.purpose == "CHANGED_DATES"

    def test_a_refused_move_leaves_her_where_she_was(self, programme: Programme, safe: Referral) -> None:
        places = workshops.booked(safe, workshops.pair(programme))
        full = workshops.pair(programme, first_on=date(2027, 1, 6), capacity=1)
        workshops.booked(another(programme), full)

        with pytest.raises(no.Full):
            actions.move_run(safe, full, why=ReleaseReason.SHE_ASKED, by=worker(safe), at=NOW)

        assert set(Place.objects.held().filter(referral=safe)) == set(places)
        assert Message.objects.about(safe.pk).filter(purpose="INVITATION", status="QUEUED").exists()

    def test_a_reminder_is_no_longer_wanted_once_the_place_is_given_back(
        self, programme: Programme, safe: Referral
    ) -> None:
        place = workshops.booked(safe, workshops.pair(programme))[1]
        reminder = Message.objects.get(purpose="REMINDER_DAY", about_revision=str(place.pk))
        assert invitations.still_wanted(reminder)

        Place.objects.filter(pk=place.pk).update(
            released_at=NOW, released_by="x", why_released=ReleaseReason.MISTAKE
        )

        assert not invitations.still_wanted(reminder)

    def test_closing_takes_back_places_and_letters_ahead_only(
        self, programme: Programme, safe: Referral
    ) -> None:
        places = workshops.booked(safe, workshops.pair(programme))
        at = places[0].workshop.starts_at + timedelta(hours=6)
        workshops.marked(places, Mark.HERE, by=worker(safe))

        assert actions.release_future(safe, by=worker(safe), at=at) == 1

        assert Place.objects.get(pk=places[0].pk).released_at is None
        assert Place.objects.get(pk=places[1].pk).why_released == ReleaseReason.CLOSED
        assert not Message.objects.about(safe.pk).filter(status="QUEUED", purpose="REMINDER_DAY").exists()


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
