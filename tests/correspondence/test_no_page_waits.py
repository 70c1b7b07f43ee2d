"""A page answers while the broker says nothing: a real request, and a real Celery before a mute port."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from celery import Celery
from django.test import Client

from correspondence import by_hand, outbox, wake
from correspondence.models import Message, PrintRun
from correspondence.statuses import Channel, MessageStatus
from tests.conftest import Clone
from tests.factories import correspondence as make

pytestmark = pytest.mark.servers
NOW = make.NOW
HANGS = 20  # seconds that Celery would wait for an answer
PATIENCE = 30


class Mute:
    """A port that takes every connection and never answers. `held` are the ends of those that came."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.held: list[socket.socket] = []

    def somebody_waits(self) -> bool:
        """Tell whether somebody has asked and is still waiting for an answer."""
        self.listening.settimeout(PATIENCE)
        connection, _address = self.listening.accept()
        self.held.append(connection)
        connection.settimeout(PATIENCE)
        asked = connection.recv(4096)
        gone, _w, _x = select.select([connection], [], [], 0)
        return bool(asked) and not gone


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mute]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        celery = Celery(broker=f"redis://127.0.0.1:{listening.getsockname()[1]}/0", set_as_current=False)
        celery.conf.broker_transport_options = {"socket_timeout": HANGS, "max_retries": 1}
        monkeypatch.setattr(wake, "current_app", celery)
        monkeypatch.setattr(wake, "AT_MOST_EVERY", 0.0)
        mute = Mute(listening)
        yield mute
        for connection in mute.held:
            with suppress(OSError):
                connection.close()


@pytest.fixture
def browser(committed_db: Clone) -> Client:
    client = Client()
    client.force_login(make.caseworker(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def press(browser: Client, path: str, **data: Any) -> Any:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        return browser.post(path, {"submission": str(uuid4()), "version": "", **data})


def test_sending_another_way_answers_before_the_broker_does(browser: Client, mute: Mute) -> None:
    text = make.message(make.open_woman())
    by_hand.hand_out(text, by=make.caseworker(), at=NOW)
    by_hand.could_not(text, by=make.caseworker(), at=NOW)
    assert mute.somebody_waits(), "writing it asked for the worker"

    answer = press(browser, f"/messages/{text.pk}/e-mail_instead/")

    assert answer.status_code == 302
    written = Message.objects.get(channel=Channel.EMAIL)
    assert (written.status, mute.somebody_waits()) == (MessageStatus.QUEUED, True)


def test_making_a_print_run_answers_before_the_broker_does(browser: Client, mute: Mute) -> None:
    letter = make.message(make.open_woman(), Channel.LETTER)
    assert mute.somebody_waits()
    outbox.send_due(clock=lambda: NOW)

    answer = press(browser, "/messages/letters/", letters=[str(letter.pk)])

    assert answer.status_code == 302
    assert answer["Location"] == f"/messages/runs/{PrintRun.objects.get().pk}/"
    assert mute.somebody_waits(), "the worker is asked beside the page"
