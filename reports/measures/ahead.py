"""Asking the database the next question while the last answer is still being counted.

PostgreSQL is a process of its own: on two processors it can answer while Python counts, but only if it was asked.
Questions go one after another down the very connection, and so into the transaction, of whoever asks; no second
one is opened, and nothing is read that the asker could not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

T = TypeVar("T")


@dataclass(frozen=True)
class Ahead:
    """A thread that asks, in the order it was told to."""

    thread: ThreadPoolExecutor

    def ask(self, question: Callable[[], T]) -> Future[T]:
        """Let a question be asked as soon as those before it are answered; `result()` waits for its answer."""
        return self.thread.submit(question)


@contextmanager
def asking_ahead() -> Iterator[Ahead]:
    """Lend the connection to a thread until the block ends, when nothing is asked any more.

    A question that fails raises where its answer is taken; what was not asked yet by the end never is.
    """
    lent = connections[DEFAULT_DB_ALIAS]
    lent.ensure_connection()
    lent.inc_thread_sharing()

    def borrow() -> None:
        connections[DEFAULT_DB_ALIAS] = lent

    thread = ThreadPoolExecutor(1, "ahead", initializer=borrow)
    try:
        yield Ahead(thread)
    finally:
        thread.shutdown(cancel_futures=True)
        lent.dec_thread_sharing()
