"""Two records that were one woman, joined."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from audit.fields import Access, SealedTextField, plain
from audit.rows import Row, at_iff_by
from participants.models.record import Participant
from participants.querysets import MergeQuerySet


class Merge(Row):
    """One record went into another: what was changed, row by row, so that it can be undone exactly.

    The record that is gone stays as an empty shell that names the other in `merged_into`: it holds her second
    sealing key, and undoing fills it again.
    """

    kept = plain(models.ForeignKey(Participant, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    gone = plain(models.ForeignKey(Participant, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    why = SealedTextField(access=Access.STAFF)
    changes = SealedTextField(access=Access.SYSTEM)  # JSON: `casework.merging.ledger.Change`
    merged_at = plain(models.DateTimeField(), access=Access.STAFF)
    merged_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    undone_at = plain(models.DateTimeField(null=True), access=Access.STAFF)
    undone_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_undone = SealedTextField(null=True, access=Access.STAFF)

    objects: ClassVar[MergeQuerySet] = MergeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["kept", "-merged_at"], name="merge_by_kept")]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=models.F("gone")), name="merge_joins_two_records"),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="merge_takes_a_record_once"
            ),
            at_iff_by("undone", name="merge_undone_at_iff_undone_by"),
        ]
