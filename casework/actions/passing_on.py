"""Passing a case on to another programme or force: what lies ahead of her here is given back first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from audit import trail
from casework.actions.closing import let_go
from casework.actions.discreet import TO_RELEASE
from casework.actions.duplicates import DUPLICATE
from casework.actions.opening import lock_with_her
from casework.models import Review
from participants.models import DiscreetRelease
from programmes.models import Programme
from referrals import actions as referrals
from referrals.models import Referral
from ui.refusals import Refused
from workshops import standing


class SameAsBefore(Refused):
    """Nothing would be different."""

    sentence = _("Choose another programme, or another force, than the one it is with.")
    field = "programme"


def transfer(
    referral: Referral,
    *,
    programme: Programme | None,
    force: Organisation | None,
    words: str,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Referral:
    """Pass a referral on with its history. Locks participant, referral, workshops, places.

    :raises SameAsBefore: when neither programme nor force is another.
    :raises Refused: SayWhyTransferred, ForceNotServed, CannotMove, NotYours, Stale.
    """
    with transaction.atomic():
        locked = lock_with_her(referral)
        if _is_same(locked.programme_id, programme) and _is_same(locked.referring_organisation_id, force):
            raise SameAsBefore
        came = standing.attended_on(locked) if locked.participant_id else []
        let_go(locked, by=by, at=at)
        if programme is not None and programme.provider_id != locked.provider_id:
            _settle_here(locked, by=by, at=at)
        return referrals.transfer(
            locked, programme=programme, force=force, words=words, attended_on=came, by=by, at=at, seen=seen
        )


def _settle_here(locked: Referral, *, by: User, at: datetime) -> None:
    """Settle what asks to compare her here, or to agree to a letter: another provider sees none of it."""
    rows = Review.objects.filter(kind__in=[DUPLICATE, TO_RELEASE], settled_at__isnull=True)
    mine = rows.filter(Q(referral=locked) | Q(about_id=locked.pk)).select_for_update().order_by("pk")
    letters = [row.about_id for row in mine if row.kind == TO_RELEASE]
    asked = DiscreetRelease.objects.filter(pk__in=letters, agreed_at__isnull=True, ended_at__isnull=True)
    ended = asked.update(ended_at=at, ended_by=by.trail_name)
    settled = rows.filter(pk__in=[row.pk for row in mine]).update(settled_at=at, settled_by=by.trail_name)
    trail.record("case.settle_here", locked, by=by, at=at, facts={"reviews": settled, "letters": ended})


def _is_same(now: Any, chosen: Programme | Organisation | None) -> bool:
    return chosen is None or chosen.pk == now
