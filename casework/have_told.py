"""Asking that she ring us, by word of mouth: before police are asked to see her (design.md §5 rule 5)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from casework.models import ContactAttempt
from casework.statuses import CallOutcome
from correspondence import registry
from correspondence.gate import WAY_OF
from correspondence.models import Message
from correspondence.querysets import MessageQuerySet
from correspondence.statuses import BY_WORD, Channel, MessageStatus
from participants.safe_contact import Allowed, Situation, decide
from referrals.models import Referral
from referrals.statuses import Status

PURPOSE = "RING_US"


def register() -> None:
    """Make the purpose known to correspondence; called once, when the app is ready."""
    registry.register(PURPOSE, label=_("Word that she should ring us"), still_wanted=still_wanted)


def still_wanted(message: Message) -> bool:
    """Tell whether the case is open, and nobody has spoken to her since somebody asked for it."""
    if message.about_id is None:
        return False
    spoken = ContactAttempt.objects.filter(
        referral=message.about_id,
        outcome=CallOutcome.SPOKE,
        undone_at__isnull=True,
        made_at__gte=message.written_at,
    )
    open_case = Referral.objects.filter(pk=message.about_id, status=Status.ACCEPTED)
    return open_case.exists() and not spoken.exists()


def ways(situation: Situation | None, referral: Referral, *, at: datetime) -> list[Channel]:
    """Return by which mouth she may be told now, and is not to be told already."""
    if situation is None:
        return []
    allowed = [
        c for c in Channel if c in BY_WORD and isinstance(decide(WAY_OF[c], situation, at=at), Allowed)
    ]
    if not allowed:
        return []
    waiting = set(to_be_told(referral).values_list("channel", flat=True))
    return [channel for channel in allowed if channel not in waiting]


def to_be_told(referral: Referral) -> MessageQuerySet:
    """Return what stands on Today to be told her about a case."""
    return Message.objects.about(referral.pk).filter(channel__in=BY_WORD, status=MessageStatus.QUEUED)
