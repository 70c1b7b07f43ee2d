"""The next question is asked in the asker's own transaction, in order, and its failure is the asker's."""

from __future__ import annotations

from threading import Event, current_thread
from time import sleep

import pytest
from django.db import connection, transaction
from django.db.utils import DataError

from accounts.models import Organisation
from reports.measures.ahead import asking_ahead
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def names() -> set[str]:
    return set(Organisation.objects.values_list("name", flat=True))


def test_what_is_asked_ahead_sees_what_the_asker_has_not_committed() -> None:
    accounts.OrganisationFactory.create(name="Made in this transaction")

    with asking_ahead() as ahead:
        told = ahead.ask(names)

        assert "Made in this transaction" in told.result()


def test_another_thread_asks_while_the_asker_goes_on() -> None:
    goes_on = Event()

    with asking_ahead() as ahead:
        asked = ahead.ask(lambda: (goes_on.wait(10), current_thread().name))
        goes_on.set()  # were this thread the one that asks, it would still be waiting

        assert asked.result() == (True, "ahead_0")


def test_a_question_that_fails_fails_its_asker() -> None:
    def impossible() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    with transaction.atomic():
        with pytest.raises(DataError), transaction.atomic(), asking_ahead() as ahead:
            ahead.ask(impossible).result()

        assert names() is not None  # the transaction around it stands


def test_what_was_not_asked_when_the_asker_fails_never_is() -> None:
    asked: list[str] = []

    def fail() -> None:
        with asking_ahead() as ahead:
            ahead.ask(lambda: sleep(0.2))
            ahead.ask(lambda: asked.append("too late"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert asked == []


def test_the_connection_is_the_askers_alone_afterwards() -> None:
    with asking_ahead() as ahead:
        ahead.ask(names).result()

    assert not connection.allow_thread_sharing
