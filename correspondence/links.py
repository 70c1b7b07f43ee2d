"""The link to her own page: who it belongs to, how long it works, and what ends it.

The secret part is worked out from the row and the service's own key; only its digest is kept. It is
read by whoever holds her phone or her letter, so it goes along only where she said so herself, and it
ends as soon as anything says that somebody else may be reading.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from audit import trail
from correspondence import gate
from correspondence.facts import LONDON
from correspondence.gate import WAY_OF, NotSafe
from correspondence.models import Message, PageLink
from correspondence.statuses import GONE, Channel, WhyEnded
from participants.models import Participant
from participants.safe_contact import Refused, Way, WhyNot

PATH = "/w/"
# Without i, l, o and u: easy to copy from a letter, and spelling no word.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_LOOKS_LIKE = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})
LENGTH = 26  # of 5 bits each: 130 bits that nobody can guess
# Her answers have only grown old, or she is to be rung: nobody else is reading.
_NOBODY_ELSE = frozenset({WhyNot.ASK_AGAIN, WhyNot.RING_INSTEAD})


def token_of(link: PageLink) -> str:
    """Return the secret part of a link: 130 bits that nobody can work out without the service's own key."""
    made = salted_hmac("correspondence.page", str(link.pk), algorithm="sha256").digest()
    number = int.from_bytes(made[:17]) >> (17 * 8 - LENGTH * 5)
    return "".join(_LETTERS[number >> (5 * place) & 31] for place in range(LENGTH))


def digest_of(token: str) -> str:
    """Return what is kept of a secret; letters that are easily misread count as what they look like."""
    return hashlib.sha256(token.lower().translate(_LOOKS_LIKE).encode()).hexdigest()


def known(token: str, *, at: datetime) -> PageLink | None:
    """Return the link a secret belongs to while it works: not ended, not past its day. One query."""
    today = timezone.localdate(at, LONDON)
    return PageLink.objects.in_use().filter(digest=digest_of(token), expires_on__gte=today).first()


def in_use(about_id: UUID) -> PageLink | None:
    """Return the link about one thing that nobody has ended; it may be past its day."""
    return PageLink.objects.in_use().filter(about_id=about_id).first()


def last(about_id: UUID, **besides: Any) -> PageLink | None:
    """Return the newest link about one thing, ended or not.

    :param besides: what else to read with it, by name.
    """
    rows = PageLink.objects.filter(about_id=about_id).annotate(**besides)
    return rows.order_by("-made_at", "-pk").first()


def address(about_id: UUID | None, *, at: datetime) -> str:
    """Return the whole address to write to her, or nothing where there is no link that works."""
    link = in_use(about_id) if about_id and settings.JUNO_PLAIN_URL else None
    if link is None or link.expires_on < timezone.localdate(at, LONDON) or not _is_ours(link):
        return ""
    return f"{settings.JUNO_PLAIN_URL}{PATH}{token_of(link)}"


def works(about_id: UUID | None) -> bool:
    """Tell whether there is a link about one thing that nobody has ended."""
    link = in_use(about_id) if about_id else None
    return link is not None and _is_ours(link)


def room_for_one() -> int:
    """Return how many characters an address takes in a text, its line break included."""
    return len(f"\n{settings.JUNO_PLAIN_URL}{PATH}") + LENGTH


def words_to_send(message: Message, *, at: datetime) -> str:
    """Return the words as they go, with the address on a line of its own where it goes along."""
    written = message.channel in {Channel.TEXT, Channel.EMAIL}
    link = address(message.about_id, at=at) if message.page and written else ""
    return f"{message.words or ''}\n{link}" if link else message.words or ""


def keep(about_id: UUID, *, reference: str, until: date, by: trail.Person, at: datetime) -> PageLink | None:
    """Return the link that goes along now, made where there is none, working until the end of `until`.

    None where a coordinator stopped it: only a coordinator makes another. The caller holds her record.
    """
    newest = last(about_id)
    if newest is not None and newest.ended_at is None and _is_ours(newest):
        if newest.expires_on != until:
            newest.expires_on = until
            newest.save(update_fields=["expires_on"])
        return newest
    if newest is not None and newest.why_ended == WhyEnded.STOPPED:
        return None
    return make(about_id, reference=reference, until=until, by=by, at=at)


def make(about_id: UUID, *, reference: str, until: date, by: trail.Person, at: datetime) -> PageLink:
    """Make a link; the one there was works no more. The caller holds her record."""
    with transaction.atomic():
        end(about_id, why=WhyEnded.REPLACED, by=by, at=at)
        link = PageLink(
            about_id=about_id, reference=reference, expires_on=until, made_at=at, made_by=by.trail_name
        )
        link.digest = digest_of(token_of(link))
        link.save(force_insert=True)
        trail.record("page.make", link, by=by, at=at, facts={"until": until.isoformat()})
        return link


def end(about_id: UUID, *, why: WhyEnded, by: trail.Person, at: datetime) -> int:
    """End the link about one thing for good; return how many there were: one or none."""
    with transaction.atomic():
        ended = 0
        for link in PageLink.objects.in_use().filter(about_id=about_id).select_for_update():
            link.ended_at, link.ended_by, link.why_ended = at, by.trail_name, why
            link.save(update_fields=["ended_at", "ended_by", "why_ended"])
            trail.record("page.end", link, by=by, at=at, facts={"why": why})
            ended += 1
        return ended


def end_unsafe(participant: Participant, *, by: trail.Person, at: datetime) -> int:
    """End each link of hers that somebody else may be reading now; return how many.

    Call it whenever her answers or details change: she took the page back, or no longer has the number,
    mailbox or door that the link went to.
    """
    hers = Message.objects.filter(participant=participant, page=True, about_id__isnull=False)
    in_use = PageLink.objects.in_use().filter(about_id__in=hers.values("about_id"))
    linked = set(in_use.values_list("about_id", flat=True))
    if not linked:
        return 0
    decision = gate.decisions(participant, at=at)[Way.PAGE]
    if not (isinstance(decision, Refused) and decision.why not in _NOBODY_ELSE):
        went = hers.filter(status__in=GONE, about_id__in=linked)
        linked = {one.about_id for one in went if one.about_id and _reaches_another(one, participant, at)}
    return sum(end(about_id, why=WhyEnded.NOT_SAFE, by=by, at=at) for about_id in linked)


def _reaches_another(message: Message, participant: Participant, at: datetime) -> bool:
    """Tell whether a message that went with a link lies where she may no longer be the one to read it."""
    try:
        leave = gate.open_for(participant, WAY_OF[Channel(message.channel)], at=at, message_id=message.pk)
    except NotSafe as shut:
        return shut.why not in _NOBODY_ELSE
    return bool(message.sent_to) and message.sent_to != "\n".join(leave.to)


def _is_ours(link: PageLink) -> bool:
    """Tell whether the secret can still be worked out: not once the service has another key."""
    return hmac.compare_digest(link.digest, digest_of(token_of(link)))
