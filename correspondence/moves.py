"""The one place that writes `Message.status`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from audit import trail
from correspondence.models import Message
from correspondence.statuses import GOES, HOLDABLE, MAY_HAVE_BEEN_HELD, MOVES, MessageStatus
from ui.refusals import Refused


class CannotMove(Refused):
    """The message is past that point: somebody else, or the worker, was there first."""


class HeldBack(CannotMove):
    sentence = _lazy("Somebody holds this message back. Let it go first, if it may go.")


def move(
    message: Message,
    verb: str,
    *,
    by: trail.Person,
    at: datetime,
    why: str = "",
    record: bool = True,
    **fields: Any,
) -> Message:
    """Make one move of the table on a row that the caller has locked.

    Ending a message stamps `ended_at` and `ended_by`; coming back to life clears them. Nobody asks any
    more what became of it, unless the move says when.

    :raises HeldBack: when somebody holds it and it would go.
    :raises CannotMove: when its status is not among the move's sources.
    """
    step = MOVES[verb]
    if verb in GOES and message.held_at is not None:
        raise HeldBack
    if MessageStatus(message.status) not in step.sources:
        raise CannotMove(
            _("This message is now “%(status)s”. Open it again to see what can be done.")
            % {"status": message.get_status_display()}
        )
    over = message.status not in HOLDABLE or step.target not in MAY_HAVE_BEEN_HELD
    if message.held_at is not None and over:  # its time is over and dealt with, or it had gone all the same
        fields |= {"held_at": None, "held_by": "", "hold_reason": None}
    message.status = step.target
    message.why = why
    message.ended_at, message.ended_by = (at, by.trail_name) if step.ends else (None, "")
    fields.setdefault("ask_after_at", None)
    for name, value in fields.items():
        setattr(message, name, value)
    message.save(update_fields=["status", "why", "ended_at", "ended_by", *fields])
    if record:
        trail.record(f"message.{verb}", message, by=by, at=at, facts=_facts(message))
    return message


def _facts(message: Message) -> dict[str, str]:
    facts = {"purpose": message.purpose, "channel": message.channel, "wording": message.wording}
    if message.why:
        facts["why"] = message.why
    return facts
