"""Police are asked about their own cases, and see nothing that is hidden from them."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import DateField, Model, Value
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from programmes.models import ProgrammeVersion
from referrals.models import Referral
from reports.followup import actions
from reports.followup.querysets import end_of
from reports.followup.rules import ends_on
from tests.factories import accounts
from tests.factories.accounts import ForceFactory
from tests.reports.followup.following import (
    LIST,
    NOW,
    completed,
    file,
    record,
    references,
    said,
    signed_in,
)
from tests.reports.made import Made, at


def test_cases_completed_a_year_ago_without_an_answer_are_listed_the_oldest_first(
    made: Made, team: User
) -> None:
    completed(made, "today a year ago", date(2025, 11, 20))
    completed(made, "old", date(2024, 5, 1))
    completed(made, "a day too young", date(2025, 11, 21))
    completed(made, "not completed", date(2024, 5, 1), status="NOT_COMPLETED", ground="NOT_REACHED")
    made.case("open", sent=at(1, 1, year=2024), accepted=at(2, 1, year=2024))

    assert references(signed_in(team)) == [made.cases[n].reference for n in ("old", "today a year ago")]


def test_a_case_with_an_answer_moves_to_the_other_list(made: Made, team: User) -> None:
    case = completed(made, "old", date(2024, 5, 1))

    record(case, team, said("UNKNOWN"))

    assert references(signed_in(team)) == []
    assert references(signed_in(team), "answered") == [case.reference]


def test_the_programmes_definition_says_how_long_and_from_which_event(made: Made, team: User) -> None:
    version = made.programme.current
    ProgrammeVersion.objects.filter(pk=version.pk).update(
        definition={**version.definition, "follow_up": {"months": 6, "index": "CAUTION"}},
        digest="half a year",
    )
    for name, cautioned in {"half a year": date(2026, 5, 20), "younger": date(2026, 5, 21)}.items():
        case = completed(made, name, date(2026, 9, 1), status="NOT_COMPLETED", ground="NOT_REACHED")
        Referral.objects.filter(pk=case.pk).update(disposal_on=cautioned)
    completed(made, "no caution known", date(2024, 5, 1))

    assert references(signed_in(team)) == [made.cases["half a year"].reference]
    result = record(made.cases["half a year"], team, said(on=NOW.date()))
    assert (result.index, result.index_on) == ("CAUTION", date(2026, 5, 20))


def lengthened(made: Made, months: int) -> None:
    """Load the definition again with a longer follow-up, as a new version."""
    version = made.programme.current
    definition = {**version.definition, "follow_up": {"months": months, "index": "COMPLETION"}}
    ProgrammeVersion.objects.create(
        programme=made.programme,
        number=version.number + 1,
        definition=definition,
        digest=f"{months} months",
        from_on=NOW.date(),
        loaded_at=NOW,
        loaded_by="admin@charity.example",
    )


def test_when_the_time_is_made_longer_police_are_asked_anew_once_it_is_over(made: Made, team: User) -> None:
    over = completed(made, "over", date(2024, 5, 1))  # 24 months: 1 May 2026
    not_yet = completed(made, "not yet", date(2025, 1, 1))
    with time_machine.travel(at(1, 2, year=2026), tick=False):
        actions.record(over, said("YES", date(2024, 9, 1)), by=team, at=at(1, 2, year=2026), seen=0)
        actions.record(not_yet, said("NO", date(2026, 1, 5)), by=team, at=at(1, 2, year=2026), seen=0)

    lengthened(made, 24)

    client = signed_in(team)
    assert references(client) == [over.reference]
    assert references(client, "answered") == []
    again = record(over, team, said("YES", date(2024, 9, 1)), seen=1)
    assert again.number == 2
    assert references(client) == []
    assert references(client, "answered") == [over.reference]
    with pytest.raises(actions.AsRecorded):
        record(over, team, said("YES", date(2024, 9, 1)), seen=2)


@pytest.mark.parametrize(
    "index_on", [date(2023, 2, 28), date(2024, 2, 29), date(2025, 1, 31), date(2025, 8, 30)]
)
def test_the_database_ends_the_time_on_the_day_the_rule_says(made: Made, index_on: date) -> None:
    completed(made, "one", date(2024, 5, 1))
    for months in (1, 6, 12, 13, 18, 24):
        end = end_of(Value(index_on, DateField()), Value(months))
        assert Referral.objects.annotate(end=end).get().end == ends_on(index_on, months=months)  # type: ignore[attr-defined]


def test_another_force_and_another_team_see_nothing(made: Made, team: User) -> None:
    case = completed(made, "old", date(2024, 5, 1))
    elsewhere = signed_in(accounts.police_team(ForceFactory.create(force_code="36")))
    colleague = signed_in(accounts.officer(made.force))
    page = reverse("reports:police_follow_up_case", args=[case.pk])

    for client in (elsewhere, colleague):
        assert references(client) == []
        assert client.get(page).status_code == 404
        assert case.reference not in client.get(reverse("reports:police_follow_up_list")).content.decode()
    assert signed_in(team).get(page).status_code == 200


def test_an_officer_answers_about_the_women_she_sent(made: Made) -> None:
    officer = accounts.officer(made.force)
    mine, other = completed(made, "mine", date(2024, 5, 1)), completed(made, "other", date(2024, 5, 1))
    Referral.objects.filter(pk=mine.pk).update(referred_by=officer)

    assert references(signed_in(officer)) == [mine.reference]
    record(mine, officer)
    with pytest.raises(actions.NotAskedFor):
        record(other, officer)


@pytest.mark.parametrize("where", ["her record", "the referral"])
def test_nobody_is_asked_about_a_woman_whose_record_is_restricted(made: Made, team: User, where: str) -> None:
    case = completed(made, "hidden", date(2024, 5, 1))
    row: Any = case.participant if where == "her record" else case
    type(row).objects.filter(pk=row.pk).update(restricted_at=NOW, restricted_by="Somebody")

    assert references(signed_in(team)) == []
    with pytest.raises(actions.NotAskedFor):
        record(case, team)
    with pytest.raises(actions.RowsRefused) as refused:
        actions.record_file(file((case.reference, "NO", "2026-11-10", "PNC")), by=team, at=NOW)
    with pytest.raises(actions.RowsRefused) as unknown:
        actions.record_file(file(("X-1", "NO", "2026-11-10", "PNC")), by=team, at=NOW)
    # It reads as any reference that is not theirs: the page does not tell that she is restricted.
    assert [f.mend for f in refused.value.faults] == [f.mend for f in unknown.value.faults]


def test_nobody_is_asked_about_a_woman_who_was_erased(made: Made, team: User) -> None:
    case = completed(made, "gone", date(2024, 5, 1))
    type(case.participant).objects.filter(pk=case.participant_id).update(erased_at=NOW, erased_by="Somebody")

    assert references(signed_in(team)) == []


def test_the_pages_give_no_row_and_no_name(made: Made, team: User) -> None:
    case = completed(made, "old", date(2024, 5, 1))
    case.person.first_names, case.person.last_name = "Marjolein", "Quillfeather"
    case.person.save()
    client = signed_in(team)

    for url in (
        reverse(LIST),
        reverse("reports:police_follow_up_case", args=[case.pk]),
        reverse("reports:police_follow_up_list"),
    ):
        response = client.get(url)
        assert "Quillfeather" not in response.content.decode()
        shown = response.context["page"] if response.context else None
        assert not isinstance(shown, Model)
        assert shown is None or dataclasses.is_dataclass(shown)


def test_looking_and_downloading_are_in_the_trail(made: Made, team: User) -> None:
    case = completed(made, "old", date(2024, 5, 1))
    client = signed_in(team)

    client.get(reverse(LIST))
    client.get(reverse("reports:police_follow_up_list"))

    events = Event.objects.filter(who_id=team.pk, subject_id=case.pk).order_by("number")
    assert [event.verb for event in events] == ["police.follow_up", "follow_up.download"]


def test_a_long_list_costs_no_more_queries_than_a_short_one(made: Made, team: User) -> None:
    client = signed_in(team)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse(LIST), {"list": "answered"})
        return len(queries)

    record(completed(made, "one", date(2024, 5, 1)), team)
    client.get(reverse(LIST))
    few = cost()
    for number in range(8):
        record(completed(made, f"more {number}", date(2024, 5, 1)), team)

    assert cost() == few <= 25
