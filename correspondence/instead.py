"""What did not reach her: which way to try next, and sending it that way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from correspondence import gate, letters, registry, rules, texts, wake
from correspondence.gate import WAY_OF
from correspondence.lateness import reaching
from correspondence.models import Message
from correspondence.moves import CannotMove, move
from correspondence.statuses import NEEDS_A_PERSON, SPOKEN, Channel, MessageStatus
from correspondence.writing import About, Draft, facts_of, freeze
from participants.models import Participant
from participants.safe_contact import Allowed, Situation, decide
from ui.refusals import Refused


class NoWordsForIt(Refused):
    """A page of some time ago, or a made-up address: this was never offered."""

    sentence = _("There are no words for this as a letter, text or e-mail. Ring her instead.")


class NothingToWriteFrom(Refused):
    """What it was to say is not kept any more."""

    sentence = _(
        "What this message was to say is not kept. Ring her, and then say that you have dealt with it."
    )


def suggestions(messages: Iterable[Message], *, at: datetime) -> dict[UUID, list[Channel]]:
    """Return for each message that did not reach her the ways to try next, best first; empty for none.

    A fixed number of queries for any number of messages. Needs `participant`.
    """
    found = [message for message in messages if message.participant_id and message.status in NEEDS_A_PERSON]
    women = {message.participant for message in found if message.participant is not None}
    if not women:
        return {}
    situations = gate.situations(women, at)
    used = _used(found)
    posted = reaching(Channel.LETTER, at)
    result = {}
    for message in found:
        if message.participant is None:
            continue
        ways = _open_ways(message, situations[message.participant.pk], at, posted)
        names = rules.next_ways(message.channel, ways, used=used[message.about_id, message.purpose])
        result[message.pk] = [Channel(name) for name in names]
    return result


def _open_ways(message: Message, situation: Situation, at: datetime, posted: datetime) -> set[Channel]:
    """Return the ways that are safe now, still in time, and for which there are words."""
    reminder = registry.is_reminder(message.purpose)
    late = message.status == MessageStatus.TOO_LATE
    posted_late = message.not_after is not None and message.not_after <= posted
    return {
        channel
        for channel, way in WAY_OF.items()
        if isinstance(decide(way, situation, at=at, reminder=reminder), Allowed)
        and _has_words(message.purpose, channel)
        and (channel in SPOKEN or not late)
        and not (channel is Channel.LETTER and posted_late)
    }


def _used(messages: Collection[Message]) -> defaultdict[tuple[UUID | None, str], set[str]]:
    """Return the channels that were tried for the same thing and did not reach her."""
    found: defaultdict[tuple[UUID | None, str], set[str]] = defaultdict(set)
    tried = Message.objects.filter(
        about_id__in={message.about_id for message in messages},
        status__in=[*NEEDS_A_PERSON, MessageStatus.REPLACED],
        participant__isnull=False,
    )
    for about, purpose, channel, revision in tried.values_list(
        "about_id", "purpose", "channel", "about_revision"
    ):
        if any((m.about_id, m.purpose, m.about_revision) == (about, purpose, revision) for m in messages):
            found[about, purpose].add(channel)
    return found


def _has_words(purpose: str, channel: Channel) -> bool:
    if channel in SPOKEN:
        return True
    return letters.has_letter(purpose) if channel is Channel.LETTER else texts.has_text(purpose)


def send_instead(message: Message, *, channel: Channel, by: trail.Person, at: datetime) -> Message:
    """Replace what did not reach her by the same thing another way; return the new message.

    Everything is asked afresh. Locks the participant, then the message.

    :raises CannotMove: when it does not wait for a person any more.
    :raises NothingToWriteFrom: when what it was to say is not kept.
    :raises NoWordsForIt: when nobody has written words to say it that way.
    :raises NotSafe: when the other way is shut now.
    """
    with transaction.atomic():
        if message.participant_id is None:
            raise CannotMove(_("Only a message to a woman can go another way."))
        her = Participant.objects.select_for_update().get(pk=message.participant_id)
        locked = Message.objects.select_for_update().get(pk=message.pk)
        if locked.status not in NEEDS_A_PERSON:
            raise CannotMove(_("Somebody has dealt with this message already."))
        new = freeze(_draft(locked, her, channel, at), by=by, at=at)
        trail.record(
            "message.write", new, by=by, at=at, facts={"purpose": new.purpose, "channel": new.channel}
        )
        move(locked, "replace", by=by, at=at, why="INSTEAD", replaced_by=new, lease_until=None)
        wake.worker()
        return new


def _draft(message: Message, her: Participant, channel: Channel, at: datetime) -> Draft:
    if not _has_words(message.purpose, channel):
        raise NoWordsForIt
    facts = facts_of(message)
    if facts is None:
        raise NothingToWriteFrom
    try:
        purpose = registry.purpose(message.purpose)
    except registry.UnknownPurpose:
        raise NothingToWriteFrom from None
    # She is rung or told even when the day for writing has passed: it finds out why.
    late = message.status == MessageStatus.TOO_LATE and channel in SPOKEN
    return Draft(
        purpose,
        channel,
        her,
        About(message.about_id, message.about_revision, message.reference)
        if message.about_id
        else About(message.pk),
        facts,
        _key(message, channel),
        at,
        None if late else message.not_after,
    )


def _key(message: Message, channel: Channel) -> str:
    """Return a key of its own: the same thing may go the same way twice, with another between."""
    return f"instead:{message.pk}:{channel.value.lower()}"
