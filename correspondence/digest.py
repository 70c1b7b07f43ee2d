"""One e-mail each working morning to whoever chose that: references and links, nothing else.

An e-mail that is to go joins the digest of the next morning at the moment it would have gone, under
one key a person and morning. It is then REPLACED by the digest, in the same transaction: whatever
crashes, it stands in one digest and is sent once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit import trail
from correspondence import choosing, registry
from correspondence.facts import LONDON
from correspondence.models import Message
from correspondence.querysets import DIGEST
from correspondence.statuses import Channel, MessageStatus, Wording
from programmes.models import ClosedDay
from programmes.working_days import this_or_next_working_day

MORNING = time(7, 30)
_DAY = timedelta(days=1)


def register(home: registry.Link) -> None:
    """Make the purpose known. :param home: the page a digest leads to."""
    registry.register(DIGEST, label=_("The morning’s e-mail to police"), still_wanted=_any_wanted, link=home)


def next_morning(after: datetime) -> datetime:
    """Return the first half past seven of a working day, by the clock in London, that is still to come."""
    local = timezone.localtime(after, LONDON)
    on = local.date() if local.time() < MORNING else local.date() + _DAY
    return datetime.combine(this_or_next_working_day(on, ClosedDay.days()), MORNING, tzinfo=LONDON)


def join(message: Message, *, at: datetime) -> Message:
    """Return the digest that a message goes with, locked. Locks after the message: the digest.

    One that is being sent at this moment takes nobody in any more: the next morning's does.
    """
    morning = next_morning(at)
    while True:
        digest = _digest_of(message, morning, at)
        if digest.status == MessageStatus.QUEUED:
            return digest
        morning = next_morning(morning)


def _digest_of(message: Message, morning: datetime, at: datetime) -> Message:
    day = timezone.localtime(morning, LONDON).date()
    first: dict[str, Any] = {
        "purpose": DIGEST,
        "channel": Channel.EMAIL,
        "wording": Wording.OFFICIAL,
        "provider": message.provider,
        "staff": message.staff,
        "due_at": morning,
        "written_at": at,
        "written_by": trail.SERVICE.trail_name,
    }
    key = f"digest:{message.staff_id}:{day.isoformat()}"
    digest, made = Message.objects.select_for_update(of=("self",)).get_or_create(key=key, defaults=first)
    if made:
        facts = {"purpose": DIGEST, "channel": str(Channel.EMAIL)}
        trail.record("message.write", digest, by=trail.SERVICE, at=at, facts=facts)
    return digest


def items(digest: Message) -> list[tuple[str, str]]:
    """Return what a digest tells of now: each reference with its link, once, in the order written."""
    return list(dict.fromkeys((item.reference, _link(item)) for item in _wanted(digest)))


def _link(item: Message) -> str:
    link = registry.purpose(item.purpose).link
    return settings.JUNO_PUBLIC_URL + (link(item) if link else "/")


def _wanted(digest: Message) -> Iterator[Message]:
    wish = choosing.wish_for(digest)
    for item in Message.objects.filter(replaced_by=digest).order_by("written_at", "pk"):
        purpose = registry.purpose(item.purpose)
        if (wish is None or wish.wants(purpose)) and purpose.still_wanted(item):
            yield item


def _any_wanted(digest: Message) -> bool:
    return any(True for _item in _wanted(digest))
