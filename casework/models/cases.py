"""A case as its caseworkers see it, what waits to be looked at about it, and what was told to police."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from audit.fields import Access, SealedTextField, plain
from audit.rows import Row, at_iff_by
from casework.doorways import DisclosureQuerySet, ReviewQuerySet
from casework.querysets import CaseQuerySet
from referrals.models import Referral


class Case(Referral):
    """A referral as casework sees it: the same row, with the questions a coordinator asks of it."""

    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        proxy = True


class Review(Row):
    """Something a coordinator should look at: a possible duplicate, a person to keep apart."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="reviews"), access=Access.SYSTEM
    )
    kind = plain(models.SlugField(max_length=40), access=Access.SYSTEM)
    about_id = plain(models.UUIDField(null=True), access=Access.THIRD_PARTY)
    raised_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    settled_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    settled_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    settled_as = plain(models.SlugField(max_length=20, blank=True), access=Access.SYSTEM)

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            at_iff_by("settled", name="review_settled_at_iff_settled_by"),
            models.UniqueConstraint(
                fields=["referral", "about_id"],
                condition=Q(kind="duplicate"),
                name="review_of_two_women_is_raised_once",
            ),
        ]


class Disclosure(Row):
    """Attempts and reasons that a manager let police read, for this case only; frozen as previewed."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="disclosures"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    said = SealedTextField()  # JSON: the lines police read
    why = SealedTextField(access=Access.STAFF)
    asked_by = plain(models.CharField(max_length=120), access=Access.STAFF)  # who in the force
    made_at = plain(models.DateTimeField())
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[DisclosureQuerySet] = DisclosureQuerySet.as_manager()  # type: ignore[assignment]
