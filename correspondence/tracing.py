"""Asking those who carry messages what became of them: after a crash, a time-out, and after silence.

Nobody is asked while a row is locked. Only a yes ends a doubt: what a carrier does not know of now it
may know of in a minute, and a second text is worse than a question (docs/adr/0039).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from audit import trail
from correspondence import adapters, endings
from correspondence.adapters.base import Fate, Rejected, State, Trace, Trouble
from correspondence.endings import Ending
from correspondence.models import Message
from correspondence.moves import move
from correspondence.statuses import Channel, MessageStatus

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MANY = 200
ASKED_AT_ONCE = 8  # each may take a time-out; a sweep ends well before the task's limit
ASK_FOR = timedelta(minutes=15)  # after the effect began; then a person is asked

LOOKED_AT = ASK_FOR + LEASE  # after the effect began: by then a sweep has asked, or none runs

Clock = Callable[[], datetime]


class _Silent(Exception):
    """Nobody answered: ask again later."""


def recover(clock: Clock) -> int:
    """Queue again what a worker dropped before it began; ask about the rest. Return how many."""
    asked = _lapsed(clock())
    for message in asked.to_ask:
        endings.finish(message, _after_a_crash(message, clock()), clock())
    return asked.ended + len(asked.to_ask)


class _Lapsed:
    """What one look at the lapsed leases found."""

    def __init__(self) -> None:
        self.ended = 0
        self.to_ask: list[Message] = []


def _lapsed(at: datetime) -> _Lapsed:
    found = _Lapsed()
    with transaction.atomic():
        for message in Message.objects.lapsed(at).select_for_update(skip_locked=True)[:MANY]:
            if message.effect_started_at is None:
                endings.end(message, Ending("try_later", "LEASE_LAPSED"), at)
            elif not _can_be_asked(message):
                doubt(message, at)
            elif len(found.to_ask) < ASKED_AT_ONCE:
                message.lease_until = at + LEASE
                message.save(update_fields=["lease_until"])
                found.to_ask.append(message)
                continue
            else:
                continue
            found.ended += 1
    return found


def doubt(message: Message, at: datetime) -> Message:
    """Make a locked message a person's question, whose worker, or whose person, never came back."""
    return endings.end(message, Ending("doubt", "CRASHED" if message.carrier else "NOT_TICKED"), at)


def left_alone(message: Message, at: datetime) -> bool:
    """Tell whether no sweep has looked at a message long after its lease ran out: none seems to run."""
    begun, lease = message.effect_started_at, message.lease_until
    sending = message.status == MessageStatus.SENDING
    return bool(sending and begun and lease and lease <= at and begun <= at - LOOKED_AT)


def _can_be_asked(message: Message) -> bool:
    adapter = adapters.carrier(Channel(message.channel), message.carrier)
    return adapter is not None and adapter.tells


def _after_a_crash(message: Message, at: datetime) -> Ending:
    began = message.effect_started_at or at
    why = message.why or "CRASHED"
    try:
        fate = _ask(message)
    except _Silent:
        return Ending("look_up", why) if at < began + ASK_FOR else Ending("doubt", why)
    if fate is None:
        return Ending("look_up", why) if at < began + ASK_FOR else Ending("doubt", "NOT_KNOWN_THERE")
    if fate.state is State.FAILED:
        return Ending("fail", fate.code, fate.ref)
    if fate.state is State.ARRIVED:
        return Ending(endings.arrived(message), "", fate.ref)
    return Ending("mark_sent", "", fate.ref, tells=True)


def ask_after(clock: Clock) -> int:
    """Ask what became of messages that went and were not heard of; silence becomes a person's question."""
    with transaction.atomic():
        due = Message.objects.to_ask_after(clock()).select_for_update(skip_locked=True)
        found = list(due[:ASKED_AT_ONCE])
        for message in found:  # taken: another sweep passes them over
            message.ask_after_at = clock() + LEASE
            message.save(update_fields=["ask_after_at"])
    for message in found:
        _heard(message, clock())
    return len(found)


def _heard(message: Message, at: datetime) -> None:
    try:
        fate = _ask(message)
    except _Silent:
        fate = None
    with transaction.atomic():
        locked = Message.objects.select_for_update().get(pk=message.pk)
        if locked.status != MessageStatus.SENT or locked.ask_after_at is None:
            return
        if fate is not None and fate.state is State.ARRIVED:
            endings.mark_arrived(locked, ref=fate.ref, at=at)
        elif fate is not None and fate.state is State.FAILED:
            move(locked, "fail", by=trail.SERVICE, at=at, why=fate.code)
        else:
            _wait_or_give_up(locked, at)


def _wait_or_give_up(locked: Message, at: datetime) -> None:
    went = locked.ended_at or at
    if at >= went + endings.patience(locked.channel):
        move(locked, "hear_nothing", by=trail.SERVICE, at=at, why="SILENCE")
        return
    locked.ask_after_at = min(at + endings.ASK_EVERY, went + endings.patience(locked.channel))
    locked.save(update_fields=["ask_after_at"])


def _ask(message: Message) -> Fate | None:
    """Ask the carrier. :raises _Silent: when it does not answer."""
    adapter = adapters.carrier(Channel(message.channel), message.carrier)
    if adapter is None or message.effect_started_at is None:
        return None
    trace = Trace(
        key=str(message.pk),
        ref=message.carrier_ref,
        to=message.sent_to or "",
        words=message.words or "",
        since=message.effect_started_at,
        old=frozenset(message.old_refs),
    )
    try:
        return adapter.fate(trace)
    except (Trouble, Rejected) as error:
        raise _Silent from error
    except Exception as error:
        logger.error("What became of a message could not be asked: %s", type(error).__name__)
        raise _Silent from error
