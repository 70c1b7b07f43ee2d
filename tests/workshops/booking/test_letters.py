"""What is written to her when she is booked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from audit.models import Event
from correspondence import outbox, print_runs
from correspondence.instead import suggestions
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from programmes.models import ClosedDay, Programme
from referrals.models import Referral
from tests.factories import workshops
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from tests.workshops.booking.booked import LONDON, another, woman, worker
from workshops import actions, booking_page, invitations, wanted
from workshops import refusals as no
from workshops.models import Place
from workshops.statuses import Mark, ReleaseReason

pytestmark = pytest.mark.django_db


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

    def test_a_text_about_a_booking_made_at_a_weekend_waits_for_monday_and_the_letter_does_not(
        self, programme: Programme, safe: Referral
    ) -> None:
        saturday_night = datetime(2026, 11, 21, 22, 5, tzinfo=UTC)

        workshops.booked(safe, workshops.pair(programme), at=saturday_night)

        due = dict(
            Message.objects.about(safe.pk)
            .filter(purpose__in=["BOOKED", "INVITATION"])
            .values_list("purpose", "due_at")
        )
        assert due == {"BOOKED": datetime(2026, 11, 23, 8, tzinfo=UTC), "INVITATION": saturday_night}

    def test_for_a_monday_the_day_before_is_the_friday(self, programme: Programme, safe: Referral) -> None:
        workshops.booked(safe, workshops.pair(programme, first_on=date(2026, 12, 7)))

        first = Message.objects.about(safe.pk).filter(purpose="REMINDER_DAY").earliest("due_at")
        assert first.due_at.astimezone(LONDON) == datetime(2026, 12, 4, 10, tzinfo=LONDON)
        assert "Mon 7 Dec" in (first.words or "")

    def test_the_word_after_a_miss_names_the_day_and_is_over_when_its_day_to_answer_by_begins(
        self, programme: Programme, safe: Referral
    ) -> None:
        place = workshops.booked(safe, workshops.pair(programme))[0]
        on_wednesday = place.workshop.starts_at
        answered_herself(woman(safe), at=on_wednesday)

        said, _call = invitations.write_missed(place, by=worker(safe), at=on_wednesday + timedelta(hours=11))

        assert said.due_at == datetime(2026, 12, 3, 8, tzinfo=UTC)
        assert "sorry we missed you on Wed 2 Dec." in (said.words or "")
        assert "by Monday" in (said.words or "")
        assert said.not_after == datetime(2026, 12, 7, tzinfo=UTC)

    def test_a_day_to_answer_by_that_is_a_week_away_is_named_with_its_date(
        self, programme: Programme, safe: Referral
    ) -> None:
        place = workshops.booked(safe, workshops.pair(programme))[0]
        start = place.workshop.starts_at
        answered_herself(woman(safe), at=start)
        for day in range(1, 8):
            on = start.date() + timedelta(days=day)
            ClosedDay.objects.create(on=on, label="Repairs", added_at=start, added_by="x")

        said, _call = invitations.write_missed(place, by=worker(safe), at=start + timedelta(hours=5))

        assert "by Fri 11 Dec" in (said.words or "")

    @pytest.mark.parametrize(
        ("booked_at", "channel"),
        [
            (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), Channel.LETTER),
            (datetime(2026, 12, 1, 0, 30, tzinfo=UTC), Channel.CALL),
        ],
    )
    def test_what_the_post_would_bring_too_late_is_said_by_phone(
        self, programme: Programme, safe: Referral, booked_at: datetime, channel: Channel
    ) -> None:
        pair = workshops.pair(programme)

        workshops.booked(safe, pair, at=booked_at)

        invitation = Message.objects.about(safe.pk).get(purpose="INVITATION")
        assert (invitation.channel, invitation.status) == (channel, "QUEUED")
        assert invitation.not_after == pair[0].starts_at
        shown = booking_page.to_send(safe, pair, at=booked_at)
        assert any("post would come too late" in each.how for each in shown) is (channel is Channel.CALL)

    def test_a_letter_that_lies_until_the_post_would_be_too_late_is_work_and_she_can_be_rung(
        self, programme: Programme, safe: Referral
    ) -> None:
        workshops.booked(safe, workshops.pair(programme))
        letter = Message.objects.about(safe.pk).get(channel=Channel.LETTER)
        outbox.send_due(clock=lambda: letter.due_at)
        monday = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
        outbox.send_due(clock=lambda: monday)
        letter.refresh_from_db()
        assert letter.status == "RENDERED"
        assert [row.why for row in print_runs.check([letter], at=monday)] == [""]
        tuesday = monday + timedelta(minutes=1)
        assert [row.why for row in print_runs.check([letter], at=tuesday)] == [print_runs.TOO_LATE]

        outbox.send_due(clock=lambda: tuesday)

        letter.refresh_from_db()
        assert (letter.status, letter.why) == ("TOO_LATE", "NOT_AFTER")
        assert suggestions([letter], at=tuesday) == {letter.pk: [Channel.CALL]}

    def test_a_letter_a_worker_has_in_hand_is_asked_again_before_it_is_made(
        self, programme: Programme, safe: Referral
    ) -> None:
        workshops.booked(safe, workshops.pair(programme))
        letter = Message.objects.about(safe.pk).get(channel=Channel.LETTER)
        claimed = {
            message.pk: message for message in outbox.claim(datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
        }

        outbox.send(claimed[letter.pk], clock=lambda: datetime(2026, 12, 1, tzinfo=UTC))

        letter.refresh_from_db()
        assert (letter.status, letter.why) == ("TOO_LATE", "NOT_AFTER")

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
        assert wanted.still_wanted(reminder)

        Place.objects.filter(pk=place.pk).update(
            released_at=NOW, released_by="x", why_released=ReleaseReason.MISTAKE
        )

        assert not wanted.still_wanted(reminder)

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
