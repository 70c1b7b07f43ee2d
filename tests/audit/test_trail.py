"""The trail is only ever added to, says no names, and shows when it was touched."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from audit import keys, sealer, trail
from audit.models import Event
from tests.conftest import Clone

AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)

CHANGES = [
    "UPDATE audit_event SET who = 'somebody else'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event CASCADE",
    "UPDATE audit_seal SET head = ''",
    "DELETE FROM audit_seal",
    "TRUNCATE audit_seal",
]


def _event(verb: str = "test.look") -> Event:
    return trail.record(verb, None, by=trail.SERVICE, at=AT)


def _seal(number: int) -> None:
    """Seal this many; whoever else is at work on the server may hold the sealer back for a moment."""
    sealed, until = 0, time.monotonic() + 300
    while sealed < number and time.monotonic() < until:
        sealed += sealer.seal_events(at=AT)
        time.sleep(0.05)
    assert sealed == number


@pytest.mark.servers
@pytest.mark.django_db
@pytest.mark.parametrize("sql", CHANGES)
def test_the_services_role_cannot_change_the_trail(sql: str) -> None:
    _event()

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert Event.objects.get().who == "JUNO"


@pytest.mark.servers
@pytest.mark.parametrize("sql", CHANGES[:3])
def test_not_even_the_owner_can_change_the_trail(
    committed_db: Clone, as_owner: Callable[[], Any], sql: str
) -> None:
    _event()

    with as_owner() as cursor, pytest.raises(Exception, match="only ever added"):
        cursor.execute(sql)

    assert Event.objects.get().who == "JUNO"


@pytest.mark.servers
def test_a_changed_or_missing_event_shows(committed_db: Clone, as_owner: Callable[[], Any]) -> None:
    for number in range(5):
        _event(f"test.look_{number}")
    _seal(5)
    _event("test.after")
    _seal(1)
    assert sealer.verify() == []

    with as_owner() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_event SET who = 'x' WHERE verb = 'test.look_3'")
    changed = sealer.verify()
    with as_owner() as cursor:
        cursor.execute("UPDATE audit_event SET who = 'JUNO' WHERE verb = 'test.look_3'")
        cursor.execute("DELETE FROM audit_event WHERE verb = 'test.after'")
    missing = sealer.verify()

    assert [fault.why for fault in changed] == ["an event was changed"]
    assert [fault.why for fault in missing] == ["1 events were sealed and 0 are there"]


@pytest.mark.django_db
def test_personal_values_are_sealed_and_gone_with_her_key() -> None:
    from tests.audit.subjects import subject

    woman = subject()
    trail.record("test.amend", woman, by=trail.SERVICE, at=AT, values={"name": ["Old", "New"]})
    kept = Event.objects.get(verb="test.amend")
    with connection.cursor() as cursor:
        cursor.execute("SELECT values FROM audit_event WHERE number = %s", [kept.number])
        raw = bytes(cursor.fetchone()[0])

    assert kept.values == '{"name": ["Old", "New"]}'
    assert b"New" not in raw
    keys.destroy(woman.seal_key_id, by="test", at=AT)
    assert Event.objects.get(pk=kept.pk).values is None


@pytest.mark.django_db
def test_personal_values_without_a_key_are_refused() -> None:
    with pytest.raises(ValueError, match="sealing key"):
        trail.record("test.amend", None, by=trail.SERVICE, at=AT, values={"name": "x"})

    assert not Event.objects.exists()
