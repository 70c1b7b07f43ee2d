"""Workshop days, the cohorts they are planned in, who runs them, and how they moved."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.fields import Access, plain
from audit.rows import Row, Versioned, at_iff_by
from programmes.models import Programme
from referrals.models import Referral
from workshops.models.venues import Room
from workshops.querysets import CohortQuerySet, WorkshopQuerySet


class Cohort(Row):
    """Workshops planned together: a pair, for JUNO. Rolling groups have none."""

    programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    name = plain(models.CharField(max_length=80))
    source_reference = plain(models.CharField(max_length=60, blank=True), access=Access.SYSTEM)
    made_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[CohortQuerySet] = CohortQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="cohort_name_is_unique_in_programme"),
        ]

    def __str__(self) -> str:
        return self.name


class Workshop(Versioned):
    """One workshop day. `during` is [starts_at, ends_at): touching days do not clash."""

    programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    cohort = plain(
        models.ForeignKey(Cohort, models.PROTECT, null=True, related_name="workshops"),
        access=Access.SYSTEM,
    )
    step_number = plain(models.PositiveSmallIntegerField(_("workshop number"), null=True))
    room = plain(models.ForeignKey(Room, models.PROTECT, related_name="workshops"), access=Access.SYSTEM)
    starts_at = plain(models.DateTimeField(_("starts")))
    ends_at = plain(models.DateTimeField(_("ends")))
    during = plain(DateTimeRangeField(editable=False), access=Access.SYSTEM)
    capacity = plain(models.PositiveSmallIntegerField(_("places")))
    # A time made for one woman alone: nobody else is offered it, and it goes when she gives it back.
    kept_for = plain(
        models.ForeignKey(Referral, models.PROTECT, null=True, related_name="own_times"),
        access=Access.SYSTEM,
    )
    made_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    cancelled_at = plain(models.DateTimeField(null=True))
    cancelled_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_cancelled = plain(models.CharField(max_length=200, blank=True))
    finished_at = plain(models.DateTimeField(_("register finished"), null=True))
    finished_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[WorkshopQuerySet] = WorkshopQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["programme", "starts_at", "id"], name="workshop_by_day"),
            models.Index(fields=["starts_at"], name="workshop_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="workshop_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="workshop_has_at_least_one_place"),
            models.CheckConstraint(
                condition=Q(kept_for__isnull=True) | Q(capacity=1, cohort__isnull=True),
                name="workshop_kept_for_one_woman_has_one_place",
            ),
            at_iff_by("cancelled", name="workshop_cancelled_at_iff_cancelled_by"),
            at_iff_by("finished", name="workshop_finished_at_iff_finished_by"),
            models.UniqueConstraint(fields=["id", "during"], name="workshop_and_its_time"),
        ]

    @property
    def trail_reference(self) -> str:
        return f"{self.starts_at:%Y-%m-%d}"

    @property
    def entered_afterwards(self) -> bool:
        """Tell whether it was over when its group was entered: nothing is written about it to anybody."""
        return self.cohort is not None and self.cohort.made_at >= self.ends_at


class WorkshopPractitioner(Row):
    """A practitioner on a workshop day; the database refuses her two days at once."""

    workshop = plain(
        models.ForeignKey(Workshop, models.PROTECT, related_name="practitioners"),
        access=Access.STAFF,
    )
    practitioner = plain(models.ForeignKey(User, models.PROTECT, related_name="+"), access=Access.STAFF)
    during = plain(DateTimeRangeField(editable=False), access=Access.SYSTEM)
    ended_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "practitioner"],
                condition=Q(ended_at__isnull=True),
                name="workshop_practitioner_is_named_once",
            ),
            at_iff_by("ended", name="workshop_practitioner_ended_at_iff_ended_by"),
        ]


class WorkshopMove(Row):
    """A workshop moved to another day, hour or room, and why. Only ever added."""

    workshop = plain(models.ForeignKey(Workshop, models.PROTECT, related_name="moves"), access=Access.SYSTEM)
    was = plain(models.DateTimeField())
    became = plain(models.DateTimeField())
    from_room = plain(models.ForeignKey(Room, models.PROTECT, related_name="+"))
    to_room = plain(models.ForeignKey(Room, models.PROTECT, related_name="+"))
    why = plain(models.CharField(max_length=200))
    moved_at = plain(models.DateTimeField())
    moved_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    class Meta:
        indexes = [models.Index(fields=["workshop", "-moved_at"], name="workshop_move_by_workshop")]
