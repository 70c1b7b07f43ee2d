"""Telling her by word of mouth: through the person she trusts, or when somebody meets her (design.md §5 rule 5).

Nothing said is frozen. Whom she trusts, and what may be said, is made with the gate's leave at the moment
somebody looks; the gate is asked once more when somebody says that she has been told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from correspondence import asking, texts
from correspondence.gate import Destination
from correspondence.models import Message
from correspondence.moves import CannotMove, move
from correspondence.statuses import BY_WORD, MessageStatus, WhyNotTold
from correspondence.writing import facts_of, whose_words
from participants import actions as participants
from participants import safe_times
from participants.models import Answer, AnswerSource, Participant, SafeContact
from participants.safe_contact import Way


class NotToTell(CannotMove):
    """Somebody has told her already, or it was taken back, or it is not due."""

    sentence = _("This is not to be told any more: see what has become of it.")


class OpenAgain(CannotMove):
    """The gate was shut when the page was opened, and is open now."""

    sentence = _("She may be told this way again. Open it once more to see what may be said.")


@dataclass(frozen=True)
class ToSay:
    """What may be seen of it at one moment.

    :param shut: the code of why she may not be told this way now; then nothing else is here.
    :param who: in her own words, the person she trusts and how to reach them.
    """

    shut: str = ""
    who: str = ""
    words: str = ""
    who_must_not_know: str = ""
    code_word: str = ""
    times: str = ""


def is_to_tell(message: Message, *, at: datetime) -> bool:
    """Tell whether she is to be told this by word of mouth by now."""
    by_word = message.channel in BY_WORD and message.participant_id is not None
    return by_word and message.status == MessageStatus.QUEUED and message.due_at <= at


def to_say(message: Message, *, at: datetime) -> ToSay:
    """Ask the gate, and return what may be seen and said now; nothing is locked or written."""
    leave = asking.may_go(message, at=at)
    if isinstance(leave, str):
        return ToSay(shut=leave)
    hers = SafeContact.objects.filter(participant=message.participant_id, source=AnswerSource.HERSELF)
    newest = hers.order_by("-confirmed_at", "-pk")[0]
    return ToSay(
        who=_whom(message, leave),
        words=_words(message, leave),
        who_must_not_know=newest.who_must_not_know or "",
        code_word=newest.code_word or "",
        times=", ".join(str(label) for label in safe_times.labels(newest.safe_times or [])),
    )


def told(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Say that she has been told. Where the gate is shut by now, the row says why, and is somebody's work.

    Whoever met her has spoken to her: her own answers are renewed. Locks the participant, then the message.

    :raises NotToTell: when it is not waiting to be told.
    """
    with transaction.atomic():
        leave = asking.ask_again(_taken_up(message, by=by, at=at), by=by, at=at)
        if leave is None:
            return Message.objects.get(pk=message.pk)
        if leave.to.way is Way.IN_PERSON and leave.message.participant is not None:
            participants.renew_safe_contact(leave.message.participant, by=by, at=at)
        said = leave.to.wording
        return move(leave.message, "mark_done", by=by, at=at, lease_until=None, wording=said)


def not_told(message: Message, *, why: WhyNotTold, by: trail.Person, at: datetime) -> Message:
    """Say that she could not be told, and why: it is somebody's work, with the next way suggested.

    :raises NotToTell: when it is not waiting to be told.
    """
    with transaction.atomic():
        return move(_taken_up(message, by=by, at=at), "fail", by=by, at=at, why=why, lease_until=None)


def turn_back(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Take what may not be told this way any more off the list, as work for another way.

    :raises NotToTell: when it is not waiting to be told.
    :raises OpenAgain: when the gate is open.
    """
    with transaction.atomic():
        if asking.ask_again(_taken_up(message, by=by, at=at), by=by, at=at) is not None:
            raise OpenAgain
        return Message.objects.get(pk=message.pk)


def withdraw_told(to: Participant, *, by: trail.Person, at: datetime) -> int:
    """Take back what was to be told her, since somebody has spoken to her; return how many there were."""
    waiting = Message.objects.filter(participant=to, channel__in=BY_WORD, status=MessageStatus.QUEUED)
    found = list(waiting.filter(due_at__lte=at).select_for_update().order_by("pk"))
    for message in found:
        move(message, "withdraw", by=by, at=at, why="SPOKEN_TO")
    return len(found)


def _taken_up(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Lock her record and the message, and claim it within this transaction."""
    if message.participant_id is None:
        raise NotToTell
    Participant.objects.select_for_update().get(pk=message.participant_id)
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if not is_to_tell(locked, at=at):
        raise NotToTell
    return move(locked, "claim", by=by, at=at, record=False, lease_until=at)


def _whom(message: Message, leave: Destination) -> str:
    """Return her own words on whom she trusts: those she said beside the yes that the gate went by."""
    if leave.way is not Way.TRUSTED_PERSON:
        return ""
    allowed = SafeContact.objects.filter(
        participant=message.participant_id, source=AnswerSource.HERSELF, trusted_person=Answer.YES
    )
    return allowed.order_by("-confirmed_at", "-pk")[0].trusted_contact or ""


def _words(message: Message, leave: Destination) -> str:
    facts = facts_of(message)
    if facts is None:
        return ""
    return texts.by_word(facts, leave, language=message.language, whose=whose_words(message, facts))
