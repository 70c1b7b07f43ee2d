"""Bringing in forty women: what comes in, what does not and why, and that twice changes nothing."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from casework.actions.releasing import NothingToRelease, release_import
from casework.importing.running import Account, import_cohorts, import_referrals
from casework.models import Review
from correspondence.models import Message
from participants.models import Participant, SafeContact
from programmes.models import Programme
from referrals.models import OutcomeNotice, Referral, ReferredPerson
from tests.factories import workshops
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.programmes import ProgrammeFactory
from workshops.models import Place, Workshop

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def juno() -> Programme:
    programme = ProgrammeFactory.create(code="JUNO")
    for name in ("Ridgeway Hall", "The Old Library", "Quayside Rooms"):
        workshops.room(programme.provider, name=name)
    return programme


@pytest.fixture
def coordinator(juno: Programme) -> User:
    return person(Role.COORDINATOR, organisation=juno.provider)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in ("women.csv", "groups.csv"):
        shutil.copy(EXAMPLES / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def account(juno: Programme, coordinator: User, files: Path) -> Account:
    """The example, brought in."""
    import_cohorts(files / "groups.csv", juno, by=coordinator, at=AT)
    return import_referrals(files / "women.csv", juno, by=coordinator, at=AT)


def of(source: str) -> Referral:
    return Referral.objects.get(source_reference=source)


def test_the_example_comes_in_but_for_three_rows_that_say_why(account: Account, files: Path) -> None:
    with (files / "women.rejects.csv").open(encoding="utf-8-sig") as opened:
        rejected = {row["source_reference"]: row["why_not_taken"] for row in csv.DictReader(opened)}

    assert (account.taken, account.there) == (37, 0)
    assert set(rejected) == {"OLD-137", "OLD-139", "OLD-140"}
    assert "is there as OLD-114. Take one of the two out." in rejected["OLD-137"]
    assert "Row 40, offence_on: “2026-02-30”. This day does not exist." in rejected["OLD-139"]
    assert "date_of_birth" in rejected["OLD-140"]
    assert "youngest age" in rejected["OLD-140"]


def test_a_pnc_letter_that_does_not_fit_comes_in_and_is_named(account: Account) -> None:
    assert [(d.column, d.value) for d in account.doubts] == [("pnc_id", "2019/0500001A")]
    assert of("OLD-138").participant is not None


def test_nothing_is_written_to_anybody(account: Account) -> None:
    assert not Message.objects.exists()
    assert not OutcomeNotice.objects.exists()


def test_twice_changes_nothing(account: Account, juno: Programme, coordinator: User, files: Path) -> None:
    tables = (Referral, ReferredPerson, Participant, Place, Workshop, Review, Event)
    before = [model.objects.count() for model in tables]

    import_cohorts(files / "groups.csv", juno, by=coordinator, at=AT)
    again = import_referrals(files / "women.csv", juno, by=coordinator, at=AT)

    assert (again.taken, again.there, len(again.rejected)) == (0, 37, 3)
    assert [model.objects.count() for model in tables] == before


def test_a_dry_run_keeps_nothing_and_says_the_same(juno: Programme, coordinator: User, files: Path) -> None:
    import_cohorts(files / "groups.csv", juno, by=coordinator, at=AT)

    would = import_referrals(files / "women.csv", juno, by=coordinator, at=AT, dry_run=True)

    assert (would.taken, len(would.rejected)) == (37, 3)
    assert not Referral.objects.exists()
    assert not (files / "women.rejects.csv").exists()


def test_a_returning_woman_is_one_record_with_two_referrals(account: Account) -> None:
    first, second = of("OLD-103"), of("OLD-136")

    assert first.participant == second.participant
    assert (first.status, second.status) == ("COMPLETED", "ACCEPTED")


def test_past_marks_stand_on_the_groups_that_exist(account: Account) -> None:
    came = of("OLD-101").places.order_by("workshop__starts_at")
    half = of("OLD-114").places.order_by("workshop__starts_at")

    assert [place.mark for place in came] == ["LATE", "HERE"]
    assert [place.mark for place in half] == ["HERE", "NOT_MARKED"]
    assert all(place.from_paper for place in came)


def test_nobody_said_who_asked_her_so_nobody_did(account: Account) -> None:
    unasked = SafeContact.objects.get(participant=of("OLD-127").participant)
    asked = SafeContact.objects.get(participant=of("OLD-121").participant)

    assert {unasked.call, unasked.text, unasked.post} == {"NOT_ASKED"}
    assert (asked.call, asked.post, asked.source) == ("YES", "YES", "POLICE")


@pytest.mark.parametrize(
    ("source", "name"),
    [("OLD-131", "Sukarno"), ("OLD-132", "Niamh O’Dowd"), ("OLD-133", "Siân Ŵyn Prŷs-Jones")],
)
def test_names_stay_as_they_are_written(account: Account, source: str, name: str) -> None:
    woman = of(source).participant

    assert woman is not None
    assert woman.full_name == name


def test_a_row_is_all_or_nothing(juno: Programme, coordinator: User, files: Path) -> None:
    account = import_referrals(files / "women.csv", juno, by=coordinator, at=AT)  # no groups yet

    assert any("import_cohorts" in str(fault) for _, faults in account.rejected for fault in faults)
    assert not Referral.objects.filter(source_reference="OLD-101").exists()
    assert not ReferredPerson.objects.filter(referral__source_reference="OLD-101").exists()


def test_releasing_plans_what_lies_ahead_and_only_once(account: Account, coordinator: User) -> None:
    referral = of("OLD-114")

    written = release_import(referral, by=coordinator, at=AT)

    assert written == Message.objects.count() > 0
    assert all(message.due_at >= AT for message in Message.objects.all())
    with pytest.raises(NothingToRelease):
        release_import(referral, by=coordinator, at=AT)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("source_reference\n", "lacks the column standing"),
        ("{header},shoe_size\n", "Nobody knows the column shoe_size"),
        ('{header}\n"open,never closed\n', "a quotation mark is not closed"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    juno: Programme, coordinator: User, tmp_path: Path, text: str, sentence: str
) -> None:
    header = "source_reference,standing,referred_on,first_names,last_name,date_of_birth"
    path = tmp_path / "file.csv"
    path.write_text(text.replace("{header}", header))

    with pytest.raises(CommandError, match=sentence):
        call_command("import_referrals", path, programme="juno", person=coordinator.email)


def test_a_file_in_another_encoding_is_refused(juno: Programme, coordinator: User, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("source_reference\nSiân".encode("latin-1"))

    with pytest.raises(CommandError, match="CSV UTF-8"):
        call_command("import_referrals", path, programme="juno", person=coordinator.email)


def test_only_the_providers_people_may_import(juno: Programme, files: Path) -> None:
    stranger = person(Role.COORDINATOR, OrganisationFactory.create())

    with pytest.raises(CommandError, match="is no coordinator or manager"):
        call_command("import_referrals", files / "women.csv", programme="juno", person=stranger.email)


@time_machine.travel(AT, tick=False)
def test_the_command_says_what_it_did(juno: Programme, coordinator: User, files: Path) -> None:
    out = StringIO()
    call_command(
        "import_cohorts", files / "groups.csv", programme="juno", person=coordinator.email, stdout=out
    )
    call_command(
        "import_referrals", files / "women.csv", programme="juno", person=coordinator.email, stdout=out
    )

    assert "Workshop days: 6 taken, 0 there before, 0 not taken." in out.getvalue()
    assert "Referrals: 37 taken, 0 there before, 3 not taken." in out.getvalue()


def test_a_coordinator_finds_what_was_brought_in_and_releases_it_once(
    account: Account, coordinator: User
) -> None:
    client = Client()
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    referral = of("OLD-114")
    page = {"submission": str(uuid4())}

    today = client.get(reverse("casework:today")).content.decode()
    listed = client.get(reverse("casework:imported")).content.decode()
    released = client.post(reverse("casework:release", args=[referral.pk]), page)
    again = client.post(reverse("casework:release", args=[referral.pk]), {"submission": str(uuid4())})

    assert "cases to look at and release" in today
    assert reverse("casework:release", args=[referral.pk]) in listed
    assert released.status_code == 302
    assert "in work already" in again.content.decode()
    assert (
        reverse("casework:release", args=[referral.pk])
        not in client.get(reverse("casework:imported")).content.decode()
    )
    assert Event.objects.filter(verb="case.release", subject_id=referral.pk).count() == 1
