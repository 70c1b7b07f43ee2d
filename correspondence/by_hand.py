"""What a person does with messages: sends texts from the office phone, answers "was this sent?"."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit import trail
from correspondence import asking, gate, tracing, wake
from correspondence.facts import LONDON, Facts, clock, short_day
from correspondence.gate import WAY_OF
from correspondence.in_hand import is_in_hand
from correspondence.models import Message
from correspondence.moves import CannotMove, move
from correspondence.statuses import CANNOT_TELL, Channel
from correspondence.writing import put_words
from participants.models import Participant
from programmes.models import ClosedDay
from programmes.sending_times import may_disturb, may_disturb_from

IN_HAND = timedelta(minutes=15)


class NotYetDue(CannotMove):
    """A text opened before its time."""

    sentence = _("This text is not due yet. It appears in the list on its day.")


class NotNow(CannotMove):
    """A text opened at night, at a weekend or on a bank holiday."""

    def __init__(self, opens_at: datetime) -> None:
        local = timezone.localtime(opens_at, LONDON)
        super().__init__(
            gettext(
                "Nobody is texted at night, at a weekend or on a bank holiday. "
                "You can send this text from %(when)s."
            )
            % {"when": f"{short_day(local.date())}, {clock(local)}"}
        )


def hand_out(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Open a text to send it from the office phone: its number and words may now be seen.

    From here it may have gone; nobody else can open it. Not ticked within 15 minutes, it becomes
    a question. If it may not go after all, the row says why and nothing is shown.

    :raises CannotMove: when somebody else has it, or it has gone.
    :raises NotYetDue: before its time.
    :raises NotNow: while she may not be disturbed; it says from when she may.

    Locks the participant, then the message, as whoever takes messages back does.
    """
    with transaction.atomic():
        if message.participant_id:
            Participant.objects.select_for_update().get(pk=message.participant_id)
        locked = Message.objects.select_for_update().get(pk=message.pk, channel=Channel.TEXT)
        if locked.due_at > at:
            raise NotYetDue
        if not may_disturb(at, ClosedDay.days()):
            raise NotNow(may_disturb_from(at, ClosedDay.days()))
        move(
            locked,
            "claim",
            by=by,
            at=at,
            lease_until=at + IN_HAND,
            attempts=locked.attempts + 1,
        )
        asking.begin(locked, by=by, at=at, lease=IN_HAND)
        return Message.objects.get(pk=message.pk)


def mark_sent(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Tick a text as sent from the office phone. :raises CannotMove: when it is not in hand."""
    with transaction.atomic():
        return move(_in_hand(message), "mark_sent", by=by, at=at, lease_until=None)


def could_not(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Say that a text could not be sent; it becomes work. :raises CannotMove: when it is not in hand."""
    with transaction.atomic():
        return move(_in_hand(message), "fail", by=by, at=at, why="COULD_NOT", lease_until=None)


def say_sent(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Answer "was this sent?" with yes. :raises CannotMove: when nobody asks any more."""
    with transaction.atomic():
        return move(_asked_about(message, at), "say_sent", by=by, at=at)


def say_not_sent(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Answer "was this sent?" with no: it is owed again. :raises CannotMove: when nobody asks any more."""
    with transaction.atomic():
        return _owed_again(_asked_about(message, at), "say_not_sent", by=by, at=at)


def cannot_tell(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Answer "was this sent?" with: I cannot tell. Nothing is sent again; it is to go another way.

    :raises CannotMove: when nobody asks any more, or somebody has said so already.
    """
    with transaction.atomic():
        locked = _asked_about(message, at)
        if locked.why == CANNOT_TELL:
            raise CannotMove(_("Somebody has said already that it cannot be told. Try another way."))
        return move(locked, "cannot_tell", by=by, at=at, why=CANNOT_TELL, lease_until=None)


def send_again(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Owe a message again that failed or was refused; everything is asked afresh.

    What was refused before it had any words is written now.

    :raises CannotMove: when it is not waiting for a person.
    :raises NotSafe: when it has no words yet, and still may not go.
    """
    with transaction.atomic():
        moved = _owed_again(_locked(message), "send_again", by=by, at=at)
        if moved.participant is not None and moved.words is None and moved.facts:
            leave = gate.open_for(moved.participant, WAY_OF[Channel(moved.channel)], at=at)
            put_words(moved, Facts.thawed(moved.facts), leave)
            moved.save(update_fields=["wording", "subject", "words"])
        return moved


def settle(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Say that the matter is dealt with another way. :raises CannotMove: when it is not waiting."""
    with transaction.atomic():
        return move(_locked(message), "settle", by=by, at=at, why="SETTLED")


def _locked(message: Message) -> Message:
    return Message.objects.select_for_update().get(pk=message.pk)


def _in_hand(message: Message) -> Message:
    locked = _locked(message)
    if not is_in_hand(locked):
        raise CannotMove(_("This text is not open for sending. Open it from the list first."))
    return locked


def _asked_about(message: Message, at: datetime) -> Message:
    """Lock a message somebody is asked about; what no sweep has looked at becomes a question first."""
    locked = _locked(message)
    return tracing.doubt(locked, at) if tracing.left_alone(locked, at) else locked


def _owed_again(locked: Message, verb: str, *, by: trail.Person, at: datetime) -> Message:
    moved = move(locked, verb, by=by, at=at, lease_until=None, effect_started_at=None, attempts=0)
    wake.worker()
    return moved
