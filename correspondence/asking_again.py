"""The "ask again" call: owed before a message that falls due when her answers no longer hold (design.md §5 rule 5)."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from audit import trail
from correspondence import gate
from correspondence.facts import LONDON
from correspondence.gate import WAY_OF
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus, Wording
from participants.models import AnswerSource, Participant, SafeContact
from participants.safe_contact import HOLD, Allowed, ask_again_on
from programmes.models import office

ASK_AGAIN = "ASK_AGAIN"
USUALLY_RUNG = time(10)


def owe(message: Message, holds_until: datetime, *, by: trail.Person, at: datetime) -> None:
    """Owe a call five working days before a message to her that is due when her answers are too old.

    One call a day, however many messages: one that was taken back is no call, and is owed again.
    """
    due_on = timezone.localtime(message.due_at, LONDON).date()
    held_to = timezone.localtime(holds_until, LONDON).date()
    works = office()
    day = ask_again_on(due_on, held_to, closed=works.closed)
    if day is None:
        return
    begins = f"ask-again:{message.participant_id}:{day}"
    before = list(Message.objects.filter(key__startswith=begins).values_list("status", flat=True))
    if any(status != MessageStatus.WITHDRAWN for status in before):
        return
    moment = datetime.combine(day, works.hours_on(day).within(USUALLY_RUNG), tzinfo=LONDON)
    call = Message(
        key=f"{begins}:{len(before) + 1}" if before else begins,
        purpose=ASK_AGAIN,
        channel=Channel.CALL,
        wording=Wording.NAME_ONLY,
        language=message.language,
        provider_id=message.provider_id,
        participant_id=message.participant_id,
        seal_key_id=message.seal_key_id,
        about_id=message.about_id,
        about_revision=message.due_at.isoformat(),
        reference=message.reference,
        due_at=max(moment, at),
        written_at=at,
        written_by=by.trail_name,
    )
    call.save(force_insert=True)
    trail.record("message.write", call, by=by, at=at, facts={"purpose": ASK_AGAIN, "channel": "CALL"})


def owe_what_outlives(her: Participant, *, by: trail.Person, at: datetime) -> None:
    """Owe the call for each message that would outlive her answers, as they are now. Her record is locked."""
    waiting = Message.objects.filter(participant=her, status=MessageStatus.QUEUED)
    found = list(waiting.exclude(channel=Channel.CALL).order_by("due_at", "pk"))
    decisions = gate.decisions(her, at=at) if found else {}
    for message in found:
        decision = decisions[WAY_OF[Channel(message.channel)]]
        if isinstance(decision, Allowed) and decision.holds_until is not None:
            owe(message, decision.holds_until, by=by, at=at)


def still_wanted(call: Message) -> bool:
    """Tell whether the message an "ask again" call was made for would still outlive her answers."""
    hers = SafeContact.objects.filter(participant=call.participant_id, source=AnswerSource.HERSELF)
    spoken = [moment for row in hers for moment in (row.asked_at, row.renewed_at) if moment]
    return not spoken or max(spoken) + HOLD < datetime.fromisoformat(call.about_revision)
