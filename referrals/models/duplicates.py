"""What whoever sends a referral says when asked whether the woman was sent before."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from audit.fields import Access, plain
from audit.rows import Row
from referrals.models.referral import Referral


class SameWoman(Row):
    """The answer to "Is this the same woman?" about one earlier referral. Kept for the coordinator."""

    referral = plain(
        models.ForeignKey(Referral, models.CASCADE, related_name="said_same"), access=Access.SYSTEM
    )
    earlier = plain(models.ForeignKey(Referral, models.PROTECT, related_name="+"), access=Access.THIRD_PARTY)
    same = plain(models.BooleanField())
    said_at = plain(models.DateTimeField())
    said_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "earlier"], name="same_woman_is_said_once_of_two"),
            models.CheckConstraint(
                condition=~Q(referral=models.F("earlier")), name="same_woman_is_said_of_two_referrals"
            ),
        ]
