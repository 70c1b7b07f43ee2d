"""What both records have: which of the two stays."""

from __future__ import annotations

import json

import pytest

from accounts.models import User
from casework import merging
from casework.models import Review
from participants.models import (
    ContactStop,
    DiscreetRelease,
    EqualityAnswers,
    KeepApart,
    Merge,
    Participant,
)
from programmes.models import Programme
from referrals.models import Referral
from tests.casework.merging.records import LATER, apart, equality, everything, join, release, stop, undo
from tests.factories import referrals, workshops
from tests.factories.accounts import NOW
from workshops.models import Place


class TestCollisions:
    """What the database would refuse, one by one."""

    def test_of_two_stops_one_stands(self, kept: Participant, gone: Participant, worker: User) -> None:
        mine, theirs = stop(kept), stop(gone)

        join(kept, gone, worker)

        standing = ContactStop.objects.get(participant=kept, lifted_at=None)
        assert standing == mine
        assert ContactStop.objects.get(pk=theirs.pk).lifted_by == worker.trail_name

    def test_of_two_letters_asked_for_one_waits(
        self, kept: Participant, gone: Participant, worker: User
    ) -> None:
        mine, _theirs = release(kept, worker), release(gone, worker)

        join(kept, gone, worker)

        assert DiscreetRelease.objects.get(participant=kept, ended_at=None) == mine

    def test_answers_about_herself_are_filled_from_the_other(
        self, kept: Participant, gone: Participant, worker: User
    ) -> None:
        equality(kept, sex="F", ethnicity="W1")
        equality(gone, ethnicity="A1", disability="NO")

        join(kept, gone, worker)

        row = EqualityAnswers.objects.get(participant=kept)
        assert json.loads(row.answers or "") == {"sex": "F", "ethnicity": "W1", "disability": "NO"}

    @pytest.mark.parametrize("from_kept", [True, False])
    def test_two_kept_apart_from_each_other_are_not_kept_apart_from_herself(
        self, kept: Participant, gone: Participant, worker: User, from_kept: bool
    ) -> None:
        row = apart(kept, gone) if from_kept else apart(gone, kept)

        shown = merging.preview(kept, gone, by=worker, at=LATER)
        merge = join(kept, gone, worker)

        assert any("two women" in str(words) for words in shown.warnings)
        assert KeepApart.objects.get(pk=row.pk).ended_at == LATER
        undo(merge, worker)
        assert KeepApart.objects.get(pk=row.pk).ended_at is None

    def test_at_one_time_she_has_one_place(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        both = workshops.pair(juno)
        for woman in (kept, gone):
            workshops.booked(Referral.objects.get(participant=woman), both)

        merge = join(kept, gone, worker)

        held = Place.objects.held().filter(participant=kept)
        assert held.count() == 2
        assert {place.referral.participant_id for place in held} == {kept.pk}
        undo(merge, worker)
        assert Place.objects.held().filter(participant=gone).count() == 2

    def test_the_place_on_which_she_came_is_the_one_that_stays(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        both = workshops.pair(juno)
        for woman in (kept, gone):
            workshops.booked(Referral.objects.get(participant=woman), both)
        came = Place.objects.filter(participant=gone).order_by("workshop__starts_at")[:1].get()
        Place.objects.filter(pk=came.pk).update(mark="HERE", marked_at=LATER, marked_by="Jo")

        join(kept, gone, worker)

        assert Place.objects.get(pk=came.pk).released_at is None

    def test_both_marked_as_there_at_once_are_two_women_until_a_register_is_corrected(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        both = workshops.pair(juno)
        for woman in (kept, gone):
            workshops.booked(Referral.objects.get(participant=woman), both)
        Place.objects.update(mark="HERE", marked_at=LATER, marked_by="Jo")
        before = everything()

        with pytest.raises(merging.TwoPlacesAtOnce):
            join(kept, gone, worker)
        shown = merging.preview(kept, gone, by=worker, at=LATER)

        assert "Correct the register first" in shown.refused
        assert everything() == before

    def test_a_seat_that_was_taken_since_is_not_taken_back(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        both = workshops.pair(juno)
        for woman in (kept, gone):
            workshops.booked(Referral.objects.get(participant=woman), both)
        merge = join(kept, gone, worker)
        third = referrals.accepted(
            juno, last_name="Brown", phone="07700 900 999", crime_reference="44260000001"
        )
        freed = Place.objects.filter(participant=kept, released_at__isnull=False).values_list(
            "seat", flat=True
        )
        workshops.booked(third, both)
        assert set(Place.objects.filter(referral=third).values_list("seat", flat=True)) == set(freed)

        with pytest.raises(merging.SeatTaken):
            undo(merge, worker)

        assert Merge.objects.get().undone_at is None

    def test_one_question_about_two_women_is_not_asked_twice(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        third = referrals.submitted(juno, crime_reference="44260000002")
        for about in (kept, gone):
            Review.objects.get_or_create(
                referral=third, kind="duplicate", about_id=about.pk, defaults={"raised_at": NOW}
            )

        join(kept, gone, worker)

        assert Review.objects.filter(referral=third, about_id=kept.pk, settled_at=None).count() == 1
        between = Review.objects.filter(kind="duplicate", settled_as="SAME")
        assert {review.referral.participant_id for review in between} <= {kept.pk}
