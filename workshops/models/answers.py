"""What a woman presses on her own page."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from audit.fields import Access, plain
from audit.rows import Row, at_iff_by
from referrals.models import Referral
from workshops.models.places import Place
from workshops.querysets import HerAnswerQuerySet
from workshops.statuses import HerWord


class HerAnswer(Row):
    """What she pressed on her own page. It changes no booking: a caseworker does, having spoken to her.

    Pressing another answer undoes the one before; the row stays.
    """

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="her_answers"), access=Access.SYSTEM
    )
    place = plain(
        models.ForeignKey(Place, models.PROTECT, null=True, related_name="her_answers"), access=Access.SYSTEM
    )
    answer = plain(models.CharField(max_length=8, choices=HerWord.choices))
    said_at = plain(models.DateTimeField())
    said_by = plain(models.CharField(max_length=254), access=Access.SYSTEM)
    undone_at = plain(models.DateTimeField(null=True))
    undone_by = plain(models.CharField(max_length=254, blank=True), access=Access.SYSTEM)
    dealt_with_at = plain(models.DateTimeField(null=True))
    dealt_with_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[HerAnswerQuerySet] = HerAnswerQuerySet.as_manager()  # type: ignore[assignment]

    @property
    def trail_reference(self) -> str:
        return str(self.referral.reference)

    class Meta:
        indexes = [
            models.Index(
                fields=["said_at"],
                condition=Q(
                    answer__in=["CANNOT", "CALL_ME"], undone_at__isnull=True, dealt_with_at__isnull=True
                ),
                name="her_answer_to_deal_with",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(undone_at__isnull=True), name="her_answer_is_one_for_a_place"
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(answer="CALL_ME", undone_at__isnull=True, dealt_with_at__isnull=True),
                name="her_answer_asks_for_one_call_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answer="CALL_ME", place__isnull=True)
                | (~Q(answer="CALL_ME") & Q(place__isnull=False)),
                name="her_answer_is_about_a_place_iff_no_call",
            ),
            at_iff_by("undone", name="her_answer_undone_at_iff_undone_by"),
            models.CheckConstraint(
                condition=Q(dealt_with_at__isnull=True, dealt_with_by="")
                | (Q(dealt_with_at__isnull=False) & ~Q(dealt_with_by="") & ~Q(answer="COMING")),
                name="her_answer_dealt_with_at_iff_dealt_with_by",
            ),
        ]
