"""The card an officer may give her: offered, never pressed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.roles import POLICE, Role
from audit import trail
from referrals.actions.moving import CannotMove, NotYours, holds, lock
from referrals.models import CardAnswer, CardOffer, Referral
from referrals.statuses import BY_VERB, Status


def answer_card(referral: Referral, *, answer: CardAnswer, by: User, at: datetime) -> CardOffer:
    """Keep what she said to the card; a later answer takes the place of an earlier one, in the trail.

    :raises NotYours: for anybody but her force's people and the coordinator who entered it for them.
    """
    with transaction.atomic():
        locked = lock(referral)
        if locked.status == Status.DRAFT:
            raise CannotMove(BY_VERB["submit"], Status.DRAFT)
        if not holds(by, locked, *POLICE, Role.COORDINATOR):
            raise NotYours
        said = {"answer": answer, "answered_at": at, "answered_by": by.trail_name}
        offer, _made = CardOffer.objects.update_or_create(referral=locked, defaults=said)
        trail.record("referral.answer_card", locked, by=by, at=at, facts={"answer": answer})
        return offer
