"""The folder that wakes the worker is made again, whoever finds it gone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from kombu import Connection, Producer
from kombu.simple import SimpleQueue


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[[], SimpleQueue]]:
    """Open the queue as one process more."""
    folder = tmp_path / "broker"
    for name in ("queue", "control"):
        (folder / name).mkdir(parents=True)
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
    }
    with ExitStack() as stack:

        def connected() -> SimpleQueue:
            link = stack.enter_context(
                Connection(
                    "filesystem://", transport="juno.folder_broker:Transport", transport_options=options
                )
            )
            return stack.enter_context(link.SimpleQueue(tmp_path.name))

        yield connected


def put(queue: SimpleQueue, word: str) -> None:
    """Publish as Celery does: straight to the queue."""
    Producer(queue.channel).publish(word, routing_key=queue.queue.name)


def words(queue: SimpleQueue) -> object:
    message = queue.get(timeout=5)
    message.ack()
    return message.payload


def test_whoever_looks_for_work_finds_none_and_then_what_comes(
    connect: Callable[[], SimpleQueue], tmp_path: Path
) -> None:
    worker, beat = connect(), connect()
    put(beat, "lost")
    shutil.rmtree(tmp_path / "broker")

    with pytest.raises(worker.Empty):
        worker.get(timeout=0.2)
    put(beat, "knock")

    assert words(worker) == "knock"


def test_whoever_knocks_makes_it_again(connect: Callable[[], SimpleQueue], tmp_path: Path) -> None:
    worker, beat = connect(), connect()
    shutil.rmtree(tmp_path / "broker")

    put(beat, "knock")

    assert words(worker) == "knock"


def test_whoever_opens_it_for_the_first_time_makes_it_too(
    connect: Callable[[], SimpleQueue], tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "broker")

    page, worker = connect(), connect()
    put(page, "wake")

    assert words(worker) == "wake"


def test_one_that_is_gone_holds_nothing(connect: Callable[[], SimpleQueue], tmp_path: Path) -> None:
    worker = connect()
    shutil.rmtree(tmp_path / "broker")

    assert worker.qsize() == 0
