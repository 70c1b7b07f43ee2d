"""What police changed after they had sent it, and what a coordinator made of each change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.fields import Access, SealedTextField, plain
from audit.rows import Row
from referrals.models.referral import Referral
from referrals.querysets import AmendmentQuerySet


class Amendment(Row):
    """One act of an officer: some of what was sent about her reads otherwise now. Rows are never changed."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="amendments"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    why = SealedTextField()
    amended_at = plain(models.DateTimeField())
    amended_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[AmendmentQuerySet] = AmendmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["referral", "-amended_at"], name="amendment_by_referral")]


class Taken(models.TextChoices):
    """What became of a change on our side. Police never see it."""

    WAITING = "WAITING", _("To look at")
    TAKEN = "TAKEN", _("Taken over")
    LEFT = "LEFT", _("Left as we have it")
    REPLACED = "REPLACED", _("Changed again by police")
    AS_SENT = "AS_SENT", _("Nothing to take over")


class AmendedField(Row):
    """One answer that reads otherwise, old and new."""

    amendment = plain(
        models.ForeignKey(Amendment, models.PROTECT, related_name="changed"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    name = plain(models.SlugField(max_length=40))
    old = SealedTextField(null=True, access=Access.THIRD_PARTY)  # JSON
    new = SealedTextField(null=True, access=Access.THIRD_PARTY)  # JSON
    taken = plain(models.CharField(max_length=8, choices=Taken.choices, default=Taken.WAITING))
    answered_at = plain(models.DateTimeField(null=True))
    answered_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    class Meta:
        indexes = [
            models.Index(fields=["amendment"], condition=Q(taken="WAITING"), name="amended_field_waiting")
        ]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "name"], name="amended_field_is_once_an_amendment"),
            models.CheckConstraint(
                condition=Q(
                    answered_at__isnull=True, answered_by="", taken__in=["WAITING", "REPLACED", "AS_SENT"]
                )
                | (Q(answered_at__isnull=False, taken__in=["TAKEN", "LEFT"]) & ~Q(answered_by="")),
                name="amended_field_answered_at_iff_answered",
            ),
        ]
