"""Dated notes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from audit.fields import Access, SealedTextField, plain
from audit.rows import Row
from casework.doorways import NoteQuerySet
from casework.statuses import NoteKind
from referrals.models import Referral


class Note(Row):
    """A dated note; after 24 hours it is fixed, and a correction is a note of its own."""

    referral = plain(models.ForeignKey(Referral, models.PROTECT, related_name="notes"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    kind = plain(models.CharField(max_length=8, choices=NoteKind.choices, default=NoteKind.NOTE))
    words = SealedTextField()
    corrects = plain(
        models.OneToOneField("self", models.PROTECT, null=True, related_name="correction"),
        access=Access.SYSTEM,
    )
    written_at = plain(models.DateTimeField())
    written_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    # Of a concern: a caseworker has read it and said what was done.
    taken_up_at = plain(models.DateTimeField(null=True))
    taken_up_by = plain(models.CharField(max_length=254, blank=True, default=""), access=Access.STAFF)

    objects: ClassVar[NoteQuerySet] = NoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["referral", "-written_at"], name="note_by_referral"),
            models.Index(
                fields=["written_at"],
                condition=Q(kind="CONCERN", taken_up_at__isnull=True),
                name="note_concern_not_taken_up",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_up_at__isnull=True, taken_up_by="")
                | (Q(taken_up_at__isnull=False, kind="CONCERN") & ~Q(taken_up_by="")),
                name="note_taken_up_at_iff_taken_up_by",
            )
        ]
