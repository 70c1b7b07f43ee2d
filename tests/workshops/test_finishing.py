"""The questions before a register is signed off, and what becomes of the answers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from casework.actions import absences as casework
from casework.models import Absence
from casework.statuses import AbsenceReason
from programmes.models import Programme
from tests.factories import accounts, referrals, workshops
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import known, sent, signed_in, text
from workshops import actions
from workshops.absences import Rung, Said
from workshops.models import Place, Workshop
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def jo(programme: Programme) -> User:
    return accounts.practitioner(programme.provider, name="Jo Practice")


@pytest.fixture
def places(programme: Programme, jo: User) -> list[Place]:
    pair = workshops.pair(programme, practitioners=[jo])
    return [
        workshops.booked(
            referrals.accepted(programme, first_names=name, crime_reference=f"4426000010{number}"), pair
        )[0]
        for number, name in enumerate(("Aisha", "Bronwen"))
    ]


@pytest.fixture
def at(places: list[Place]) -> Any:
    with time_machine.travel(places[0].workshop.starts_at + timedelta(hours=5), tick=True):
        yield places[0].workshop.starts_at + timedelta(hours=5)


def mark(place: Place, mark: Mark, by: User, arrived: time | None = None) -> None:
    at = place.workshop.starts_at + timedelta(hours=1)
    actions.mark(place, actions.Entry(mark, arrived=arrived), by=by, at=at)


def page_of(places: list[Place]) -> str:
    return reverse("workshops:finish", args=[places[0].workshop_id])


def finished(places: list[Place]) -> bool:
    return Workshop.objects.get(pk=places[0].workshop_id).finished_at is not None


def test_each_absence_asks_whether_she_told_us_why_and_whether_she_was_rung(
    jo: User, places: list[Place], at: datetime
) -> None:
    mark(places[0], Mark.HERE, jo)
    mark(places[1], Mark.NOT_HERE, jo)
    client = signed_in(jo)

    page = text(client.post(page_of(places), sent()))

    assert "Choose whether she told us before" in page
    assert "Choose whether she was rung" in page
    assert "Bronwen" in page
    assert "Aisha" not in page
    assert not finished(places)
    assert not Absence.objects.exists()


def test_the_answers_become_what_is_known_of_the_absence_and_nothing_is_decided(
    jo: User, places: list[Place], at: datetime
) -> None:
    mark(places[0], Mark.HERE, jo)
    mark(places[1], Mark.NOT_HERE, jo)

    answers = known(places[1], told="yes", reason="TRANSPORT", rung="NO_ANSWER")
    signed_in(jo).post(page_of(places), sent(**answers))

    row = Absence.objects.get(place=places[1])
    assert finished(places)
    assert (row.told_before, row.reason, row.decision) == (True, "TRANSPORT", "")
    assert row.asked_her_at is not None
    assert row.noted_by.startswith("Jo Practice")


def test_not_rung_is_no_try_to_hear_her(jo: User, places: list[Place], at: datetime) -> None:
    mark(places[0], Mark.HERE, jo)
    mark(places[1], Mark.NOT_HERE, jo)

    signed_in(jo).post(page_of(places), sent(**known(places[1])))

    assert Absence.objects.get(place=places[1]).asked_her_at is None


def test_what_a_coordinator_noted_before_is_not_written_over(
    programme: Programme, jo: User, places: list[Place], at: datetime
) -> None:
    mark(places[0], Mark.HERE, jo)
    mark(places[1], Mark.NOT_HERE, jo)
    coordinator = accounts.coordinator(programme.provider)
    casework.note_absence(places[1], casework.Known(reason=AbsenceReason.ILL), by=coordinator, at=at)

    said = {places[1].pk: Said(None, "NOT_KNOWN", Rung.NOT_RUNG)}
    actions.finish(places[0].workshop, by=jo, at=at, said=said)

    assert Absence.objects.get(place=places[1]).reason == "ILL"


def test_letting_her_in_past_the_cut_off_or_turning_her_away_asks_why(
    jo: User, places: list[Place], at: datetime
) -> None:
    mark(places[0], Mark.LATE, jo, time(10, 45))
    mark(places[1], Mark.TURNED_AWAY, jo, time(11, 30))
    client = signed_in(jo)

    page = text(client.get(page_of(places)))
    assert "Why was she let in?" in page
    assert "Why was she turned away?" in page
    answers = known(places[1], rung="REACHED") | {
        f"late-{places[0].pk}": "Her bus broke down",
        f"late-{places[1].pk}": "She was not well",
    }
    client.post(page_of(places), sent(**answers))

    assert finished(places)
    assert [Place.objects.get(pk=p.pk).late_words for p in places] == [
        "Her bus broke down",
        "She was not well",
    ]


def test_within_the_cut_off_nothing_is_asked(jo: User, places: list[Place], at: datetime) -> None:
    mark(places[0], Mark.LATE, jo, time(10, 10))
    mark(places[1], Mark.HERE, jo)

    page = signed_in(jo).post(
        reverse("workshops:register", args=[places[0].workshop_id]), sent(do="finish"), follow=True
    )

    assert "Signed off by Jo Practice" in text(page)


def test_nothing_in_the_list_of_reasons_says_which_is_good_enough() -> None:
    words = " ".join(f"{code} {label}".lower() for code, label in casework.reasons())

    assert "ferry or transport cancelled" in words
    for judging in ("accept", "excuse", "valid", "reasonable", "authorised"):
        assert judging not in words


def test_somebody_marked_here_after_all_is_not_noted_as_absent(
    jo: User, places: list[Place], at: datetime
) -> None:
    for place in places:
        mark(place, Mark.HERE, jo)

    page = signed_in(jo).post(page_of(places), sent(**known(places[1])), follow=True)

    assert "Signed off by Jo Practice" in text(page)  # nothing is left to ask
    assert not Absence.objects.exists()


def test_another_practitioner_does_not_get_at_the_questions(
    programme: Programme, jo: User, places: list[Place], at: datetime
) -> None:
    for place in places:
        mark(place, Mark.NOT_HERE, jo)
    stranger = accounts.practitioner(programme.provider, name="Kit")

    assert signed_in(stranger).get(page_of(places)).status_code == 404
