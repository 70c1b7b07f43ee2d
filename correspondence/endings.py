"""How a try to send ends: the move of the table, the wait before the next try, when to ask after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from audit import trail
from correspondence import asking
from correspondence.models import Message
from correspondence.moves import move
from correspondence.statuses import Channel, MessageStatus

# Waits after the first try, the second …; after the last one a person is told.
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))
ASK_EVERY = timedelta(days=1)
PRINTED_WITHIN = timedelta(days=6)  # Notify forgets a message after seven days


@dataclass(frozen=True)
class Ending:
    """How a try ended: the move to make, `try_later` with its wait, or `look_up`: it is asked about.

    :param ref: the carrier's own number for it.
    :param tells: the carrier says later what became of it.
    """

    verb: str
    why: str = ""
    ref: str = ""
    tells: bool = False


def finish(claimed: Message, ending: Ending, at: datetime) -> str:
    """Write down how it ended, if the row is still ours: a sweep may have asked a person meanwhile."""
    with transaction.atomic():
        locked = Message.objects.select_for_update().get(pk=claimed.pk)
        if not asking.still_ours(locked, claimed):
            return "taken over"
        return MessageStatus(end(locked, ending, at).status).lower()


def put_back(claimed: Message, at: datetime) -> str:
    """Give up a claim before anything was tried: the worker claims it again when it may go."""
    with transaction.atomic():
        locked = Message.objects.select_for_update().get(pk=claimed.pk)
        if not asking.still_ours(locked, claimed):
            return "taken over"
        tries = locked.attempts - 1
        move(locked, "try_later", by=trail.SERVICE, at=at, record=False, lease_until=None, attempts=tries)
        return "waits"


def end(message: Message, ending: Ending, at: datetime) -> Message:
    """Make the move of an ending on a locked message; a try too many becomes a failure in sight."""
    why = ending.why[:60]
    if ending.verb == "look_up":
        message.why = why
        message.save(update_fields=["why"])  # when its lease lapses, `tracing.recover` asks
        return message
    if ending.verb == "try_later":
        return _try_later(message, why, at)
    ref = ending.ref[:64] or message.carrier_ref
    after = at + ASK_EVERY if ending.verb == "mark_sent" and ending.tells else None
    return move(
        message,
        ending.verb,
        by=trail.SERVICE,
        at=at,
        why=why,
        lease_until=None,
        carrier_ref=ref,
        ask_after_at=after,
    )


def _try_later(message: Message, why: str, at: datetime) -> Message:
    if message.attempts > len(BACK_OFF):
        return move(message, "fail", by=trail.SERVICE, at=at, why=why, lease_until=None)
    wait = BACK_OFF[max(message.attempts, 1) - 1]
    return move(
        message,
        "try_later",
        by=trail.SERVICE,
        at=at,
        why=why,
        record=False,
        lease_until=at + wait,
        effect_started_at=None,
    )


def arrived(message: Message) -> str:
    """Return the verb for a message that reached her: a letter is posted, the rest is delivered."""
    return "post" if message.channel == Channel.LETTER else "mark_delivered"


def mark_arrived(message: Message, *, ref: str = "", at: datetime) -> Message:
    """Write down that a locked message reached her; when it went stays the day it counts for."""
    kept: dict[str, Any] = {}
    if message.status == MessageStatus.SENT:
        kept = {"ended_at": message.ended_at, "ended_by": message.ended_by}
    ref = ref or message.carrier_ref
    verb = arrived(message)
    return move(message, verb, by=trail.SERVICE, at=at, lease_until=None, carrier_ref=ref, **kept)


def patience(channel: str) -> timedelta:
    """Return how long nothing may be heard of a message before a person is asked."""
    return PRINTED_WITHIN if channel == Channel.LETTER else timedelta(days=settings.JUNO_RECEIPT_DAYS)
