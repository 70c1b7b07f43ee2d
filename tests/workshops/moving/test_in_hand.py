"""A message a worker has in hand while a workshop moves: it goes before, or never with the old day."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from correspondence import by_hand, outbox
from correspondence.facts import Facts
from correspondence.models import Message
from correspondence.moves import CannotMove
from correspondence.statuses import Channel
from correspondence.writing import facts_of
from participants.models import Participant
from programmes.models import Programme
from referrals.models import Referral
from tests.correspondence.providers import Provider
from tests.factories import accounts, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.moving.changes import EARLIER, LATER, W1, to, woman
from tests.workshops.moving.races import while_it_lasts
from tests.workshops.test_races import at_once
from workshops import actions
from workshops.models import Place, Workshop

OLD, NEW = "Wed 2 Dec", "Tue 1 Dec"


def booked(programme: Programme) -> tuple[Referral, list[Place]]:
    referral = woman(programme, 1)
    return referral, workshops.booked(referral, workshops.pair(programme))


def in_hand(channel: Channel = Channel.TEXT) -> Message:
    """Have a worker claim what is due, and return the message that tells her dates."""
    claimed = outbox.claim(LATER, 50)
    return next(row for row in claimed if row.channel == channel and row.purpose in {"BOOKED", "INVITATION"})


def move(workshop: Workshop, by: User, at: datetime = LATER, **given: Any) -> None:
    change = to(workshop, given.pop("on", EARLIER), **given)
    actions.move_workshop(workshop, change, why="Flood", by=by, at=at)


def send(message: Message, at: datetime = LATER) -> str:
    return outbox.send(message, clock=lambda: at)


def sent_again(at: datetime) -> list[Message]:
    outbox.send_due(clock=lambda: at)
    return list(Message.objects.filter(status="SENT", channel=Channel.TEXT).exclude(participant=None))


@pytest.mark.django_db
class TestInHand:
    @pytest.mark.parametrize("what", ["first day", "second day", "hour", "room"])
    def test_what_is_not_so_any_more_does_not_go_and_what_is_so_goes(
        self, programme: Programme, manager: User, carrier: Provider, what: str
    ) -> None:
        _referral, [first, second] = booked(programme)
        text = in_hand()
        days: dict[str, tuple[Place, dict[str, Any]]] = {
            "first day": (first, {}),
            "second day": (second, {"on": W1 + timedelta(days=29)}),
            "hour": (first, {"on": W1, "starts": time(11)}),
            "room": (first, {"on": W1, "room": workshops.room(programme.provider)}),
        }
        place, change = days[what]

        move(place.workshop, manager, **change)
        became = send(text)

        assert became == "stopped"
        text.refresh_from_db()
        assert (text.status, text.why, text.effect_started_at) == ("WITHDRAWN", "OUT_OF_DATE", None)
        assert carrier.kept == []
        assert sent_again(LATER + timedelta(minutes=1)) != []
        assert text.words not in {kept.words for kept in carrier.kept}

    def test_a_letter_in_hand_is_not_made_with_the_old_day(self, programme: Programme, manager: User) -> None:
        _referral, [first, _second] = booked(programme)
        letter = in_hand(Channel.LETTER)

        move(first.workshop, manager)

        assert send(letter) == "stopped"
        letter.refresh_from_db()
        assert (letter.status, letter.why, letter.body) == ("WITHDRAWN", "OUT_OF_DATE", None)
        outbox.send_due(clock=lambda: LATER + timedelta(minutes=1))
        made = Message.objects.get(channel=Channel.LETTER, status="RENDERED")
        facts = facts_of(made)
        assert facts is not None
        assert facts.days[0].when == "Tuesday 1 December 2026"

    def test_what_is_still_so_goes_although_the_workshop_changed_otherwise(
        self, programme: Programme, manager: User, carrier: Provider
    ) -> None:
        _referral, [first, _second] = booked(programme)
        text = in_hand()
        Workshop.objects.filter(pk=first.workshop_id).update(capacity=3, version=9)

        assert send(text) == "sent"

        assert [kept.words for kept in carrier.kept] == [text.words]

    def test_a_day_given_back_is_not_told_of(
        self, programme: Programme, manager: User, carrier: Provider
    ) -> None:
        _referral, [_first, second] = booked(programme)
        text = in_hand()
        actions.cancel_workshop(second.workshop, why="Flood", by=manager, at=LATER)

        assert send(text) == "stopped"
        assert carrier.kept == []

    def test_what_was_written_before_this_was_kept_goes(
        self, programme: Programme, manager: User, carrier: Provider
    ) -> None:
        booked(programme)
        text = in_hand()
        text.facts = Facts.thawed(without_booking(text.facts or "")).frozen()
        text.save(update_fields=["facts"])

        assert send(text) == "sent"

    def test_after_words_that_are_going_the_next_say_that_her_dates_changed(
        self, programme: Programme, manager: User, carrier: Provider
    ) -> None:
        referral, [first, _second] = booked(programme)
        text = in_hand()
        carrier.fault = "cut"  # it took the words, and nobody knows
        Message.objects.filter(pk=text.pk).update(effect_started_at=LATER)

        move(first.workshop, manager)

        owed = Message.objects.about(referral.pk).filter(status="QUEUED", channel=Channel.TEXT)
        assert owed.filter(purpose="CHANGED_DATES").exists()
        assert not owed.filter(purpose="BOOKED").exists()


@pytest.mark.servers
class TestAtOnce:
    """On real connections: the worker asks while the workshop moves, whoever is first."""

    def test_the_worker_waits_for_a_move_that_is_under_way_and_sends_nothing_old(
        self, committed_db: Any, carrier: Provider
    ) -> None:
        programme = ProgrammeFactory.create(code="JUNO")
        boss = accounts.manager(programme.provider)
        _referral, [first, _second] = booked(programme)
        text = in_hand()
        came = while_it_lasts(lambda: move(first.workshop, boss), lambda: send(text))

        assert came == "stopped"
        assert carrier.kept == []
        assert Message.objects.get(pk=text.pk).why == "OUT_OF_DATE"
        sent_again(LATER + timedelta(minutes=1))
        assert [NEW in kept.words and OLD not in kept.words for kept in carrier.kept] == [True]

    def test_at_the_same_moment_the_old_day_goes_only_where_the_new_one_is_called_a_change(
        self, committed_db: Any, carrier: Provider
    ) -> None:
        programme = ProgrammeFactory.create(code="JUNO")
        boss = accounts.manager(programme.provider)
        women = [woman(programme, number) for number in range(2, 8)]
        pair = workshops.pair(programme)
        for referral in women:
            workshops.booked(referral, pair)
        texts = [row for row in outbox.claim(LATER, 200) if row.channel == Channel.TEXT]
        assert len(texts) == len(women)

        results = at_once([lambda: move(pair[0], boss), *[lambda text=text: send(text) for text in texts]])

        assert results[0] is None
        assert set(results[1:]) <= {"sent", "stopped"}
        sent_again(LATER + timedelta(minutes=1))
        for text in texts:
            old = Message.objects.get(pk=text.pk)
            others = Message.objects.filter(about_id=old.about_id).exclude(pk=old.pk)
            new = others.get(status="SENT", channel=Channel.TEXT)
            assert old.status in {"SENT", "WITHDRAWN"}
            assert new.purpose == ("CHANGED_DATES" if old.status == "SENT" else "BOOKED")
            assert NEW in (new.words or "")
            assert OLD not in (new.words or "")


@pytest.mark.servers
def test_a_text_opened_by_hand_while_its_workshop_moves_holds_nobody_up(committed_db: Any) -> None:
    with time_machine.travel(NOW, tick=True):
        programme = ProgrammeFactory.create(code="JUNO")
        boss = accounts.manager(programme.provider)
        referral, [first, _second] = booked(programme)
        text = Message.objects.about(referral.pk).get(purpose="BOOKED", channel=Channel.TEXT)

        opened = while_it_lasts(
            lambda: Participant.objects.select_for_update().get(referrals=referral),
            lambda: by_hand.hand_out(text, by=boss, at=LATER),
            then=lambda: move(first.workshop, boss),
        )

    assert isinstance(opened, CannotMove)
    assert Message.objects.get(pk=text.pk).status == "WITHDRAWN"


def without_booking(frozen: str) -> str:
    """Return facts as they were frozen before bookings were kept in them."""
    facts = json.loads(frozen)
    for day in facts["days"]:
        del day["booking"]
    return json.dumps(facts)
