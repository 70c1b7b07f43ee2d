"""Messages: each has one end, or is somebody's work, or waits for what will come by itself (rule 6)."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from audit import trail
from correspondence.adapters import TELLING
from correspondence.models import Message
from correspondence.statuses import NEEDS_A_PERSON, OPEN, MessageStatus

S = MessageStatus
_ENDED_WELL = (S.SENT, S.DELIVERED, S.POSTED)


def no_message_is_without_end_or_task() -> list[str]:
    """Delivered, replaced by another way, or closed with a reason; else it stands in somebody's list.

    What is under way has a lease that a sweep will find; what nobody's provider owns is in no list.
    """
    ended = ~Q(ended_at=None)
    good = (
        Q(status__in=_ENDED_WELL) & ended
        | Q(status=S.REPLACED, replaced_by__isnull=False) & ended
        | Q(status=S.WITHDRAWN) & ended & ~Q(why="")
        | Q(status__in=NEEDS_A_PERSON, provider__isnull=False) & ended & ~Q(why="")
        | Q(status__in=OPEN - {S.SENDING}, ended_at=None)
        | Q(status=S.SENDING, ended_at=None, lease_until__isnull=False)
    )
    return _references(Message.objects.exclude(good))


def no_message_is_replaced_by_itself_or_by_nothing() -> list[str]:
    """A chain of replacements leads to a message that goes, or went, another way."""
    found = Message.objects.filter(status=S.REPLACED)
    return _references(found.filter(Q(replaced_by=None) | Q(replaced_by=F("pk"))))


def what_a_provider_took_is_asked_after_until_it_is_known() -> list[str]:
    """Sent is no end where whoever carries it says more later, unless a person has said that it arrived."""
    silent = Message.objects.filter(
        status=S.SENT, ask_after_at=None, carrier__in=TELLING, ended_by=trail.SERVICE.trail_name
    )
    return _references(silent)


def _references(messages: QuerySet[Message]) -> list[str]:
    rows = messages.order_by("reference", "pk").values_list("reference", "pk")[:500]
    return sorted({reference or str(pk) for reference, pk in rows})
