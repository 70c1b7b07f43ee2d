"""What whoever carries a message says became of it, when they say it of themselves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from correspondence import endings, rules
from correspondence.adapters.base import Fate
from correspondence.models import Message
from correspondence.moves import move


def hear(key: str, fate: Fate, *, carrier: str, at: datetime) -> Message | None:
    """Take note of a receipt; None when it is about nothing we know, which is nobody's fault.

    :param key: what we gave the carrier as the message's reference.
    """
    try:
        pk = UUID(key)
    except ValueError:
        return None
    with transaction.atomic():
        # No key: nobody's lock. The woman is not locked, since nothing of hers changes.
        message = Message.objects.select_for_update().filter(pk=pk, carrier=carrier).first()
        if message is not None:
            _act(message, fate, at)
        return message


def _act(message: Message, fate: Fate, at: datetime) -> None:
    earlier = fate.ref in message.old_refs
    verb = rules.verb_for(message.status, fate.state, of_an_earlier_try=earlier)
    ref = message.carrier_ref if earlier else fate.ref[:64] or message.carrier_ref
    if verb == "arrive":
        endings.mark_arrived(message, ref=ref, at=at)
    elif verb == "fail":
        move(message, "fail", by=trail.SERVICE, at=at, why=fate.code[:60], lease_until=None, carrier_ref=ref)
    elif verb == "mark_sent":
        ask = at + endings.ASK_EVERY
        move(
            message, "mark_sent", by=trail.SERVICE, at=at, lease_until=None, carrier_ref=ref, ask_after_at=ask
        )  # fmt: skip
