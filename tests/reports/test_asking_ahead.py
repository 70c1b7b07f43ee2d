"""The next question is asked in the asker's own transaction, in order, and its failure is the asker's."""

from __future__ import annotations

from threading import Event, current_thread
from time import sleep

import pytest
from django.db import connection, transaction
from django.db.utils import DataError

from accounts.models import Organisation
from participants.models import Participant
from reports.measures.ahead import asking_ahead, read
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


def test_rows_asked_for_ahead_are_those_asked_for_here_and_now() -> None:
    accounts.OrganisationFactory.create(name="Made in this transaction")
    asked = Organisation.objects.order_by("name").values_list("name", "pk")

    with asking_ahead() as ahead:
        told, nothing = ahead.read(asked), ahead.read(asked.filter(pk__in=[]))

        assert told.rows() == read(asked) == list(asked)
        assert nothing.rows() == []


def test_a_column_that_has_to_be_opened_is_never_read_as_it_lies() -> None:
    sealed = Participant.objects.values_list("access_needs")

    with asking_ahead() as ahead, pytest.raises(TypeError):
        ahead.read(sealed).rows()

    with pytest.raises(TypeError):
        read(sealed)


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
