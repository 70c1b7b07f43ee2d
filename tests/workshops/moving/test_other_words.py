"""A building gets another name or address while women are booked there."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from correspondence import actions as correspondence
from correspondence import by_hand, outbox, print_runs
from correspondence.models import Message
from correspondence.statuses import Channel
from participants import actions as participants
from participants.models import SafeContact
from programmes.models import Programme
from tests.correspondence.test_print_runs import words as read
from tests.factories import workshops
from tests.factories.accounts import NOW
from tests.workshops.moving.building import (
    AFTER,
    NEW,
    OLD,
    SPELL,
    TELL,
    addresses,
    amend,
    booked,
    in_a_run,
    letter_of,
    made,
    posted,
)  # fmt: skip
from tests.workshops.moving.changes import LATER, purposes, woman
from tests.workshops.pages.asking import signed_in, text
from workshops import actions
from workshops.models import Place
from workshops.statuses import WhoHears


@pytest.mark.django_db
class TestEachWomanIsTold:
    def test_who_holds_a_letter_with_the_old_address_gets_one_that_says_it_changed(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)
        posted(referral)

        amend(venue, manager, TELL)

        assert "CHANGED_DATES" in purposes(referral, channel="LETTER")
        assert "BOOKED" in purposes(referral, channel="TEXT")  # no text had gone
        assert addresses(referral) == {NEW}
        assert addresses(referral, "POSTED") == {OLD}
        assert Place.objects.held().filter(referral=referral).count() == 2
        taken = Message.objects.about(referral.pk).filter(status="WITHDRAWN")
        assert {row.why for row in taken} == {"PLACE_CHANGED"}

    def test_her_reminders_name_the_new_place_on_their_own_days(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)
        before = set(
            Message.objects.about(referral.pk).filter(purpose="REMINDER_DAY").values_list("due_at", flat=True)
        )

        amend(venue, manager, TELL, name="Chapel House")

        reminders = Message.objects.about(referral.pk).filter(purpose="REMINDER_DAY", status="QUEUED")
        assert {row.due_at for row in reminders} == before
        assert {"Chapel House" in (row.words or "") for row in reminders} == {True}

    def test_police_hear_nothing_new_and_it_is_in_the_trail(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)
        news = Message.objects.about(referral.pk).filter(purpose="BOOKED_NEWS")
        count = news.count()

        amend(venue, manager, TELL)

        assert news.count() == count
        event = Event.objects.get(verb="venue.amend", subject_id=venue.pk)
        assert event.facts["who_hears"] == "EVERYBODY"
        assert event.facts["places"] == 2

    def test_a_letter_that_a_worker_has_in_hand_is_not_made_with_the_old_address(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)
        letter = next(row for row in outbox.claim(LATER, 50) if row.channel == Channel.LETTER)

        amend(venue, manager, TELL)

        assert outbox.send(letter, clock=lambda: LATER) == "stopped"
        letter.refresh_from_db()
        assert (letter.status, letter.why, letter.body) == ("WITHDRAWN", "OUT_OF_DATE", None)
        made()
        assert addresses(referral, "RENDERED") == {NEW}

    @pytest.mark.parametrize("who", [TELL, SPELL])
    def test_her_other_building_and_a_woman_booked_elsewhere_stay_as_they_are(
        self, programme: Programme, manager: User, who: WhoHears
    ) -> None:
        referral = woman(programme, 1)
        first, second = workshops.pair(programme)
        elsewhere = workshops.room(programme.provider, address="1 Far Road")
        other = workshops.pair(programme, room=elsewhere)
        further = actions.Change(date(2026, 12, 31), time(10), elsewhere)
        actions.move_workshop(second, further, why="Roof", by=manager, at=NOW)
        workshops.booked(referral, [first, second])
        bystander = woman(programme, 2)
        workshops.booked(bystander, other)
        before = set(Message.objects.about(bystander.pk).values_list("pk", "status"))

        amend(first.room.venue, manager, who)

        assert addresses(referral) == {NEW, "1 Far Road"}
        assert set(Message.objects.about(bystander.pk).values_list("pk", "status")) == before
        assert addresses(bystander) == {"1 Far Road"}

    def test_a_letter_in_an_open_print_run_is_taken_out_and_the_run_says_why(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)
        letter, run = in_a_run(referral, manager)

        amend(venue, manager, TELL)

        page = text(signed_in(manager).get(reverse("correspondence:run", args=[run.pk])))
        assert "Not to be posted 1" in page
        assert "The building has another name or address" in page
        closed = print_runs.close_run(
            run, printed=[i.pk for i in run.items.all()], reason="", by=manager, at=AFTER
        )
        assert (closed.posted, [m.pk for m in closed.pull_out]) == (0, [letter.pk])
        assert addresses(referral) == {NEW}


@pytest.mark.django_db
class TestNobodyNeedBeTold:
    def test_what_waits_is_written_anew_on_its_own_day_and_nothing_more_is_owed(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)
        rows = Message.objects.about(referral.pk)
        before = set(rows.values_list("pk", "purpose", "channel", "due_at", "not_after", "status"))

        amend(venue, manager, SPELL, name="Harbor Hall")

        assert set(rows.values_list("pk", "purpose", "channel", "due_at", "not_after", "status")) == before
        assert addresses(referral) == {NEW}
        full = rows.get(purpose="BOOKED", channel=Channel.TEXT)
        assert "Harbor Hall" in (full.words or "")

    def test_who_has_her_letter_already_gets_no_other(self, programme: Programme, manager: User) -> None:
        referral, venue = booked(programme)
        posted(referral)

        amend(venue, manager, SPELL)

        assert addresses(referral, "POSTED") == {OLD}
        assert "CHANGED_DATES" not in purposes(referral)
        assert "INVITATION" not in purposes(referral)

    def test_a_letter_made_and_not_printed_is_made_again(self, programme: Programme, manager: User) -> None:
        referral, venue = booked(programme)
        made(LATER)
        assert letter_of(referral).status == "RENDERED"

        amend(venue, manager, SPELL)
        made()

        letter = letter_of(referral)
        assert letter.status == "RENDERED"
        assert NEW in read(bytes(letter.body or b""))
        assert OLD not in read(bytes(letter.body or b""))

    def test_a_letter_in_an_open_print_run_is_taken_out_and_another_takes_its_place(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)
        letter, run = in_a_run(referral, manager)

        amend(venue, manager, SPELL)
        made()

        letter.refresh_from_db()
        other = letter.replaced_by
        assert other is not None
        assert (letter.status, other.status) == ("REPLACED", "RENDERED")
        assert NEW in read(bytes(other.body or b""))
        page = text(signed_in(manager).get(reverse("correspondence:run", args=[run.pk])))
        assert "Not to be posted 1" in page
        assert "better described" in page
        closed = print_runs.close_run(
            run, printed=[i.pk for i in run.items.all()], reason="", by=manager, at=AFTER
        )
        assert (closed.posted, [m.pk for m in closed.pull_out]) == (0, [letter.pk])

    def test_what_a_worker_has_in_hand_goes_with_the_new_words_and_only_once(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)
        letter = next(row for row in outbox.claim(LATER, 50) if row.channel == Channel.LETTER)

        amend(venue, manager, SPELL)

        assert outbox.send(letter, clock=lambda: LATER) == "stopped"
        made()
        assert letter_of(referral).status == "RENDERED"
        assert addresses(referral, "RENDERED") == {NEW}

    def test_a_text_that_somebody_has_open_may_still_be_sent(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)
        opened = by_hand.hand_out(
            Message.objects.about(referral.pk).get(purpose="BOOKED"), by=manager, at=LATER
        )

        amend(venue, manager, SPELL, name="Harbor Hall")

        by_hand.mark_sent(opened, by=manager, at=AFTER)
        opened.refresh_from_db()
        assert opened.status == "SENT"
        assert "Harbor Hall" not in (opened.words or "")

    def test_a_call_that_is_owed_names_the_new_place(self, programme: Programme, manager: User) -> None:
        referral, venue = booked(programme)
        assert referral.participant is not None
        answers: dict[str, Any] = {
            **dict.fromkeys(("call", "voicemail", "email", "post"), "YES"),
            "text": "NO",
        }
        participants.confirm_safe_contact(
            referral.participant, source="HERSELF", by=manager, at=LATER, **answers
        )
        correspondence.withdraw_unsafe(referral.participant, by=manager, at=LATER)
        calls = Message.objects.about(referral.pk).filter(channel=Channel.CALL, status="QUEUED")
        assert calls.exclude(purpose="ASK_AGAIN").exists()

        amend(venue, manager, SPELL, at=AFTER)

        assert addresses(referral) == {NEW}

    def test_a_text_the_gate_is_shut_for_now_keeps_its_words(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)
        assert referral.participant is not None
        SafeContact.objects.filter(participant=referral.participant).delete()

        amend(venue, manager, SPELL, name="Harbor Hall")

        kept = Message.objects.about(referral.pk).get(purpose="BOOKED", channel=Channel.TEXT)
        assert (kept.status, bool(kept.words)) == ("QUEUED", True)
        made()
        kept.refresh_from_db()
        assert kept.status != "SENT"
