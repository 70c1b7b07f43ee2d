"""One run a slot, whoever knocks: slots by the clock, two beats at once, a worker killed half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from celery import current_app
from celery.schedules import crontab
from django.conf import settings as real_settings
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from correspondence import periodic
from correspondence.models import PeriodicRun
from correspondence.slots import NeverRuns, slot_of
from tests.conftest import Clone

NOW = datetime(2026, 11, 24, 8, 40, 5, tzinfo=UTC)
DAILY = crontab(hour=8, minute=40)
HOURLY = crontab(hour="8-18", minute=20)
QUARTERS = crontab(minute="*/15")


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("schedule", "at", "slot"),
    [
        (60.0, utc(2026, 11, 24, 8, 40, 59), utc(2026, 11, 24, 8, 40)),
        (600.0, utc(2026, 11, 24, 8, 49, 59), utc(2026, 11, 24, 8, 40)),
        (DAILY, utc(2026, 11, 24, 8, 40), utc(2026, 11, 24, 8, 40)),
        (DAILY, utc(2026, 11, 24, 9, 10), utc(2026, 11, 24, 8, 40)),  # opened late: still this morning's
        (DAILY, utc(2026, 11, 24, 8, 39, 59), utc(2026, 11, 23, 8, 40)),
        (DAILY, utc(2026, 7, 24, 7, 40), utc(2026, 7, 24, 7, 40)),  # summer: 8.40 in London
        (HOURLY, utc(2026, 11, 24, 7, 0), utc(2026, 11, 23, 18, 20)),
        (crontab(hour=9, minute=0, day_of_week="mon"), utc(2026, 11, 24, 10), utc(2026, 11, 23, 9)),
        (crontab(hour=3, minute=10, day_of_month=1), utc(2026, 11, 24, 10), utc(2026, 11, 1, 3, 10)),
        # The clocks go back on 25 October 2026 at 2am: a quarter past one comes twice and is one slot.
        (QUARTERS, utc(2026, 10, 25, 0, 20), utc(2026, 10, 25, 0, 15)),
        (QUARTERS, utc(2026, 10, 25, 1, 20), utc(2026, 10, 25, 0, 15)),
        (QUARTERS, utc(2026, 10, 25, 2, 20), utc(2026, 10, 25, 2, 15)),
    ],
)
def test_a_moment_has_its_slot(schedule: float | crontab, at: datetime, slot: datetime) -> None:
    assert slot_of(schedule, at) == slot


def test_a_time_of_day_that_there_is_not_is_said() -> None:
    with pytest.raises(NeverRuns):
        slot_of(crontab(month_of_year="2", day_of_month="29", day_of_week="mon"), NOW)


@given(st.integers(0, 2 * 365 * 86_400), st.integers(0, 3_000))
def test_no_moment_lies_before_its_slot_and_no_later_one_in_an_earlier(since: int, seconds: int) -> None:
    at = utc(2026, 1, 1) + timedelta(seconds=since)
    for schedule in (60.0, 600.0, DAILY, HOURLY):
        slot = slot_of(schedule, at)
        later = slot_of(schedule, at + timedelta(seconds=seconds))

        assert slot <= at
        assert later >= slot


def test_every_entry_of_the_clock_goes_through_the_door() -> None:
    schedule = real_settings.CELERY_BEAT_SCHEDULE

    assert set(schedule) == set(real_settings.JUNO_CLOCK)
    assert {entry["task"] for entry in schedule.values()} == {"correspondence.tasks.on_the_clock"}
    from juno.celery import app

    app.loader.import_default_modules()
    for name, entry in real_settings.JUNO_CLOCK.items():
        assert schedule[name]["args"] == [name]
        assert entry["task"] in app.tasks
        slot_of(entry["schedule"], NOW)


def test_no_entry_of_the_clock_lies_in_the_hour_that_comes_twice() -> None:
    """Celery's beat knocks without end for one that does: thousands of times, and nothing else is done."""
    by_day = [e["schedule"] for e in real_settings.JUNO_CLOCK.values() if isinstance(e["schedule"], crontab)]

    assert by_day
    assert [schedule for schedule in by_day if 1 in vars(schedule)["hour"]] == []


RAN: list[str] = []


@current_app.task(name="tests.periodic.daily")
def daily() -> None:
    RAN.append("daily")
    time.sleep(0.2)  # long enough for others to knock meanwhile


@current_app.task(name="tests.periodic.minutely")
def minutely() -> None:
    RAN.append("minutely")


@pytest.fixture
def ran(settings: Settings) -> list[str]:
    """Two tasks on a clock of the tests; the list says which ran."""
    settings.JUNO_CLOCK = {
        "daily": {"task": "tests.periodic.daily", "schedule": DAILY},
        "minutely": {"task": "tests.periodic.minutely", "schedule": 60.0},
    }
    RAN.clear()
    return RAN


def knock(name: str, at: datetime) -> bool:
    return periodic.knock(name, clock=lambda: at)


@pytest.mark.django_db
def test_a_slot_is_run_once_and_the_next_one_again(ran: list[str]) -> None:
    knocks = [knock("minutely", NOW + timedelta(seconds=s)) for s in (0, 1, 50, 55, 100)]

    assert knocks == [True, False, False, True, False]
    assert ran == ["minutely"] * 2
    assert PeriodicRun.objects.filter(finished_at=None).count() == 0


@pytest.mark.django_db
def test_a_daily_task_knocked_for_late_runs_once(ran: list[str]) -> None:
    knocks = [knock("daily", NOW + timedelta(minutes=m)) for m in (0, 3, 600)]

    assert knocks == [True, False, False]


@pytest.mark.django_db
def test_a_clock_put_back_runs_nothing_twice(ran: list[str]) -> None:
    for hours in (0, -1, 0):
        knock("daily", NOW + timedelta(hours=hours, minutes=2))

    assert ran == ["daily"] * 2  # today's, and with the clock back yesterday's, which nobody had begun
    assert set(Counter(PeriodicRun.objects.values_list("task", "slot")).values()) == {1}


@pytest.mark.django_db
def test_what_broke_off_is_run_again_once_and_only_what_is_rare(ran: list[str]) -> None:
    for task, schedule in (("daily", DAILY), ("minutely", 60.0)):
        PeriodicRun.objects.create(task=f"tests.periodic.{task}", slot=slot_of(schedule, NOW), started_at=NOW)

    assert periodic.run_again(clock=lambda: NOW + periodic.AT_MOST - timedelta(seconds=1)) == 0
    assert periodic.run_again(clock=lambda: NOW + periodic.AT_MOST) == 1
    assert periodic.run_again(clock=lambda: NOW + 2 * periodic.AT_MOST) == 0

    assert ran == ["daily"]


@pytest.mark.django_db
def test_what_broke_off_long_ago_is_left(ran: list[str]) -> None:
    PeriodicRun.objects.create(task="tests.periodic.daily", slot=slot_of(DAILY, NOW), started_at=NOW)

    assert periodic.run_again(clock=lambda: NOW + timedelta(days=2)) == 0


@pytest.mark.django_db
def test_a_task_that_fails_is_tried_again_later(ran: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("correspondence.periodic._do", lambda run, clock: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        periodic.knock("daily", clock=lambda: NOW)
    monkeypatch.undo()

    assert periodic.run_again(clock=lambda: NOW + periodic.AT_MOST) == 1


@pytest.mark.django_db
def test_old_slots_are_forgotten(ran: list[str]) -> None:
    periodic.knock("daily", clock=lambda: NOW)
    periodic.knock("daily", clock=lambda: NOW + timedelta(days=20))

    assert periodic.forget(clock=lambda: NOW + timedelta(days=31)) == 1
    assert PeriodicRun.objects.count() == 1


@pytest.mark.servers
def test_of_many_that_knock_at_one_moment_one_is_let_in(committed_db: Clone, ran: list[str]) -> None:
    ready = threading.Barrier(6)

    def call() -> None:
        ready.wait()
        try:
            periodic.knock("daily", clock=lambda: NOW)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ran == ["daily"]
    assert PeriodicRun.objects.count() == 1


@pytest.mark.servers
def test_of_many_that_run_again_what_broke_off_one_does(committed_db: Clone, ran: list[str]) -> None:
    PeriodicRun.objects.create(task="tests.periodic.daily", slot=slot_of(DAILY, NOW), started_at=NOW)
    ready, done = threading.Barrier(4), []

    def call() -> None:
        ready.wait()
        try:
            done.append(periodic.run_again(clock=lambda: NOW + periodic.AT_MOST))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == [0, 0, 0, 1]
    assert ran == ["daily"]


@pytest.mark.servers
def test_two_beats_started_at_once_run_each_slot_once(committed_db: Clone, tmp_path: Path) -> None:
    ticks = tmp_path / "ticks"
    ticks.touch()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "juno.settings",
        "DATABASE_URL": committed_db.url,
        "DATABASE_OWNER_URL": committed_db.owner_url,
        "JUNO_STATE_DIR": str(tmp_path),
        "REDIS_URL": "",
        "TICKS": str(ticks),
    }
    celery = [sys.executable, "-m", "celery", "-A", "tests.correspondence.clock_to_double"]
    commands = [
        [*celery, "worker", "--pool", "solo", "--loglevel", "WARNING"],
        *([*celery, "beat", "-s", str(tmp_path / f"beat{n}"), "--pidfile", ""] for n in (1, 2)),
    ]
    said = tmp_path / "said"
    with said.open("w") as log:
        started = [subprocess.Popen(command, env=environment, stderr=log) for command in commands]
    try:
        until = time.monotonic() + 90
        while ticks.read_text().count("asked") < 9 and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        for child in reversed(started):
            child.send_signal(signal.SIGTERM)
        for child in started:
            child.wait(30)

    lines = Counter(ticks.read_text().split())
    runs = list(PeriodicRun.objects.filter(task="tests.tick").values_list("slot", flat=True))
    assert lines["asked"] >= 9, f"two beats knocked; they said: {said.read_text()[-4000:]}"
    assert lines["ran"] == len(runs) == len(set(runs))
    assert lines["ran"] < lines["asked"], "both beats knocked for the same slot"
