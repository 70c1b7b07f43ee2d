"""What she needs, services she was offered, and what must be in place for her to come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from audit.fields import Access, SealedTextField, plain
from audit.rows import Row, Versioned, at_iff_by
from casework.doorways import ListedServiceQuerySet, OnCaseQuerySet
from casework.statuses import ArrangedBy, ArrangementKind, ArrangementState
from referrals.models import Referral


class Need(Row):
    """A need by pathway (one of nine), with its level now and afterwards."""

    referral = plain(models.ForeignKey(Referral, models.PROTECT, related_name="needs"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    pathway = plain(models.CharField(max_length=10))
    level = plain(models.PositiveSmallIntegerField(default=1))
    level_after = plain(models.PositiveSmallIntegerField(null=True))
    words = SealedTextField(null=True)
    noted_at = plain(models.DateTimeField())
    noted_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["noted_at"], name="need_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["referral", "pathway"], name="need_is_noted_once_for_a_pathway")
        ]


class ListedService(Versioned):
    """A service in the directory: what it does, for whom and where, and how somebody is referred to it."""

    provider = plain(models.ForeignKey(Organisation, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    name = plain(models.CharField(_("name"), max_length=120))
    pathways = plain(models.JSONField(_("what it helps with"), default=list))  # codes of the nine pathways
    for_whom = plain(models.TextField(_("who it is for"), blank=True))
    areas = plain(models.JSONField(_("where"), default=list), access=Access.SYSTEM)  # `casework.services`
    how = plain(models.TextField(_("how to refer"), blank=True))
    phone = plain(models.CharField(_("phone"), max_length=40, blank=True))
    website = plain(models.URLField(_("website"), max_length=300, blank=True))
    checked_at = plain(models.DateTimeField(), access=Access.STAFF)
    checked_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    ended_at = plain(models.DateTimeField(null=True), access=Access.STAFF)
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[ListedServiceQuerySet] = ListedServiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "name"],
                condition=Q(ended_at__isnull=True),
                name="listed_service_is_named_once_for_a_provider",
            ),
            at_iff_by("ended", name="listed_service_ended_at_iff_ended_by"),
        ]

    def __str__(self) -> str:
        return self.name


class OnwardReferral(Row):
    """A service she was offered, and whether she took it up."""

    referral = plain(models.ForeignKey(Referral, models.PROTECT, related_name="onward"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    pathway = plain(models.CharField(max_length=10))
    service = SealedTextField()  # as it was called then
    listed = plain(
        models.ForeignKey(ListedService, models.PROTECT, null=True, related_name="+"), access=Access.SYSTEM
    )
    offered_at = plain(models.DateTimeField())
    offered_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    accepted = plain(models.BooleanField(null=True))
    taken_up_at = plain(models.DateTimeField(null=True))
    taken_up_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["offered_at"], name="offer_by_time"),
            models.Index(fields=["taken_up_at"], name="offer_by_time_taken_up"),
        ]
        constraints = [at_iff_by("taken_up", name="onward_referral_taken_up_at_iff_taken_up_by")]


class Arrangement(Versioned):
    """Something that must be in place for her to come: childcare, travel, an interpreter."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="arrangements"),
        access=Access.SYSTEM,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    kind = plain(models.CharField(max_length=12, choices=ArrangementKind.choices))
    state = plain(
        models.CharField(max_length=12, choices=ArrangementState.choices, default=ArrangementState.NEEDED)
    )
    for_on = plain(models.DateField(null=True))
    arranged_by = plain(models.CharField(max_length=10, choices=ArrangedBy.choices, blank=True))
    cost_pence = plain(models.PositiveIntegerField(null=True))  # of the whole of it; None: not known yet
    words = SealedTextField(null=True)
    made_at = plain(models.DateTimeField())
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]
