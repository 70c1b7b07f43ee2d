"""Bringing in forty women: what comes in, what does not and why, and that twice changes nothing."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

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
from tests.factories.accounts import person
from tests.factories.programmes import ProgrammeFactory
from tests.lasting import lasting
from workshops.models import Place, Workshop

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Example:
    """The example of the handbook, brought in."""

    juno: Programme
    coordinator: User
    files: Path
    account: Account


@pytest.fixture(scope="module")
def example(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Example]:
    files = tmp_path_factory.mktemp("example")
    for name in ("women.csv", "groups.csv"):
        shutil.copy(EXAMPLES / name, files / name)
    with lasting(django_db_blocker):
        juno = ProgrammeFactory.create(code="JUNO")
        for name in ("Ridgeway Hall", "The Old Library", "Quayside Rooms"):
            workshops.room(juno.provider, name=name)
        coordinator = person(Role.COORDINATOR, organisation=juno.provider)
        import_cohorts(files / "groups.csv", juno, by=coordinator, at=AT)
        account = import_referrals(files / "women.csv", juno, by=coordinator, at=AT)
        yield Example(juno, coordinator, files, account)


def of(source: str) -> Referral:
    return Referral.objects.get(source_reference=source)


def test_the_example_comes_in_but_for_three_rows_that_say_why(example: Example) -> None:
    with (example.files / "women.rejects.csv").open(encoding="utf-8-sig") as opened:
        rejected = {row["source_reference"]: row["why_not_taken"] for row in csv.DictReader(opened)}

    assert (example.account.taken, example.account.there) == (37, 0)
    assert set(rejected) == {"OLD-137", "OLD-139", "OLD-140"}
    assert "is there as OLD-114. Take one of the two out." in rejected["OLD-137"]
    assert "Row 40, offence_on: “2026-02-30”. This day does not exist." in rejected["OLD-139"]
    assert "date_of_birth" in rejected["OLD-140"]
    assert "youngest age" in rejected["OLD-140"]


def test_a_pnc_letter_that_does_not_fit_comes_in_and_is_named(example: Example) -> None:
    assert [(d.column, d.value) for d in example.account.doubts] == [("pnc_id", "2019/0500001A")]
    assert of("OLD-138").participant is not None


def test_nothing_is_written_to_anybody(example: Example) -> None:
    assert not Message.objects.exists()
    assert not OutcomeNotice.objects.exists()


def test_twice_changes_nothing(example: Example) -> None:
    tables = (Referral, ReferredPerson, Participant, Place, Workshop, Review, Event)
    before = [model.objects.count() for model in tables]

    juno, by = example.juno, example.coordinator
    import_cohorts(example.files / "groups.csv", juno, by=by, at=AT)
    again = import_referrals(example.files / "women.csv", juno, by=by, at=AT)

    assert (again.taken, again.there, len(again.rejected)) == (0, 37, 3)
    assert [model.objects.count() for model in tables] == before


def test_a_returning_woman_is_one_record_with_two_referrals(example: Example) -> None:
    first, second = of("OLD-103"), of("OLD-136")

    assert first.participant == second.participant
    assert (first.status, second.status) == ("COMPLETED", "ACCEPTED")


def test_past_marks_stand_on_the_groups_that_exist(example: Example) -> None:
    came = of("OLD-101").places.order_by("workshop__starts_at")
    half = of("OLD-114").places.order_by("workshop__starts_at")

    assert [place.mark for place in came] == ["LATE", "HERE"]
    assert [place.mark for place in half] == ["HERE", "NOT_MARKED"]
    assert all(place.from_paper for place in came)


def test_nobody_said_who_asked_her_so_nobody_did(example: Example) -> None:
    unasked = SafeContact.objects.get(participant=of("OLD-127").participant)
    asked = SafeContact.objects.get(participant=of("OLD-121").participant)

    assert {unasked.call, unasked.text, unasked.post} == {"NOT_ASKED"}
    assert (asked.call, asked.post, asked.source) == ("YES", "YES", "POLICE")


@pytest.mark.parametrize(
    ("source", "name"),
    [("OLD-131", "Sukarno"), ("OLD-132", "Niamh O’Dowd"), ("OLD-133", "Siân Ŵyn Prŷs-Jones")],
)
def test_names_stay_as_they_are_written(example: Example, source: str, name: str) -> None:
    woman = of(source).participant

    assert woman is not None
    assert woman.full_name == name


def test_releasing_plans_what_lies_ahead_and_only_once(example: Example) -> None:
    referral = of("OLD-114")

    written = release_import(referral, by=example.coordinator, at=AT)

    assert written == Message.objects.count() > 0
    assert all(message.due_at >= AT for message in Message.objects.all())
    with pytest.raises(NothingToRelease):
        release_import(referral, by=example.coordinator, at=AT)


def test_a_coordinator_finds_what_was_brought_in_and_releases_it_once(example: Example) -> None:
    client = Client()
    client.force_login(example.coordinator, backend="django.contrib.auth.backends.ModelBackend")
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
