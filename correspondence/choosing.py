"""Which e-mails somebody of police gets, and when: each as it happens, or one each working morning."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from audit import trail
from correspondence import registry
from correspondence.models import MailChoice, Message
from correspondence.statuses import MailTiming, MessageStatus
from ui.refusals import Refused


class NotAChoice(Refused):
    """What must go at once, to everybody, is nobody's to choose."""


@dataclass(frozen=True)
class Wish:
    """What somebody chose; who never chose gets the usual kinds, each as it happens."""

    timing: MailTiming
    purposes: frozenset[str]

    def wants(self, purpose: registry.Purpose) -> bool:
        return purpose.usual is None or purpose.code in self.purposes

    def gathers(self, purpose: registry.Purpose) -> bool:
        """Tell whether a kind waits for the morning; what nobody may choose never waits."""
        return purpose.usual is not None and self.timing is MailTiming.DAILY


def wish_of(person: Any) -> Wish:
    """Return what a person chose, or the usual."""
    kept = MailChoice.objects.filter(person=person).first()
    if kept is None:
        usual = frozenset(purpose.code for purpose in registry.choosable() if purpose.usual)
        return Wish(MailTiming.EACH, usual)
    return Wish(MailTiming(kept.timing), frozenset(kept.purposes))


def wish_for(message: Message) -> Wish | None:
    """Return the wish that a message is subject to; None where it goes to no person of ours."""
    return wish_of(message.staff_id) if message.staff_id else None


def choose_mail(
    person: User, *, timing: MailTiming, purposes: Collection[str], by: User, at: datetime
) -> MailChoice:
    """Keep what somebody chose. It holds for every e-mail that has not gone yet.

    Back to "each as it happens", what waits for the morning goes now.

    :raises NotAChoice: for a kind that is nobody's to choose.
    """
    if not set(purposes) <= {purpose.code for purpose in registry.choosable()}:
        raise NotAChoice
    with transaction.atomic():
        chosen = {
            "timing": timing,
            "purposes": sorted(purposes),
            "chosen_at": at,
            "chosen_by": by.trail_name,
        }
        kept, _made = MailChoice.objects.update_or_create(person=person, defaults=chosen)
        facts = {"timing": timing, "purposes": kept.purposes}
        trail.record("mail.choose", person, by=by, at=at, facts=facts)
        if timing is MailTiming.EACH:
            Message.objects.digests().filter(staff=person, status=MessageStatus.QUEUED, due_at__gt=at).update(
                due_at=at
            )
        return kept
