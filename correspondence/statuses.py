"""The life of a message (design.md §5 rule 6) as a table, its channels and its wordings."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    LETTER = "LETTER", _("Letter")
    TEXT = "TEXT", _("Text")
    EMAIL = "EMAIL", _("E-mail")
    CALL = "CALL", _("Call")
    TRUSTED_PERSON = "TRUSTED_PERSON", _("Through the person she trusts")
    IN_PERSON = "IN_PERSON", _("In person")


# To a woman these go only while she may be disturbed (`programmes.sending_times`).
KEEPS_HOURS = frozenset({Channel.TEXT, Channel.EMAIL})
# Somebody says it: what may be said is made at that moment, as the gate tells, and never frozen.
SPOKEN = frozenset({Channel.CALL, Channel.TRUSTED_PERSON, Channel.IN_PERSON})
# Of these, what is done and ended on a page of its own; a call is logged on her case.
BY_WORD = SPOKEN - {Channel.CALL}


class WhyEnded(TextChoices):
    """Why a link to her own page works no more."""

    STOPPED = "STOPPED", _("A caseworker stopped it")
    REPLACED = "REPLACED", _("A new one was made")
    NOT_SAFE = "NOT_SAFE", _("Somebody else may read it now")
    CLOSED = "CLOSED", _("The case was closed")


class MailTiming(TextChoices):
    EACH = "EACH", _("One e-mail each time something happens")
    DAILY = "DAILY", _("One e-mail each working morning, with all of it")


class Wording(TextChoices):
    FULL = "FULL", _("Full")
    DISCREET = "DISCREET", _("Discreet")
    PLEASE_RING = "PLEASE_RING", _("“Please ring me” only")
    NAME_ONLY = "NAME_ONLY", _("First name only")
    OFFICIAL = "OFFICIAL", _("Reference and link only")


class WhyNotTold(TextChoices):
    """Why she could not be told by word of mouth."""

    NOBODY_THERE = "NOBODY_THERE", _("Nobody answered, or she was not there")
    NOT_PRIVATE = "NOT_PRIVATE", _("Somebody else could hear")
    WOULD_NOT = "WOULD_NOT", _("The person cannot, or will not, pass it on")
    SEEMED_UNSAFE = "SEEMED_UNSAFE", _("It did not seem safe any more")


class CameBack(TextChoices):
    """What the envelope of a letter that came back says."""

    GONE_AWAY = "GONE_AWAY", _("She has gone away, or is not known there")
    NO_SUCH_ADDRESS = "NO_SUCH_ADDRESS", _("No such address, or not all of it")
    REFUSED = "REFUSED", _("Refused")
    NOT_CALLED_FOR = "NOT_CALLED_FOR", _("Nobody fetched it")
    OPENED = "OPENED", _("Somebody had opened it")
    NOT_SAID = "NOT_SAID", _("It does not say")


class MessageStatus(TextChoices):
    QUEUED = "QUEUED", _("Waiting to go")
    SENDING = "SENDING", _("Being sent")
    SENT = "SENT", _("Sent")
    DELIVERED = "DELIVERED", _("Delivered")
    FAILED = "FAILED", _("Could not be sent")
    UNSURE = "UNSURE", _("Not known whether it went")
    REFUSED_UNSAFE = "REFUSED_UNSAFE", _("Not sent: not safe")
    REPLACED = "REPLACED", _("Replaced")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    TOO_LATE = "TOO_LATE", _("Too late to send")
    RENDERED = "RENDERED", _("Ready to print")
    BATCHED = "BATCHED", _("In a print run")
    POSTED = "POSTED", _("Posted")


S = MessageStatus
OPEN = frozenset({S.QUEUED, S.SENDING, S.RENDERED, S.BATCHED})
WITHDRAWABLE = frozenset({S.QUEUED, S.RENDERED, S.BATCHED})
# A held message waits, or was taken back or ended before it went: it never goes while it is held.
HOLDABLE = frozenset({S.QUEUED, S.RENDERED})
MAY_HAVE_BEEN_HELD = HOLDABLE | {S.WITHDRAWN, S.REPLACED, S.TOO_LATE}
GONE = frozenset({S.SENT, S.DELIVERED, S.POSTED, S.UNSURE})
CANNOT_TELL = "CANNOT_TELL"  # why: somebody was asked whether it went, and cannot tell either
NEEDS_A_PERSON = frozenset({S.FAILED, S.UNSURE, S.REFUSED_UNSAFE, S.TOO_LATE})


# The moves by which a message leaves our hands, as a person or the worker begins them.
GOES = frozenset({"claim", "batch"})


@dataclass(frozen=True)
class Move:
    """One verb: from which statuses, to which, and whether that is the end of it."""

    verb: str
    sources: frozenset[MessageStatus]
    target: MessageStatus

    @property
    def ends(self) -> bool:
        """Tell whether nothing more is to be done for the message by the worker."""
        return self.target not in OPEN


def _move(verb: str, sources: Iterable[MessageStatus], target: MessageStatus) -> Move:
    return Move(verb, frozenset(sources), target)


MOVES: dict[str, Move] = {
    move.verb: move
    for move in (
        # The worker, or a person with the office phone.
        _move("claim", {S.QUEUED}, S.SENDING),
        _move("try_later", {S.SENDING}, S.QUEUED),
        _move("mark_sent", {S.SENDING, S.UNSURE}, S.SENT),
        _move("mark_delivered", {S.SENT, S.SENDING, S.UNSURE, S.FAILED, S.QUEUED}, S.DELIVERED),
        _move("fail", {S.SENDING, S.SENT, S.UNSURE, S.BATCHED}, S.FAILED),
        _move("doubt", {S.SENDING}, S.UNSURE),
        _move("hear_nothing", {S.SENT}, S.UNSURE),
        _move("refuse", {S.QUEUED, S.SENDING, S.RENDERED, S.BATCHED}, S.REFUSED_UNSAFE),
        _move("expire", {S.QUEUED, S.SENDING, S.RENDERED, S.BATCHED}, S.TOO_LATE),
        # A person answers "was this sent?", or says that the matter is dealt with.
        _move("say_sent", {S.UNSURE}, S.SENT),
        _move("say_not_sent", {S.UNSURE}, S.QUEUED),
        _move("cannot_tell", {S.UNSURE}, S.UNSURE),
        _move("mark_done", {S.QUEUED, S.SENDING}, S.SENT),  # said, by a person
        _move("send_again", {S.FAILED, S.REFUSED_UNSAFE}, S.QUEUED),
        _move("settle", NEEDS_A_PERSON, S.WITHDRAWN),
        # The case changed before it went. A letter in a print run can still be pulled out.
        _move("withdraw", WITHDRAWABLE | NEEDS_A_PERSON, S.WITHDRAWN),
        _move("drop", {S.SENDING}, S.WITHDRAWN),
        _move("gather", {S.SENDING}, S.REPLACED),  # it goes with the morning's e-mail instead
        _move("replace", WITHDRAWABLE | NEEDS_A_PERSON, S.REPLACED),
        # Letters.
        _move("render", {S.SENDING}, S.RENDERED),
        _move("make_again", {S.RENDERED}, S.QUEUED),
        _move("batch", {S.RENDERED}, S.BATCHED),
        _move("put_back", {S.BATCHED}, S.RENDERED),
        _move("post", {S.BATCHED, S.SENT, S.SENDING, S.UNSURE, S.FAILED, S.QUEUED}, S.POSTED),
        _move("come_back", {S.POSTED}, S.FAILED),
    )
}
