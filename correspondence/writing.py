"""Turning a draft into a row: the gate is asked, the words are frozen, and what hangs on them is owed too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from audit import trail
from correspondence import asking_again, gate, links, registry, texts
from correspondence.facts import LONDON, Facts
from correspondence.gate import WAY_OF, Destination, NotSafe
from correspondence.models import Message
from correspondence.published import is_published_number
from correspondence.statuses import SPOKEN, Channel, MessageStatus, Wording
from correspondence.words.spoken import Whose
from participants.models import DiscreetRelease, Participant
from participants.safe_contact import Allowed, Way, WhyNot


@dataclass(frozen=True)
class About:
    """What a message is about, without this app knowing what that is.

    :param revision: of the booking or case; whoever registered the purpose compares it when asked
        "is this still wanted?".
    """

    id: UUID
    revision: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Draft:
    """A message before the gate was asked."""

    purpose: registry.Purpose
    channel: Channel
    to: Participant
    about: About
    facts: Facts
    key: str
    due_at: datetime
    not_after: datetime | None
    page_until: date | None = None


def freeze(draft: Draft, *, by: trail.Person, at: datetime) -> Message:
    """Freeze the words the gate allows now.

    :raises NotSafe: when the gate is shut, or when no words fit a text.
    """
    if is_published_number(draft.facts.phone):
        raise NotSafe(WhyNot.PUBLISHED_NUMBER, ring_instead=True)
    leave = gate.open_for(draft.to, WAY_OF[draft.channel], at=at, reminder=draft.purpose.reminder)
    message = row(draft, leave, by=by, at=at)
    message.page = _page_goes_along(draft, leave, by=by, at=at)
    put_words(message, draft.facts, leave)
    message.save(force_insert=True)
    if leave.uses_release:
        _use_release(draft.to, message, by=by, at=at)
    if leave.holds_until is not None:
        asking_again.owe(message, leave.holds_until, by=by, at=at)
    return message


def _page_goes_along(draft: Draft, leave: Destination, *, by: trail.Person, at: datetime) -> bool:
    """Tell whether the link to her own page goes along; it is made here where there is none."""
    wanted = draft.purpose.page and leave.page and draft.page_until is not None
    if not wanted or draft.page_until is None or not settings.JUNO_PLAIN_URL:
        return False
    about, until = draft.about, draft.page_until
    return links.keep(about.id, reference=about.reference, until=until, by=by, at=at) is not None


def _text(message: Message, facts: Facts, leave: Destination) -> tuple[str, bool]:
    """Return the words of a text, and whether the link still goes along: not where it makes it too long.

    :raises NotSafe: when no words fit a text.
    """
    for room, page in ((links.room_for_one(), True), (0, False)):
        if page and not message.page:
            continue
        try:
            words = texts.text(
                message.purpose,
                facts,
                leave,
                language=message.language,
                whose=whose_words(message, facts),
                besides=room,
            )
        except texts.TooLong:
            continue
        return words, page
    raise NotSafe(WhyNot.RING_INSTEAD, ring_instead=True)


def put_words(message: Message, facts: Facts, leave: Destination) -> None:
    """Write the words that the gate allows now into a message. :raises NotSafe: when none fit a text."""
    code, language = message.purpose, message.language
    message.wording = leave.wording
    if message.channel == Channel.TEXT:
        message.words, message.page = _text(message, facts, leave)
    elif message.channel == Channel.EMAIL:
        message.subject, message.words = texts.email(
            code, facts, leave, language=language, whose=whose_words(message, facts)
        )
    else:
        message.words = facts.frozen()


def facts_of(message: Message) -> Facts | None:
    """Return what a message was written from; None of one that has no such thing, or is destroyed."""
    kept = kept_facts(message)
    return Facts.thawed(kept) if kept else None


def kept_facts(message: Message) -> str | None:
    """Return what a message was written from, as it is kept: the words themselves where none are frozen."""
    unwritten = {Channel.LETTER, *SPOKEN}
    kept: str | None = message.facts or (message.words if message.channel in unwritten else None)
    return kept


def whose_words(message: Message, facts: Facts) -> Whose | None:
    """Return whose own words a message to her is written in: those of the day it is due."""
    if message.provider_id is None:
        return None
    return Whose(message.provider_id, facts.programme, timezone.localtime(message.due_at, LONDON).date())


def row(draft: Draft, leave: Destination | None, *, by: trail.Person, at: datetime) -> Message:
    # A letter's words are its facts; of a text or an e-mail they stay beside them, for another way.
    written = draft.channel in {Channel.TEXT, Channel.EMAIL}
    return Message(
        facts=draft.facts.frozen() if written else None,
        key=draft.key,
        purpose=draft.purpose.code,
        channel=draft.channel,
        wording=leave.wording if leave else Wording.DISCREET,
        language=draft.to.letter_language or "en",
        provider=draft.to.provider,
        participant=draft.to,
        seal_key_id=draft.to.seal_key_id,
        about_id=draft.about.id,
        about_revision=draft.about.revision,
        reference=draft.about.reference,
        due_at=draft.due_at,
        not_after=draft.not_after,
        written_at=at,
        written_by=by.trail_name,
    )


def instead(draft: Draft, shut: NotSafe, *, by: trail.Person, at: datetime) -> Message:
    """Keep what could not be written as work: a call where one is open, else a refusal in sight."""
    message = row(draft, None, by=by, at=at)
    message.why = shut.why
    message.words = None if message.facts else draft.facts.frozen()
    if shut.ring_instead and can_ring(draft.to, at):
        message.channel, message.wording = Channel.CALL, Wording.NAME_ONLY
    else:
        message.status = MessageStatus.REFUSED_UNSAFE
        message.ended_at, message.ended_by = at, by.trail_name
    message.save(force_insert=True)
    return message


def _use_release(to: Participant, message: Message, *, by: trail.Person, at: datetime) -> None:
    release = (
        DiscreetRelease.objects.select_for_update()
        .filter(participant=to, agreed_at__isnull=False, ended_at__isnull=True, used_by="")
        .earliest("agreed_at")
    )
    release.used_at, release.used_by = at, gate.used_by(message.pk)
    release.save(update_fields=["used_at", "used_by"])


def can_ring(to: Participant, at: datetime) -> bool:
    return isinstance(gate.decisions(to, at=at)[Way.CALL], Allowed)


def wording_holds(message: Message, leave: Destination) -> bool:
    """Tell whether the words as frozen say no more than may be said now."""
    if message.channel in SPOKEN:
        return True
    order = [Wording.FULL, Wording.DISCREET, Wording.PLEASE_RING]
    frozen = Wording(message.wording)
    if frozen not in order or leave.wording not in order:
        return True
    return order.index(frozen) >= order.index(leave.wording)
