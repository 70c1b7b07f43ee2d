"""What the pages of a referral show of the dates held for her, as frozen words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from referrals import keeping
from referrals.messages import held_in_words
from referrals.models import Referral
from referrals.statuses import Status


@dataclass(frozen=True)
class Holding:
    """Dates held for her, in words; and where dates can be held, or others chosen."""

    words: str
    url: str


def holding(referral: Referral, *, at: datetime) -> Holding:
    """Return what is held for her now, and the page where dates are held until she is accepted."""
    kept = keeping.kept(referral, at=at)
    open_to_hold = referral.status in {Status.DRAFT, Status.SUBMITTED} and bool(
        referral.dates.police_deadline_on
    )
    return Holding(
        words=held_in_words(kept) if kept else "",
        url=reverse("workshops:hold", args=[referral.pk]) if open_to_hold else "",
    )
