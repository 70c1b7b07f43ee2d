"""Workers killed with SIGKILL again and again in a batch of texts that a provider sends."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from pytest_django import Settings

from casework.invariants import messages as invariants
from correspondence import outbox, tracing
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from participants.names import digits
from tests.conftest import Clone
from tests.correspondence.providers import NotifyDesk, Provider, TwilioDesk, provider, settings_for
from tests.factories import correspondence as make

pytestmark = pytest.mark.servers
S = MessageStatus
DEEP = os.environ.get("JUNO_DEEP") == "1"
WOMEN = 1_000 if DEEP else 36


@pytest.fixture(params=["notify", "twilio"])
def carrier(request: pytest.FixtureRequest, committed_db: Clone, settings: Settings) -> Iterator[Provider]:
    with provider(NotifyDesk if request.param == "notify" else TwilioDesk) as running:
        given = settings_for(running) | {"JUNO_TEXTS_BY": request.param, "JUNO_PROVIDER_TIMEOUT": 5.0}
        for name, value in given.items():
            setattr(settings, name, value)
        yield running


def start(database: Clone, settings: Settings, at: datetime) -> subprocess.Popen[str]:
    names = [name for name in settings_for(Provider()) if name != "JUNO_PROVIDER_TIMEOUT"]
    environment: dict[str, Any] = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "juno.settings",
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": database.owner_url,
        "JUNO_TEXTS_BY": settings.JUNO_TEXTS_BY,
        "MINUTES_LATER": str((at - make.NOW) // timedelta(minutes=1)),
        **{name: str(getattr(settings, name)) for name in names},
    }
    command = [sys.executable, "-m", "tests.correspondence.worker_to_kill", "none"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def kill_after(child: subprocess.Popen[str], carrier: Provider, texts: int) -> int:
    """Kill a worker once the provider has taken some more texts; return 0 if it ended by itself before."""
    wanted = len(carrier.kept) + texts
    until = time.monotonic() + 60
    while len(carrier.kept) < wanted and child.poll() is None and time.monotonic() < until:
        time.sleep(0.0005)
    ended_by_itself = child.poll() is not None
    child.send_signal(signal.SIGKILL)
    child.wait()
    return int(not ended_by_itself)


def at_that_moment(moment: datetime) -> datetime:
    return moment


def test_workers_killed_at_random_send_each_text_once_and_ask_about_the_rest(
    committed_db: Clone, carrier: Provider, settings: Settings
) -> None:
    for number in range(WOMEN):
        make.message(make.open_woman(phone=f"07700 900{number:03}"), Channel.TEXT)
    chance = random.Random(7)

    at, kills = make.NOW, 0
    while len(carrier.kept) < WOMEN * 0.9:
        kills += kill_after(start(committed_db, settings, at), carrier, chance.randint(3, 15))
        at += tracing.LEASE
    assert kills >= WOMEN // 20
    for _ in range(40):
        at += tracing.LEASE
        outbox.send_due(clock=partial(at_that_moment, at))
        if not Message.objects.filter(status__in=[S.QUEUED, S.SENDING]).exists():
            break

    got = Counter(digits(one.to) for one in carrier.kept)
    assert set(got.values()) == {1}
    ended = {digits(m.sent_to or ""): (m.status, m.why) for m in Message.objects.all()}
    assert len(ended) == WOMEN
    assert {number for number, (status, _why) in ended.items() if status == S.SENT} == set(got)
    asked = {number: end for number, end in ended.items() if number not in got}
    assert set(asked.values()) <= {(S.UNSURE, "NOT_KNOWN_THERE")}
    assert len(asked) <= kills
    assert invariants.no_message_is_without_end_or_task() == []
    assert invariants.what_a_provider_took_is_asked_after_until_it_is_known() == []
