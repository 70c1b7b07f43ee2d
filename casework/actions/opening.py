"""Taking the rows of a case in the order that every action keeps: participant, referral, the rest."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CASEWORKERS
from participants.models import Participant
from referrals.actions import NotYours, holds, lock_beside
from referrals.models import Referral
from referrals.statuses import Status
from ui.refusals import Refused


class NotOnTheBooks(Refused):
    """The referral is not one that is being worked on."""

    sentence = _("This case is not open. Reopen it first, or check that you have the right one.")


def open_case(referral: Referral, *, by: User, accepted: bool = True) -> tuple[Participant, Referral]:
    """Lock the woman and her referral, in this order, for somebody who works on the case.

    :param accepted: the referral must be accepted and not closed.
    :raises NotOnTheBooks: when it is not.
    :raises JustJoined: when another record became hers at the same moment.
    :raises NotYours: for anybody but the provider's caseworkers.
    """
    participant, locked = lock_woman(referral)
    if not holds(by, locked, *CASEWORKERS):
        raise NotYours
    if accepted and locked.status != Status.ACCEPTED:
        raise NotOnTheBooks
    return participant, locked


def lock_woman(referral: Referral) -> tuple[Participant, Referral]:
    """Lock her record, then the referral: who may, and whether it is open, the caller asks.

    :raises NotOnTheBooks: where she has no record yet. :raises JustJoined: as `open_case`.
    """
    if referral.participant_id is None:
        raise NotOnTheBooks
    participant = Participant.objects.select_for_update().get(pk=referral.participant_id)
    return participant, lock_beside(referral, participant.pk)


def lock_with_her(referral: Referral) -> Referral:
    """Lock her record, where she has one, then the referral; accepted or not, open or not.

    :raises JustJoined: when another record became hers at the same moment.
    """
    if referral.participant_id is not None:
        Participant.objects.select_for_update().get(pk=referral.participant_id)
    return lock_beside(referral, referral.participant_id)
