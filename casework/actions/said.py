"""What she says of herself before and after, and of the service."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.actions.opening import open_case
from casework.models import Feedback, Score
from casework.statuses import Helped, When
from referrals.models import Referral
from ui.refusals import Refused


class NotAsked(Refused):
    """Her programme has no such question."""

    sentence = _("Her programme asks no question before and after.")


class OffTheScale(Refused):
    """The answer is no number of the scale."""

    sentence = _("Enter a whole number from the lowest to the highest that is printed with the question.")
    field = "value"


class NothingToUse(Refused):
    """She agreed that words be used, and said none."""

    sentence = _("Write down what she said, or take the tick away: there are no words to use.")
    field = "words"


def keep_score(referral: Referral, moment: When, value: int, *, by: User, at: datetime) -> Score:
    """Keep her answer before or after; given again, the newer one holds. Open or closed.

    Locks participant, referral.

    :param value: within the scale of her programme's definition, both ends included.
    :raises Refused: NotAsked, OffTheScale, NotOnTheBooks, NotYours.
    """
    with transaction.atomic():
        _participant, locked = open_case(referral, by=by, accepted=False)
        scale = locked.definition.parsed.before_and_after
        if scale is None:
            raise NotAsked
        if not scale.lowest <= value <= scale.highest:
            raise OffTheScale
        said = {"value": value, "said_at": at, "said_by": by.trail_name}
        row: Score
        row, _new = Score.objects.update_or_create(referral=locked, moment=moment, defaults=said)
        trail.record("case.keep_score", locked, by=by, at=at, facts={"moment": str(moment)})
        return row


def keep_feedback(
    referral: Referral, *, helped: Helped, words: str, may_use: bool, by: User, at: datetime
) -> Feedback:
    """Keep what she thought of it, in her own words if she likes. Open or closed.

    :param may_use: her consent that the words are used without her name.
    :raises Refused: NothingToUse, NotOnTheBooks, NotYours.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by, accepted=False)
        if may_use and not words.strip():
            raise NothingToUse
        row = Feedback(
            referral=locked,
            seal_key_id=participant.seal_key_id,
            helped=helped,
            words=words.strip() or None,
            may_use=may_use,
            said_at=at,
            said_by=by.trail_name,
        )
        row.save(force_insert=True)
        trail.record("case.keep_feedback", locked, by=by, at=at, facts={"may_use": may_use})
        return row
