"""Moving, cancelling and re-housing a workshop."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from correspondence.models import Message
from participants.models import KeepApart
from programmes.models import Programme
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.workshops.moving.changes import EARLIER, LATER, W1, purposes, to, woman
from workshops import actions
from workshops import refusals as no
from workshops.actions import Entry, changing
from workshops.models import Place, Workshop, WorkshopMove
from workshops.statuses import Mark, ReleaseReason

pytestmark = pytest.mark.django_db


class TestAWorkshop:
    def test_whose_dates_still_fit_keeps_her_place_and_is_written_to_again(
        self, programme: Programme, manager: User
    ) -> None:
        referral = woman(programme, 1)
        first, _second = workshops.booked(referral, workshops.pair(programme))
        Message.objects.filter(purpose="INVITATION").update(
            status="POSTED", ended_at=NOW, ended_by="somebody"
        )

        [effect] = actions.move_workshop(
            first.workshop, to(first.workshop, EARLIER), why="Flood", by=manager, at=LATER
        )

        place = Place.objects.select_related("workshop").get(pk=first.pk)
        assert effect.stays
        assert place.released_at is None
        assert timezone.localdate(place.workshop.starts_at) == EARLIER
        assert (place.during.lower, place.during.upper) == (place.workshop.starts_at, place.workshop.ends_at)
        assert "CHANGED_DATES" in purposes(referral, channel="LETTER")
        reminders = Message.objects.about(referral.pk).filter(purpose="REMINDER_DAY", status="QUEUED")
        assert {m.due_at.date() for m in reminders} == {date(2026, 11, 30), date(2026, 12, 29)}
        kept = WorkshopMove.objects.get(workshop=first.workshop)
        assert (kept.why, timezone.localdate(kept.was)) == ("Flood", W1)
        assert Event.objects.filter(verb="workshop.move", subject_id=first.workshop_id).exists()

    def test_whose_deadline_breaks_gives_the_place_back_is_told_and_is_to_be_rung(
        self, programme: Programme, manager: User
    ) -> None:
        pair = workshops.pair(programme)
        tight, easy = woman(programme, 1, deadline_on=date(2027, 1, 3)), woman(programme, 2)
        for referral in (tight, easy):
            workshops.booked(referral, pair)

        actions.move_workshop(pair[1], to(pair[1], date(2027, 1, 5)), why="Ferry", by=manager, at=LATER)

        hers = Place.objects.get(referral=tight, workshop=pair[1])
        assert hers.why_released == "WORKSHOP_MOVED"
        assert Place.objects.get(referral=tight, workshop=pair[0]).released_at is None
        assert Place.objects.get(referral=easy, workshop=pair[1]).released_at is None
        gone = Message.objects.about(tight.pk).filter(purpose="DATES_GONE")
        assert {m.channel for m in gone} == {"TEXT", "CALL"}
        assert "Wed 30 Dec is off" in next(m.words for m in gone if m.channel == "TEXT")
        assert "DATES_GONE" not in purposes(easy)
        assert "INVITATION" not in purposes(tight)  # no letter about half of her dates
        assert "REMINDER_DAY" in purposes(tight)  # of the day she still has

    def test_the_later_ones_move_by_as_many_days(self, programme: Programme, manager: User) -> None:
        pair = workshops.pair(programme)
        referral = woman(programme, 1)
        workshops.booked(referral, pair)

        actions.move_workshop(
            pair[0], to(pair[0], date(2026, 12, 30), later_too=True), why="Strike", by=manager, at=NOW
        )

        days = [timezone.localdate(Workshop.objects.get(pk=w.pk).starts_at) for w in pair]
        assert days == [date(2026, 12, 30), date(2027, 1, 27)]
        assert Place.objects.held().filter(referral=referral).count() == 2

    def test_a_new_hour_holds_on_the_wall_clock_for_the_later_ones_too(
        self, programme: Programme, manager: User
    ) -> None:
        pair = workshops.pair(programme, first_on=date(2027, 3, 10))  # the clocks change between

        change = to(pair[0], date(2027, 3, 10), starts=time(11), later_too=True)
        actions.move_workshop(pair[0], change, why="Lock", by=manager, at=NOW)

        for workshop in pair:
            moved = timezone.localtime(Workshop.objects.get(pk=workshop.pk).starts_at)
            assert moved.time() == time(11)

    def test_another_venue_alone_keeps_the_day(self, programme: Programme, manager: User) -> None:
        referral = woman(programme, 1)
        [first, _] = workshops.booked(referral, workshops.pair(programme))
        room = workshops.room(programme.provider)

        actions.move_workshop(
            first.workshop, to(first.workshop, W1, room=room), why="Roof", by=manager, at=LATER
        )

        moved = Workshop.objects.get(pk=first.workshop_id)
        assert (moved.room, timezone.localdate(moved.starts_at)) == (room, W1)
        assert "BOOKED" in purposes(referral, channel="TEXT")

    def test_she_is_not_moved_into_a_building_with_whom_she_is_kept_apart_from(
        self, programme: Programme, manager: User
    ) -> None:
        one, other = woman(programme, 1), woman(programme, 2)
        KeepApart.objects.create(
            participant=one.participant, other=other.participant, made_at=NOW, made_by="somebody",
            seal_key_id=one.participant.seal_key_id,
        )  # fmt: skip
        mine, theirs = workshops.pair(programme), workshops.pair(programme)
        workshops.booked(one, mine)
        workshops.booked(other, theirs)
        room = workshops.room(programme.provider, venue=theirs[0].room.venue)

        [effect] = actions.move_workshop(
            mine[0], to(mine[0], W1, room=room), why="Roof", by=manager, at=LATER
        )

        assert not effect.stays
        assert "kept apart" in effect.why
        assert Place.objects.get(referral=other, workshop=theirs[0]).released_at is None

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            (lambda w: to(w, date(2026, 11, 19)), no.IntoThePast),
            (lambda w: to(w, W1), no.NothingChanges),
            (lambda w: to(w, date(2026, 12, 25)), no.ClosedThatDay),
            (lambda w: to(w, date(2027, 3, 28), starts=time(1, 30)), no.NoSuchTime),
            (lambda w: to(w, date(2026, 10, 25), starts=time(1, 30)), no.IntoThePast),
        ],
        ids=["past", "nothing", "bank holiday", "an hour that is missing", "past too"],
    )
    def test_what_cannot_be_is_refused_and_nothing_moves(
        self, programme: Programme, manager: User, change: Any, refusal: type[Exception]
    ) -> None:
        referral = woman(programme, 1)
        [first, _] = workshops.booked(referral, workshops.pair(programme))

        with pytest.raises(refusal):
            actions.move_workshop(first.workshop, change(first.workshop), why="Flood", by=manager, at=NOW)

        assert Workshop.objects.get(pk=first.workshop_id).starts_at == first.workshop.starts_at
        assert not WorkshopMove.objects.exists()
        assert Message.objects.about(referral.pk).filter(purpose="INVITATION", status="QUEUED").exists()

    def test_nothing_that_has_begun_is_moved(self, programme: Programme, manager: User) -> None:
        pair = workshops.pair(programme)

        with pytest.raises(no.HasBegun):
            actions.move_workshop(
                pair[0], to(pair[0], date(2026, 12, 9)), why="Late", by=manager, at=pair[0].starts_at
            )

    def test_nor_one_whose_register_has_marks_in_the_hour_before(
        self, programme: Programme, manager: User
    ) -> None:
        pair = workshops.pair(programme)
        [place, _later] = workshops.booked(referrals.accepted(programme), pair)
        at = pair[0].starts_at - timedelta(minutes=30)
        actions.mark(place, Entry(Mark.HERE), by=manager, at=at)

        with pytest.raises(no.HasBegun):
            actions.move_workshop(pair[0], to(pair[0], date(2026, 12, 9)), why="Late", by=manager, at=at)

    def test_the_page_that_asks_first_refuses_what_has_begun(self, programme: Programme) -> None:
        [first, _second] = workshops.pair(programme)

        with pytest.raises(no.HasBegun):
            changing.check(first, to(first, date(2026, 12, 9)), at=first.starts_at)

    def test_a_room_for_fewer_than_its_places_is_refused(self, programme: Programme, manager: User) -> None:
        [first, _second] = workshops.pair(programme)
        small = workshops.room(programme.provider, capacity=first.capacity - 1)

        with pytest.raises(no.TooManyForThatRoom):
            actions.move_workshop(
                first, to(first, date(2026, 12, 9), room=small), why="Flood", by=manager, at=NOW
            )

    def test_a_room_or_a_practitioner_that_is_taken_refuses_the_whole_move(
        self, programme: Programme, manager: User
    ) -> None:
        jo = accounts.practitioner(programme.provider)
        mine = workshops.pair(programme, practitioners=[jo])
        workshops.pair(programme, first_on=date(2026, 12, 9), practitioners=[jo], room=mine[0].room)
        elsewhere = workshops.room(programme.provider)

        with pytest.raises(no.NoRoom):
            actions.move_workshop(mine[0], to(mine[0], date(2026, 12, 9)), why="x", by=manager, at=NOW)
        change = to(mine[0], date(2026, 12, 9), room=elsewhere)
        with pytest.raises(no.PractitionerElsewhere):
            actions.move_workshop(mine[0], change, why="x", by=manager, at=NOW)

        assert timezone.localdate(Workshop.objects.get(pk=mine[0].pk).starts_at) == W1

    def test_somebody_booked_since_the_page_was_read_makes_it_be_read_again(
        self, programme: Programme, manager: User
    ) -> None:
        pair = workshops.pair(programme)
        workshops.booked(woman(programme, 1), pair)

        with pytest.raises(no.BookingsChanged):
            actions.cancel_workshop(pair[0], why="Flood", by=manager, at=NOW, expected=[])
        change = to(pair[0], date(2026, 12, 3))
        with pytest.raises(no.BookingsChanged):
            actions.move_workshop(pair[0], change, why="Flood", by=manager, at=NOW, expected=[])

        assert Place.objects.held().count() == 2

    def test_cancelling_tells_each_woman_and_keeps_the_reminders_of_her_other_day(
        self, programme: Programme, manager: User
    ) -> None:
        referral = woman(programme, 1)
        pair = workshops.pair(programme)
        workshops.booked(referral, pair)

        actions.cancel_workshop(pair[1], why="Flood", by=manager, at=LATER)

        owed = purposes(referral)
        assert owed.count("DATES_GONE") == 2
        assert "INVITATION" not in owed
        assert "REMINDER_WEEK" in owed

    def test_each_day_that_is_off_is_told_however_many_are(self, programme: Programme, manager: User) -> None:
        referral = woman(programme, 1)
        pair = workshops.pair(programme)
        workshops.booked(referral, pair)

        actions.cancel_workshop(pair[0], why="Flood", by=manager, at=NOW)
        actions.cancel_workshop(pair[1], why="Flood", by=manager, at=LATER)

        gone = Message.objects.about(referral.pk).filter(purpose="DATES_GONE", channel="TEXT")
        assert {m.status for m in gone} == {"QUEUED"}
        told = " ".join(m.words or "" for m in gone)
        assert "Wed 2 Dec is off" in told
        assert "Wed 30 Dec is off" in told

    def test_the_text_about_a_date_that_is_off_waits_for_the_morning_and_the_call_does_not(
        self, programme: Programme, manager: User
    ) -> None:
        referral = woman(programme, 1)
        pair = workshops.pair(programme)
        workshops.booked(referral, pair)
        sunday = datetime(2026, 11, 22, 21, tzinfo=UTC)

        actions.cancel_workshop(pair[1], why="Flood", by=manager, at=sunday)

        gone = Message.objects.about(referral.pk).filter(purpose="DATES_GONE")
        assert dict(gone.values_list("channel", "due_at")) == {
            "TEXT": datetime(2026, 11, 23, 8, tzinfo=UTC),
            "CALL": sunday,
        }

    def test_the_call_about_a_date_that_is_off_goes_once_she_has_another(
        self, programme: Programme, manager: User
    ) -> None:
        referral = woman(programme, 1)
        pair = workshops.pair(programme)
        workshops.booked(referral, pair)
        actions.cancel_workshop(pair[1], why="Flood", by=manager, at=NOW)
        other = workshops.pair(programme, first_on=date(2026, 12, 9))

        later = NOW + timedelta(hours=1)
        actions.move_run(
            referral,
            [pair[0], other[1]],
            why=ReleaseReason.MOVED,
            by=referrals.worker_of(referral),
            at=later,
        )

        assert "DATES_GONE" not in purposes(referral)
