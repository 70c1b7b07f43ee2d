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
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

T = TypeVar("T")

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Answer:
    """Rows on their way: made Python's values by whoever takes them, while the next question is answered."""

    cursor: Future[Any]

    def rows(self) -> Rows:
        """Wait for the rows, and return them. Once only."""
        cursor = self.cursor.result()
        if cursor is None:
            return []
        with cursor:
            found: Rows = cursor.fetchall()
        return found


@dataclass(frozen=True)
class Ahead:
    """A thread that asks, in the order it was told to."""

    thread: ThreadPoolExecutor

    def ask(self, question: Callable[[], T]) -> Future[T]:
        """Let a question be asked as soon as those before it are answered; `result()` waits for its answer."""
        return self.thread.submit(question)

    def read(self, found: QuerySet[Any]) -> Answer:
        """Ask for the rows of a query for values, which are to be what the database gives."""
        return Answer(self.ask(lambda: _asked(found)))


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


def read(found: QuerySet[Any]) -> Rows:
    """Return the rows of a query for values, which are to be what the database gives, here and now."""
    now: Future[Any] = Future()
    now.set_result(_asked(found))
    return Answer(now).rows()


def _asked(found: QuerySet[Any]) -> Any:
    compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        words, values = compiler.as_sql()
    except EmptyResultSet:
        return None
    if compiler.get_converters([column for column, _words, _name in compiler.select or ()]):
        raise TypeError(
            "A column of this query is not what the database gives: read it where it is asked for"
        )
    cursor = connections[DEFAULT_DB_ALIAS].cursor()
    cursor.execute(words, values)
    return cursor
