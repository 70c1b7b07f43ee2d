"""Moving a woman, and moving or cancelling a workshop: who keeps her place, and what is written."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from correspondence.models import Message
from participants.models import KeepApart, Participant
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.test_pages import sent, signed_in, text
from workshops import actions
from workshops import refusals as no
from workshops.actions import Asked, Change
from workshops.models import BookingMove, Place, Workshop, WorkshopMove
from workshops.statuses import AskedBy, Mark, ReleaseReason

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
W1 = date(2026, 12, 2)
EARLIER = date(2026, 12, 1)  # 29 days before workshop 2: the programme wants 28 to 35
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def on_the_day_of_the_factories() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def manager(programme: Programme) -> User:
    return accounts.manager(programme.provider)


def woman(programme: Programme, number: int, **given: Any) -> Referral:
    made = referrals.accepted(programme, crime_reference=f"442601234{number:02}", **given)
    answered_herself(Participant.objects.get(referrals=made))
    return made


def to(workshop: Workshop, on: date, **given: Any) -> Change:
    starts = timezone.localtime(workshop.starts_at).time()
    return Change(on, given.pop("starts", starts), given.pop("room", workshop.room), **given)


def purposes(referral: Referral, **given: Any) -> list[str]:
    rows = Message.objects.about(referral.pk).filter(status="QUEUED", **given)
    return sorted(rows.exclude(purpose__in=["ASK_AGAIN", "BOOKED_NEWS"]).values_list("purpose", flat=True))


class TestAWoman:
    def test_who_asked_and_why_is_kept_with_the_old_days_and_the_new(self, programme: Programme) -> None:
        referral = woman(programme, 1)
        workshops.booked(referral, workshops.pair(programme))
        later = workshops.pair(programme, first_on=date(2027, 1, 6))

        actions.move_run(
            referral,
            later,
            why=ReleaseReason.SHE_ASKED,
            asked=Asked(AskedBy.FOR_HER, "Her sister is in hospital"),
            by=referrals.worker_of(referral),
            at=NOW,
        )

        move = BookingMove.objects.get(referral=referral)
        assert (move.asked_by, move.why, move.words) == ("FOR_HER", "SHE_ASKED", "Her sister is in hospital")
        assert move.from_days == ["2026-12-02", "2026-12-30"]
        assert move.to_days == ["2027-01-06", "2027-02-03"]

    def test_another_workshop_two_leaves_her_seat_at_workshop_one(self, programme: Programme) -> None:
        referral = woman(programme, 1)
        first, second = workshops.booked(referral, workshops.pair(programme))
        other = workshops.pair(programme, first_on=date(2026, 12, 9))

        places = actions.move_run(
            referral,
            [first.workshop, other[1]],
            why=ReleaseReason.SHE_ASKED,
            by=referrals.worker_of(referral),
            at=NOW,
        )

        assert places[0] == first
        assert Place.objects.get(pk=first.pk).released_at is None
        assert Place.objects.get(pk=second.pk).why_released == "SHE_ASKED"
        assert places[1].workshop == other[1]
        news = Message.objects.about(referral.pk).filter(purpose="BOOKED_NEWS")
        assert news.count() == 2  # the officer hears of the new day too

    def test_another_workshop_two_after_workshop_one_is_a_move_too(self, programme: Programme) -> None:
        referral = woman(programme, 1)
        places = workshops.booked(referral, workshops.pair(programme))
        workshops.marked(places, Mark.HERE, by=referrals.worker_of(referral))
        at = places[0].workshop.ends_at + timedelta(days=1)
        other = workshops.pair(programme, first_on=date(2026, 12, 9))

        [moved] = actions.move_run(
            referral, other[1:], why=ReleaseReason.SHE_ASKED, by=referrals.worker_of(referral), at=at
        )

        assert moved.plan_step.number == 2
        assert Place.objects.get(pk=places[0].pk).mark == "HERE"

    def test_somebody_moving_her_meanwhile_is_said_and_she_stays(self, programme: Programme) -> None:
        referral = woman(programme, 1)
        workshops.booked(referral, workshops.pair(programme))
        later = workshops.pair(programme, first_on=date(2027, 1, 6))

        with pytest.raises(no.MovedMeanwhile):
            actions.move_run(
                referral,
                later,
                why=ReleaseReason.MOVED,
                by=referrals.worker_of(referral),
                at=NOW,
                seen=[uuid4()],
            )

        assert not BookingMove.objects.exists()

    def test_the_page_asks_who_and_why_and_the_case_shows_it(self, programme: Programme) -> None:
        referral = woman(programme, 1)
        held = workshops.booked(referral, workshops.pair(programme))
        later = workshops.pair(programme, first_on=date(2027, 1, 6))
        client = signed_in(referrals.worker_of(referral))
        run = ".".join(str(w.pk) for w in later)
        address = reverse("workshops:book_confirm", args=[referral.pk]) + f"?run={run}"

        assert "Choose who asked" in text(client.post(address, sent(why="SHE_ASKED")))
        places = ".".join(sorted(str(p.pk) for p in held))
        client.post(address, sent(why="SHE_ASKED", asked_by="HER", words="New job", places=places))

        page = text(client.get(reverse("casework:case_workshops", args=[referral.pk])))
        assert "How her dates changed" in page
        assert "From 2 Dec and 30 Dec to 6 Jan and 3 Feb" in page
        assert "She herself" in page
        assert "New job" in page


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


class TestThePage:
    def test_it_says_how_many_women_what_goes_and_whose_deadline_breaks_before_anything_changes(
        self, programme: Programme, manager: User
    ) -> None:
        pair = workshops.pair(programme)
        workshops.booked(woman(programme, 1, first_names="Aisha", deadline_on=date(2027, 1, 3)), pair)
        workshops.booked(woman(programme, 2, first_names="Bronwen"), pair)
        client = signed_in(manager)

        page = text(client.get(address(pair[1]), asked(date(2027, 1, 5), pair[1])))

        assert "1 woman loses her place" in page
        assert "1 woman keeps her place" in page
        assert "Tue 5 January 2027 is 2 days after the deadline." in page
        assert "Word that a date is off (text)" in page
        assert "Invitation letter with both dates (letter)" in page
        assert Place.objects.held().count() == 4
        assert not Message.objects.filter(purpose="DATES_GONE").exists()

    def test_confirming_moves_it_and_its_page_keeps_the_history(
        self, programme: Programme, manager: User
    ) -> None:
        pair = workshops.pair(programme)
        places = workshops.booked(woman(programme, 1), pair)
        client = signed_in(manager)
        query = "?" + "&".join(f"{k}={v}" for k, v in asked(EARLIER, pair[0]).items())

        done = client.post(address(pair[0]) + query, sent(why="Flood", version=1, places=str(places[0].pk)))

        assert done.status_code == 302
        page = text(client.get(reverse("workshops:workshop", args=[pair[0].pk])))
        assert "Tue 1 December 2026" in page
        assert "from Wed 2 December 2026 at 10am" in page
        assert "Flood" in page

    def test_a_day_that_has_passed_is_said_beside_the_day(self, programme: Programme, manager: User) -> None:
        pair = workshops.pair(programme)

        page = text(signed_in(manager).get(address(pair[0]), asked(date(2026, 11, 1), pair[0])))

        assert "nothing is moved into the past" in page

    def test_seven_women_cost_no_more_queries_than_two(self, programme: Programme, manager: User) -> None:
        pair = workshops.pair(programme, capacity=12)
        client = signed_in(manager)
        counted = []
        for number in range(1, 8):
            workshops.booked(woman(programme, number), pair)
            if number in (2, 7):
                with CaptureQueriesContext(connection) as queries:
                    client.get(address(pair[0]), asked(EARLIER, pair[0]))
                counted.append(len(queries))

        assert counted[0] == counted[1]
        assert counted[0] <= 25


def address(workshop: Workshop) -> str:
    return reverse("workshops:move", args=[workshop.pk])


def asked(on: date, workshop: Workshop) -> dict[str, Any]:
    later = {"later_too": "no"} if workshop.step_number == 1 else {}
    day = {"on-day": on.day, "on-month": on.month, "on-year": on.year}
    return {**day, "starts": "10am", "room": str(workshop.room_id), **later}
