"""The service's own Celery on a clock that a test puts forward and back, for a worker and a beat.

celery -A tests.correspondence.service_to_disturb worker|beat

CLOCK names a file that says by how many seconds this clock is ahead of the machine's: every process
looks at it again and again. TICKS names a file: a line "asked NAME" for each knock at an entry of the
clock, a line "ran NAME" for each run of a task of the tests.
"""

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import time_machine

CLOCK, TICKS = Path(os.environ["CLOCK"]), Path(os.environ["TICKS"])


clock = time_machine.travel(datetime.now(UTC), tick=True).start()


def go_with(ahead: str) -> None:
    clock.move_to(time_machine.escape_hatch.time.time() + float(ahead))


def follow() -> None:
    """Go with the file for ever."""
    gone_with = ""
    while True:
        ahead = CLOCK.read_text(encoding="utf-8")
        if ahead != gone_with:
            go_with(ahead)
            gone_with = ahead
        time.sleep(0.02)


def start_following() -> None:
    go_with(CLOCK.read_text(encoding="utf-8"))
    threading.Thread(target=follow, daemon=True).start()


start_following()
os.register_at_fork(after_in_child=start_following)  # the worker's children have no thread of hers
django.setup()

from celery.schedules import crontab  # noqa: E402
from celery.signals import task_prerun  # noqa: E402
from django.conf import settings  # noqa: E402

from correspondence import registry  # noqa: E402
from juno.celery import app  # noqa: E402

settings.JUNO_CLOCK = {
    "sweep": {"task": "correspondence.tasks.send_due", "schedule": 1.0, "options": {"expires": 55}},
    "tick": {"task": "tests.tick", "schedule": 1.0},
    "morning": {"task": "tests.morning", "schedule": crontab(hour=10, minute=30)},
    "small hours": {"task": "tests.small_hours", "schedule": crontab(hour=3, minute=10)},
    "twenty past one": {"task": "tests.twenty_past_one", "schedule": crontab(hour=1, minute=20)},
}
# No beat may have an entry in the hour that comes twice: it knocks without end. The test knocks for it.
app.conf.beat_schedule = {
    name: {**entry, "task": "correspondence.tasks.on_the_clock", "args": [name]}
    for name, entry in settings.JUNO_CLOCK.items()
    if name != "twenty past one"
}
app.conf.beat_max_loop_interval = 0.1
for code in ("REMINDER_DAY", "INVITATION"):
    registry.register(code, label=code, still_wanted=lambda message: True)


def line(words: str) -> None:
    with TICKS.open("a", encoding="utf-8") as ticks:
        ticks.write(f"{words}\n")


@app.task(name="tests.tick")
def tick() -> None:
    line("ran tick")


@app.task(name="tests.morning")
def morning() -> None:
    line("ran morning")


@app.task(name="tests.small_hours")
def small_hours() -> None:
    line("ran small hours")


@app.task(name="tests.twenty_past_one")
def twenty_past_one() -> None:
    line("ran twenty past one")


@task_prerun.connect
def asked(task: Any = None, args: Any = (), **_said: Any) -> None:
    if task is not None and task.name == "correspondence.tasks.on_the_clock":
        line(f"asked {args[0]}")
