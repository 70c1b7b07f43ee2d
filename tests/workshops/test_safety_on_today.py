"""Who must not meet and is booked to, and workshops in a shut building: on Today until it is settled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from casework.actions import known_by
from casework.actions.keeping_apart import Other, end_apart, keep_apart
from participants.models import HowKnown, Participant
from programmes.models import Programme
from referrals.models import Referral, ReferredPerson
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import signed_in, text
from workshops import actions
from workshops.models import SafetyLook
from workshops.statuses import ReleaseReason
from workshops.tasks import look_at_group_safety

pytestmark = pytest.mark.django_db
MEET = "People who must not meet are booked together"
SHUT = "1 workshop is in a building that is shut that day"


@pytest.fixture(autouse=True)
def on_the_day_of_the_factories() -> Any:
    with time_machine.travel(NOW + timedelta(hours=2), tick=True):
        yield


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def worker(juno: Programme) -> User:
    return accounts.coordinator(juno.provider)


@pytest.fixture
def two(juno: Programme) -> list[Referral]:
    """Two women on one pair, before anybody knew."""
    pair = workshops.pair(juno)
    cases = [
        referrals.accepted(juno, first_names=name, crime_reference=crime)
        for name, crime in (("Aisha", "44260000701"), ("Bronwen", "44260000702"))
    ]
    for case in cases:
        workshops.booked(case, pair)
    return cases


def today(user: User) -> str:
    return text(signed_in(user).get("/today/"))


def test_two_kept_apart_stand_there_from_the_moment_it_is_noted_until_one_is_moved(
    juno: Programme, worker: User, two: list[Referral]
) -> None:
    one, other = two
    assert MEET not in today(worker)

    keep_apart(one, Other(reference=other.reference), reason="A threat", by=worker, at=NOW)
    noted = today(worker)
    actions.release_future(other, by=worker, at=NOW, why=ReleaseReason.SHE_ASKED)

    assert MEET in noted
    assert MEET not in today(worker)


def test_or_until_the_reason_is_over(worker: User, two: list[Referral]) -> None:
    one, other = two
    row = keep_apart(one, Other(reference=other.reference), reason="A threat", by=worker, at=NOW)

    end_apart(row, case=one, why="A mistake", by=worker, at=NOW)

    assert MEET not in today(worker)


@pytest.mark.parametrize("shared", ["crime number", "home"])
def test_what_nobody_noted_the_worker_finds(worker: User, two: list[Referral], shared: str) -> None:
    """Police mended a number, or she moved to where the other lives."""
    if shared == "home":
        both = Participant.objects.filter(referrals__in=two)
        both.update(postcode="PO1 2AB", address_lines="2 Quay Street", no_fixed_address=False)
    else:
        ReferredPerson.objects.filter(referral__in=two).update(crime_reference="44260000999")
    before = today(worker)

    look_at_group_safety()

    assert MEET not in before
    assert MEET in today(worker)


def test_what_two_people_agreed_to_is_settled(juno: Programme, worker: User, two: list[Referral]) -> None:
    one, other = two
    keep_apart(one, Other(reference=other.reference), reason="A threat", by=worker, at=NOW)
    actions.release_future(other, by=worker, at=NOW, why=ReleaseReason.SHE_ASKED)
    together = actions.Override("Two rooms, two doors", second=worker)
    pair = [place.workshop for place in one.places.order_by("workshop__starts_at")]

    actions.book_run(other, pair, by=accounts.manager(juno.provider), at=NOW, override=together)
    look_at_group_safety()

    assert MEET not in today(worker)


def test_a_practitioner_who_knows_her_stands_there_until_somebody_else_runs_it(
    juno: Programme, worker: User
) -> None:
    prue, ann = (accounts.person(Role.PRACTITIONER, organisation=juno.provider) for _ in range(2))
    pair = workshops.pair(juno, practitioners=[prue])
    case = referrals.accepted(juno)
    workshops.booked(case, pair)

    known_by.note_known(case, prue, how=HowKnown.NEIGHBOUR, reason="Next door", by=worker, at=NOW)
    noted = today(worker)
    for day in pair:
        actions.set_practitioners(day, [ann], by=worker, at=NOW)

    assert MEET in noted
    assert MEET not in today(worker)


def test_another_provider_reads_nothing_of_it(worker: User, two: list[Referral]) -> None:
    one, other = two
    keep_apart(one, Other(reference=other.reference), reason="A threat", by=worker, at=NOW)

    assert MEET not in today(accounts.coordinator(accounts.OrganisationFactory.create()))
    assert SafetyLook.objects.get().to_settle == 2  # both days


def test_a_workshop_in_a_shut_building_stands_there_and_is_marked_in_the_list(
    juno: Programme, worker: User
) -> None:
    [first, _second] = workshops.pair(juno)
    on, manager = timezone.localdate(first.starts_at), accounts.manager(juno.provider)
    assert SHUT not in today(worker)

    closed = actions.shut_venue(first.room.venue, first_on=on, last_on=None, why="Flood", by=manager, at=NOW)
    shown, listed = today(worker), text(signed_in(worker).get("/workshops/"))
    actions.open_venue(closed, by=manager, at=NOW)

    assert SHUT in shown
    assert listed.count("Shut that day: move it") == 1
    assert SHUT not in today(worker)
