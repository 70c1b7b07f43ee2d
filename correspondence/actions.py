"""Writing a message, and taking it back. Sending is `correspondence.outbox`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Organisation, User
from audit import trail
from correspondence import asking_again, gate, links, registry, wake
from correspondence.facts import Facts
from correspondence.gate import WAY_OF, NotSafe
from correspondence.models import Message, PageLink
from correspondence.moves import move
from correspondence.statuses import WITHDRAWABLE, Channel, MessageStatus, WhyEnded, Wording
from correspondence.writing import About, Draft, can_ring, freeze, instead, kept_facts, wording_holds
from participants.models import Participant
from participants.safe_contact import Way, WhyNot

__all__ = ["About", "mark_done", "withdraw", "withdraw_unsafe", "write", "write_official"]


def write(
    *,
    purpose: str,
    channel: Channel,
    to: Participant,
    about: About,
    facts: Facts,
    key: str,
    due_at: datetime,
    by: trail.Person,
    at: datetime,
    not_after: datetime | None = None,
    page_until: date | None = None,
) -> Message:
    """Owe her a message, in the caller's transaction. The same key twice gives the first row.

    Safety never raises here: where the gate is shut, the row says so. It becomes a call to make
    where a call is open, else it stands as REFUSED_UNSAFE until a person has dealt with it.
    Locks the participant.

    :param page_until: the last day on which the link to her own page would be of use, where one may go along.
    :raises UnknownPurpose: when nobody registered the purpose.
    """
    draft = Draft(registry.purpose(purpose), channel, to, about, facts, key, due_at, not_after, page_until)
    with transaction.atomic():
        Participant.objects.select_for_update().get(pk=to.pk)
        existing = Message.objects.filter(key=key).first()
        if existing is not None:
            return existing
        try:
            message = freeze(draft, by=by, at=at)
        except NotSafe as shut:
            message = instead(draft, shut, by=by, at=at)
        trail.record(
            "message.write",
            message,
            by=by,
            at=at,
            facts={"purpose": message.purpose, "channel": message.channel, "why": message.why},
        )
        wake.worker()
        return message


def write_official(
    *,
    purpose: str,
    to: User | str,
    about: About,
    provider: Organisation | None,
    key: str,
    due_at: datetime,
    by: trail.Person,
    at: datetime,
    not_after: datetime | None = None,
) -> Message:
    """Owe police or staff an e-mail of a reference and a link: nothing about her is in it.

    :param to: an account, or the address of a team or an organisation that we know.
    :raises NotAnOfficialAddress: for any other address.
    :raises UnknownPurpose: when nobody registered the purpose.
    """
    registry.purpose(purpose)
    with transaction.atomic():
        existing = Message.objects.filter(key=key).first()
        if existing is not None:
            return existing
        _ = gate.open_for_staff(to) if isinstance(to, User) else gate.open_for_team(to)
        message = Message.objects.create(
            key=key,
            purpose=purpose,
            channel=Channel.EMAIL,
            wording=Wording.OFFICIAL,
            provider=provider,
            staff=to if isinstance(to, User) else None,
            team_address="" if isinstance(to, User) else to,
            about_id=about.id,
            about_revision=about.revision,
            reference=about.reference,
            due_at=due_at,
            not_after=not_after,
            written_at=at,
            written_by=by.trail_name,
        )
        trail.record("message.write", message, by=by, at=at, facts={"purpose": purpose, "channel": "EMAIL"})
        wake.worker()
        return message


def withdraw(
    *,
    about_id: UUID,
    why: str,
    by: trail.Person,
    at: datetime,
    purposes: Collection[str] | None = None,
    revision: str = "",
    replaced_by: Message | None = None,
) -> int:
    """Take back what has not gone about one thing; return how many.

    All of it: then the link to her own page ends as well.

    What a worker is sending at this moment is asked "still wanted?" and "still right?" just before it goes,
    and stays.

    :param purposes: only these; None for all.
    :param revision: only what was written for this one booking; empty for all.
    :param replaced_by: the newer message that takes their place.
    """
    with transaction.atomic():
        rows = Message.objects.about(about_id).not_gone().select_for_update()
        if purposes is not None:
            rows = rows.filter(purpose__in=purposes)
        if revision:
            rows = rows.filter(about_revision=revision)
        if replaced_by is not None:
            rows = rows.exclude(pk=replaced_by.pk)
        found = list(rows.order_by("pk"))
        for message in found:
            if replaced_by is None:
                move(message, "withdraw", by=by, at=at, why=why)
            else:
                move(message, "replace", by=by, at=at, why=why, replaced_by=replaced_by)
        if purposes is None and replaced_by is None:
            links.end(about_id, why=WhyEnded.CLOSED, by=by, at=at)
        return len(found)


def withdraw_unsafe(participant: Participant, *, by: trail.Person, at: datetime) -> int:
    """Take back what may no longer reach her; call it whenever her answers or details change.

    Each that is taken back becomes a call to make, where a call is open. A letter made for an address
    she has left is made again for the new one. What would outlive her answers has a call owed before it.
    Return how many were taken back.
    """
    with transaction.atomic():
        locked = Participant.objects.select_for_update().get(pk=participant.pk)
        links.end_unsafe(locked, by=by, at=at)
        waiting = Message.objects.filter(participant=locked, status__in=WITHDRAWABLE)
        taken = 0
        for message in list(waiting.select_for_update().order_by("pk")):
            if reason := _shut(message, locked, at):
                move(message, "withdraw", by=by, at=at, why=reason)
                _ring_instead(message, locked, by=by, at=at)
                taken += 1
            elif _moved_house(message, locked, at):
                _make_again(message, "ADDRESS_CHANGED", by=by, at=at)
            elif message.status == MessageStatus.RENDERED and message.page:
                _without_its_link(message, by=by, at=at)
        asking_again.owe_what_outlives(locked, by=by, at=at)
        return taken


def stop_page(about_id: UUID, *, by: trail.Person, at: datetime) -> int:
    """Stop the link to her own page until a caseworker makes another; return how many there were.

    A letter that is ready with it in is made again. The caller holds her record.
    """
    with transaction.atomic():
        ended = links.end(about_id, why=WhyEnded.STOPPED, by=by, at=at)
        _make_letters_again(about_id, by=by, at=at)
        return ended


def new_page(about_id: UUID, *, reference: str, until: date, by: trail.Person, at: datetime) -> PageLink:
    """Make a new link to her own page; the old one works no more. The caller holds her record."""
    with transaction.atomic():
        made = links.make(about_id, reference=reference, until=until, by=by, at=at)
        _make_letters_again(about_id, by=by, at=at)
        return made


def _make_letters_again(about_id: UUID, *, by: trail.Person, at: datetime) -> None:
    """A letter that waits for the printer has the old link in it."""
    ready = Message.objects.about(about_id).filter(status=MessageStatus.RENDERED, page=True)
    for message in ready.select_for_update().order_by("pk"):
        _make_again(message, "LINK_CHANGED", by=by, at=at)


def _without_its_link(message: Message, *, by: trail.Person, at: datetime) -> None:
    """Make a letter again whose link to her own page has ended."""
    if not links.address(message.about_id, at=at):
        _make_again(message, "LINK_CHANGED", by=by, at=at)


def _make_again(message: Message, why: str, *, by: trail.Person, at: datetime) -> None:
    move(message, "make_again", by=by, at=at, why=why, body=None, body_sha256="")
    wake.worker()


_LASTING = frozenset({WhyNot.SHE_SAID_NO, WhyNot.POLICE_SAID_NO, WhyNot.ERASED, WhyNot.RING_INSTEAD})


def _shut(message: Message, participant: Participant, at: datetime) -> str:
    """Return why a waiting message may never reach her now; empty when it may, or may later.

    Words frozen as full may not go once only discreet ones may.
    """
    way, reminder = WAY_OF[Channel(message.channel)], registry.is_reminder(message.purpose)
    try:
        leave = gate.open_for(participant, way, at=at, reminder=reminder, message_id=message.pk)
    except NotSafe as shut:
        return shut.why if shut.why in _LASTING else ""
    return "" if wording_holds(message, leave) else "WORDING"


def _moved_house(message: Message, participant: Participant, at: datetime) -> bool:
    if message.status != MessageStatus.RENDERED:
        return False
    try:
        leave = gate.open_for(participant, Way.POST, at=at, message_id=message.pk)
    except NotSafe:
        return False
    made_for: str | None = message.sent_to
    return made_for != "\n".join(leave.to)


def _ring_instead(message: Message, to: Participant, *, by: trail.Person, at: datetime) -> None:
    if message.channel == Channel.CALL or not can_ring(to, at):
        return
    Message.objects.get_or_create(
        key=f"{message.key}:call",
        defaults={
            "purpose": message.purpose,
            "channel": Channel.CALL,
            "wording": Wording.NAME_ONLY,
            "language": message.language,
            "provider_id": message.provider_id,
            "participant": to,
            "seal_key_id": to.seal_key_id,
            "about_id": message.about_id,
            "about_revision": message.about_revision,
            "reference": message.reference,
            "why": message.why,
            "facts": kept_facts(message),
            "due_at": message.due_at,
            "written_at": at,
            "written_by": by.trail_name,
        },
    )


def mark_done(message: Message, *, by: trail.Person, at: datetime) -> Message:
    """Tick a call as made.

    :raises CannotMove: when it was made, or taken back, already.
    """
    with transaction.atomic():
        locked = Message.objects.select_for_update().get(pk=message.pk, channel=Channel.CALL)
        return move(locked, "mark_done", by=by, at=at)
