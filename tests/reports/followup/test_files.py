"""A file of answers is recorded whole or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from reports.followup import actions
from reports.followup.reading_files import CannotReadFile
from reports.models import FollowUpResult
from tests.reports.followup.following import (
    NOW,
    completed,
    file,
    send,
    signed_in,
)
from tests.reports.made import Made


def test_a_file_of_answers_is_recorded_whole(made: Made, team: User) -> None:
    a, b = completed(made, "a", date(2024, 5, 1)), completed(made, "b", date(2024, 6, 1))
    client = signed_in(team)

    response = send(
        client, file((a.reference, "yes", "27/3/2025", "niche"), (b.reference, "NO", "2026-11-10", "PNC"))
    )

    assert response.status_code == 302
    rows = FollowUpResult.objects.order_by("referral__reference")
    assert [(r.reoffended, r.dated_on, r.source, r.way) for r in rows] == [
        ("YES", date(2025, 3, 27), "NICHE", "FILE"),
        ("NO", date(2026, 11, 10), "PNC", "FILE"),
    ]
    assert Event.objects.filter(verb="follow_up.record").count() == 2
    assert Event.objects.get(verb="follow_up.upload").facts == {"new": 2, "corrected": 0, "unchanged": 0}


def test_the_file_we_give_comes_back_filled_in(made: Made, team: User) -> None:
    case = completed(made, "a", date(2024, 5, 1))
    client = signed_in(team)
    given = client.get(reverse("reports:police_follow_up_list")).content.decode("utf-8-sig")

    assert given.splitlines()[1] == f"{case.reference},2024-05-01,,,"
    filled = given.replace(",,,", ",NO,2026-11-10,PNC")

    assert send(client, b"\xef\xbb\xbf" + filled.encode()).status_code == 302
    assert FollowUpResult.objects.get().reoffended == "NO"


def test_sending_a_file_twice_changes_nothing_and_a_changed_row_is_a_correction(
    made: Made, team: User
) -> None:
    a, b = completed(made, "a", date(2024, 5, 1)), completed(made, "b", date(2024, 6, 1))
    first = file((a.reference, "NO", "2026-11-10", "PNC"), (b.reference, "NO", "2026-11-10", "PNC"))
    actions.record_file(first, by=team, at=NOW)

    again = actions.record_file(first, by=team, at=NOW)
    changed = actions.record_file(
        file((a.reference, "YES", "2025-01-10", "PNC"), (b.reference, "NO", "2026-11-10", "PNC")),
        by=team,
        at=NOW,
    )

    assert (again.new, again.corrected, again.unchanged) == (0, 0, 2)
    assert (changed.new, changed.corrected, changed.unchanged) == (0, 1, 1)
    assert [r.reoffended for r in FollowUpResult.objects.filter(referral=a).order_by("number")] == [
        "NO",
        "YES",
    ]


def test_a_file_with_anything_wrong_records_nothing_and_lists_each_row(made: Made, team: User) -> None:
    good, early = completed(made, "good", date(2024, 5, 1)), completed(made, "early", date(2024, 6, 1))
    young = completed(made, "young", date(2026, 6, 1))
    elsewhere = Made("GOOD_LOAF")
    theirs = completed(elsewhere, "theirs", date(2024, 5, 1))
    client = signed_in(team)

    response = send(
        client,
        file(
            (good.reference, "NO", "2026-11-10", "PNC"),
            ("JUNO-99999", "NO", "2026-11-10", "PNC"),  # row 3: unknown
            (good.reference.lower(), "YES", "2025-01-01", "PNC"),  # row 4: repeated
            (early.reference, "YES", "2024-05-31", "PNC"),  # row 5: before completion
            (early.reference + "0", "MAYBE", "31/2/2026", "gossip"),  # row 6: every cell wrong
            (young.reference, "NO", "2026-11-10", "PNC"),  # row 7: her year is not over
            (theirs.reference, "NO", "2026-11-10", "PNC"),  # row 8: another force's
            ("", "NO", "2026-11-21", "PNC"),  # row 9: no reference
            (completed(made, "future", date(2024, 7, 1)).reference, "NO", "2026-11-21", "PNC"),  # row 10
        ),
    )

    faults = response.context["faults"]
    assert [(fault.row, fault.column) for fault in faults] == [
        (3, "reference"), (4, "reference"), (5, "date"), (6, "reoffended"), (6, "date"), (6, "source"),
        (6, "reference"),
        (7, "reference"), (8, "reference"), (9, "reference"), (10, "date"),
    ]  # fmt: skip
    assert "row 2" in faults[1].mend
    assert faults[0].mend == faults[7].mend == faults[8].mend  # theirs reads as one that does not exist
    assert not FollowUpResult.objects.exists()
    assert not Event.objects.filter(verb__in=["follow_up.record", "follow_up.upload"]).exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("référence".encode("latin-1") + b",reoffended,date,source\n", "UTF-8"),
        (file(header="reference,reoffended,date,source").decode().encode("utf-16"), "UTF-8"),
        (b"reference;reoffended;date;source\nX;NO;2026-11-10;PNC\n", "lacks"),
        (file(header="reference,reoffended,date"), "lacks source"),
        (file(header="reference,reoffended,date,source,name"), "“name”"),
        (file(header="reference,reoffended,date,source,source"), "twice"),
        (file(), "no rows"),
        (b"reference,reoffended,date,source\nX\x00,NO,2026-11-10,PNC\n", "cannot be read"),
        (b'reference,reoffended,date,source\n"X,NO,2026-11-10,PNC\n', "Row 2"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"),
        (file(*[(f"X-{n}", "NO", "2026-11-10", "PNC") for n in range(10_001)]), "more than 10,000"),
        (b"x" * 2_000_001, "2 MB"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_says_what_to_do(
    made: Made, team: User, data: bytes, words: str
) -> None:
    with pytest.raises(CannotReadFile, match=words):
        actions.record_file(data, by=team, at=NOW)

    page = send(signed_in(team), data)
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not FollowUpResult.objects.exists()


def test_ten_thousand_unknown_rows_are_answered_on_one_page(made: Made, team: User) -> None:
    data = file(*[(f"X-{n}", "NO", "2026-11-10", "PNC") for n in range(10_000)])
    client = signed_in(team)

    with CaptureQueriesContext(connection) as queries:
        page = send(client, data)

    assert (len(page.context["faults"]), page.context["more"]) == (500, 9_500)
    assert len(queries) <= 25
    assert not FollowUpResult.objects.exists()


def test_a_long_file_costs_no_more_queries_than_a_short_one(made: Made, team: User) -> None:
    def cost(name: str, rows: int) -> int:
        cases = [completed(made, f"{name}{n}", date(2024, 5, 1)) for n in range(rows)]
        data = file(*[(case.reference, "NO", "2026-11-10", "PNC") for case in cases])
        with CaptureQueriesContext(connection) as queries:
            actions.record_file(data, by=team, at=NOW)
        return len(queries)

    cost("first", 1)  # reads who the team are

    assert cost("few", 2) == cost("many", 20)
    assert FollowUpResult.objects.count() == Event.objects.filter(verb="follow_up.record").count() == 23


def test_a_formula_in_a_cell_is_shown_as_words_and_goes_nowhere(made: Made, team: User) -> None:
    page = send(signed_in(team), file(("=1+1", "NO", "2026-11-10", "<script>")))

    assert "<script>" not in page.content.decode().split("What to mend")[1].split("</table>")[0]
    assert not FollowUpResult.objects.exists()
