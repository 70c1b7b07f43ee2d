"""Writing anew what waits to go, when what it says is so all the same and is only better said.

Each message stays what it is: its day, its channel, its place in somebody's work. Nobody is told
anything twice, and nothing goes that would not have gone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from audit import sealing, trail
from correspondence import gate, registry, wake
from correspondence.facts import Facts
from correspondence.gate import WAY_OF, NotSafe
from correspondence.models import Message
from correspondence.moves import move
from correspondence.querysets import MessageQuerySet
from correspondence.statuses import Channel, MessageStatus
from correspondence.writing import facts_of, put_words

S = MessageStatus


def waiting(about: Collection[UUID], purposes: Collection[str]) -> MessageQuerySet:
    """Return what waits to go about these things, or is in a worker's hands and has not begun to go."""
    return Message.objects.filter(about_id__in=about, purpose__in=purposes).not_begun()


def reword(
    about: Collection[UUID],
    purposes: Collection[str],
    better: Callable[[Facts], Facts],
    *,
    why: str,
    by: trail.Person,
    at: datetime,
) -> int:
    """Write anew what waits to go and of which `better` gives other facts; return how many.

    A letter is made again; one in a print run is taken out of it and another takes its place. A text that
    may not be written now keeps its words: they are true, and it is asked about again when it goes.
    What has gone, or may have, and what a person has to deal with, is left as it is.

    The caller has locked the women's records.
    """
    rows = list(waiting(about, purposes).select_for_update(of=("self",)).order_by("pk"))
    sealing.preload(row.seal_key_id for row in rows if row.seal_key_id is not None)
    done = 0
    for message in rows:
        facts = facts_of(message)
        new = facts and better(facts)
        if new is not None and new != facts and _put(message, new, why=why, by=by, at=at):
            done += 1
    wake.worker()
    return done


def _put(message: Message, facts: Facts, *, why: str, by: trail.Person, at: datetime) -> bool:
    if message.status == S.BATCHED:
        another = _instead_of(message, facts, by=by, at=at)
        move(message, "replace", by=by, at=at, why=why, replaced_by=another)
        return True
    if not _said(message, facts, at=at):
        return False
    if message.status == S.SENDING:  # whoever has it in hand finds that it is theirs no more
        move(message, "try_later", by=by, at=at, record=False, lease_until=None)
    elif message.status == S.RENDERED:
        move(message, "make_again", by=by, at=at, why=why, body=None, body_sha256="")
    trail.record("message.reword", message, by=by, at=at, facts={"why": why, "channel": message.channel})
    return True


def _said(message: Message, facts: Facts, *, at: datetime) -> bool:
    """Put other facts into a message, and its words where they are written already; tell whether it was done."""
    if message.channel in {Channel.TEXT, Channel.EMAIL}:
        reminder = registry.is_reminder(message.purpose)
        way = WAY_OF[Channel(message.channel)]
        try:
            assert message.participant is not None  # noqa: S101 (what has facts is to a woman)
            leave = gate.open_for(message.participant, way, at=at, reminder=reminder, message_id=message.pk)
            put_words(message, facts, leave)
        except NotSafe:
            return False
        message.facts = facts.frozen()
    elif message.facts:
        message.facts = facts.frozen()
    else:
        message.words = facts.frozen()
    message.save(update_fields=["wording", "subject", "words", "facts", "page"])
    return True


def _instead_of(letter: Message, facts: Facts, *, by: trail.Person, at: datetime) -> Message:
    """Owe the same letter with other facts; the gate is asked when it is made."""
    another = Message.objects.create(
        key=f"ANEW:{letter.pk}",
        purpose=letter.purpose,
        channel=letter.channel,
        wording=letter.wording,
        language=letter.language,
        provider_id=letter.provider_id,
        participant_id=letter.participant_id,
        seal_key_id=letter.seal_key_id,
        about_id=letter.about_id,
        about_revision=letter.about_revision,
        reference=letter.reference,
        page=letter.page,
        words=facts.frozen(),
        due_at=letter.due_at,
        not_after=letter.not_after,
        written_at=at,
        written_by=by.trail_name,
    )
    told = {"purpose": another.purpose, "channel": another.channel, "why": ""}
    trail.record("message.write", another, by=by, at=at, facts=told)
    return another
