"""A proposal for the women who wait, and what it gives each of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import User
from audit.fields import Access, plain
from audit.rows import Row, Versioned, at_iff_by
from programmes.models import Programme
from referrals.models import Referral
from workshops.querysets import SuggestionQuerySet
from workshops.statuses import SuggestedOutcome, SuggestionState


class Suggestion(Versioned):
    """A proposal for all women who wait: asked by a person, worked out by the worker, settled by a person."""

    programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    asked_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    asked_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    asked_by_user = plain(models.ForeignKey(User, models.PROTECT, related_name="+"), access=Access.STAFF)
    state = plain(
        models.CharField(max_length=8, choices=SuggestionState.choices, default=SuggestionState.ASKED),
        access=Access.SYSTEM,
    )
    proved = plain(models.BooleanField(null=True), access=Access.SYSTEM)
    settled_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    settled_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[SuggestionQuerySet] = SuggestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [at_iff_by("settled", name="suggestion_settled_at_iff_settled_by")]


class SuggestedRun(Row):
    """One woman of a proposal: the workshops it gives her, or the rule that stops her."""

    suggestion = plain(
        models.ForeignKey(Suggestion, models.PROTECT, related_name="runs"), access=Access.SYSTEM
    )
    referral = plain(models.ForeignKey(Referral, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    workshops = plain(models.JSONField(default=list), access=Access.SYSTEM)  # keys, by day
    others = plain(models.JSONField(default=list), access=Access.SYSTEM)  # what else would fit her
    why = plain(models.CharField(max_length=20, blank=True), access=Access.SYSTEM)
    outcome = plain(
        models.CharField(max_length=8, choices=SuggestedOutcome.choices, blank=True), access=Access.SYSTEM
    )
    position = plain(models.PositiveSmallIntegerField(), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion", "referral"], name="suggested_run_is_single_for_a_woman"
            )
        ]
