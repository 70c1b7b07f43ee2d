"""Whether a message would still be of use: `not_after` is when it must have reached her, and post takes its time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from correspondence.models import Message
from correspondence.statuses import Channel
from programmes.models import ClosedDay
from programmes.sending_times import reaches_by_post


def is_late(message: Message, at: datetime, closed: Collection[date] | None = None) -> bool:
    """Tell whether what goes at an aware moment would come too late to be of use."""
    if message.not_after is None:
        return False
    return message.not_after <= reaching(Channel(message.channel), at, closed)


def reaching(channel: Channel, at: datetime, closed: Collection[date] | None = None) -> datetime:
    """Return when that which goes at `at` reaches her: at once, but for a letter.

    :param closed: the closed days, where the caller has them already.
    """
    if channel is not Channel.LETTER:
        return at
    return reaches_by_post(at, ClosedDay.days() if closed is None else closed)
