"""Texts that a person has open, to send them from the office phone."""

from __future__ import annotations

from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus


def is_in_hand(message: Message) -> bool:
    """Tell whether a person has this text open: no provider has it, and no worker is about to send it."""
    opened = message.status == MessageStatus.SENDING and message.effect_started_at is not None
    return opened and message.channel == Channel.TEXT and not message.carrier
