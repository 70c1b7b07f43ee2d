"""Whom a woman must not meet is read from indexes: as many rows in a large caseload as in a small one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.rows import new_id
from participants.models import Participant
from referrals.models import Referral
from tests.factories import referrals
from tests.reads import rows_read
from workshops import clashes


def others(pattern: Participant, first: int, count: int) -> None:
    """Add women of the same provider, each in a house and postcode of her own."""
    names = [field.attname for field in Participant._meta.concrete_fields]
    theirs: dict[str, Callable[[int], Any]] = {
        "id": lambda _number: new_id(),
        "address_lines": lambda number: f"{number} Example Road",
        "postcode": lambda number: (
            f"PO{number % 30 + 1} {number % 9 + 1}{chr(65 + number % 26)}{chr(65 + number // 26 % 26)}"
        ),
    }
    Participant.objects.bulk_create(
        Participant(**{n: theirs[n](number) if n in theirs else getattr(pattern, n) for n in names})
        for number in range(first, first + count)
    )


def reads(case: Referral, as_owner: Any) -> int:
    with as_owner() as cursor:  # the database's own housekeeping does this in service
        cursor.execute("ANALYZE participants_participant")
    assert case.participant_id is not None
    with CaptureQueriesContext(connection) as captured:
        assert clashes.kept_apart_from(case.participant_id) == set()
    return sum(rows_read(query["sql"]) for query in captured.captured_queries)


def test_finding_whom_she_must_not_meet_reads_no_more_rows_when_the_caseload_grows(
    committed_db: Any, as_owner: Any
) -> None:
    case = referrals.accepted(crime_reference="44260000071")
    assert case.participant is not None
    others(case.participant, 1, 300)
    few = reads(case, as_owner)
    others(case.participant, 301, 2_700)

    many = reads(case, as_owner)

    assert few <= 50
    assert many <= few + 10
