"""Real workers in processes of their own, killed with SIGKILL between the points of a sending."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django import Settings

from correspondence import outbox
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from tests.conftest import Clone
from tests.correspondence.killed import kill_at, start
from tests.correspondence.smtp_sink import Sink, sink
from tests.factories import correspondence as make

pytestmark = pytest.mark.servers
NOW = make.NOW
S = MessageStatus


@pytest.fixture
def post(committed_db: Clone, settings: Settings) -> Iterator[Sink]:
    with sink() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 5
        yield running


def later() -> None:
    """Run a whole worker after the lease has lapsed, and once more after the first wait."""
    for moment in (NOW + outbox.LEASE, NOW + outbox.LEASE * 2):
        outbox.send_due(clock=partial(at_that_moment, moment))


def at_that_moment(moment: datetime) -> datetime:
    return moment


@pytest.mark.parametrize("point", ["claimed", "asked, not committed"])
def test_killed_before_the_effect_a_message_is_sent_once_later(
    committed_db: Clone, post: Sink, point: str
) -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)

    kill_at(point, committed_db, post)
    assert Message.objects.get().status == S.SENDING
    later()

    assert Message.objects.get(pk=message.pk).status == S.SENT
    assert len(post.mails) == 1


@pytest.mark.parametrize(("point", "mails"), [("effect begun", 0), ("words handed over", 1)])
def test_killed_after_the_effect_began_a_person_is_asked_and_nothing_goes_twice(
    committed_db: Clone, post: Sink, point: str, mails: int
) -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)

    kill_at(point, committed_db, post)
    later()

    assert Message.objects.get(pk=message.pk).status == S.UNSURE
    assert len(post.mails) == mails
    assert list(Message.objects.needing_a_person()) == [message]


def test_killed_while_a_letter_is_made_it_is_made_again(committed_db: Clone, post: Sink) -> None:
    message = make.message(make.open_woman(), Channel.LETTER)

    kill_at("letter made", committed_db, post)
    assert Message.objects.get().body is None
    later()

    assert Message.objects.get(pk=message.pk).status == S.RENDERED


def test_many_workers_at_once_send_each_message_once(committed_db: Clone, post: Sink) -> None:
    for number in range(30):
        make.message(make.open_woman(email=f"w{number}@post.example"), Channel.EMAIL)
    ready = threading.Barrier(4)

    def work() -> None:
        ready.wait()
        try:
            outbox.send_due(clock=lambda: NOW)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(str(message_from_bytes(raw)["To"]) for raw in post.mails) == Counter(
        f"w{number}@post.example" for number in range(30)
    )
    assert set(Message.objects.values_list("status", flat=True)) == {"SENT"}


def test_workers_killed_at_random_lose_nothing_and_send_nothing_twice(
    committed_db: Clone, post: Sink
) -> None:
    kills = 40 if os.environ.get("JUNO_DEEP") == "1" else 4
    for number in range(12 * kills):
        make.message(make.open_woman(email=f"w{number}@post.example"), Channel.EMAIL)
    chance = random.Random(11)

    for _ in range(kills):
        child = start("none", committed_db, post)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.uniform(0.02, 0.35))
        child.send_signal(signal.SIGKILL)
        child.wait()
    at = NOW
    for _ in range(8):
        at += outbox.LEASE
        outbox.send_due(clock=partial(at_that_moment, at))

    sent = Counter(str(message_from_bytes(raw)["Message-ID"]) for raw in post.mails)
    assert set(sent.values()) == {1}
    statuses = Counter(Message.objects.values_list("status", flat=True))
    assert set(statuses) <= {"SENT", "UNSURE"}
    assert statuses["UNSURE"] <= kills
    assert statuses["SENT"] <= len(sent) <= statuses["SENT"] + statuses["UNSURE"]
    call_command("check_invariants")


def test_a_broker_that_is_away_or_mute_never_makes_the_writer_wait(
    committed_db: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    called, let_go, answered = threading.Event(), threading.Event(), threading.Event()

    def mute(*_args: object, **_kwargs: object) -> None:
        called.set()
        let_go.wait(30)
        answered.set()
        raise ConnectionError

    monkeypatch.setattr("correspondence.wake.current_app.send_task", mute)
    woman = make.open_woman()

    message = make.message(woman)

    assert not answered.is_set()  # the writer went on while the broker still hung
    assert called.wait(30)
    let_go.set()
    assert Message.objects.filter(pk=message.pk).exists()
