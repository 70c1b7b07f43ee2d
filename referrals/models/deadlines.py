"""How the deadline of the condition came to be what it is: one row a change, never changed itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.fields import Access, SealedTextField, plain
from audit.rows import Row
from referrals.models.referral import Referral
from referrals.querysets import DeadlineQuerySet


class Evidence(models.TextChoices):
    """How we know that police said so."""

    HERE = "HERE", _("Entered here by police")
    EMAIL = "EMAIL", _("Secure e-mail")
    PHONE = "PHONE", _("Phone call")
    PAPER = "PAPER", _("Letter or form")
    IN_PERSON = "IN_PERSON", _("In person")


class DeadlineChange(Row):
    """A new deadline as police stated it: from which, to which, who in the force, why, on what evidence."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="deadline_changes"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    was = plain(models.DateField(null=True))
    until = plain(models.DateField())
    why = SealedTextField(null=True)
    evidence = plain(models.CharField(max_length=10, choices=Evidence.choices))
    evidence_words = SealedTextField(null=True)  # a log or document number
    stated_by = plain(models.CharField(max_length=254), access=Access.STAFF)  # who in the force
    changed_at = plain(models.DateTimeField())
    changed_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[DeadlineQuerySet] = DeadlineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["referral", "changed_at"], name="deadline_history")]
