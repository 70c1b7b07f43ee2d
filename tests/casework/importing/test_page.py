"""A file of groups or marks on a page: looked through first, then all of it or nothing, by a manager only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import Role
from audit.models import Event
from casework import invariants
from casework.importing.whole import MOST_CHARACTERS, MOST_ROWS
from correspondence.models import Message
from programmes.models import Programme
from referrals.models import Referral
from tests.conftest import TODAY
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import sent, signed_in, text
from workshops.models import Cohort, Place, Workshop

pytestmark = pytest.mark.django_db
HEADINGS = "cohort,workshop,date,venue,room,places\n"
GROUP = HEADINGS + "Harbour,1,2026-11-11,Quay,Main room,9\nHarbour,2,2026-12-09,Quay,Main room,9\n"
MARKS = "case,cohort,workshop,mark,reason\n"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def juno() -> Programme:
    made = ProgrammeFactory.create(code="JUNO")
    workshops.room(made.provider, name="Quay")
    return made


@pytest.fixture
def manager(juno: Programme) -> User:
    return person(Role.MANAGER, organisation=juno.provider)


def woman(juno: Programme, number: int = 1) -> Referral:
    at = TODAY - timedelta(days=30)
    return referrals.accepted(juno, first_names=f"Ada {number}", crime_reference=f"4426012{number:04}", at=at)


def page() -> str:
    return reverse("casework:bring_in")


def shown(client: Client, content: str | bytes, *, kind: str = "GROUPS") -> Any:
    data = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile("any.csv", data, content_type="text/csv")
    return client.post(page(), {**sent(programme="juno", kind=kind), "file": file})


def bring(client: Client, answer: Any) -> Any:
    """Press the button of the page that says what a file would do."""
    form = answer.context["form"]
    return client.post(page(), {name: form[name].value() or "" for name in form.fields})


def counts() -> tuple[int, int, int]:
    return Cohort.objects.count(), Workshop.objects.count(), Place.objects.count()


def test_it_says_what_a_file_would_do_and_does_it_only_when_asked(juno: Programme, manager: User) -> None:
    client = signed_in(manager)

    looked = shown(client, GROUP)
    before = counts()
    done = bring(client, looked)

    assert "2 rows would come in." in text(looked)
    assert "2026-12-09" in text(looked)
    assert before == (0, 0, 0)
    assert done.status_code == 302
    assert counts() == (1, 2, 0)
    assert Event.objects.get(verb="file.bring_in").facts == {
        "kind": "GROUPS", "new": 2, "there": 0, "programme": "JUNO"
    }  # fmt: skip
    assert Event.objects.filter(verb="file.check").count() == 1


def test_women_and_their_marks_come_in_with_their_group(juno: Programme, manager: User) -> None:
    client, ada, bea = signed_in(manager), woman(juno, 1), woman(juno, 2)
    bring(client, shown(client, GROUP))
    rows = [f"{ada.reference},Harbour,,BOOKED,", f"{ada.reference},Harbour,1,HERE,"]
    rows += [f"{bea.reference},Harbour,,BOOKED,", f"{bea.reference},Harbour,1,NOT_HERE,ILL"]

    looked = shown(client, MARKS + "\n".join(rows), kind="MARKS")
    before = Place.objects.count()
    bring(client, looked)

    assert "4 rows would come in." in text(looked)
    assert before == 0
    assert set(Place.objects.filter(workshop__step_number=1).values_list("mark", flat=True)) == {
        "HERE",
        "NOT_HERE",
    }
    assert Workshop.objects.get(step_number=1).finished_at is not None
    assert not Message.objects.exists()
    assert [found for found in invariants.look() if found.references] == []


def test_one_wrong_row_keeps_the_whole_file_out_and_is_named(juno: Programme, manager: User) -> None:
    client = signed_in(manager)

    looked = shown(client, GROUP + "Quayside,1,2026-11-12,Nowhere,Main room,9\n")

    assert "Nothing was brought in. Mend what is listed here" in text(looked)
    assert "Row 4 room Main room Add this venue and room first" in " ".join(text(looked).split())
    assert counts() == (0, 0, 0)


def test_what_became_wrong_since_it_was_looked_through_keeps_all_of_it_out(
    juno: Programme, manager: User
) -> None:
    client, ada, bea = signed_in(manager), woman(juno, 1), woman(juno, 2)
    bring(client, shown(client, GROUP))
    rows = f"{ada.reference},Harbour,,BOOKED,\n{bea.reference},Harbour,,BOOKED,\n"
    looked = shown(client, MARKS + rows, kind="MARKS")
    Workshop.objects.update(capacity=1)

    done = bring(client, looked)

    assert done.status_code == 200
    assert "Nothing was brought in." in text(done)
    assert "Row 3" in text(done)
    assert not Place.objects.exists()


def test_pressed_twice_it_is_brought_in_once_and_sent_again_it_is_all_there(
    juno: Programme, manager: User
) -> None:
    client = signed_in(manager)
    looked = shown(client, GROUP)
    bring(client, looked)

    bring(client, looked)
    again = shown(client, GROUP)

    assert counts() == (1, 2, 0)
    assert Event.objects.filter(verb="file.bring_in").count() == 1
    assert "0 rows would come in. 2 are there already and stay as they are." in text(again)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("cohort,date\nA,2026-11-11\n", "The first row lacks the column workshop, venue, room"),
        (GROUP.replace("places", "seats"), "Nobody knows the column seats"),
        (HEADINGS, "This file has no rows under its headings."),
        (HEADINGS.encode() + b"Caf\xe9,1,2026-11-11,Quay,Main room,9\n", "is not in UTF-8"),
        (HEADINGS + '"Harbour,1,2026-11-11,Quay,Main room,9\n', "a quotation mark is not closed"),
        (HEADINGS + "A,1,2026-11-11,Quay,Main room,9\n" * (MOST_ROWS + 1), "more than 500 rows"),
        (HEADINGS + "x" * MOST_CHARACTERS, "This file is too long."),
        (b"", "This file is empty. Choose another."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_has_a_sentence(
    juno: Programme, manager: User, content: str | bytes, sentence: str
) -> None:
    answer = shown(signed_in(manager), content)

    assert sentence in text(answer)
    assert counts() == (0, 0, 0)


def test_only_a_manager_of_that_provider_may(juno: Programme, manager: User) -> None:
    elsewhere = OrganisationFactory.create()
    both = person(Role.MANAGER, organisation=elsewhere)
    Membership.objects.create(user=both, organisation=juno.provider, role=Role.COORDINATOR)
    looked = shown(signed_in(manager), GROUP)

    worker = signed_in(accounts.coordinator(juno.provider)).get(page())
    other = shown(signed_in(both), GROUP)
    by_hand = bring(signed_in(both), looked)

    assert worker.status_code == 403
    assert "What this file would do" not in text(other)
    assert by_hand.status_code == 404
    assert counts() == (0, 0, 0)


def test_what_stands_in_a_cell_is_never_a_part_of_the_page(juno: Programme, manager: User) -> None:
    answer = shown(signed_in(manager), GROUP.replace("Harbour", "<script>alert(1)</script>"))

    assert "<script>alert(1)" not in answer.content.decode()
