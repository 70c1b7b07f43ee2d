"""The moment before a message goes: still ours, still in time, still wanted, still right, still safe?"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from audit import trail
from correspondence import choosing, digest, gate, links, registry
from correspondence.gate import WAY_OF, Destination, NotAnOfficialAddress, NotSafe
from correspondence.lateness import is_late
from correspondence.models import Message
from correspondence.moves import move
from correspondence.statuses import Channel, MessageStatus
from correspondence.writing import wording_holds
from participants.models import Participant

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Leave:
    """A locked message that may go now, and where to."""

    message: Message
    to: Destination


class _Stop(Exception):
    """The message must not go: which move of the table it makes instead, and why."""

    def __init__(self, verb: str, why: str) -> None:
        self.verb = verb
        self.why = why
        super().__init__(why)


def begin(
    message: Message, *, by: trail.Person, at: datetime, lease: timedelta, carrier: str = ""
) -> Leave | None:
    """Ask everything again and commit that the effect begins; None when it must not.

    :param carrier: who is about to carry it; empty for a person.

    The participant is locked, so that a NO is either seen here or comes after the words have gone.
    Locks the participant, then the message.
    """
    with transaction.atomic():
        leave = ask_again(message, by=by, at=at)
        if leave is None or _made_again(leave, at=at):
            return None
        _begun(leave, at=at, lease=lease, carrier=carrier)
        return leave


def _made_again(leave: Leave, *, at: datetime) -> bool:
    """Take back a letter that was made before her address changed, to be made again; tell whether it was."""
    letter = leave.message
    if letter.channel != Channel.LETTER or not letter.body or letter.sent_to == "\n".join(leave.to.to):
        return False
    move(
        letter,
        "try_later",
        by=trail.SERVICE,
        at=at,
        why="ADDRESS_CHANGED",
        record=False,
        lease_until=None,
        body=None,
        body_sha256="",
        sent_to=None,
    )
    return True


def _begun(leave: Leave, *, at: datetime, lease: timedelta, carrier: str) -> None:
    message = leave.message
    message.effect_started_at, message.lease_until = at, at + lease
    if message.participant_id:
        message.sent_to = "\n".join(leave.to.to)
    if message.carrier_ref:  # what is said of an earlier try must not end this one
        message.old_refs = [*message.old_refs, message.carrier_ref]
    message.carrier, message.carrier_ref = carrier, ""
    if message.channel != Channel.LETTER:  # in a letter it is printed already
        message.page = page_goes(leave, at=at)
    message.save(
        update_fields=[
            "effect_started_at", "lease_until", "sent_to", "carrier", "carrier_ref", "old_refs", "page"
        ]
    )  # fmt: skip


def page_goes(leave: Leave, *, at: datetime) -> bool:
    """Tell whether the link to her own page still goes along with a message that is about to go."""
    message = leave.message
    return message.page and leave.to.page and bool(links.address(message.about_id, at=at))


def ask_again(message: Message, *, by: trail.Person, at: datetime) -> Leave | None:
    """Lock and ask, in the caller's transaction; a stop is written down and gives None."""
    if message.participant_id:
        Participant.objects.select_for_update().get(pk=message.participant_id)
    rows = Message.objects.select_for_update(of=("self",)).select_related("participant", "staff")
    locked = rows.get(pk=message.pk)
    if not still_ours(locked, message):
        return None
    try:
        return Leave(locked, _where(locked, at))
    except _Stop as stop:
        gone_with: dict[str, Any] = {}
        if stop.verb == "gather":
            gone_with["replaced_by"] = digest.join(locked, at=at)
        move(locked, stop.verb, by=by, at=at, why=stop.why, lease_until=None, **gone_with)
        return None


def is_wanted(message: Message) -> bool | None:
    """Tell whether whoever wrote a message still wants it; None where nobody can tell."""
    try:
        with transaction.atomic():
            return registry.purpose(message.purpose).still_wanted(message)
    except Exception as error:  # noqa: BLE001  one that cannot be answered must not hold up the others
        logger.error("Whether a message is wanted could not be told: %s", type(error).__name__)
        return None


def may_go(message: Message, *, at: datetime) -> Destination | str:
    """Return leave for a message as things stand, or the code of why it may not go.

    Nothing is locked or written: this is for showing it.
    """
    try:
        return _where(message, at)
    except _Stop as stop:
        return stop.why


def why_not(message: Message, *, at: datetime) -> str:
    """Return the code of why a message whose sending has begun may not go any more; empty while it may.

    Nothing is locked or written: this is for showing it.
    """
    leave = may_go(message, at=at)
    if isinstance(leave, str):
        return leave
    # It was to go to what her record said then.
    return "" if message.sent_to == "\n".join(leave.to) else "NEW_NUMBER"


def still_ours(locked: Message, claimed: Message) -> bool:
    """Tell whether the row is as we claimed it: nobody took it back, no sweep gave it away."""
    return locked.status == MessageStatus.SENDING and locked.lease_until == claimed.lease_until


def _where(message: Message, at: datetime) -> Destination:
    """Return where it may go. :raises _Stop: when it may not."""
    if is_late(message, at):
        raise _Stop("expire", "NOT_AFTER")
    try:
        purpose = registry.purpose(message.purpose)
        if not purpose.still_wanted(message):
            raise _Stop("drop", "NOT_WANTED")
        if purpose.still_right is not None and not purpose.still_right(message):
            raise _Stop("drop", "OUT_OF_DATE")
        _ask_the_wish(message, purpose)
        leave = _through_the_gate(message, purpose, at)
    except registry.UnknownPurpose:
        raise _Stop("fail", "UNKNOWN_PURPOSE") from None
    except NotSafe as shut:
        raise _Stop("refuse", shut.why) from None
    except NotAnOfficialAddress:
        raise _Stop("fail", "ADDRESS") from None
    if not wording_holds(message, leave):
        raise _Stop("refuse", "WORDING")
    return leave


def _ask_the_wish(message: Message, purpose: registry.Purpose) -> None:
    """Stop what whoever gets it chose not to get, or to get in the morning. :raises _Stop:"""
    wish = choosing.wish_for(message)
    if wish is not None and not wish.wants(purpose):
        raise _Stop("drop", "NOT_CHOSEN")
    if wish is not None and wish.gathers(purpose):
        raise _Stop("gather", "DIGEST")


def _through_the_gate(message: Message, purpose: registry.Purpose, at: datetime) -> Destination:
    if message.participant is not None:
        return gate.open_for(
            message.participant,
            WAY_OF[Channel(message.channel)],
            at=at,
            reminder=purpose.reminder,
            message_id=message.pk,
        )
    if message.staff is not None:
        return gate.open_for_staff(message.staff)
    return gate.open_for_team(message.team_address)
