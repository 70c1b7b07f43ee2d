"""Files of women and groups: what is read, what is refused, and that a row is all or nothing."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from casework.importing.running import import_cohorts, import_referrals
from programmes.models import Programme
from referrals.models import Referral, ReferredPerson
from tests.factories import workshops
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.programmes import ProgrammeFactory

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
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


def test_a_dry_run_keeps_nothing_and_says_the_same(juno: Programme, coordinator: User, files: Path) -> None:
    import_cohorts(files / "groups.csv", juno, by=coordinator, at=AT)

    would = import_referrals(files / "women.csv", juno, by=coordinator, at=AT, dry_run=True)

    assert (would.taken, len(would.rejected)) == (37, 3)
    assert not Referral.objects.exists()
    assert not (files / "women.rejects.csv").exists()


def test_a_row_is_all_or_nothing(juno: Programme, coordinator: User, files: Path) -> None:
    account = import_referrals(files / "women.csv", juno, by=coordinator, at=AT)  # no groups yet

    assert any("import_cohorts" in str(fault) for _, faults in account.rejected for fault in faults)
    assert not Referral.objects.filter(source_reference="OLD-101").exists()
    assert not ReferredPerson.objects.filter(referral__source_reference="OLD-101").exists()


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
