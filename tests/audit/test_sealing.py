"""Sealed words open only in their own row and column, and only while her key is held."""

from __future__ import annotations

import base64
import os
import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from audit import keys, sealing
from audit.models import SubjectKey
from audit.sealing import CannotOpen
from participants.models import Participant
from tests.audit.subjects import subject

AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def _raw(pk: uuid.UUID) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_needs FROM participants_participant WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def _with_needs(words: str) -> Participant:
    woman = subject()
    woman.access_needs = words
    woman.save()
    return woman


def test_sealed_words_read_back_and_lie_sealed() -> None:
    woman = _with_needs("Uses a wheelchair")

    assert Participant.objects.get(pk=woman.pk).access_needs == "Uses a wheelchair"
    assert b"wheelchair" not in _raw(woman.pk)


def test_the_same_words_never_look_the_same() -> None:
    assert _raw(_with_needs("x").pk) != _raw(_with_needs("x").pk)


def test_words_copied_into_another_row_do_not_open() -> None:
    one, other = _with_needs("hers"), _with_needs("not hers")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE participants_participant SET access_needs = %s, seal_key_id = %s WHERE id = %s",
            [_raw(one.pk), one.seal_key_id, other.pk],
        )

    with pytest.raises(CannotOpen, match="does not belong"):
        _ = Participant.objects.get(pk=other.pk).access_needs


def test_a_destroyed_key_leaves_nothing_to_read_or_write() -> None:
    woman = _with_needs("Uses a wheelchair")

    keys.destroy(woman.seal_key_id, by="test", at=AT)

    again = Participant.objects.get(pk=woman.pk)
    assert again.access_needs is None
    again.access_needs = "more"
    with pytest.raises(CannotOpen, match="destroyed"):
        again.save()


def test_sealed_columns_refuse_a_bulk_update() -> None:
    woman = _with_needs("x")

    with pytest.raises(TypeError, match="sealed per row"):
        Participant.objects.filter(pk=woman.pk).update(access_needs="y")


def test_a_new_master_key_opens_what_the_old_one_wrapped(settings: Settings) -> None:
    woman = _with_needs("Uses a wheelchair")
    fresh = base64.b64encode(os.urandom(32)).decode()
    settings.JUNO_MASTER_KEYS = {"new": base64.b64decode(fresh), **settings.JUNO_MASTER_KEYS}

    assert keys.rewrap_all() >= 1

    settings.JUNO_MASTER_KEYS = {"new": base64.b64decode(fresh)}
    sealing.forget(woman.seal_key_id)
    assert SubjectKey.objects.get(pk=woman.seal_key_id).master == "new"
    assert Participant.objects.get(pk=woman.pk).access_needs == "Uses a wheelchair"


def test_many_keys_are_fetched_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    women = [_with_needs(str(n)) for n in range(5)]
    rows = list(Participant.objects.filter(pk__in=[w.pk for w in women]))
    for row in rows:
        sealing.forget(row.seal_key_id)

    with django_assert_num_queries(1):
        sealing.preload(row.seal_key_id for row in rows)
        assert sorted(str(row.access_needs) for row in rows) == ["0", "1", "2", "3", "4"]
