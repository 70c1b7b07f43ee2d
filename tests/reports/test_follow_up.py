"""Police answer a year on: who is asked about whom, one by one and by file, corrections, what stays hidden."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from programmes.models import ProgrammeVersion
from referrals.models import Referral
from reports.followup import actions
from reports.followup.actions import Said
from reports.followup.reading_files import CannotReadFile
from reports.followup.rules import Reoffended, Source
from reports.models import FollowUpResult
from tests.factories import accounts
from tests.factories.accounts import ForceFactory
from tests.reports.made import Made, at

NOW = at(20, 11, 12)  # 20 November 2026
LIST, FILE = "reports:police_follow_up", "reports:police_follow_up_file"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("correspondence.wake._wake", lambda *args: None)
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def made(db: None) -> Made:
    return Made()


@pytest.fixture
def team(made: Made) -> User:
    return accounts.police_team(made.force)


def completed(made: Made, name: str, on: date, *, status: str = "COMPLETED", **kw: Any) -> Referral:
    """Make a case that was completed on a day; sent three months before."""
    closed = at(on.day, on.month, year=on.year)
    sent = closed - timedelta(days=90)
    case = made.case(name, sent=sent, accepted=sent, closed=closed, status=status, **kw)
    made.described(name, age=30)
    return case


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def references(client: Client, which: str = "to-check") -> list[str]:
    page = client.get(reverse(LIST), {"list": which}).context["page"]
    return [row.reference for row in page.rows]


def said(answer: str = "NO", on: date = date(2026, 11, 10), source: str = "NICHE") -> Said:
    return Said(Reoffended(answer), on, Source(source))


def record(case: Referral, team: User, answer: Said | None = None, seen: int | None = 0) -> FollowUpResult:
    return actions.record(case, answer or said(), by=team, at=NOW, seen=seen)


# --- who is listed ---


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


# --- one by one ---


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


# --- by file ---


def file(*rows: tuple[str, ...], header: str = "reference,reoffended,date,source") -> bytes:
    return "\n".join([header, *(",".join(row) for row in rows)]).encode()


def send(client: Client, data: bytes) -> Any:
    upload = SimpleUploadedFile("answers.csv", data, content_type="text/csv")
    return client.post(reverse(FILE), {"submission": str(uuid4()), "file": upload})


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
            (early.reference + "0", "MAYBE", "31/2/2026", "gossip"),  # row 6: three cells wrong
            (young.reference, "NO", "2026-11-10", "PNC"),  # row 7: her year is not over
            (theirs.reference, "NO", "2026-11-10", "PNC"),  # row 8: another force's
            ("", "NO", "2026-11-21", "PNC"),  # row 9: no reference
            (completed(made, "future", date(2024, 7, 1)).reference, "NO", "2026-11-21", "PNC"),  # row 10
        ),
    )

    faults = response.context["faults"]
    assert [(fault.row, fault.column) for fault in faults] == [
        (3, "reference"), (4, "reference"), (5, "date"), (6, "reoffended"), (6, "date"), (6, "source"),
        (7, "reference"), (8, "reference"), (9, "reference"), (10, "date"),
    ]  # fmt: skip
    assert "row 2" in faults[1].mend
    assert faults[0].mend == faults[6].mend == faults[7].mend  # theirs reads as one that does not exist
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


def test_a_formula_in_a_cell_is_shown_as_words_and_goes_nowhere(made: Made, team: User) -> None:
    page = send(signed_in(team), file(("=1+1", "NO", "2026-11-10", "<script>")))

    assert "<script>" not in page.content.decode().split("What to mend")[1].split("</table>")[0]
    assert not FollowUpResult.objects.exists()
