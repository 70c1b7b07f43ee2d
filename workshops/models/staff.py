"""What a practitioner is trained for, and where her calendar is read from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from audit.fields import Access, plain
from audit.rows import Row, Versioned, at_iff_by
from workshops.querysets import CalendarAddressQuerySet, TrainingQuerySet


class Training(Versioned):
    """A training a practitioner has, and the last day on which it counts; none: it does not run out."""

    practitioner = plain(models.ForeignKey(User, models.PROTECT, related_name="+"), access=Access.STAFF)
    code = plain(models.CharField(max_length=40), access=Access.STAFF)  # programmes/data/training.csv
    expires_on = plain(models.DateField(null=True), access=Access.STAFF)
    noted_at = plain(models.DateTimeField(), access=Access.STAFF)
    noted_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    ended_at = plain(models.DateTimeField(null=True), access=Access.STAFF)
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[TrainingQuerySet] = TrainingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner", "code"],
                condition=Q(ended_at__isnull=True),
                name="training_is_on_record_once",
            ),
            at_iff_by("ended", name="training_ended_at_iff_ended_by"),
        ]


class CalendarAddress(Row):
    """A secret address from which a person's calendar program reads her workshops. Only its digest is kept."""

    user = plain(models.ForeignKey(User, models.PROTECT, related_name="+"), access=Access.STAFF)
    digest = plain(models.CharField(max_length=64, unique=True), access=Access.SYSTEM)
    made_at = plain(models.DateTimeField(), access=Access.STAFF)
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    last_read = plain(models.DateTimeField(null=True), access=Access.STAFF)
    ended_at = plain(models.DateTimeField(null=True), access=Access.STAFF)
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[CalendarAddressQuerySet] = CalendarAddressQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="calendar_address_is_one_for_a_user"
            ),
            at_iff_by("ended", name="calendar_address_ended_at_iff_ended_by"),
        ]
