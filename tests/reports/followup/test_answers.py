"""An answer is recorded once, corrected without losing what stood, and refused where it cannot be."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from referrals.models import Referral
from reports.followup import actions
from reports.models import FollowUpResult
from tests.factories import accounts
from tests.reports.followup.following import (
    NOW,
    completed,
    record,
    references,
    said,
    signed_in,
)
from tests.reports.made import Made, at


def test_an_answer_is_recorded_on_its_page(made: Made, team: User) -> None:
    case = completed(made, "old", date(2024, 5, 1))
    client = signed_in(team)

    response = client.post(
        reverse("reports:police_follow_up_case", args=[case.pk]),
        {
            "submission": str(uuid4()), "version": "0", "reoffended": "YES", "source": "PNC",
            "offence_on-day": "3", "offence_on-month": "2", "offence_on-year": "2025",
        },
    )  # fmt: skip

    assert response.status_code == 302
    kept = FollowUpResult.objects.get()
    assert (kept.reoffended, kept.dated_on, kept.source, kept.number) == ("YES", date(2025, 2, 3), "PNC", 1)
    assert (kept.index, kept.index_on, kept.recorded_by) == ("COMPLETION", date(2024, 5, 1), team.trail_name)
    event = Event.objects.get(verb="follow_up.record")
    assert (event.subject_id, event.who_id) == (case.pk, team.pk)
    # What she is known for stands in the row only, not in a second place.
    assert "YES" not in str(event.facts)


def test_a_correction_keeps_what_stood_before_with_who_and_when(made: Made, team: User) -> None:
    case = completed(made, "old", date(2024, 5, 1))
    record(case, team, said("UNKNOWN"))
    colleague = accounts.police_team(made.force, name="Chris Later")

    actions.record(case, said("NO"), by=colleague, at=NOW + timedelta(hours=1), seen=1)

    page = signed_in(team).get(reverse("reports:police_follow_up_case", args=[case.pk])).context["page"]
    rows = FollowUpResult.objects.order_by("number").values_list("number", "reoffended", "recorded_by")
    assert list(rows) == [(1, "UNKNOWN", team.trail_name), (2, "NO", colleague.trail_name)]
    assert [str(one.answer) for one in page.history] == ["No offence is recorded", "Not known"]
    assert "Chris Later" in page.history[0].recorded
    assert colleague.email not in page.history[0].recorded


def test_an_answer_is_never_changed_or_deleted_in_the_database(made: Made, team: User) -> None:
    row = record(completed(made, "old", date(2024, 5, 1)), team)

    for change in (
        lambda: FollowUpResult.objects.filter(pk=row.pk).update(reoffended="YES"),
        lambda: FollowUpResult.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_whoever_opened_an_older_answer_is_shown_the_newer(made: Made, team: User) -> None:
    case = completed(made, "old", date(2024, 5, 1))
    record(case, team, said("UNKNOWN"))

    response = signed_in(team).post(
        reverse("reports:police_follow_up_case", args=[case.pk]),
        {
            "submission": str(uuid4()), "version": "0", "reoffended": "NO", "source": "PNC",
            "looked_on-day": "3", "looked_on-month": "11", "looked_on-year": "2026",
        },
    )  # fmt: skip

    assert response.status_code in (200, 409)
    assert "Somebody" in response.content.decode()
    assert FollowUpResult.objects.count() == 1


def test_saying_the_same_again_is_refused(made: Made, team: User) -> None:
    case = completed(made, "old", date(2024, 5, 1))
    record(case, team)

    with pytest.raises(actions.AsRecorded):
        record(case, team, seen=1)


@pytest.mark.parametrize(
    ("answer", "on"),
    [("YES", date(2024, 4, 30)), ("YES", date(2026, 11, 21)), ("NO", date(2025, 4, 30))],
)
def test_an_answer_whose_date_cannot_be_is_refused(made: Made, team: User, answer: str, on: date) -> None:
    case = completed(made, "old", date(2024, 5, 1))

    with pytest.raises(actions.WrongDate):
        record(case, team, said(answer, on))

    assert not FollowUpResult.objects.exists()


def test_a_case_completed_anew_is_asked_about_anew(made: Made, team: User) -> None:
    case = completed(made, "old", date(2024, 5, 1))
    record(case, team)

    Referral.objects.filter(pk=case.pk).update(closed_at=at(1, 6, year=2025))

    assert references(signed_in(team)) == [case.reference]
    assert record(case, team, seen=1).number == 2
