"""The clock put back an hour under a worker and a beat in processes of their own, with real mail.

Nothing goes twice, no slot is run twice, nothing goes after its `not_after`, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.core.management import call_command

from correspondence.models import Message, PeriodicRun
from correspondence.statuses import Channel, MessageStatus
from dev import servers
from tests.conftest import Clone
from tests.correspondence import disturbed
from tests.correspondence.disturbed import Disturbed
from tests.correspondence.smtp_sink import Sink, sink
from tests.factories import correspondence as make

pytestmark = pytest.mark.servers
NOW = make.NOW  # a Monday, ten in the morning
S = MessageStatus
KNOCKS = 4  # enough to say that whatever was due was seen


@pytest.fixture
def redis() -> Iterator[str]:
    with servers.ordinary_redis() as address:
        yield address


@pytest.fixture
def post(committed_db: Clone) -> Iterator[Sink]:
    with sink() as running:
        yield running


def write(name: str, due: int, not_after: int | None = None, *, at: datetime = NOW) -> Message:
    """Write an e-mail to a woman of that name, due and of use until those minutes past ten."""
    return make.message(
        make.open_woman(email=f"{name}@post.example"),
        Channel.EMAIL,
        at=at,
        due_at=NOW + timedelta(minutes=due),
        not_after=None if not_after is None else NOW + timedelta(minutes=not_after),
    )


def got(post: Sink) -> list[str]:
    return sorted(str(message_from_bytes(raw)["To"]).partition("@")[0] for raw in post.mails)


def status(message: Message) -> str:
    return Message.objects.get(pk=message.pk).status


def knocked(running: Disturbed, *, name: str = "sweep", times: int = KNOCKS) -> None:
    """Wait until beat has knocked some more times."""
    before = running.ticks()[f"asked {name}"]
    running.until(lambda: running.ticks()[f"asked {name}"] >= before + times, f"knocks of {name}")


def no_slot_ran_twice(running: Disturbed) -> None:
    """Each run has a slot of its own, and each of the tests' own tasks ran once a slot."""
    ticks = running.ticks()
    for name in ("tick", "morning", "small hours", "twenty past one"):
        task = f"tests.{name.replace(' ', '_')}"
        slots = PeriodicRun.objects.filter(task=task).values_list("slot", flat=True)
        assert ticks[f"ran {name}"] == len(slots) == len(set(slots)), name


def test_a_clock_put_back_an_hour_sends_nothing_twice_nothing_late_and_loses_nothing(
    committed_db: Clone, post: Sink, redis: str, tmp_path: Path
) -> None:
    first = [write(f"first{n}", 0) for n in range(10)]
    half_past, late, after = write("half-past", 30), write("late", 15, 20), write("after", 45, 50)

    with disturbed.service(committed_db, post, tmp_path, at=NOW, redis=redis) as running:
        running.until(lambda: {status(m) for m in first} == {S.SENT}, "ten o'clock")
        knocked(running)
        running.put_clock(NOW + timedelta(minutes=40))
        running.until(lambda: status(half_past) == S.SENT, "twenty to eleven")
        running.until(lambda: status(late) == S.TOO_LATE, "too late")
        running.until(lambda: running.ticks()["ran morning"] == 1, "the slot of half past ten")

        # Back: a beat that remembers the later hour keeps still, and a worker that is woken sends what is new.
        running.put_clock(NOW - timedelta(minutes=20))
        meanwhile = write("meanwhile", -21, at=NOW - timedelta(minutes=20))
        running.wake()
        running.until(lambda: status(meanwhile) == S.SENT, "what was written in the hour that came twice")
        # A beat that remembers nothing knocks through the same hour again.
        running.kill("beat")
        running.put_clock(NOW)
        asked = running.ticks()["asked morning"]
        running.start_beat()
        knocked(running, times=2)
        for minutes in (16, 31, 41):  # "late" is due and of use again; "half-past" is; the morning's slot is
            running.put_clock(NOW + timedelta(minutes=minutes))
            running.wake()
            knocked(running)
        running.until(lambda: running.ticks()["asked morning"] > asked, "a second knock for half past ten")
        assert got(post) == sorted([*(f"first{n}" for n in range(10)), "half-past", "meanwhile"])

        # It has caught up.
        running.put_clock(NOW + timedelta(minutes=46))
        running.until(lambda: status(after) == S.SENT, "a quarter to eleven")

    no_slot_ran_twice(running)
    assert got(post) == sorted([*(f"first{n}" for n in range(10)), "half-past", "meanwhile", "after"])
    assert status(late) == S.TOO_LATE
    gone = Message.objects.filter(status=S.SENT)
    assert {message.attempts for message in gone} == {1}
    assert all(m.not_after is None or (m.effect_started_at or NOW) < m.not_after for m in gone)
    call_command("check_invariants")


def test_the_night_in_october_whose_hour_comes_twice_runs_each_slot_once(
    committed_db: Clone, post: Sink, redis: str, tmp_path: Path
) -> None:
    twenty_past_one = datetime(2026, 10, 25, 0, 20, 1, tzinfo=UTC)  # in London; at two it is one again
    hour, day, name = timedelta(hours=1), timedelta(days=1), "twenty past one"

    def knock_at(at: datetime) -> None:
        before = running.ticks()[f"asked {name}"]
        running.put_clock(at)
        running.knock(name)
        running.until(lambda: running.ticks()[f"asked {name}"] > before, "the knock")
        knocked(running, name="tick")

    with disturbed.service(committed_db, post, tmp_path, at=twenty_past_one - hour, redis=redis) as running:
        knock_at(twenty_past_one)
        assert running.ticks()[f"ran {name}"] == 1
        knock_at(twenty_past_one + hour)
        running.kill("beat")
        running.start_beat()  # it begins in the hour that came twice
        knock_at(twenty_past_one + hour + timedelta(minutes=20))
        assert running.ticks()[f"ran {name}"] == 1
        running.put_clock(twenty_past_one + 3 * hour)
        running.until(lambda: running.ticks()["ran small hours"] == 1, "ten past three")
        knocked(running)
        knock_at(twenty_past_one + hour + day)
        running.until(lambda: running.ticks()[f"ran {name}"] == 2, "the next night")

    no_slot_ran_twice(running)
    assert running.ticks()["asked small hours"] == running.ticks()["ran small hours"] == 1
    runs = PeriodicRun.objects.filter(task__in=["tests.twenty_past_one", "tests.small_hours"])
    assert list(runs.order_by("slot").values_list("slot", flat=True)) == [
        datetime(2026, 10, 25, 0, 20, tzinfo=UTC),
        datetime(2026, 10, 25, 3, 10, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 20, tzinfo=UTC),
    ]
    assert not PeriodicRun.objects.filter(finished_at=None).exclude(task="tests.tick").exists()
