"""What police read of a passing on: between which programmes or forces, and when; never why."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _g

from casework.history import moment
from referrals.models import Referral, Transfer

_ENDS = ("referral", "from_force", "to_force", "from_programme", "to_programme")


@dataclass(frozen=True)
class PassedOn:
    """That a referral went elsewhere."""

    reference: str
    sentence: str
    url: str
    log_text: str


def passed_on(row: Transfer, *, mine: bool) -> PassedOn:
    """Return a passing on as police read it. :param mine: whether they still see the referral."""
    to = row.to_force if row.from_force_id != row.to_force_id else row.to_programme
    left = row.from_force if row.from_force_id != row.to_force_id else row.from_programme
    facts = {"left": left or "", "to": to or "", "when": moment(row.transferred_at)}
    said = _g("On %(when)s this referral was passed from %(left)s to %(to)s.") % facts
    return PassedOn(
        reference=row.referral.reference,
        sentence=said,
        url=reverse("casework:police_referral", args=[row.referral_id]) if mine else "",
        log_text=f"{row.referral.reference}: {said}",
    )


def sentences_of(referral: Referral) -> tuple[str, ...]:
    """Return where a referral was passed on, for whoever sees it now."""
    rows = Transfer.objects.filter(referral=referral.pk).select_related(*_ENDS)
    return tuple(passed_on(row, mine=True).sentence for row in rows)
