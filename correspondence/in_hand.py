"""Texts that a person has open, to send them from the office phone."""

from __future__ import annotations

from datetime import datetime

from correspondence import asking
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus


def is_in_hand(message: Message) -> bool:
    """Tell whether a person has this text open: no provider has it, and no worker is about to send it."""
    opened = message.status == MessageStatus.SENDING and message.effect_started_at is not None
    return opened and message.channel == Channel.TEXT and not message.carrier


def why_shut(message: Message, *, at: datetime) -> str:
    """Return the code of why a text in hand may not be sent any more; empty while it may.

    What she says is heard after it was opened too: whoever looks at it again is told.
    """
    return asking.why_not(message, at=at) if is_in_hand(message) else ""
