"""Rows that a whole module of tests looks at, made once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def lasting(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what is made within until the block ends: each test's own changes are undone on top of it.

    For a fixture of a module whose world is costly to make and whose tests ask for `db` only: a clone for
    tests that commit cannot be made meanwhile.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
