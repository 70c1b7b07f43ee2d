"""Texts that come back: kept sealed, put on the case of whoever was texted, and somebody's work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import Organisation
from audit import keys, trail
from correspondence import actions, rules
from correspondence.models import Message, Reply
from correspondence.statuses import Channel, MessageStatus
from participants import actions as participants
from participants import names
from participants.models import Participant
from participants.safe_contact import Way
from ui.refusals import Refused

LONGEST = 2_000  # characters that are kept; a text of ten parts has 1,530
GONE = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.UNSURE)
BY_TEXT = "A text from her number"


class AlreadySettled(Refused):
    """Somebody else was quicker."""


@dataclass(frozen=True)
class Came:
    """A text as a carrier gives it to us; `ref` is their own number for it."""

    ref: str
    number: str
    words: str

    def __repr__(self) -> str:
        # A traceback or a log line must not say who wrote or what.
        return f"<Came {self.ref}>"


def take(came: Came, *, carrier: str, at: datetime) -> Reply | None:
    """Keep a reply, once; None when it is here already, or when nobody could tell whose it is.

    One that asks us to stop turns texts off for every woman with this number: theirs is the phone.
    Locks the women in the order of their keys.
    """
    with transaction.atomic():
        women = _women(came.number)
        if Reply.objects.filter(carrier=carrier, carrier_ref=came.ref[:64]).exists():
            return None
        sent = _last_sent(women)
        her = sent.participant if sent else (women[0] if women else None)
        provider = her.provider if her else _only_provider()
        if provider is None:
            trail.record("reply.unknown", None, by=trail.SERVICE, at=at, facts={"carrier": carrier})
            return None
        reply = Reply(
            provider=provider,
            participant=her,
            message=sent,
            seal_key_id=her.seal_key_id if her else keys.new_key(),
            words=came.words[:LONGEST],
            number=came.number[:40],
            asks_to_stop=rules.asks_to_stop(came.words),
            number_is_shared=len(women) > 1,
            carrier=carrier,
            carrier_ref=came.ref[:64],
            received_at=at,
        )
        if not _is_new(reply):
            return None
        trail.record("reply.take", reply, by=trail.SERVICE, at=at, facts={"stop": reply.asks_to_stop})
        for woman in women if reply.asks_to_stop else ():
            participants.turn_off(
                woman, {Way.TEXT}, by=trail.SERVICE, at=at, asked_by=BY_TEXT, in_person=False
            )
            actions.withdraw_unsafe(woman, by=trail.SERVICE, at=at)
        return reply


def settle(reply: Reply, *, by: trail.Person, at: datetime) -> Reply:
    """Say that a reply is dealt with. :raises AlreadySettled: when somebody else has."""
    with transaction.atomic():
        locked = Reply.objects.select_for_update().get(pk=reply.pk)
        if locked.settled_at is not None:
            raise AlreadySettled
        locked.settled_at, locked.settled_by = at, by.trail_name
        locked.save(update_fields=["settled_at", "settled_by"])
        trail.record("reply.settle", locked, by=by, at=at)
        return locked


def _is_new(reply: Reply) -> bool:
    """Save a reply; the same one may come twice at the same moment."""
    try:
        with transaction.atomic():
            reply.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _women(number: str) -> list[Participant]:
    digits = names.digits(number)
    if not digits:
        return []
    with_it = Participant.objects.select_for_update(of=("self",)).filter(
        provider__in=_providers(), phone_digits=digits, erased_at__isnull=True, merged_into__isnull=True
    )
    return list(with_it.select_related("provider").order_by("pk"))


def _last_sent(women: list[Participant]) -> Message | None:
    texts = Message.objects.filter(participant__in=women, channel=Channel.TEXT, status__in=GONE)
    last = texts.order_by("-ended_at", "-pk").select_related("participant__provider").first()
    return last or Message.objects.filter(participant__in=women).order_by("-written_at", "-pk").first()


def _providers() -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind="PROVIDER")


def _only_provider() -> Organisation | None:
    """Return whose reply it is when nobody has the number: where there is one provider, theirs."""
    found = list(_providers()[:2])
    return found[0] if len(found) == 1 else None
