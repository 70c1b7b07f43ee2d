"""Groups part-way on day one: who was on them and her marks, from files; each fault by name and row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from casework import invariants
from casework.actions.keeping_apart import Other, keep_apart
from casework.actions.releasing import release_import
from casework.importing.running import Account, import_cohorts, import_marks
from casework.models import Absence, Review
from correspondence.models import Message
from programmes.models import Programme
from referrals.models import Referral
from tests.conftest import TODAY
from tests.factories import referrals, workshops
from tests.factories.accounts import person
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from workshops.actions import Entry, finish, mark
from workshops.models import Cohort, Place, Room, Venue, Workshop
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db
NOW: datetime = TODAY
GROUPS = "cohort,workshop,date,venue,room,places,practitioner\n"
PART_WAY = (
    GROUPS
    + "Harbour,1,2026-11-11,Harbour Hall,Main room,{places},\n"
    + "Harbour,2,2026-12-09,Harbour Hall,Main room,{places},\n"
)
MARKS = "case,cohort,workshop,mark,reason,told_before\n"


@dataclass
class Office:
    """A service on day one, and a folder with its files."""

    juno: Programme
    manager: User
    folder: Path

    def cohorts(self, text: str, *, dry_run: bool = False) -> Account:
        return import_cohorts(
            self.file("groups.csv", text), self.juno, by=self.manager, at=NOW, dry_run=dry_run
        )

    def marks(self, text: str, *, dry_run: bool = False) -> Account:
        path = self.file("marks.csv", MARKS + text)
        return import_marks(path, self.juno, by=self.manager, at=NOW, dry_run=dry_run)

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def woman(self, name: str, number: int) -> Referral:
        made = referrals.accepted(
            self.juno,
            worker=self.manager,
            first_names=name,
            crime_reference=f"4426012{number:04}",
            at=NOW - timedelta(days=30),
        )
        assert made.participant is not None
        answered_herself(made.participant)
        return made


@pytest.fixture
def office(tmp_path: Path) -> Office:
    juno = ProgrammeFactory.create(code="JUNO")
    workshops.room(juno.provider, name="Harbour Hall")
    return Office(juno, person(Role.MANAGER, organisation=juno.provider), tmp_path)


def part_way(office: Office, places: int = 12) -> list[Workshop]:
    assert office.cohorts(PART_WAY.format(places=places)).taken == 2
    return list(Workshop.objects.order_by("starts_at"))


def faults(account: Account) -> list[str]:
    return [str(fault) for _texts, found in account.rejected for fault in found]


def test_women_come_onto_a_group_part_way_and_it_runs_normally_from_there(office: Office) -> None:
    first, second = part_way(office)
    came, missed = office.woman("Ada", 1), office.woman("Bea", 2)

    account = office.marks(
        f"{came.reference},Harbour,,BOOKED,,\n{came.reference},Harbour,1,HERE,,\n"
        f"{missed.reference},Harbour,,BOOKED,,\n{missed.reference},Harbour,1,NOT_HERE,TRANSPORT,yes\n"
    )

    first.refresh_from_db()
    absence = Absence.objects.get()
    assert (account.taken, faults(account)) == (4, [])
    assert [p.mark for p in came.places.order_by("workshop__starts_at")] == ["HERE", "NOT_MARKED"]
    assert (absence.referral, absence.reason, absence.told_before) == (missed, "TRANSPORT", True)
    assert first.finished_at == NOW  # nothing asks for marks already given
    assert not Message.objects.exists()  # nothing is written for what is past
    assert {case.reference for case in (came, missed)} == {
        review.referral.reference for review in Review.objects.waiting("imported")
    }
    assert [found for found in invariants.look() if found.references] == []

    written = release_import(came, by=office.manager, at=NOW)

    assert written == Message.objects.count() > 0
    assert all(message.due_at >= NOW for message in Message.objects.all())
    about = Message.objects.exclude(about_revision="").values_list("about_revision", flat=True)
    assert set(Place.objects.filter(pk__in=set(about)).values_list("workshop", flat=True)) == {second.pk}


def test_finishing_by_hand_a_register_that_was_over_when_entered_writes_to_nobody(office: Office) -> None:
    first, second = part_way(office)
    ada = office.woman("Ada", 1)
    office.marks(f"{ada.reference},Harbour,,BOOKED,,\n")
    here, ahead = ada.places.order_by("workshop__starts_at")

    mark(here, Entry(Mark.NOT_HERE), by=office.manager, at=NOW, from_paper=True)
    finish(first, by=office.manager, at=NOW)

    assert not Message.objects.exists()

    later = second.ends_at + timedelta(hours=1)
    mark(ahead, Entry(Mark.NOT_HERE), by=office.manager, at=later)
    finish(second, by=office.manager, at=later)

    assert Message.objects.exists()  # from there it runs normally


@pytest.mark.parametrize(
    ("first", "second", "word", "sentence"),
    [
        ("2026-10-14", "2026-11-04", "yes", ""),  # three weeks apart
        ("2026-09-30", "2026-11-18", "yes", ""),  # seven
        (
            "2026-10-14",
            "2026-11-04",
            "",
            "at most 35. Check the date. If the group did meet that day, write yes",
        ),
        ("2026-10-14", "2026-12-02", "yes", "Wed 2 December 2026 is too soon or too late"),  # still to come
        ("2026-11-25", "2026-12-16", "yes", "Wed 16 December 2026 is too soon or too late"),
        ("2026-10-14", "2026-10-14", "yes", "Wed 14 October 2026 is not after the day before it"),
    ],
)
@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "second row first"])
def test_a_group_whose_past_days_break_the_gap_comes_in_when_the_file_says_that_it_was_so(
    office: Office, first: str, second: str, word: str, sentence: str, backwards: bool
) -> None:
    times = {"1": "10:00,12:00", "2": "13:00,15:00"}
    rows = [
        f"Old,{number},{on},{times[number]},Harbour Hall,Main room,9,{word}\n"
        for number, on in (("1", first), ("2", second))
    ]
    ordered = rows[::-1] if backwards else rows

    account = office.cohorts(
        "cohort,workshop,date,start,end,venue,room,places,as_it_was\n" + "".join(ordered)
    )

    assert account.taken == (1 if sentence else 2)
    assert [sentence in fault for fault in faults(account)] == ([True] if sentence else [])
    assert all(str(fault).startswith("Row 3, date:") for fault in faults(account))


def test_women_come_onto_such_a_group_from_a_file(office: Office) -> None:
    text = "cohort,workshop,date,venue,room,places,as_it_was\n"
    for number, on in ((1, "2026-10-28"), (2, "2026-11-18")):
        text += f"Old,{number},{on},Harbour Hall,Main room,9,yes\n"
    office.cohorts(text)
    ada = office.woman("Ada", 1)

    account = office.marks(
        f"{ada.reference},Old,,BOOKED,,\n{ada.reference},Old,1,HERE,,\n{ada.reference},Old,2,LATE,,\n"
    )

    assert (account.taken, faults(account)) == (3, [])
    assert [p.mark for p in ada.places.order_by("workshop__starts_at")] == ["HERE", "LATE"]
    assert [found for found in invariants.look() if found.references] == []


def test_twice_changes_nothing(office: Office) -> None:
    part_way(office)
    ada = office.woman("Ada", 1)
    text = f"{ada.reference},Harbour,,BOOKED,,\n{ada.reference},Harbour,1,LATE,,\n"
    office.marks(text)
    before = list(Place.objects.values_list("pk", "mark", "version"))

    again, groups = office.marks(text), office.cohorts(PART_WAY.format(places=12))

    assert (again.taken, again.there, faults(again)) == (0, 2, [])
    assert (groups.taken, groups.there) == (0, 2)
    assert list(Place.objects.values_list("pk", "mark", "version")) == before


def test_a_dry_run_says_the_same_and_keeps_nothing(office: Office) -> None:
    part_way(office)
    ada = office.woman("Ada", 1)

    would = office.marks(
        f"{ada.reference},Harbour,,BOOKED,,\n{ada.reference},Harbour,1,HERE,,\nJ-0,Harbour,1,HERE,,\n",
        dry_run=True,
    )

    assert (would.taken, len(would.rejected)) == (2, 1)
    assert not Place.objects.exists()
    assert not Review.objects.waiting("imported").exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("JUNO-0,Harbour,1,HERE,,", "Row 3, case: “JUNO-0”. No case has this reference."),
        ("{on},Elsewhere,1,HERE,,", "Row 3, cohort: “Elsewhere”. Bring this group in first"),
        ("{on},Harbour,3,HERE,,", "Row 3, workshop: “3”. The group has no workshop of this number."),
        ("{on},Harbour,,HERE,,", "Row 3, workshop: “”. Write which workshop"),
        ("{on},Harbour,2,HERE,,", "Row 3, mark: “HERE”. This workshop lies ahead. Take the mark out"),
        (
            "{off},Harbour,1,HERE,,",
            "Row 3, cohort: “Harbour”. She is not on this workshop. Put her on the group",
        ),
        ("{on},Harbour,1,NOT_HERE,,", "Row 3, reason: “”. Say why she was not there."),
        ("{on},Harbour,1,HERE,ILL,", "Row 3, reason: “ILL”. A reason belongs only to"),
        ("{on},Harbour,1,PRESENT,,", "Row 3, mark: “PRESENT”. Write one of: BOOKED, HERE, LATE"),
        ("{on},Harbour,1,NOT_MARKED,,", "Row 3, mark: “NOT_MARKED”. Write one of: BOOKED, HERE, LATE"),
        ("{on},Harbour,,booked,,", "Row 3, case: “{on}”. Row 2 is about the same. Take one of the two out."),
    ],
)
def test_a_row_that_cannot_be_has_a_sentence_and_the_others_come_in(
    office: Office, row: str, sentence: str
) -> None:
    part_way(office)
    on, off = office.woman("Ada", 1), office.woman("Bea", 2)
    said = {"on": on.reference, "off": off.reference}

    account = office.marks(f"{on.reference},Harbour,,BOOKED,,\n{row.format(**said)}\n")

    assert account.taken == 1
    assert [fault.startswith(sentence.format(**said)) for fault in faults(account)] == [True]
    assert account.rejects is not None
    assert sentence.format(**said).split("”. ")[1][:30] in account.rejects.read_text(encoding="utf-8-sig")
    assert set(Place.objects.values_list("mark", flat=True)) == {"NOT_MARKED"}
    assert not Absence.objects.exists()


def test_a_mark_that_says_otherwise_than_the_register_changes_nothing(office: Office) -> None:
    part_way(office)
    ada = office.woman("Ada", 1)
    office.marks(f"{ada.reference},Harbour,,BOOKED,,\n{ada.reference},Harbour,1,HERE,,\n")

    account = office.marks(f"{ada.reference},Harbour,1,NOT_HERE,ILL,\n")

    assert "Her register says “Here”. A manager corrects it there" in faults(account)[0]
    assert Place.objects.get(workshop__step_number=1).mark == "HERE"
    assert not Absence.objects.exists()


def test_more_women_than_places_are_not_taken(office: Office) -> None:
    part_way(office, places=1)
    ada, bea = office.woman("Ada", 1), office.woman("Bea", 2)

    account = office.marks(f"{ada.reference},Harbour,,BOOKED,,\n{bea.reference},Harbour,,BOOKED,,\n")

    assert account.taken == 1
    assert "Row 3, cohort: “Harbour”. The last place has just gone." in faults(account)[0]
    assert not bea.places.exists()


def test_two_women_kept_apart_are_not_put_on_one_group(office: Office) -> None:
    part_way(office)
    ada, bea = office.woman("Ada", 1), office.woman("Bea", 2)
    keep_apart(ada, Other(reference=bea.reference), reason="They fell out", by=office.manager, at=NOW)

    account = office.marks(f"{ada.reference},Harbour,,BOOKED,,\n{bea.reference},Harbour,,BOOKED,,\n")

    assert account.taken == 1
    assert "Row 3, cohort: “Harbour”. Somebody she must be kept apart from" in faults(account)[0]
    assert "let a manager and a second person put her on it, on its page" in faults(account)[0]
    assert not bea.places.exists()


def test_a_closed_case_gets_no_mark(office: Office) -> None:
    part_way(office)
    gone = referrals.withdrawn(office.juno, at=NOW - timedelta(days=30))

    account = office.marks(f"{gone.reference},Harbour,,BOOKED,,\n")

    assert "Row 2, case:" in faults(account)[0]
    assert "This case is not open" in faults(account)[0]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("A,1,2026-11-11,Harbour Hall,Main room,21,", "Row 2, places: “21”. The room does not hold"),
        ("A,3,2026-11-11,Harbour Hall,Main room,9,", "Row 2, workshop: “3”. The programme has no workshop"),
        ("A,1,2026-12-25,Harbour Hall,Main room,9,", "Row 2, date: “2026-12-25”. This day is a bank holiday"),
        (
            "A,1,2026-11-11,Harbour Hall,Main room,9,x@y.example",
            "Row 2, practitioner: “x@y.example”. Add this",
        ),
        ("A,1,2026-11-11,Nowhere,Main room,9,", "Row 2, room: “Main room”. Add this venue and room first"),
        (
            "A,1,2026-11-11,Harbour Hall,Main room,9,\nA,1,2026-11-18,Harbour Hall,Main room,9,",
            "Row 3, workshop: “1”. Row 2 is about the same.",
        ),
        (
            "A,1,2026-11-11,Harbour Hall,Main room,9,\nA,2,2026-10-14,Harbour Hall,Main room,9,",
            "Row 3, date: “2026-10-14”. The workshops of a group follow each other.",
        ),
        (
            "A,1,2026-11-11,Harbour Hall,Main room,9,\nB,1,2026-11-11,Harbour Hall,Main room,9,",
            "Row 3, room: “Main room”. Another workshop is in that room",
        ),
    ],
)
def test_a_group_that_cannot_be_has_a_sentence(office: Office, rows: str, sentence: str) -> None:
    account = office.cohorts(GROUPS + rows + "\n")

    assert [fault.startswith(sentence) for fault in faults(account)] == [True]
    assert not Cohort.objects.filter(workshops=None).exists()  # nothing by halves


def test_a_building_given_up_takes_no_day_after_that(office: Office) -> None:
    Venue.objects.update(closed_at=NOW, closed_by="A manager")

    account = office.cohorts(PART_WAY.format(places=12))

    assert account.taken == 1  # the day that was there before
    assert "Row 3, venue: “Harbour Hall”. This building was given up" in faults(account)[0]
    assert Room.objects.count() == 1


def test_a_group_that_stands_otherwise_is_named_not_changed(office: Office) -> None:
    part_way(office)

    account = office.cohorts(PART_WAY.format(places=12).replace("2026-12-09", "2026-12-16"))

    assert account.there == 1
    assert "at another time or place. Change it there." in faults(account)[0]
    assert [day.starts_at.day for day in Workshop.objects.order_by("starts_at")] == [11, 9]


def test_several_practitioners_are_parted_by_semicolons(office: Office) -> None:
    people = [person(Role.PRACTITIONER, organisation=office.juno.provider) for _ in range(2)]
    addresses = "; ".join(one.email for one in people)

    office.cohorts(GROUPS + f"A,1,2026-11-11,Harbour Hall,Main room,9,{addresses}\n")

    held = Workshop.objects.get().practitioners.values_list("practitioner", flat=True)
    assert set(held) == {one.pk for one in people}


def test_a_file_in_another_encoding_is_refused_and_the_command_says_what_it_did(office: Office) -> None:
    part_way(office)
    ada, out = office.woman("Ada", 1), StringIO()
    path = office.file("marks.csv", MARKS + f"{ada.reference},Harbour,,BOOKED,,\n")
    call_command("import_marks", path, programme="juno", person=office.manager.email, stdout=out)
    path.write_bytes((MARKS + "Siân").encode("latin-1"))

    assert "Places and marks: 1 taken, 0 there before, 0 not taken." in out.getvalue()
    with pytest.raises(CommandError, match="CSV UTF-8"):
        call_command("import_marks", path, programme="juno", person=office.manager.email)
