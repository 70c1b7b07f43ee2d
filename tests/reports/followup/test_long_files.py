"""A file of thousands of good rows is recorded whole, in a fixed number of questions; with one bad row, not at all."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import Event
from audit.rows import new_id
from referrals.models import Referral
from reports.followup import actions
from reports.followup.reading_files import MOST_BYTES, MOST_ROWS
from reports.models import FollowUpResult
from tests.reports.followup.following import NOW, completed, file
from tests.reports.made import Made

MOST_QUERIES = 20
ANSWERS = ("NO", "YES", "UNKNOWN")
Row = tuple[str, ...]


def thousands(made: Made, many: int) -> list[Row]:
    """Make so many completed cases in one statement; return a good row for each."""
    one = completed(made, "the first", date(2024, 5, 1))
    plain = {field.attname: getattr(one, field.attname) for field in Referral._meta.concrete_fields}
    Referral.objects.bulk_create(
        Referral(**plain | {"id": new_id(), "reference": f"T-BULK-{number:05}"}) for number in range(many)
    )
    return [
        (f"T-BULK-{number:05}", ANSWERS[number % 3], "2026-11-10", ("NICHE", "PNC")[number % 2])
        for number in range(many)
    ]


@pytest.mark.parametrize(
    "many", [1_000, pytest.param(MOST_ROWS, marks=pytest.mark.deep)], ids=["a thousand", "all there may be"]
)
def test_thousands_of_good_rows_are_recorded_whole(made: Made, team: User, many: int) -> None:
    data = file(*thousands(made, many))
    assert len(data) <= MOST_BYTES

    with CaptureQueriesContext(
        connection,
    ) as asked:
        done = actions.record_file(data, by=team, at=NOW)

    assert done == actions.Recorded(new=many, corrected=0, unchanged=0)
    assert FollowUpResult.objects.filter(way="FILE", number=1).count() == many
    assert Event.objects.filter(verb="follow_up.record").count() == many
    assert len(asked) <= MOST_QUERIES
    again = actions.record_file(data, by=team, at=NOW)
    assert again == actions.Recorded(new=0, corrected=0, unchanged=many)
    assert FollowUpResult.objects.count() == many


def test_one_bad_row_among_thousands_records_none(made: Made, team: User) -> None:
    rows = thousands(made, 1_000)
    rows[834] = (rows[834][0], "NO", "2024-04-30", "PNC")  # before she completed

    with pytest.raises(actions.RowsRefused) as refused, CaptureQueriesContext(connection) as asked:
        actions.record_file(file(*rows), by=team, at=NOW)

    assert [fault.row for fault in refused.value.faults] == [836]
    assert len(asked) <= MOST_QUERIES
    assert not FollowUpResult.objects.exists()
    assert not Event.objects.filter(verb__startswith="follow_up.").exists()
