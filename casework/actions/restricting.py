"""Marking a woman restricted: nobody on the police side is ever asked whether she was sent before."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from audit import trail
from participants.models import Participant
from referrals.actions import OnlyAManager, holds, lock_beside
from referrals.models import Referral
from ui.refusals import Refused

Marked = Participant | Referral


class SayWhyRestricted(Refused):
    """A mark is kept with its reason."""

    sentence = _("Say why.")
    field = "why"


class AsItIs(Refused):
    """A colleague was faster."""

    sentence = _("Somebody has just done this. Open the case again to see how it stands.")


def restrict(referral: Referral, *, why: str, by: User, at: datetime) -> Marked:
    """Mark her record, or the referral while she has none, restricted.

    Locks participant, referral.

    :raises OnlyAManager: for anybody else.
    :raises AsItIs: when it is so marked.
    """
    if not why.strip():
        raise SayWhyRestricted
    with transaction.atomic():
        row = _lock(referral, by=by)
        if row.restricted_at is not None:
            raise AsItIs
        row.restricted_at, row.restricted_by, row.why_restricted = at, by.trail_name, why.strip()
        return _write(row, "restrict", why, by=by, at=at)


def lift_restriction(referral: Referral, *, why: str, by: User, at: datetime) -> Marked:
    """Take the mark away; the trail keeps that it stood, and why.

    :raises OnlyAManager: for anybody else.
    :raises AsItIs: when it is not marked.
    """
    if not why.strip():
        raise SayWhyRestricted
    with transaction.atomic():
        row = _lock(referral, by=by)
        if row.restricted_at is None:
            raise AsItIs
        row.restricted_at, row.restricted_by, row.why_restricted = None, "", None
        return _write(row, "lift_restriction", why, by=by, at=at)


def _lock(referral: Referral, *, by: User) -> Marked:
    pk = Referral.objects.values_list("participant_id", flat=True).get(pk=referral.pk)
    her = Participant.objects.select_for_update(of=("self",)).get(pk=pk) if pk else None
    locked = lock_beside(referral, pk)
    if not holds(by, locked, Role.MANAGER):
        raise OnlyAManager
    return her or locked


def _write(row: Marked, verb: str, why: str, *, by: User, at: datetime) -> Marked:
    row.advance("restricted_at", "restricted_by", "why_restricted")
    kind = "participant" if isinstance(row, Participant) else "referral"
    trail.record(f"{kind}.{verb}", row, by=by, at=at, values={"why": why.strip()})
    return row
