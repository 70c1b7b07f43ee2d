"""Two records that are one woman: joined whole, and parted again exactly as they were: who and what its tests are about."""

from __future__ import annotations

import pytest

from accounts.models import User
from correspondence.models import Message, Reply, ReturnedLetter
from participants.models import (
    KnownBy,
    Participant,
    PerhapsAnswer,
)
from programmes.models import Programme
from referrals.models import Referral, Transfer
from tests.casework.merging.records import (
    OTHER,
    apart,
    equality,
    her,
    release,
    stop,
)
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.participants import ParticipantFactory, answered_herself
from tests.factories.programmes import ProgrammeFactory


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def worker(juno: Programme) -> User:
    return accounts.coordinator(juno.provider)


@pytest.fixture
def kept(juno: Programme) -> Participant:
    return her(referrals.accepted(juno))


@pytest.fixture
def gone(juno: Programme, kept: Participant) -> Participant:
    return her(referrals.accepted(juno, **OTHER))


@pytest.fixture
def full(
    juno: Programme, kept: Participant, gone: Participant, worker: User
) -> tuple[Participant, Participant]:
    """The second record has a row of every kind."""
    third = ParticipantFactory.create(provider=juno.provider)
    answered_herself(gone, post="NO")
    stop(gone)
    release(gone, worker)
    equality(gone, sex="F")
    apart(gone, third)
    apart(third, gone)
    KnownBy(
        participant=gone, practitioner=worker, seal_key_id=gone.seal_key_id, how="FRIEND", reason="From school",
        noted_at=NOW, noted_by="Jo",
    ).save(force_insert=True)  # fmt: skip
    unknown = apart(third, None)
    PerhapsAnswer(
        keep_apart=unknown, participant=gone, seal_key_id=unknown.seal_key_id, same=False, why="Another",
        answered_at=NOW, answered_by="Jo",
    ).save(force_insert=True)  # fmt: skip
    referral = Referral.objects.get(participant=gone)
    workshops.booked(referral, workshops.pair(juno))
    Transfer.objects.create(
        referral=referral, participant=gone, seal_key_id=referral.seal_key_id, words="She moved",
        from_programme=juno, to_programme=juno, transferred_at=NOW, transferred_by="Jo",
    )  # fmt: skip
    Reply(
        provider=juno.provider, participant=gone, seal_key_id=gone.seal_key_id, words="Yes", number="1",
        carrier="TWILIO", carrier_ref="SM1", received_at=NOW,
    ).save(force_insert=True)  # fmt: skip
    if not Message.objects.filter(participant=gone).exists():
        Message.objects.create(
            key="one", purpose="X", channel="TEXT", wording="DISCREET", participant=gone, about_id=referral.pk,
            seal_key_id=gone.seal_key_id, due_at=NOW, written_at=NOW, written_by="Jo",
        )  # fmt: skip
    sent = Message.objects.filter(participant=gone).earliest("pk")
    ReturnedLetter.objects.create(
        message=sent, participant=gone, says="REFUSED", came_back_at=NOW, came_back_by="Jo"
    )
    return kept, gone
