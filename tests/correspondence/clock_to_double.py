"""The service's own Celery with one task of the tests on its clock, for two beats and a worker.

celery -A tests.correspondence.clock_to_double beat|worker

TICKS names a file: a line "asked" for each knock, a line "ran" for each run.
"""

import os
from pathlib import Path
from typing import Any

import django

django.setup()

from celery.signals import task_prerun  # noqa: E402
from django.conf import settings  # noqa: E402

from juno.celery import app  # noqa: E402

TICKS = Path(os.environ["TICKS"])
settings.JUNO_CLOCK = {"tick": {"task": "tests.tick", "schedule": 2.0}}
app.conf.beat_schedule = {
    "tick": {"task": "correspondence.tasks.on_the_clock", "schedule": 2.0, "args": ["tick"]}
}
app.conf.beat_max_loop_interval = 0.2


def line(word: str) -> None:
    with TICKS.open("a") as ticks:
        ticks.write(f"{word}\n")


@app.task(name="tests.tick")
def tick() -> None:
    line("ran")


@task_prerun.connect
def asked(task: Any = None, **_said: Any) -> None:
    if task is not None and task.name == "correspondence.tasks.on_the_clock":
        line("asked")
