"""Texts, e-mails and letters by a provider: once, in time, asked about where nobody answered."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from audit import trail
from correspondence import by_hand, outbox, pages, presses, tracing
from correspondence.models import Message
from correspondence.moves import CannotMove
from correspondence.statuses import Channel
from participants import actions as participants
from participants.actions import Details
from participants.models import Participant
from tests.correspondence.outbox.post import NOW, S, now, run
from tests.correspondence.providers import NotifyDesk, Provider, TwilioDesk, provider, settings_for
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(params=["notify", "twilio"])
def carrier(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Provider]:
    """Texts by each of the two."""
    desk = NotifyDesk if request.param == "notify" else TwilioDesk
    with provider(desk) as running, time_machine.travel(NOW, tick=True):
        use(settings, running, JUNO_TEXTS_BY=request.param)
        yield running


@pytest.fixture
def notify(settings: Settings) -> Iterator[Provider]:
    with provider(NotifyDesk) as running, time_machine.travel(NOW, tick=True):
        use(settings, running, JUNO_EMAILS_BY="notify", JUNO_LETTERS_BY="notify")
        yield running


def use(settings: Settings, running: Provider, **more: Any) -> None:
    for name, value in (settings_for(running) | more).items():
        setattr(settings, name, value)


def text(**fields: Any) -> Message:
    return make.message(make.open_woman(), Channel.TEXT, **fields)


def on_the_way(carrier: Provider) -> None:
    for one in carrier.kept:
        one.status = "sending"


def test_a_text_goes_once_with_its_frozen_words(carrier: Provider) -> None:
    message = text()

    assert run() == {"sent": 1}
    assert run() == {}

    assert [one.words for one in carrier.kept] == [message.words]
    done = now(message)
    assert (done.status, done.sent_to, done.carrier_ref) == (S.SENT, "07700 900123", carrier.kept[0].id)
    assert done.ask_after_at == NOW + DAY


@pytest.mark.parametrize("fault", ["429", "503"])
def test_come_back_later_is_tried_again_and_goes_once(carrier: Provider, fault: str) -> None:
    message = text()
    carrier.fault = fault

    assert run() == {"queued": 1}
    assert run(NOW + MINUTE - timedelta(seconds=1)) == {}
    carrier.fault = ""
    assert run(NOW + MINUTE) == {"sent": 1}

    assert len(carrier.kept) == 1
    assert now(message).attempts == 2


def test_a_text_the_provider_refuses_is_work(carrier: Provider) -> None:
    message = text()
    carrier.fault = "address"

    assert run() == {"failed": 1}

    assert now(message).why == "PROVIDER_ADDRESS"
    assert list(Message.objects.needing_a_person()) == [message]


@pytest.mark.parametrize("fault", ["mute", "cut", "nonsense"])
def test_a_text_that_went_and_was_not_answered_is_asked_about_and_never_repeated(
    carrier: Provider, fault: str
) -> None:
    message = text()
    carrier.fault = fault

    assert run() == {"sending": 1}
    carrier.fault = ""
    assert run(NOW + tracing.LEASE - timedelta(seconds=1)) == {}
    assert run(NOW + tracing.LEASE) == {"recovered": 1}

    assert len(carrier.kept) == 1
    assert (now(message).status, now(message).carrier_ref) == (S.SENT, carrier.kept[0].id)


def test_a_text_nobody_knows_of_is_asked_about_three_times_and_then_a_person_is(carrier: Provider) -> None:
    message = text()
    carrier.fault = "504"
    run()
    carrier.fault = ""

    seen = [now(message).status]
    for number in (1, 2, 3):
        run(NOW + number * tracing.LEASE)
        seen.append(now(message).status)
    run(NOW + DAY)

    assert seen == [S.SENDING, S.SENDING, S.SENDING, S.UNSURE]
    assert now(message).why == "NOT_KNOWN_THERE"
    assert carrier.kept == []
    assert list(Message.objects.needing_a_person()) == [message]


def test_while_the_provider_is_down_nobody_guesses(carrier: Provider) -> None:
    message = text()
    carrier.fault = "cut"
    run()
    carrier.fault = "down"

    for number in (1, 2, 3):
        run(NOW + number * tracing.LEASE)

    assert now(message).status == S.UNSURE
    assert len(carrier.kept) == 1


def test_a_worker_killed_after_the_words_went_leaves_no_question_where_the_provider_knows(
    carrier: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = text()
    monkeypatch.setattr("correspondence.outbox.finish", killed)
    with pytest.raises(SystemExit):
        run()
    monkeypatch.undo()
    assert now(message).status == S.SENDING

    run(NOW + tracing.LEASE)

    assert now(message).status == S.SENT
    assert len(carrier.kept) == 1


def killed(*_args: Any) -> str:
    raise SystemExit


def test_nothing_goes_after_its_time_even_when_the_provider_comes_back(carrier: Provider) -> None:
    message = text(not_after=NOW + 3 * MINUTE)
    carrier.fault = "429"
    run()
    run(NOW + MINUTE)
    carrier.fault = ""

    run(NOW + 6 * MINUTE)

    assert now(message).status == S.TOO_LATE
    assert carrier.kept == []


def test_her_no_between_two_tries_stops_the_second(carrier: Provider) -> None:
    woman = make.open_woman()
    message = make.message(woman, Channel.TEXT)
    carrier.fault = "429"
    run()
    carrier.fault = ""
    make.said(woman, text="NO", at=NOW + timedelta(seconds=1))

    run(NOW + MINUTE)

    assert (now(message).status, now(message).why) == (S.REFUSED_UNSAFE, "SHE_SAID_NO")
    assert carrier.kept == []


def test_a_clock_put_back_an_hour_sends_nothing_twice(carrier: Provider) -> None:
    first = text()
    run()
    second = make.message(make.open_woman(), Channel.TEXT, due_at=NOW + 30 * MINUTE)

    assert run(NOW - 60 * MINUTE) == {}
    assert run(NOW) == {}
    assert run(NOW + 30 * MINUTE) == {"sent": 1}

    assert len(carrier.kept) == 2
    assert (now(first).attempts, now(second).attempts) == (1, 1)


# What became of it


def test_a_lost_receipt_is_found_by_asking_the_next_day(carrier: Provider) -> None:
    message = text()
    run()
    went = now(message).ended_at
    carrier.kept[0].status = "delivered"

    assert run(NOW + DAY) == {"asked after": 1}

    assert (now(message).status, now(message).ask_after_at) == (S.DELIVERED, None)
    assert now(message).ended_at == went  # the day it counts for


def test_a_failure_nobody_told_us_of_is_found_and_is_work(carrier: Provider, settings: Settings) -> None:
    message = text()
    run()
    carrier.kept[0].status = "undelivered" if settings.JUNO_TEXTS_BY == "twilio" else "temporary-failure"

    run(NOW + DAY)

    assert now(message).status == S.FAILED
    assert now(message).why
    assert list(Message.objects.needing_a_person()) == [message]


@pytest.mark.parametrize("fault", ["", "down"])
def test_silence_becomes_a_question_after_the_days_of_the_setting(
    carrier: Provider, settings: Settings, fault: str
) -> None:
    settings.JUNO_RECEIPT_DAYS = 2
    message = text()
    run()
    on_the_way(carrier)
    carrier.fault = fault

    run(NOW + DAY)
    assert now(message).status == S.SENT
    run(NOW + 2 * DAY - MINUTE)
    assert now(message).status == S.SENT
    run(NOW + 2 * DAY)

    assert (now(message).status, now(message).why) == (S.UNSURE, "SILENCE")
    assert len(carrier.kept) == 1


def test_what_a_person_answers_is_not_asked_about_again(carrier: Provider, settings: Settings) -> None:
    settings.JUNO_RECEIPT_DAYS = 1
    message = text()
    run()
    on_the_way(carrier)
    run(NOW + DAY)

    by_hand.say_sent(now(message), by=trail.SERVICE, at=NOW + DAY)

    assert run(NOW + 9 * DAY) == {}
    assert (now(message).status, now(message).ask_after_at) == (S.SENT, None)


def test_sent_again_by_a_person_the_first_try_is_not_taken_for_the_second(carrier: Provider) -> None:
    message = text()
    run()
    carrier.kept[0].status = "failed" if carrier.callbacks else "permanent-failure"
    run(NOW + DAY)
    by_hand.send_again(now(message), by=trail.SERVICE, at=NOW + DAY)
    carrier.fault = "504"

    run(NOW + DAY)
    carrier.fault = ""
    run(NOW + DAY + tracing.LEASE)

    # The provider knows the failed one only: whether the second went, it cannot say.
    assert now(message).status == S.SENDING
    assert now(message).old_refs == [carrier.kept[0].id]


# The office phone stays


def test_what_the_provider_does_not_take_may_be_sent_from_the_office_phone(carrier: Provider) -> None:
    message = text()
    assert list(Message.objects.texts_due(NOW)) == []
    carrier.fault = "429"
    run()
    assert list(Message.objects.texts_due(NOW)) == [message]

    by_hand.hand_out(now(message), by=trail.SERVICE, at=NOW)
    carrier.fault = ""
    run(NOW + MINUTE)
    by_hand.mark_sent(now(message), by=trail.SERVICE, at=NOW + MINUTE)

    assert carrier.kept == []
    assert (now(message).status, now(message).carrier, now(message).ask_after_at) == (S.SENT, "", None)


def test_a_text_in_hand_and_never_ticked_is_a_persons_question_not_the_providers(carrier: Provider) -> None:
    message = text()
    by_hand.hand_out(now(message), by=trail.SERVICE, at=NOW)

    run(NOW + by_hand.IN_HAND)

    assert (now(message).status, now(message).why) == (S.UNSURE, "NOT_TICKED")
    assert carrier.asked == []


@pytest.mark.parametrize("press", [by_hand.could_not, by_hand.mark_sent])
def test_a_text_the_provider_is_asked_about_is_nobodys_to_tick(carrier: Provider, press: Any) -> None:
    message = text()
    carrier.fault = "mute"
    assert run() == {"sending": 1}
    carrier.fault = ""

    assert not Message.objects.texts_in_hand().exists()
    assert presses.offers(now(message), [], NOW + MINUTE) == []
    assert pages.words_shown(now(message), now=NOW) == message.words
    with pytest.raises(CannotMove):
        press(now(message), by=trail.SERVICE, at=NOW + MINUTE)

    run(NOW + tracing.LEASE)
    assert now(message).status == S.SENT
    assert len(carrier.kept) == 1


@pytest.mark.parametrize("press", [by_hand.could_not, by_hand.mark_sent])
def test_a_text_the_worker_has_taken_and_not_begun_is_nobodys_to_tick(carrier: Provider, press: Any) -> None:
    message = text()
    outbox.claim(NOW)

    assert not Message.objects.texts_in_hand().exists()
    assert presses.offers(now(message), [], NOW) == []
    with pytest.raises(CannotMove):
        press(now(message), by=trail.SERVICE, at=NOW)

    run(NOW + tracing.LEASE)  # its lease has run out
    run(NOW + tracing.LEASE + MINUTE)
    assert now(message).status == S.SENT
    assert len(carrier.kept) == 1


# E-mails and letters


def test_an_email_goes_with_its_subject_by_notify(notify: Provider) -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)

    assert run() == {"sent": 1}

    assert [(one.to, one.words) for one in notify.kept] == [("sian@post.example", message.words)]


def test_a_letter_is_made_and_posted_by_notify_and_no_print_run_has_it(notify: Provider) -> None:
    message = make.message(make.open_woman(), Channel.LETTER)

    assert run() == {"sent": 1}

    done = now(message)
    assert notify.kept[0].body == bytes(done.body or b"")
    assert notify.kept[0].body.startswith(b"%PDF")
    assert done.sent_to is not None
    assert "12 Example Street" in done.sent_to
    assert list(Message.objects.letters_to_print()) == []

    notify.kept[0].status = "received"
    run(NOW + DAY)
    assert now(message).status == S.POSTED


def test_a_letter_notify_cannot_print_is_work(notify: Provider) -> None:
    message = make.message(make.open_woman(), Channel.LETTER)
    run()
    notify.kept[0].status = "validation-failed"

    run(NOW + DAY)

    assert (now(message).status, now(message).why) == (S.FAILED, "NOTIFY_VALIDATION_FAILED")


def test_a_letter_on_its_way_is_asked_about_each_day_for_six(notify: Provider) -> None:
    message = make.message(make.open_woman(), Channel.LETTER)
    run()
    notify.kept[0].status = "accepted"

    statuses = []
    for day in range(1, 8):
        run(NOW + day * DAY)
        statuses.append(now(message).status)

    assert statuses == [S.SENT] * 5 + [S.UNSURE] * 2


@pytest.mark.skipif(shutil.which("pdftotext") is None and not os.environ.get("CI"), reason="needs pdftotext")
def test_a_letter_made_before_her_address_changed_is_made_again_for_the_new_one(
    notify: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    woman = make.open_woman()
    message = make.message(woman, Channel.LETTER)
    hand_over = outbox._hand_over

    def moves_first(*args: Any, **kwargs: Any) -> str:
        monkeypatch.setattr("correspondence.outbox._hand_over", hand_over)
        moves_house(woman)
        return hand_over(*args, **kwargs)

    monkeypatch.setattr("correspondence.outbox._hand_over", moves_first)
    run()

    [posted] = notify.kept
    done = now(message)
    assert (done.status, done.attempts) == (S.SENT, 2)
    assert "99 Refuge Road" in (done.sent_to or "")
    assert "99 Refuge Road" in printed(posted.body)
    assert "12 Example Street" not in printed(posted.body)
    assert posted.body == bytes(done.body or b"")


def moves_house(woman: Participant) -> None:
    kept = Details(**{field.name: getattr(woman, field.name) for field in fields(Details)})
    there = replace(kept, address_lines="99 Refuge Road\nElsewhere", postcode="EX2 2AB")
    participants.amend(woman, there, by=trail.SERVICE, at=NOW)
    make.said(woman, at=NOW, **make.ALL_YES)


def printed(body: bytes) -> str:
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=body, capture_output=True, check=True)
    return read.stdout.decode()


def test_a_letter_not_allowed_any_more_is_made_and_not_posted(notify: Provider, monkeypatch: Any) -> None:
    woman = make.open_woman()
    message = make.message(woman, Channel.LETTER)
    at: list[datetime] = [NOW]
    made = []

    def said_no(*args: Any, **kwargs: Any) -> bytes:
        made.append(1)
        make.said(woman, post="NO", at=NOW + timedelta(seconds=1))
        at[0] = NOW + timedelta(seconds=2)
        return b"%PDF-1.7"

    monkeypatch.setattr("correspondence.letters.letter_pdf", said_no)
    outbox.send_due(clock=lambda: at[0])

    assert made == [1]
    assert now(message).status == S.REFUSED_UNSAFE
    assert notify.kept == []
