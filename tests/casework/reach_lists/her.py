"""A woman, what changes about her, the lists she stands on, and a letter posted to her."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casework.actions import telling
from casework.reach_lists import REACH_LISTS, held_by
from correspondence import gate
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from participants.models import Participant
from participants.safe_contact import Allowed, Way, decide
from referrals.models import Referral
from tests.factories import referrals
from tests.factories.accounts import NOW
from tests.factories.participants import details

LATER = NOW + timedelta(hours=3)


def her(referral: Referral) -> Participant:
    found: Participant | None = Referral.objects.get(pk=referral.pk).participant
    assert found is not None
    return found


def amended(referral: Referral, **changes: Any) -> None:
    by = referrals.worker_of(referral)
    telling.amend_details(referral, details(**changes), by=by, at=LATER, seen=None)


def on(referral: Referral, user: Any) -> set[str]:
    """Return the lists a case stands on."""
    return {one.slug for one in REACH_LISTS if held_by(one, user).filter(pk=referral.pk).exists()}


def posted(referral: Referral) -> Message:
    """Return a letter to her that was posted to the address she has now."""
    woman = her(referral)
    sent_to = "\n".join([woman.full_name, *woman.address_lines.splitlines(), woman.postcode.upper()])
    row = Message(
        key=f"letter:{referral.pk}:{Message.objects.count()}", purpose="INVITATION", channel=Channel.LETTER,
        wording="FULL", provider=woman.provider, participant=woman, seal_key_id=woman.seal_key_id,
        about_id=referral.pk, reference=referral.reference, status=MessageStatus.POSTED, sent_to=sent_to,
        words="{}", due_at=NOW, written_at=NOW, written_by="Jo", ended_at=NOW, ended_by="Jo",
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def may_post(referral: Referral) -> bool:
    woman = her(referral)
    return isinstance(decide(Way.POST, gate.situations([woman], LATER)[woman.pk], at=LATER), Allowed)
