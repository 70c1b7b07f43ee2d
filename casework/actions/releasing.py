"""Taking a case that was brought in from another record into work."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.actions.opening import open_case
from casework.models import Review
from referrals.models import Referral
from ui.refusals import Refused
from workshops import invitations, offers

IMPORTED = "imported"


class NothingToRelease(Refused):
    """The case was released before, or never was brought in."""

    sentence = _("This case is in work already. There is nothing to release.")


def release_import(referral: Referral, *, by: User, at: datetime) -> int:
    """Release a case that was brought in: only now are the messages for what lies ahead planned.

    Locks participant, referral. Return how many messages were written.

    :raises NothingToRelease: when that was done before.
    :raises NotOnTheBooks: when the case is not open.
    """
    with transaction.atomic():
        _participant, locked = open_case(referral, by=by)
        review = (
            Review.objects.select_for_update()
            .filter(referral=locked, kind=IMPORTED, settled_at__isnull=True)
            .first()
        )
        if review is None:
            raise NothingToRelease
        review.settled_at, review.settled_by = at, by.trail_name
        review.save(update_fields=["settled_at", "settled_by"])
        ahead = offers.held_ahead(locked, at=at)
        written = invitations.write(locked, ahead, by=by, at=at) if ahead else []
        trail.record("case.release", locked, by=by, at=at, facts={"messages": len(written)})
        return len(written)
