"""Having somebody tell her that she should ring us."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import have_told, please_ring
from casework.actions.opening import open_case
from correspondence import actions as correspondence
from correspondence.actions import About
from correspondence.gate import NotSafe
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from participants.safe_contact import WhyNot
from referrals.models import Referral
from ui.refusals import Refused


class ToldAlready(Refused):
    """One of each is enough."""

    sentence = _("This stands on Today already. Tell her, or say that it could not be done.")


def have_her_told(referral: Referral, *, channel: Channel, by: User, at: datetime) -> Message:
    """Put on Today that she is to be told to ring us, through the person she trusts or in person.

    :raises ToldAlready: while it stands there. :raises NotSafe: when the gate is shut, or no number may be given.
    :raises NotOnTheBooks: when the case is not open.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        if have_told.to_be_told(locked).filter(channel=channel).exists():
            raise ToldAlready
        message = correspondence.write(
            purpose=have_told.PURPOSE,
            channel=channel,
            to=participant,
            about=About(locked.pk, reference=locked.reference),
            facts=please_ring.facts(locked, participant, at=at),
            key=f"ring-us:{channel.value.lower()}:{locked.pk}:{at.isoformat()}",
            due_at=at,
            by=by,
            at=at,
        )
        if message.channel != channel or message.status != MessageStatus.QUEUED:
            raise NotSafe(WhyNot(message.why))
        return message
