"""Where a referral was before it was passed on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import Organisation, Team, User
from audit.fields import Access, SealedTextField, plain
from audit.rows import Row
from participants.models import Participant
from programmes.models import Programme
from referrals.models.referral import Referral
from referrals.querysets import TransferQuerySet


class Transfer(Row):
    """One passing on: from which programme and force to which, why, and what she had come to."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="transfers"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    from_programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"))
    to_programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"))
    from_force = plain(models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+"))
    to_force = plain(models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+"))
    from_team = plain(
        models.ForeignKey(Team, models.PROTECT, null=True, related_name="+"), access=Access.STAFF
    )
    from_officer = plain(
        models.ForeignKey(User, models.PROTECT, null=True, related_name="+"), access=Access.STAFF
    )
    participant = plain(  # her record with whoever had the case, where there was one
        models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+"), access=Access.SYSTEM
    )
    words = SealedTextField()
    attended_on = plain(models.JSONField(default=list))  # ISO dates of what she had come to by then
    transferred_at = plain(models.DateTimeField())
    transferred_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[TransferQuerySet] = TransferQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["transferred_at", "id"]

    @property
    def trail_reference(self) -> str:
        reference: str = self.referral.reference
        return reference
