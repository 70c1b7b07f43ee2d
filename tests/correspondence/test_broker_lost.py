"""The broker's store lost in the middle of a batch: a worker and a beat in processes of their own, and real mail.

What the broker holds only wakes the worker. So whatever it loses, nothing is lost and nothing goes twice.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

import pytest
from django.core.management import call_command
from redis import Redis

from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from dev import servers
from tests.conftest import Clone
from tests.correspondence import disturbed
from tests.correspondence.smtp_sink import Sink, sink
from tests.factories import correspondence as make

pytestmark = pytest.mark.servers
DEEP = os.environ.get("JUNO_DEEP") == "1"
BATCH = 1_000 if DEEP else 40
LATER = 20  # written when all that was lost is over
AWAY = 20.0 if DEEP else 3.0  # seconds
S = MessageStatus


@dataclass
class Broker:
    """A broker's store: how many knocks wait in it, and how it is lost."""

    redis: str
    waiting: Callable[[], int]
    lose: Callable[[], None]


def _emptied(home: Path, stack: ExitStack) -> Broker:
    address = stack.enter_context(servers.ordinary_redis())
    store = stack.enter_context(Redis.from_url(address))
    return Broker(address, lambda: store.llen("celery"), lambda: store.flushall())


def _killed(home: Path, stack: ExitStack) -> Broker:
    port = servers.free_port()
    address = stack.enter_context(servers.ordinary_redis(port))
    store = stack.enter_context(Redis.from_url(address))

    def kill() -> None:
        os.kill(store.info("server")["process_id"], signal.SIGKILL)
        time.sleep(AWAY)
        stack.enter_context(servers.ordinary_redis(port))

    return Broker(address, lambda: store.llen("celery"), kill)


def _deleted(home: Path, stack: ExitStack) -> Broker:
    folder = home / "broker"
    return Broker(
        "", lambda: len(list((folder / "queue").glob("*.celery.msg"))), lambda: shutil.rmtree(folder)
    )


@pytest.fixture(params=[_emptied, _killed, _deleted], ids=["emptied", "killed", "folder deleted"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    with ExitStack() as stack:
        yield request.param(tmp_path, stack)


@pytest.fixture
def post(committed_db: Clone) -> Iterator[Sink]:
    with sink() as running:
        yield running


def write(numbers: range) -> None:
    for number in numbers:
        make.message(make.open_woman(email=f"w{number}@post.example"), Channel.EMAIL)


def all_ended() -> bool:
    return not Message.objects.filter(status__in=[S.QUEUED, S.SENDING]).exists()


def test_what_the_broker_loses_in_a_batch_is_sent_once_all_the_same(
    committed_db: Clone, broker: Broker, post: Sink, tmp_path: Path
) -> None:
    post.pause = 0.02 if DEEP else 0.15  # the batch lasts longer than the knocks are apart
    write(range(BATCH))

    with disturbed.service(committed_db, post, tmp_path, at=make.NOW, redis=broker.redis) as running:
        running.until(lambda: len(post.mails) >= BATCH // 4 and broker.waiting() > 0, "in the middle")
        lost, sent = broker.waiting(), len(post.mails)
        broker.lose()
        running.until(all_ended, "the batch")
        write(range(BATCH, BATCH + LATER))
        running.until(all_ended, "what was written later")

    assert lost > 0
    assert sent < BATCH
    assert Counter(str(message_from_bytes(raw)["To"]) for raw in post.mails) == Counter(
        f"w{number}@post.example" for number in range(BATCH + LATER)
    )
    assert set(Message.objects.values_list("status", "attempts")) == {(S.SENT, 1)}
    call_command("check_invariants")
