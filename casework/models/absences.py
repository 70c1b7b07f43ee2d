"""Days she was not there, and what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.fields import Access, SealedTextField, plain
from audit.rows import Versioned, at_iff_by
from casework.doorways import OnCaseQuerySet
from casework.statuses import AbsenceDecision, AbsenceReason
from referrals.models import Referral
from workshops.models import Place


class Absence(Versioned):
    """She was not at a workshop: a fact. What follows from it is a decision, kept beside it."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="absences"), access=Access.SYSTEM
    )
    place = plain(models.OneToOneField(Place, models.PROTECT, related_name="absence"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    told_before = plain(models.BooleanField(_("she told us before"), null=True))
    reason = plain(
        models.CharField(max_length=14, choices=AbsenceReason.choices, default=AbsenceReason.NOT_KNOWN)
    )
    words = SealedTextField(null=True)
    evidence_seen = plain(models.BooleanField(null=True))
    asked_her_at = plain(models.DateTimeField(_("we tried safely to hear her reason"), null=True))
    asked_her_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    decision = plain(models.CharField(max_length=8, choices=AbsenceDecision.choices, blank=True))
    decided_at = plain(models.DateTimeField(null=True))
    decided_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    noted_at = plain(models.DateTimeField())
    noted_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_by="")
                | (~Q(decision="") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="absence_decided_at_iff_decided",
            ),
            at_iff_by("asked_her", name="absence_asked_her_at_iff_asked_her_by"),
        ]
