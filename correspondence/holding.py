"""Holding one message back: by a caseworker, with a reason, until somebody lets it go or its time is over.

A held message is claimed by no worker, opened by nobody and put into no print run. What happens in the
case goes on as it would: her no takes it back, a move writes another in its place, and a day that passes
makes it somebody's work (docs/adr/0057).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from audit import sealing, trail
from correspondence import wake
from correspondence.facts import LONDON
from correspondence.lateness import reaching
from correspondence.models import Message
from correspondence.moves import CannotMove
from correspondence.querysets import MessageQuerySet
from correspondence.statuses import HOLDABLE, SPOKEN, Channel, MessageStatus
from programmes.models import ClosedDay
from programmes.working_days import add_working_days


class CannotHold(CannotMove):
    sentence = _("This message cannot be held any more: it is on its way, or has an end.")


class InTheRun(CannotMove):
    sentence = _(
        "This letter is in a print run. Say on the run’s page that it did not print; then it can be held."
    )


class NotHeld(CannotMove):
    sentence = _("Somebody has let this message go already.")


def may_be_held(message: Message) -> bool:
    """Tell whether a message to a woman waits, so that somebody may hold it. What is said is said or not said."""
    return (
        message.participant_id is not None
        and message.channel not in SPOKEN
        and message.status in HOLDABLE
        and message.held_at is None
    )


def is_held(message: Message) -> bool:
    """Tell whether somebody holds a message that would go else."""
    return message.held_at is not None and message.status in HOLDABLE


def in_words(message: Message) -> str:
    """Return by whom a message is held, or was when it ended, and why; empty where nobody held it."""
    if message.held_at is None:
        return ""
    words = (
        _g("Held back by %(who)s: %(why)s")
        if is_held(message)
        else _g("It was held back by %(who)s: %(why)s")
    )
    return words % {"who": message.held_by.partition(" <")[0], "why": message.hold_reason or ""}


def preload_reasons(messages: Iterable[Message]) -> None:
    """Fetch in one query what opens the reasons of those that are held."""
    held = (row for row in messages if row.held_at is not None)
    sealing.preload(row.seal_key_id for row in held if row.seal_key_id is not None)


def hold(message: Message, *, reason: str, by: trail.Person, at: datetime) -> Message:
    """Hold a message that waits, until it is let go or its time is over.

    :raises InTheRun: when it is in a print run.
    :raises CannotHold: when it does not wait any more, or is held.
    """
    with transaction.atomic():
        locked = Message.objects.select_for_update().get(pk=message.pk)
        if locked.status == MessageStatus.BATCHED:
            raise InTheRun
        if not may_be_held(locked):
            raise CannotHold
        return _held(locked, reason, by.trail_name, by=by, at=at)


def let_go(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Let a held message go: it goes when it is due, if it may. :raises NotHeld: when nobody holds it."""
    with transaction.atomic():
        locked = Message.objects.select_for_update().get(pk=message.pk)
        if locked.held_at is None or locked.status not in HOLDABLE:
            raise NotHeld
        locked.held_at, locked.held_by, locked.hold_reason = None, "", None
        locked.save(update_fields=["held_at", "held_by", "hold_reason"])
        trail.record("message.let_go", locked, by=by, at=at, facts={"purpose": locked.purpose})
        wake.worker()
        return locked


def taken_back(about_id: UUID, *, at: datetime) -> list[Message]:
    """Return what was held about one thing and taken back at this moment."""
    rows = Message.objects.about(about_id).filter(
        status=MessageStatus.WITHDRAWN, ended_at=at, held_at__isnull=False
    )
    return list(rows)


def hold_as(message: Message, held: Message, *, by: trail.Person, at: datetime) -> None:
    """Hold what was just written in place of a held message, for the same reason."""
    if may_be_held(message):
        _held(message, held.hold_reason or "", held.held_by, by=by, at=at)


def near_their_end(visible: MessageQuerySet, at: datetime) -> MessageQuerySet:
    """Return held messages that will be of no use after the next working day; they are somebody's work.

    Those without such a time are work from the moment they are due.
    """
    closed = ClosedDay.days()
    today = timezone.localdate(at, LONDON)
    over = add_working_days(today, 1, closed) + timedelta(days=1)
    end = datetime.combine(over, time.min, LONDON)
    return visible.held().ending_by(end, posted=reaching(Channel.LETTER, end, closed), due=at)


def _held(message: Message, reason: str, who: str, *, by: trail.Person, at: datetime) -> Message:
    message.held_at, message.held_by, message.hold_reason = at, who, reason
    message.save(update_fields=["held_at", "held_by", "hold_reason"])
    facts = {"purpose": message.purpose, "channel": message.channel}
    trail.record("message.hold", message, by=by, at=at, facts=facts)
    return message
