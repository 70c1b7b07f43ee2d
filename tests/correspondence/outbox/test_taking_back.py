"""Taking back, and the table of moves."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from audit import trail
from correspondence import actions, moves
from correspondence.models import Message
from correspondence.statuses import MOVES, Channel
from participants import actions as participants
from tests.correspondence.outbox.post import NOW, S, now, run
from tests.correspondence.smtp_sink import Sink
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db


# Taking back


def test_withdrawing_takes_back_what_has_not_gone_and_nothing_else(post: Sink) -> None:
    woman = make.open_woman()
    about = actions.About(uuid4(), "1", "R")
    gone = make.message(woman, Channel.EMAIL, about=about)
    run()
    waiting = make.message(woman, Channel.TEXT, about=about, due_at=NOW + timedelta(days=3))
    other = make.message(woman, Channel.TEXT)

    assert actions.withdraw(about_id=about.id, why="CLOSED", by=trail.SERVICE, at=NOW) == 1

    assert (now(gone).status, now(waiting).status, now(other).status) == (S.SENT, S.WITHDRAWN, S.QUEUED)
    assert now(waiting).why == "CLOSED"


def test_turning_a_channel_to_no_withdraws_what_is_queued_and_leaves_a_call() -> None:
    woman = make.open_woman()
    text = make.message(woman, Channel.TEXT, due_at=NOW + timedelta(days=3))
    letter = make.message(woman, Channel.LETTER)
    run()
    make.said(woman, text="NO", call="YES", post="YES", at=NOW + timedelta(hours=1))

    assert actions.withdraw_unsafe(woman, by=trail.SERVICE, at=NOW + timedelta(hours=1)) == 1

    assert (now(text).status, now(text).why) == (S.WITHDRAWN, "SHE_SAID_NO")
    assert now(letter).status == S.RENDERED
    call = Message.objects.get(channel="CALL")
    assert (call.about_id, call.due_at) == (text.about_id, text.due_at)


def test_reminders_become_calls_as_soon_as_she_is_known_to_need_help_with_reading() -> None:
    woman = make.open_woman()
    make.purpose("REMINDER_WEEK", reminder=True)
    waiting = actions.write(
        purpose="REMINDER_WEEK", channel=Channel.TEXT, to=woman, about=actions.About(uuid4(), "1", "R-1"),
        facts=make.facts(), key="week", due_at=NOW + timedelta(days=2), by=trail.SERVICE, at=NOW,
    )  # fmt: skip
    letter = make.message(woman, Channel.LETTER, due_at=NOW + timedelta(days=2))
    woman.reading = "WITH_HELP"
    woman.save()

    assert actions.withdraw_unsafe(woman, by=trail.SERVICE, at=NOW) == 1

    assert (now(waiting).status, now(waiting).why) == (S.WITHDRAWN, "RING_INSTEAD")
    assert Message.objects.filter(channel="CALL", key="week:call", due_at=waiting.due_at).exists()
    assert now(letter).status == S.QUEUED, "a letter is no reminder: she is helped with it"


def test_a_letter_made_for_an_address_she_has_left_is_made_again_for_the_new_one() -> None:
    woman = make.open_woman()
    letter = make.message(woman, Channel.LETTER)
    run()
    details = participants.Details(
        first_names="Siân", last_name="Penhaligon", address_lines="99 Other Road", postcode="EX1 9ZZ"
    )
    moved = participants.amend(woman, details, by=trail.SERVICE, at=NOW)

    assert actions.withdraw_unsafe(moved, by=trail.SERVICE, at=NOW) == 0
    assert now(letter).status == S.RENDERED  # it waits: her yes to post was for the home before

    make.said(woman, post="YES", at=NOW)
    assert actions.withdraw_unsafe(moved, by=trail.SERVICE, at=NOW) == 0
    assert (now(letter).status, now(letter).body) == (S.QUEUED, None)
    run()

    assert now(letter).status == S.RENDERED
    assert "99 Other Road" in (now(letter).sent_to or "")


def test_choosing_discreet_words_withdraws_a_full_letter_that_is_already_made() -> None:
    woman = make.open_woman()
    letter = make.message(woman, Channel.LETTER)
    run()
    make.said(woman, post="YES", words="DISCREET", at=NOW + timedelta(hours=1))

    actions.withdraw_unsafe(woman, by=trail.SERVICE, at=NOW + timedelta(hours=1))

    assert now(letter).status == S.WITHDRAWN


# The table, and the database's last word


def test_every_move_is_refused_from_every_status_it_does_not_start_at() -> None:
    message = make.message(make.open_woman())
    for verb, move in MOVES.items():
        for status in set(S) - move.sources:
            message.status = status
            with pytest.raises(moves.CannotMove):
                moves.move(message, verb, by=trail.SERVICE, at=NOW)


def test_every_status_can_be_reached_and_left_or_is_an_end() -> None:
    reached = {move.target for move in MOVES.values()} | {S.QUEUED}
    left = {source for move in MOVES.values() for source in move.sources}

    assert reached == set(S)
    assert set(S) - left == {S.DELIVERED, S.WITHDRAWN, S.REPLACED, S.POSTED, S.SENT} - left


def test_the_database_refuses_two_recipients_and_two_keys() -> None:
    message = make.message(make.open_woman(), key="k")
    with pytest.raises(IntegrityError, match="message_has_one_recipient"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(team_address="x@y.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            key="k", purpose="X", channel="EMAIL", wording="OFFICIAL", team_address="a@b.example",
            due_at=NOW, written_at=NOW, written_by="x",
        )  # fmt: skip
