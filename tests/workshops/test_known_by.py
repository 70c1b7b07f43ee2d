"""A practitioner who knows a woman: she is not on her workshop, and what comes later is said and listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from casework.actions import known_by
from participants.models import HowKnown, KnownBy
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import run_of, sent, signed_in, text, worker
from workshops import actions, clashes, known, refusals, waiting
from workshops.models import Place, Workshop
from workshops.statuses import ReleaseReason

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def practitioner(juno: Programme) -> User:
    return accounts.person(Role.PRACTITIONER, organisation=juno.provider, name="Prue Practitioner")


@pytest.fixture
def case(juno: Programme) -> Referral:
    made = referrals.accepted(juno)
    assert made.participant is not None
    answered_herself(made.participant)
    return made


def noted(case: Referral, practitioner: User) -> KnownBy:
    return known_by.note_known(
        case, practitioner, how=HowKnown.NEIGHBOUR, reason="Next door since 2019", by=worker(case), at=NOW
    )


def run_by(juno: Programme, *people: User) -> list[Workshop]:
    return workshops.pair(juno, practitioners=people)


def test_she_is_neither_offered_nor_booked_on_a_workshop_of_somebody_who_knows_her(
    juno: Programme, case: Referral, practitioner: User
) -> None:
    pair = run_by(juno, practitioner)
    noted(case, practitioner)

    said = clashes.blocked_for(case, pair)
    waits = waiting.blocked([case], pair).of(case, pair)

    assert {str(words) for words in said.values()} == {"Somebody who runs it knows her."}
    assert set(said) == set(waits) == {w.pk for w in pair}
    with pytest.raises(refusals.PractitionerKnowsHer):
        workshops.booked(case, pair)
    assert not Place.objects.exists()


def test_a_workshop_of_somebody_else_is_hers_to_have(
    juno: Programme, case: Referral, practitioner: User
) -> None:
    stranger = accounts.person(Role.PRACTITIONER, organisation=juno.provider)
    noted(case, practitioner)

    assert len(workshops.booked(case, run_by(juno, stranger))) == 2


def test_another_woman_is_booked_on_it_as_ever(juno: Programme, case: Referral, practitioner: User) -> None:
    noted(case, practitioner)
    other = referrals.accepted(juno, first_names="Other", crime_reference="44260000999")

    assert len(workshops.booked(other, run_by(juno, practitioner))) == 2


def test_she_is_not_moved_onto_it_either(juno: Programme, case: Referral, practitioner: User) -> None:
    places = workshops.booked(case, run_by(juno))
    theirs = run_by(juno, practitioner)
    noted(case, practitioner)

    with pytest.raises(refusals.PractitionerKnowsHer):
        actions.move_run(case, theirs, why=ReleaseReason.SHE_ASKED, by=worker(case), at=NOW)

    assert set(Place.objects.held()) == set(places)


def test_when_somebody_else_runs_it_she_is_booked(
    juno: Programme, case: Referral, practitioner: User
) -> None:
    pair = run_by(juno, practitioner)
    noted(case, practitioner)
    for day in pair:
        actions.set_practitioners(day, [], by=worker(case), at=NOW)

    assert len(workshops.booked(case, pair)) == 2


def test_ended_with_a_reason_it_keeps_her_from_nothing(
    juno: Programme, case: Referral, practitioner: User
) -> None:
    row = noted(case, practitioner)

    with pytest.raises(known_by.SayWhyKnown):
        known_by.end_known(row, case=case, why=" ", by=worker(case), at=NOW)
    known_by.end_known(row, case=case, why="She moved away", by=worker(case), at=NOW)

    assert len(workshops.booked(case, run_by(juno, practitioner))) == 2
    assert list(
        Event.objects.filter(verb__startswith="participant.")
        .filter(verb__endswith="known")
        .order_by("number")
        .values_list("verb", flat=True)
    ) == ["participant.note_known", "participant.end_known"]
    with pytest.raises(known_by.EndedAlready):
        known_by.end_known(row, case=case, why="Again", by=worker(case), at=NOW)


def test_it_is_noted_once_of_a_practitioner_and_with_a_reason(case: Referral, practitioner: User) -> None:
    noted(case, practitioner)

    with pytest.raises(known_by.NotedBefore):
        noted(case, practitioner)
    with pytest.raises(known_by.NotAPractitioner):
        noted(case, worker(case))
    other = accounts.person(Role.PRACTITIONER, organisation=case.provider)
    with pytest.raises(known_by.SayWhyKnown):
        known_by.note_known(case, other, how=HowKnown.OTHER, reason=" ", by=worker(case), at=NOW)
    assert KnownBy.objects.count() == 1


def test_noted_after_she_was_booked_it_is_listed_and_the_booking_stays(
    juno: Programme, case: Referral, practitioner: User
) -> None:
    pair = run_by(juno, practitioner)
    workshops.booked(case, pair)
    noted(case, practitioner)

    found = known.meetings(worker(case), at=NOW)

    assert [met.place.workshop for met in found] == pair
    assert Place.objects.held().count() == 2
    assert known.meetings(worker(case), at=pair[-1].ends_at) == []  # what is over is over


def counted(user: User) -> int:
    client = signed_in(user)
    client.get("/today/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("workshops:group_safety")).status_code == 200
    return len(asked)


def test_the_list_asks_as_much_for_four_as_for_two(juno: Programme, practitioner: User) -> None:
    by, pair, counts = accounts.coordinator(juno.provider), run_by(juno, practitioner), []
    for number in range(1, 5):
        one = referrals.accepted(
            juno, worker=by, first_names=f"W{number}", crime_reference=f"4426000011{number}"
        )
        workshops.booked(one, pair)
        noted(one, practitioner)
        if number in (2, 4):
            counts.append(counted(by))

    assert counts[0] == counts[1] <= 25


class TestPages:
    """As coordinators use them, and what practitioners see."""

    def test_a_coordinator_notes_it_and_is_told_of_the_booking_at_once(
        self, juno: Programme, case: Referral, practitioner: User
    ) -> None:
        workshops.booked(case, run_by(juno, practitioner))
        client = signed_in(worker(case))
        page = reverse("casework:known_by", args=[case.pk])
        answers = sent(practitioner=str(practitioner.pk), how="FRIEND", reason="Her mother says so")

        answer: Any = client.post(page, answers)
        listed = text(client.get(answer.url))

        assert answer.url == reverse("workshops:group_safety")
        assert "She is booked on a workshop of somebody who knows her." in listed
        assert "Prue Practitioner" in listed
        assert case.reference in listed
        assert "Her mother says so" in text(client.get(page))
        assert "Her mother says so" not in listed

    def test_changing_who_runs_it_says_at_once_that_she_knows_somebody(
        self, juno: Programme, case: Referral, practitioner: User
    ) -> None:
        pair = run_by(juno)
        workshops.booked(case, pair)
        noted(case, practitioner)
        client = signed_in(worker(case))
        page = reverse("workshops:workshop_practitioners", args=[pair[0].pk])

        answer: Any = client.post(
            page, sent(practitioners=[str(practitioner.pk)], version=str(pair[0].version))
        )

        assert answer.url == reverse("workshops:group_safety")
        assert "Somebody who runs it now knows a woman on it" in text(client.get(answer.url))
        assert pair[0].practitioners.filter(ended_at=None).count() == 1

    def test_a_page_opened_before_is_refused_with_a_sentence(
        self, juno: Programme, case: Referral, practitioner: User
    ) -> None:
        pair: Sequence[Workshop] = run_by(juno, practitioner)
        noted(case, practitioner)
        url = reverse("workshops:book_confirm", args=[case.pk]) + "?run=" + run_of(pair)

        answer = signed_in(worker(case)).post(url, sent())

        assert "knows her" in text(answer)
        assert "Prue" not in text(answer)
        assert not Place.objects.exists()

    def test_the_practitioner_reads_none_of_it(
        self, juno: Programme, case: Referral, practitioner: User
    ) -> None:
        pair = run_by(juno, practitioner)
        workshops.booked(case, pair)
        row = noted(case, practitioner)
        with time_machine.travel(pair[0].starts_at, tick=True):
            shown = text(signed_in(practitioner).get(reverse("workshops:register", args=[pair[0].pk])))
        client = signed_in(practitioner)

        assert case.participant is not None
        assert case.participant.called in shown
        assert "know" not in shown.casefold()
        assert "Next door" not in shown
        for name, pk in (("known_by", case.pk), ("end_known", row.pk)):
            assert client.get(reverse(f"casework:{name}", args=[pk])).status_code in (403, 404)
        assert not KnownBy.objects.visible_to(practitioner).exists()

    def test_it_is_ended_on_its_page_with_a_reason(self, case: Referral, practitioner: User) -> None:
        row = noted(case, practitioner)
        client = signed_in(worker(case))
        page = reverse("casework:end_known", args=[row.pk])

        without = text(client.post(page, sent(why="")))
        client.post(page, sent(why="It was somebody of the same name"))

        row.refresh_from_db()
        assert "Say why" in without
        assert row.ended_at is not None
        assert row.why_ended == "It was somebody of the same name"
