"""Has she been sent before? Looked up for whoever sends her, within what each may be told (rule 14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CASEWORKERS
from audit import trail
from audit.models import Event
from referrals import matching
from referrals.actions.moving import holds
from referrals.drafts import Draft
from referrals.models import Referral, ReferredPerson, SameWoman
from ui.refusals import Refused

CHECK = "referral.check_duplicates"
HOUR = timedelta(hours=1)


class SentBefore(Refused):
    """She may have been sent a moment ago, and nobody has said yet whether it is the same woman."""

    sentence = _("She may have been sent already. Answer the question below, then send the referral.")


def look_for_earlier(referral: Referral, *, by: User, at: datetime) -> list[ReferredPerson]:
    """Return the earlier referrals that whoever sends a draft is asked about, and record the look-up.

    An officer's look-ups are counted: past `JUNO_DUPLICATE_CHECKS_AN_HOUR` nothing is found any more,
    the page and its words stay the same, and a possible duplicate still reaches a coordinator.
    """
    with transaction.atomic():
        answered = _answered(referral, by, at=at)
        found = earlier(referral, by=by) if answered else []
        facts = {"version": referral.version, "found": len(found), "answered": answered}
        trail.record(CHECK, referral, by=by, at=at, facts=facts)
        return found


def earlier(referral: Referral, *, by: User) -> list[ReferredPerson]:
    """Return what may be of the same woman: everything for a coordinator, their own for police.

    Never the referral itself, which a first press of the same button may have sent since it was read.
    """
    draft = Draft.read(referral.draft)
    known = matching.Known.drafted(draft)
    if not holds(by, referral, *CASEWORKERS):
        return matching.sent_before(referral, known, draft.text("crime_reference"))
    same = known.perhaps_alike()
    others = matching.everything(referral.provider).exclude(referral=referral)
    return list(others.filter(same)[: matching.ASKED]) if same else []


def say_same(referral: Referral, said: Mapping[UUID, bool], *, by: User, at: datetime) -> None:
    """Keep what was answered to "Is this the same woman?", one row for each earlier referral."""
    with transaction.atomic():
        for other, same in said.items():
            SameWoman.objects.update_or_create(
                referral=referral,
                earlier_id=other,
                defaults={"same": same, "said_at": at, "said_by": by.trail_name},
            )
            facts = {"earlier": str(other), "same": same}
            trail.record("referral.say_same", referral, by=by, at=at, facts=facts)


def refuse_unasked(referral: Referral, said: Mapping[UUID, bool], *, by: User, at: datetime) -> None:
    """Refuse to send while an earlier referral is there that nobody was asked about.

    :raises SentBefore: so that of two who send her together the second is asked.
    """
    if not _answered(referral, by, at=at):
        return
    found: Sequence[ReferredPerson] = earlier(referral, by=by)
    if any(one.referral_id not in said for one in found):
        raise SentBefore


def _answered(referral: Referral, by: User, *, at: datetime) -> bool:
    """Tell whether a look-up is answered: looking at the same answers again is not another one."""
    looked = Event.objects.filter(who_id=by.pk, verb=CHECK)
    same = looked.filter(subject_id=referral.pk, facts__version=referral.version).order_by("-number")
    before = same.values_list("facts__answered", flat=True).first()
    if before is not None:
        return bool(before)
    most = settings.JUNO_DUPLICATE_CHECKS_AN_HOUR
    drafts = looked.filter(at__gt=at - HOUR).order_by().values("subject_id", "facts__version").distinct()
    return bool(holds(by, referral, *CASEWORKERS) or drafts[:most].count() < most)
