"""Many women's words opened at once open under the same rules as one woman's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from audit import keys, opening, sealing
from audit.sealing import CannotOpen
from participants.models import Participant
from tests.audit.subjects import subject

AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def _with_needs(words: str) -> Participant:
    woman = subject()
    woman.access_needs = words
    woman.save()
    return woman


def _opened() -> dict[str, str]:
    return opening.words(Participant.objects.all(), "access_needs", of="pk")


def test_many_rows_are_opened_in_two_queries_and_no_key_is_kept(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    women = [_with_needs(str(number)) for number in range(5)]
    for woman in women:
        sealing.forget(woman.seal_key_id)

    with django_assert_num_queries(2):
        found = _opened()

    assert found == {str(woman.pk): str(number) for number, woman in enumerate(women)}
    with django_assert_num_queries(2):  # the row, and her key once more
        assert Participant.objects.get(pk=women[0].pk).access_needs == "0"


def test_a_woman_whose_key_was_destroyed_is_not_among_them() -> None:
    kept, erased = _with_needs("Reads large print"), _with_needs("Uses a wheelchair")

    keys.destroy(erased.seal_key_id, by="Somebody <somebody@example.org>", at=AT)

    assert _opened() == {str(kept.pk): "Reads large print"}


def test_words_moved_to_another_row_do_not_open() -> None:
    hers, another = _with_needs("Uses a wheelchair"), _with_needs("Reads large print")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE participants_participant SET access_needs = "
            "(SELECT access_needs FROM participants_participant WHERE id = %s) WHERE id = %s",
            [hers.pk, another.pk],
        )

    with pytest.raises(CannotOpen):
        _opened()
