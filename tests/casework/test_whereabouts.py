"""Where a case is: the function and the annotation say the same of every case."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest

from casework.facts import read
from casework.messages import WHERE
from casework.models import Case
from casework.police_view import phrase
from casework.statuses import CallOutcome
from casework.whereabouts import PlaceFact, Where, where_it_is
from referrals.statuses import Ground, Status
from tests.factories import casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from workshops import actions
from workshops.statuses import Mark, ReleaseReason


def place(mark: str, *, running: bool = True, counts: bool | None = None) -> PlaceFact:
    from uuid import uuid4

    return PlaceFact(uuid4(), 1, 1, mark, NOW, running=running, counts=counts)


@pytest.mark.parametrize(
    ("status", "spoke", "places", "expected"),
    [
        ("DRAFT", False, [], Where.NOT_SENT),
        ("SUBMITTED", False, [], Where.RECEIVED),
        ("ACCEPTED", False, [], Where.NOT_REACHED),
        ("ACCEPTED", True, [], Where.REACHED),
        ("ACCEPTED", True, [place("NOT_MARKED")], Where.BOOKED),
        ("ACCEPTED", False, [place("NOT_MARKED")], Where.BOOKED),
        ("ACCEPTED", True, [place("NOT_MARKED", running=False)], Where.REACHED),
        ("ACCEPTED", True, [place("HERE"), place("NOT_MARKED")], Where.CAME),
        ("ACCEPTED", True, [place("LATE")], Where.CAME),
        ("ACCEPTED", True, [place("NOT_HERE")], Where.REACHED),
        ("ACCEPTED", True, [place("TURNED_AWAY")], Where.REACHED),
        ("ACCEPTED", True, [place("DID_NOT_RUN")], Where.REACHED),
        ("ACCEPTED", True, [place("LEFT_EARLY")], Where.REACHED),
        ("ACCEPTED", True, [place("LEFT_EARLY", counts=True)], Where.CAME),
        ("ACCEPTED", True, [place("LEFT_EARLY", counts=False)], Where.REACHED),
        ("COMPLETED", True, [place("HERE")], Where.COMPLETED),
        ("NOT_COMPLETED", True, [place("HERE")], Where.NOT_COMPLETED),
        ("DECLINED", False, [], Where.CLOSED),
        ("WITHDRAWN", True, [place("NOT_MARKED")], Where.CLOSED),
    ],
)
def test_where_a_case_is_follows_from_its_facts(
    status: str, spoke: bool, places: list[PlaceFact], expected: Where
) -> None:
    assert where_it_is(status, spoke=spoke, places=places) is expected


def test_every_status_and_every_mark_has_a_place_in_the_words() -> None:
    for status, mark, spoke in itertools.product(Status, Mark, (True, False)):
        where = where_it_is(status, spoke=spoke, places=[place(mark)])
        assert WHERE[where]
        assert phrase(where, booked_on=[NOW.date()], ground=Ground.NOT_REACHED)


@pytest.mark.django_db
def test_the_annotation_says_what_the_function_says() -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    first, second = workshops.pair(programme)
    stages: dict[str, Any] = {
        "submitted": referrals.submitted(programme),
        "draft": referrals.draft(programme),
    }
    stages["accepted"] = referrals.accepted(programme)
    stages["tried"] = referrals.accepted(programme)
    casework.called(stages["tried"], CallOutcome.NO_ANSWER, at=NOW + timedelta(hours=2))
    stages["reached"] = referrals.accepted(programme)
    casework.called(stages["reached"], CallOutcome.SPOKE, at=NOW + timedelta(hours=2))
    marks = (None, Mark.HERE, Mark.LATE, Mark.NOT_HERE, Mark.TURNED_AWAY, Mark.LEFT_EARLY, Mark.DID_NOT_RUN)
    for number, mark in enumerate(marks):
        crime = f"442600000{number:02}"  # women of one crime are never booked together
        stages[f"{mark}"] = referral = referrals.accepted(programme, crime_reference=crime)
        places = workshops.booked(referral, [first, second], at=NOW + timedelta(hours=2))
        if mark:
            at = first.starts_at + timedelta(minutes=30)
            actions.mark(places[0], actions.Entry(mark), by=referral.worker, at=at)
            actions.release(places[1], why=ReleaseReason.SHE_ASKED, by=referral.worker, at=at)
    stages["enough"] = referral = referrals.accepted(programme)
    enough = workshops.booked(referral, [first, second], at=NOW + timedelta(hours=2))[0]
    at = first.starts_at + timedelta(minutes=30)
    actions.mark(enough, actions.Entry(Mark.LEFT_EARLY), by=referral.worker, at=at)
    actions.decide_left_early(enough, counts=True, by=referral.worker, at=at)
    stages["completed"] = referrals.completed(programme)
    stages["handed back"] = referrals.handed_back(programme)
    stages["declined"] = referrals.declined(programme)

    rows = {case.pk: case for case in Case.objects.with_facts()}

    said = {
        name: (read(rows[r.pk]).where, Where(rows[r.pk].where))  # type: ignore[attr-defined]  # annotated
        for name, r in stages.items()
    }
    assert {name: pair for name, pair in said.items() if pair[0] is not pair[1]} == {}
    assert {where for where, _ in said.values()} == set(Where)


@pytest.mark.django_db
def test_a_call_taken_back_reached_nobody() -> None:
    referral = referrals.accepted()
    at = NOW + timedelta(hours=2)
    attempt = casework.called(referral, CallOutcome.SPOKE, at=at)
    from casework.actions import calls

    calls.undo_call(attempt, by=referral.worker, at=at + timedelta(minutes=9))

    case = Case.objects.with_facts().get(pk=referral.pk)
    assert Where(case.where) is read(case).where is Where.NOT_REACHED  # type: ignore[attr-defined]  # annotated
