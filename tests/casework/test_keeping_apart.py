"""Keeping two people apart by hand, and the list of those kept apart who are to meet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from casework.actions import keeping_apart
from casework.actions.keeping_apart import Other, end_apart, keep_apart
from participants.models import KeepApart
from programmes.models import Programme
from referrals.actions import NotYours
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import sent, signed_in, text
from workshops import clashes
from workshops.group_safety import meetings
from workshops.refusals import KeptApart

pytestmark = pytest.mark.django_db
ADDRESS = "/workshops/group-safety/"


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


def woman(juno: Programme, number: int, name: str, **answers: Any) -> Referral:
    return referrals.accepted(juno, first_names=name, crime_reference=f"4426000007{number}", **answers)


def apart_from(case: Referral) -> set[UUID]:
    assert case.participant_id is not None
    return clashes.kept_apart_from(case.participant_id)


class TestByHand:
    def test_a_woman_named_by_reference_is_kept_apart_from_then_on(
        self, juno: Programme, worker: User
    ) -> None:
        one, other = woman(juno, 1, "Aisha"), woman(juno, 2, "Bronwen")
        pair = workshops.pair(juno)
        workshops.booked(one, pair)

        keep_apart(one, Other(reference=other.reference.lower()), reason="Sisters", by=worker, at=NOW)

        assert one.participant_id in apart_from(other)
        with pytest.raises(KeptApart):
            workshops.booked(other, pair)
        event = Event.objects.get(verb="participant.keep_apart")
        assert (event.subject_id, event.who_id) == (one.participant_id, worker.pk)
        assert event.facts == {"by_hand": True, "known": True}
        assert "Sisters" not in str(event.facts)

    def test_a_person_not_yet_known_is_met_again_when_she_is_referred(
        self, juno: Programme, worker: User
    ) -> None:
        one = woman(juno, 1, "Aisha")
        born = date(1988, 5, 17)
        row = keep_apart(one, Other(name="Kim Other", born_on=born), reason="A threat", by=worker, at=NOW)
        assert row.other is None

        later = woman(juno, 2, "Kim", last_name="Other", date_of_birth=born)

        assert KeepApart.objects.get().other_id == later.participant_id
        assert apart_from(later) == {one.participant_id}

    def test_what_cannot_be_is_refused_with_what_to_do(self, juno: Programme, worker: User) -> None:
        one, other = woman(juno, 1, "Aisha"), woman(juno, 2, "Bronwen")
        refused = [
            (Other(), "Why", keeping_apart.NameSomebody),
            (Other(name="Kim"), " ", keeping_apart.SayWhyApart),
            (Other(reference="R-99999"), "Why", keeping_apart.NoSuchCase),
            (Other(reference=one.reference), "Why", keeping_apart.HerselfNamed),
        ]
        for said, why, refusal in refused:
            with pytest.raises(refusal):
                keep_apart(one, said, reason=why, by=worker, at=NOW)
        keep_apart(one, Other(name="Kim Other"), reason="Why", by=worker, at=NOW)
        keep_apart(one, Other(reference=other.reference), reason="Why", by=worker, at=NOW)
        with pytest.raises(keeping_apart.KeptAlready):
            keep_apart(other, Other(reference=one.reference), reason="Why", by=worker, at=NOW)
        with pytest.raises(keeping_apart.KeptAlready):
            keep_apart(one, Other(name="kim OTHER"), reason="Why", by=worker, at=NOW)

        assert KeepApart.objects.count() == 2

    def test_nobody_else_notes_or_ends_one(self, juno: Programme, worker: User) -> None:
        one = woman(juno, 1, "Aisha")
        row = keep_apart(one, Other(name="Kim Other"), reason="Why", by=worker, at=NOW)
        stranger = accounts.practitioner(juno.provider)

        with pytest.raises(NotYours):
            keep_apart(one, Other(name="Lee Other"), reason="Why", by=stranger, at=NOW)
        with pytest.raises(NotYours):
            end_apart(row, case=one, why="Why", by=stranger, at=NOW)

        assert KeepApart.objects.standing().count() == 1

    def test_it_is_ended_with_a_reason_and_the_row_stays(self, juno: Programme, worker: User) -> None:
        one, other = woman(juno, 1, "Aisha"), woman(juno, 2, "Bronwen")
        keep_apart(one, Other(reference=other.reference), reason="Sisters", by=worker, at=NOW)
        client = signed_in(worker)
        page = client.get(reverse("casework:apart", args=[other.pk]))
        row = KeepApart.objects.get()
        address = f"{reverse('casework:end_apart', args=[row.pk])}?case={other.pk}"

        assert address.replace("&", "&amp;") in page.content.decode()
        client.post(address, sent(why="They have made their peace"))
        client.post(address, sent(why="Again"))

        row.refresh_from_db()
        assert (row.ended_by, row.why_ended) == (worker.trail_name, "They have made their peace")
        assert apart_from(one) == set()
        assert Event.objects.filter(verb="participant.end_keep_apart").count() == 1

    def test_the_reason_is_read_on_the_case_it_was_noted_on_alone(
        self, juno: Programme, worker: User
    ) -> None:
        one, other = woman(juno, 1, "Aisha"), woman(juno, 2, "Bronwen")
        keep_apart(one, Other(reference=other.reference), reason="She hurt her", by=worker, at=NOW)
        client = signed_in(worker)
        hers, theirs = (client.get(reverse("casework:apart", args=[case.pk])) for case in (one, other))

        assert "She hurt her" in text(hers)
        assert "Aisha" in text(theirs)
        assert "She hurt her" not in text(theirs)
        assert Event.objects.filter(verb="case.apart").count() == 2

    def test_women_booked_to_meet_already_are_said_at_once(self, juno: Programme, worker: User) -> None:
        one, other = woman(juno, 1, "Aisha"), woman(juno, 2, "Bronwen")
        pair = workshops.pair(juno)
        for referral in (one, other):
            workshops.booked(referral, pair)

        said = sent(reference=other.reference, name="", reason="Sisters")
        page = signed_in(worker).post(reverse("casework:apart", args=[one.pk]), said, follow=True)

        assert page.redirect_chain[-1][0] == ADDRESS
        assert "booked to meet: move one of them" in text(page)


class TestTheList:
    def test_everybody_kept_apart_who_is_to_meet_is_on_it_and_nobody_else(
        self, juno: Programme, worker: User
    ) -> None:
        here, there = workshops.pair(juno), workshops.pair(juno)
        one, other, third = (woman(juno, n, name) for n, name in enumerate(("Aisha", "Bronwen", "Cerys")))
        for referral in (one, other):
            workshops.booked(referral, here)
        workshops.booked(third, there)
        for case in (other, third):
            keep_apart(one, Other(reference=case.reference), reason="Why", by=worker, at=NOW)

        page = signed_in(worker).get(ADDRESS)

        said = text(page)
        assert said.count("Nobody has agreed to it: move one of them.") == 2  # both days of the pair
        assert "Cerys" not in said
        seen = Event.objects.filter(verb="case.list", facts__list="group-safety").values_list("subject_id")
        assert {pk for (pk,) in seen} == {one.pk, other.pk}

    def test_a_name_alone_says_perhaps(self, juno: Programme, worker: User) -> None:
        pair = workshops.pair(juno)
        one, other = woman(juno, 1, "Aisha"), woman(juno, 2, "Bronwen", last_name="Unknown-Person")
        for referral in (one, other):
            workshops.booked(referral, pair)
        keep_apart(one, Other(name="bronwen unknown person"), reason="Why", by=worker, at=NOW)
        keep_apart(
            one,
            Other(name="Bronwen Unknown-Person", born_on=date(1950, 1, 1)),
            reason="Why",
            by=worker,
            at=NOW,
        )

        found = meetings(worker, at=NOW)

        assert [meeting.perhaps for meeting in found] == [True, True]
        assert "She bears the name of somebody" in text(signed_in(worker).get(ADDRESS))

    def test_days_gone_by_and_places_given_back_are_not_on_it(self, juno: Programme, worker: User) -> None:
        pair = workshops.pair(juno)
        one, other = woman(juno, 1, "Aisha"), woman(juno, 2, "Bronwen")
        for referral in (one, other):
            workshops.booked(referral, pair)
        keep_apart(one, Other(reference=other.reference), reason="Why", by=worker, at=NOW)

        after_the_first = pair[0].starts_at + timedelta(hours=1)

        assert len(meetings(worker, at=NOW)) == 2
        assert len(meetings(worker, at=after_the_first)) == 1
        assert meetings(accounts.practitioner(juno.provider), at=NOW) == []
        assert meetings(accounts.coordinator(accounts.OrganisationFactory.create()), at=NOW) == []

    def test_more_pairs_cost_no_more_queries(self, juno: Programme, worker: User) -> None:
        client = signed_in(worker)
        counts = []
        for number in (0, 1):
            for step in range(1 + 3 * number):
                pair = workshops.pair(juno, first_on=workshops.FIRST_ON + timedelta(days=7 * (number + step)))
                one, other = (woman(juno, 2 * (number + step) + k, f"W{number}{step}{k}") for k in (0, 1))
                for referral in (one, other):
                    workshops.booked(referral, pair)
                keep_apart(one, Other(reference=other.reference), reason="Why", by=worker, at=NOW)
            with CaptureQueriesContext(connection) as asked:
                page = client.get(ADDRESS)
            counts.append(len(asked))
            assert text(page).count("move one of them") == 2 + 8 * number

        assert counts[0] == counts[1] <= 25
