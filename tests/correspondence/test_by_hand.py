"""Texts sent from the office phone, and the questions a person answers."""

from datetime import timedelta

import pytest

from audit.models import Event
from correspondence import by_hand, outbox, tracing
from correspondence.models import Message
from correspondence.moves import CannotMove
from correspondence.statuses import Channel, MessageStatus
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
S = MessageStatus


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def unsure() -> Message:
    message = make.message(make.open_woman())
    by_hand.hand_out(message, by=make.caseworker(), at=NOW)
    tracing.recover(lambda: NOW + by_hand.IN_HAND)
    return now(message)


def test_the_worker_leaves_texts_to_people() -> None:
    message = make.message(make.open_woman())

    assert outbox.send_due(clock=lambda: NOW).counts == {}

    assert list(Message.objects.texts_due(NOW)) == [message]


def test_a_text_opened_shows_its_number_and_is_nobody_elses() -> None:
    worker = make.caseworker()
    message = make.message(make.open_woman())

    opened = by_hand.hand_out(message, by=worker, at=NOW)

    assert (opened.status, opened.sent_to) == (S.SENDING, "07700 900123")
    with pytest.raises(CannotMove):
        by_hand.hand_out(message, by=make.caseworker(), at=NOW)
    assert Event.objects.filter(verb="message.claim", who_id=worker.pk).exists()


def test_the_gate_is_asked_when_a_text_is_opened_and_shows_no_number_on_a_no() -> None:
    woman = make.open_woman()
    message = make.message(woman)
    make.said(woman, text="NO", at=NOW + timedelta(seconds=1))

    opened = by_hand.hand_out(message, by=make.caseworker(), at=NOW + timedelta(minutes=1))

    assert (opened.status, opened.why, opened.sent_to) == (S.REFUSED_UNSAFE, "SHE_SAID_NO", None)


def test_a_text_cannot_be_opened_before_its_time() -> None:
    message = make.message(make.open_woman(), due_at=NOW + timedelta(minutes=1))

    with pytest.raises(by_hand.NotYetDue):
        by_hand.hand_out(message, by=make.caseworker(), at=NOW)


def test_a_ticked_text_is_sent_and_ended_by_whoever_ticked_it() -> None:
    worker = make.caseworker()
    message = make.message(make.open_woman())
    by_hand.hand_out(message, by=worker, at=NOW)

    by_hand.mark_sent(message, by=worker, at=NOW + timedelta(minutes=2))

    assert (now(message).status, now(message).ended_by) == (S.SENT, worker.trail_name)
    with pytest.raises(CannotMove):
        by_hand.mark_sent(message, by=worker, at=NOW)


def test_a_text_that_could_not_be_sent_is_work_and_can_be_sent_again() -> None:
    worker = make.caseworker()
    message = make.message(make.open_woman())
    by_hand.hand_out(message, by=worker, at=NOW)
    by_hand.could_not(message, by=worker, at=NOW)
    assert list(Message.objects.needing_a_person()) == [message]

    by_hand.send_again(message, by=worker, at=NOW)

    assert list(Message.objects.texts_due(NOW)) == [message]
    assert now(message).effect_started_at is None


def test_a_text_opened_and_never_ticked_becomes_a_question() -> None:
    message = make.message(make.open_woman())
    by_hand.hand_out(message, by=make.caseworker(), at=NOW)

    outbox.send_due(clock=lambda: NOW + by_hand.IN_HAND - timedelta(seconds=1))
    assert now(message).status == S.SENDING
    outbox.send_due(clock=lambda: NOW + by_hand.IN_HAND)

    assert list(Message.objects.needing_a_person()) == [message]


def test_yes_it_was_sent_ends_the_question() -> None:
    message = unsure()

    by_hand.say_sent(message, by=make.caseworker(), at=NOW)

    assert now(message).status == S.SENT
    assert not Message.objects.needing_a_person().exists()


def test_no_it_was_not_sent_owes_it_again_with_everything_asked_afresh() -> None:
    message = unsure()

    by_hand.say_not_sent(message, by=make.caseworker(), at=NOW)

    assert (now(message).status, now(message).attempts) == (S.QUEUED, 0)
    assert now(message).effect_started_at is None
    with pytest.raises(CannotMove):
        by_hand.say_sent(message, by=make.caseworker(), at=NOW)


def test_what_was_dealt_with_another_way_leaves_the_list() -> None:
    message = make.message(make.open_woman(), Channel.TEXT, not_after=NOW)
    outbox.expire(NOW)

    by_hand.settle(message, by=make.caseworker(), at=NOW)

    assert (now(message).status, now(message).why) == (S.WITHDRAWN, "SETTLED")
