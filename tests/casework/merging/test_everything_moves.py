"""Joining moves every row, and undoing restores every one."""

from __future__ import annotations

import pytest
from django.apps import apps

from accounts.models import User
from audit.models import Event
from casework import merging
from casework.merging import relations
from participants.models import (
    KeepApart,
    Participant,
)
from referrals.models import Referral
from tests.casework.merging.records import apart, equality, everything, join, release, stop, undo


class TestNothingIsForgotten:
    """A new table about a woman fails here until somebody has said what joining does with it."""

    def test_every_foreign_key_to_a_record_is_handled(self) -> None:
        assert relations.pointing_at_her() == set(relations.RELATIONS)

    def test_every_loose_id_is_handled(self) -> None:
        assert relations.loose_ids() == set(relations.LOOSE)

    def test_every_unique_rule_about_a_record_has_its_test(self) -> None:
        rules = {
            constraint.name
            for name in relations.RELATIONS
            for model in [apps.get_model(name.rsplit(".", 1)[0])]
            for constraint in model._meta.constraints
            if "participant" in getattr(constraint, "fields", ())
        }
        one_to_one = {
            name
            for name in relations.RELATIONS
            if apps.get_model(name.rsplit(".", 1)[0])._meta.get_field(name.split(".")[-1]).one_to_one
        }

        assert rules == {
            "contact_stop_is_single_while_it_stands",
            "discreet_release_is_asked_for_once_at_a_time",
            "perhaps_answer_is_single_for_a_woman",  # tests/workshops/test_perhaps_apart.py
        }
        assert one_to_one == {"participants.EqualityAnswers.participant"}

    @pytest.mark.parametrize("name", [n for n, how in relations.RELATIONS.items() if how != "STAY"])
    def test_nothing_points_at_the_record_that_is_gone(
        self, name: str, full: tuple[Participant, Participant], worker: User
    ) -> None:
        app, model, column = name.split(".")
        rows = apps.get_model(app, model)._base_manager
        assert rows.filter(**{column: full[1]}).exists(), "the test has such a row"

        join(*full, worker)

        assert not rows.filter(**{column: full[1]}).exists()
        assert rows.filter(**{column: full[0]}).exists()


def test_joining_moves_everything_and_leaves_an_event_on_both(
    full: tuple[Participant, Participant], worker: User
) -> None:
    kept, gone = full

    merge = join(kept, gone, worker)

    assert Participant.objects.get(pk=gone.pk).merged_into == kept
    assert Referral.objects.filter(participant=kept).count() == 2
    events = Event.objects.filter(verb="participant.merge")
    assert {e.subject_id for e in events} == {kept.pk, gone.pk}
    assert events[0].facts["rows"]["referrals.Referral"] == 1
    assert (merge.merged_by, merge.why) == (worker.trail_name, "The same PNC ID")
    assert list(Participant.objects.visible_to(worker).filter(pk=gone.pk)) == []


def test_undoing_restores_every_row_exactly(full: tuple[Participant, Participant], worker: User) -> None:
    kept, gone = full
    stop(kept)
    equality(kept, ethnicity="W1")
    release(kept, worker)
    apart(kept, gone)
    before = everything()

    merge = join(kept, gone, worker)
    between = everything()
    undone = undo(merge, worker)

    assert between != before
    assert everything() == before
    assert (undone.undone_by, undone.why_undone) == (worker.trail_name, "Sisters")
    assert Event.objects.filter(verb="participant.undo_merge").count() == 2
    with pytest.raises(merging.NothingToUndo):
        undo(merge, worker)


def test_her_words_open_under_the_key_they_were_sealed_with(
    full: tuple[Participant, Participant], worker: User
) -> None:
    kept, gone = full
    join(kept, gone, worker)

    row = KeepApart.objects.get(participant=kept)
    assert row.seal_key_id == gone.seal_key_id
    assert row.reason == "An ex"
    keys = set(Participant.objects.all_of(kept.pk).values_list("seal_key_id", flat=True))
    assert keys == {kept.seal_key_id, gone.seal_key_id}
