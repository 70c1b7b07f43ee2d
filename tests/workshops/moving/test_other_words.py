"""A building gets another name or address while women are booked there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from correspondence import actions as correspondence
from correspondence import by_hand, outbox, print_files, print_runs
from correspondence.models import Message, PrintRun
from correspondence.statuses import Channel
from correspondence.writing import facts_of
from participants import actions as participants
from participants.models import SafeContact
from programmes.models import Programme
from referrals.models import Referral
from tests.correspondence.providers import Provider, TwilioDesk, provider, settings_for
from tests.correspondence.test_print_runs import words as read
from tests.factories import accounts, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.moving.changes import LATER, purposes, woman
from tests.workshops.moving.test_in_hand import waits_for_a_lock
from tests.workshops.pages.asking import sent, signed_in, text
from tests.workshops.test_races import at_once
from workshops import actions
from workshops import refusals as no
from workshops.models import Place, Venue
from workshops.statuses import Mark, WhoHears

OLD, NEW = "2 Quay Street", "7 Chapel Lane"
AFTER = LATER + timedelta(minutes=1)
TELL, SPELL = WhoHears.EVERYBODY, WhoHears.NOBODY


def details(venue: Venue, **other: Any) -> actions.VenueDetails:
    as_it_is = actions.VenueDetails(
        **{name: getattr(venue, name) for name in actions.VenueDetails.__dataclass_fields__}
    )
    return replace(as_it_is, **{"address": f"{NEW}\nExampletown", **other})


def amend(venue: Venue, by: User, who_hears: WhoHears | None, *, at: datetime = LATER, **other: Any) -> Venue:
    return actions.amend_venue(venue, details(venue, **other), who_hears=who_hears, by=by, at=at)


def booked(programme: Programme, number: int = 1) -> tuple[Referral, Venue]:
    referral = woman(programme, number)
    pair = workshops.pair(programme)
    workshops.booked(referral, pair)
    return referral, pair[0].room.venue


def letter_of(referral: Referral) -> Message:
    return Message.objects.about(referral.pk).get(purpose="INVITATION", channel=Channel.LETTER)


def posted(referral: Referral) -> None:
    Message.objects.about(referral.pk).filter(purpose="INVITATION").update(
        status="POSTED", ended_at=NOW, ended_by="somebody"
    )


def addresses(referral: Referral, *statuses: str) -> set[str]:
    rows = Message.objects.about(referral.pk).filter(
        status__in=statuses or ("QUEUED",), participant__isnull=False
    )
    found = [facts_of(row) for row in rows.exclude(purpose="ASK_AGAIN")]
    return {day.address.split(",")[0] for facts in found if facts for day in facts.days}


def made(at: datetime = AFTER) -> None:
    outbox.send_due(clock=lambda: at)


def in_a_run(referral: Referral, by: User) -> tuple[Message, PrintRun]:
    made(LATER)
    letter = letter_of(referral)
    run = print_runs.make_run(referral.provider, [letter.pk], by=by, at=LATER)
    print_files.make(run.pk, at=LATER)
    return letter, PrintRun.objects.get(pk=run.pk)


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


@pytest.mark.django_db
class TestWhoIsAsked:
    def test_where_women_are_booked_it_must_be_said(self, programme: Programme, manager: User) -> None:
        referral, venue = booked(programme)

        with pytest.raises(no.SayWhoHears):
            amend(venue, manager, None)

        assert Venue.objects.get(pk=venue.pk).address == venue.address
        assert addresses(referral) == {OLD}

    @pytest.mark.parametrize(
        "other", [{"map_link": "https://maps.example/quay"}, {"access_notes": "A ramp"}, {"island": True}]
    )
    def test_what_stands_in_no_letter_is_nobodys_news(
        self, programme: Programme, manager: User, other: dict[str, Any]
    ) -> None:
        referral, venue = booked(programme)
        before = set(Message.objects.about(referral.pk).values_list("pk", "status"))

        amend(venue, manager, None, address=venue.address, **other)

        assert set(Message.objects.about(referral.pk).values_list("pk", "status")) == before

    def test_once_her_days_are_over_nobody_is_asked(self, programme: Programme, manager: User) -> None:
        referral, venue = booked(programme)
        over = NOW + timedelta(days=60)

        amend(venue, manager, None, at=over)

        assert Venue.objects.get(pk=venue.pk).address.startswith(NEW)
        assert not Message.objects.about(referral.pk).filter(purpose="CHANGED_DATES").exists()

    def test_a_register_that_has_begun_holds_nobody_up_and_its_women_are_there_already(
        self, programme: Programme, manager: User
    ) -> None:
        room = workshops.room(programme.provider)
        now, later = workshops.pair(programme, room=room)
        here, coming = woman(programme, 1), woman(programme, 2)
        [place, _second] = workshops.booked(here, [now, later])
        third = workshops.pair(programme, room=room, first_on=date(2026, 12, 9))
        workshops.booked(coming, third)
        at = now.starts_at - timedelta(minutes=30)
        actions.mark(place, actions.Entry(Mark.HERE), by=manager, at=at)

        amend(room.venue, manager, TELL, at=at)

        assert {*addresses(coming), *addresses(here)} == {NEW}

    def test_somebody_booked_since_the_page_was_read_makes_it_be_read_again(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)

        with pytest.raises(no.BookingsChanged):
            actions.amend_venue(venue, details(venue), who_hears=TELL, expected=[], by=manager, at=LATER)

        assert addresses(referral) == {OLD}


def typed(venue: Venue, **other: str) -> dict[str, Any]:
    as_it_is = {
        "name": venue.name, "address": f"{NEW}\r\nExampletown", "postcode": venue.postcode,
        "travel_notes": venue.travel_notes, "access_notes": venue.access_notes, "map_link": "",
        "access_facts": ["STEP_FREE"], "room_name": "", "people": "", "version": str(venue.version),
    }  # fmt: skip
    return sent(**{**as_it_is, **other})


def hidden(page: Any) -> dict[str, Any]:
    """Return what a page would send back, without an answer."""
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in given.items() if value not in (None, "")}


@pytest.mark.django_db
class TestThePage:
    def test_it_says_who_knows_the_old_address_what_goes_and_that_nothing_is_saved(
        self, programme: Programme, manager: User
    ) -> None:
        pair = workshops.pair(programme)
        venue = pair[0].room.venue
        for number, name in ((1, "Aisha"), (2, "Bronwen")):
            workshops.booked(woman(programme, number, first_names=name), pair)
        posted(Place.objects.filter(participant__first_names="Aisha")[0].referral)

        page = signed_in(manager).post(reverse("workshops:venue_edit", args=[venue.pk]), typed(venue))

        said = text(page)
        assert "Nothing is saved yet. 2 women are booked in this building." in said
        assert "1 has been told where it is, in the old words." in said
        assert "Knows the old one: Letter, Fri 20 Nov" in said
        assert "Has not been told where it is yet" in said
        assert "Until now: 2 Quay Street, Exampletown, PO1 2AB 7 Chapel Lane" in said
        assert "Her new dates (letter)" in said
        assert "nobody need be told" in said
        assert Venue.objects.get(pk=venue.pk).address == venue.address

    @pytest.mark.parametrize(("answer", "changed"), [("EVERYBODY", True), ("NOBODY", False)])
    def test_the_answer_saves_what_was_typed(
        self, programme: Programme, manager: User, answer: str, changed: bool
    ) -> None:
        referral, venue = booked(programme)
        posted(referral)
        client, where = signed_in(manager), reverse("workshops:venue_edit", args=[venue.pk])
        page = client.post(where, typed(venue, room_name="Blue room", people="9"))

        missing = client.post(where, hidden(page))
        done = client.post(where, {**hidden(page), "who_hears": answer})

        assert "Say whether each woman is told" in text(missing)
        assert done.status_code == 302
        now = Venue.objects.get(pk=venue.pk)
        assert (now.address.splitlines(), now.access_facts) == ([NEW, "Exampletown"], ["STEP_FREE"])
        assert now.rooms.filter(name="Blue room", capacity=9).exists()
        assert ("CHANGED_DATES" in purposes(referral)) is changed
        assert client.post(where, {**hidden(page), "who_hears": answer}).status_code == 302
        assert Venue.objects.get(pk=venue.pk).version == now.version

    def test_the_way_back_keeps_what_was_typed(self, programme: Programme, manager: User) -> None:
        _referral, venue = booked(programme)
        client, where = signed_in(manager), reverse("workshops:venue_edit", args=[venue.pk])
        page = client.post(where, typed(venue))

        again = client.post(where, {**hidden(page), "back": "1"})

        assert again.status_code == 200
        assert NEW in again.content.decode()
        assert "Name of the building" in text(again)

    def test_it_names_the_open_print_run_a_letter_leaves(self, programme: Programme, manager: User) -> None:
        referral, venue = booked(programme)
        _letter, run = in_a_run(referral, manager)

        with time_machine.travel(AFTER):
            page = signed_in(manager).post(reverse("workshops:venue_edit", args=[venue.pk]), typed(venue))

        assert "1 letter in an open print run is taken out of it" in text(page)
        assert reverse("correspondence:run", args=[run.pk]) in page.content.decode()

    def test_seven_women_cost_no_more_queries_than_two(self, programme: Programme, manager: User) -> None:
        pair = workshops.pair(programme, capacity=12)
        venue = pair[0].room.venue
        client, counted = signed_in(manager), []
        for number in range(1, 8):
            referral = woman(programme, number)
            workshops.booked(referral, pair)
            posted(referral)
            if number in (2, 7):
                with CaptureQueriesContext(connection) as queries:
                    client.post(reverse("workshops:venue_edit", args=[venue.pk]), typed(venue))
                counted.append(len(queries))

        assert counted[0] == counted[1]
        assert counted[0] <= 25


@pytest.fixture
def carrier(settings: Settings) -> Iterator[Provider]:
    """Texts go by a provider, so that a worker has them in hand."""
    with provider(TwilioDesk) as running, time_machine.travel(NOW, tick=True):
        for name, value in (settings_for(running) | {"JUNO_TEXTS_BY": "twilio"}).items():
            setattr(settings, name, value)
        yield running


@pytest.mark.servers
class TestAtOnce:
    """On real connections: somebody books, or the worker sends, while the building gets another name."""

    @pytest.fixture(autouse=True)
    def on_the_day_of_the_factories(self) -> Any:
        with time_machine.travel(NOW, tick=True):
            yield

    def test_who_is_booked_while_it_changes_is_written_the_new_words_and_they_go(
        self, committed_db: Any, carrier: Provider
    ) -> None:
        programme = ProgrammeFactory.create(code="JUNO")
        boss = accounts.manager(programme.provider)
        pair = workshops.pair(programme)
        venue, referral = pair[0].room.venue, woman(programme, 1)
        workshops.booked(woman(programme, 2), pair)
        changed, asked = threading.Event(), threading.Event()

        def changer() -> None:
            with transaction.atomic():
                amend(venue, boss, TELL, name="Chapel House")
                changed.set()
                asked.wait(10)
                waits_for_a_lock()

        def booker() -> None:
            changed.wait(10)
            asked.set()
            workshops.booked(referral, pair, at=LATER)

        results = at_once([changer, booker])

        assert results == [None, None]
        assert addresses(referral) == {NEW}
        outbox.send_due(clock=lambda: AFTER)
        told = Message.objects.about(referral.pk).get(purpose="BOOKED", channel=Channel.TEXT)
        assert told.status == "SENT"
        assert "Chapel House" in (told.words or "")

    @pytest.mark.parametrize("who", [TELL, SPELL])
    def test_the_worker_waits_for_the_change_and_sends_only_the_new_words(
        self, committed_db: Any, carrier: Provider, who: WhoHears
    ) -> None:
        programme = ProgrammeFactory.create(code="JUNO")
        boss = accounts.manager(programme.provider)
        referral, venue = booked(programme)
        in_hand = next(row for row in outbox.claim(LATER, 50) if row.channel == Channel.TEXT)
        changed, asked = threading.Event(), threading.Event()

        def changer() -> None:
            with transaction.atomic():
                amend(venue, boss, who, name="Chapel House")
                changed.set()
                asked.wait(10)
                waits_for_a_lock()

        def worker() -> str:
            changed.wait(10)
            asked.set()
            return outbox.send(in_hand, clock=lambda: LATER)

        results = at_once([changer, worker])

        assert results == [None, "stopped"]
        assert carrier.kept == []
        outbox.send_due(clock=lambda: AFTER)
        assert ["Chapel House" in kept.words for kept in carrier.kept] == [True]
        assert Message.objects.about(referral.pk).filter(channel=Channel.TEXT, status="SENT").count() == 1
