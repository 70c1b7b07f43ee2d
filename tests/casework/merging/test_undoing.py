"""What joining may change, and what undoing gives back."""

from __future__ import annotations

import pytest

from accounts.models import User
from audit import trail
from audit.models import Event
from casework import merging
from correspondence import gate
from participants import actions as participants
from participants.models import (
    Participant,
    SafeContact,
)
from participants.safe_contact import Allowed, Way
from programmes.models import Programme
from referrals.models import Referral
from tests.casework.merging.records import LATER, THEN, join, undo
from tests.factories import workshops
from tests.factories.accounts import NOW
from tests.factories.participants import ParticipantFactory, answered_herself
from workshops.models import Place


class TestWhatIsSafe:
    """Joining may never open a way that she did not open for this very number."""

    def joined(self, juno: Programme, worker: User, phone: str, **said: str) -> Participant:
        kept = ParticipantFactory.create(provider=juno.provider, phone="07700 900 111")
        gone = ParticipantFactory.create(provider=juno.provider, phone=phone)
        answered_herself(gone, at=NOW, **said)
        join(kept, gone, worker)
        return Participant.objects.get(pk=kept.pk)

    def open_to(self, woman: Participant, way: Way) -> bool:
        return isinstance(gate.decisions(woman, at=LATER)[way], Allowed)

    def test_a_yes_for_another_number_does_not_count(self, juno: Programme, worker: User) -> None:
        assert not self.open_to(self.joined(juno, worker, "07700 900 222"), Way.TEXT)

    def test_a_yes_for_the_same_number_counts(self, juno: Programme, worker: User) -> None:
        assert self.open_to(self.joined(juno, worker, "07700 900 111"), Way.TEXT)

    def test_a_no_counts_for_whatever_number(self, juno: Programme, worker: User) -> None:
        woman = self.joined(juno, worker, "07700 900 222", call="NO")

        assert not self.open_to(woman, Way.CALL)
        assert SafeContact.objects.filter(participant=woman, call="NO").exists()


def test_the_record_that_stays_takes_only_what_it_lacks(juno: Programme, worker: User) -> None:
    kept = ParticipantFactory.create(provider=juno.provider, phone="", pnc_id="", email="a@x.example")
    gone = ParticipantFactory.create(
        provider=juno.provider, phone="07700 900 222", pnc_id="2019/0500001T", email="b@x.example",
        access_needs="Step-free",
    )  # fmt: skip

    merge = join(kept, gone, worker)

    now = Participant.objects.get(pk=kept.pk)
    assert (now.phone, now.phone_digits, now.pnc_id) == ("07700 900 222", "07700900222", "2019/0500001T")
    assert (now.email, now.access_needs, now.full_name) == ("a@x.example", "Step-free", kept.full_name)
    undo(merge, worker)
    assert Participant.objects.get(pk=kept.pk).phone == ""


def test_a_restriction_goes_with_her(
    juno: Programme, worker: User, kept: Participant, gone: Participant
) -> None:
    gone.restricted_at, gone.restricted_by, gone.why_restricted = NOW, "A manager", "Her ex is an officer"
    gone.save()

    join(kept, gone, worker)

    now = Participant.objects.get(pk=kept.pk)
    assert (now.restricted_by, now.why_restricted) == ("A manager", "Her ex is an officer")


class TestUndoing:
    def test_what_came_since_on_her_referral_goes_with_it(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        referral = Referral.objects.get(participant=gone)
        merge = join(kept, gone, worker)
        workshops.booked(Referral.objects.get(pk=referral.pk), workshops.pair(juno))

        undo(merge, worker)

        assert set(Place.objects.filter(referral=referral).values_list("participant", flat=True)) == {gone.pk}

    @pytest.mark.parametrize("hers", [True, False])
    def test_what_was_said_since_goes_where_the_worker_says(
        self, kept: Participant, gone: Participant, worker: User, hers: bool
    ) -> None:
        merge = join(kept, gone, worker)
        said = participants.confirm_safe_contact(kept, by=trail.SERVICE, at=THEN, source="HERSELF", text="NO")

        undo(merge, worker, since_is_hers=hers)

        owner = SafeContact.objects.get(pk=said.pk).participant
        assert owner == (gone if hers else kept)

    def test_what_somebody_changed_since_stays_as_it_is(self, juno: Programme, worker: User) -> None:
        kept = ParticipantFactory.create(provider=juno.provider, phone="")
        gone = ParticipantFactory.create(provider=juno.provider, phone="07700 900 222")
        merge = join(kept, gone, worker)
        Participant.objects.filter(pk=kept.pk).update(phone="07700 900 333")

        undo(merge, worker)

        assert Participant.objects.get(pk=kept.pk).phone == "07700 900 333"
        facts = Event.objects.filter(verb="participant.undo_merge").first().facts  # type: ignore[union-attr]
        assert "participants.Participant.phone" in facts["left_as_is"]

    def test_the_newest_joining_is_undone_first(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        third = ParticipantFactory.create(provider=juno.provider)
        first = join(kept, gone, worker)
        second = join(third, kept, worker)

        with pytest.raises(merging.UndoNewerFirst):
            undo(first, worker)

        assert Participant.objects.all_of(third.pk).count() == 3
        undo(second, worker)
        undo(first, worker)
        assert not Participant.objects.filter(merged_into__isnull=False).exists()
