"""Who did what, when and from where; and the keys under which words are sealed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from audit.fields import Access, SealedTextField, plain
from audit.rows import Row


class SubjectKey(Row):
    """One woman's sealing key, wrapped by a master key; `wrapped` is empty once destroyed."""

    master = plain(models.CharField(max_length=40), access=Access.SYSTEM)
    wrapped = plain(models.BinaryField(null=True), access=Access.SYSTEM)
    destroyed_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    destroyed_by = plain(models.CharField(max_length=120, blank=True), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | models.Q(wrapped__isnull=True, destroyed_at__isnull=False),
                name="subject_key_is_either_held_or_destroyed",
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) ^ ~models.Q(destroyed_by=""),
                name="subject_key_destroyed_at_iff_destroyed_by",
            ),
        ]


class Event(models.Model):
    """One thing somebody did or saw. Rows are only ever added: triggers and grants refuse the rest.

    `number` is the order in which the sealer chains them. Who is kept as text, so that an account
    removed later still reads; the subject is a UUID and a reference, never a name.
    """

    only_added: ClassVar[bool] = True

    number = plain(models.BigAutoField(primary_key=True), access=Access.SYSTEM)
    at = plain(models.DateTimeField(), access=Access.SYSTEM)
    # When the row was written: later than `at` where history was brought in from a file.
    recorded_at = plain(models.DateTimeField(db_default=Now()), access=Access.SYSTEM)
    who = plain(models.CharField(max_length=254), access=Access.STAFF)
    who_id = plain(models.UUIDField(null=True), access=Access.STAFF)
    role = plain(models.CharField(max_length=60, blank=True), access=Access.STAFF)
    verb = plain(models.CharField(max_length=80), access=Access.GIVEN)
    subject_type = plain(models.CharField(max_length=80, blank=True), access=Access.SYSTEM)
    subject_id = plain(models.UUIDField(null=True), access=Access.SYSTEM)
    reference = plain(models.CharField(max_length=40, blank=True), access=Access.GIVEN)
    fields = plain(models.JSONField(default=list), access=Access.GIVEN)
    facts = plain(models.JSONField(default=dict), access=Access.GIVEN)
    address = plain(models.GenericIPAddressField(_("network address"), null=True), access=Access.STAFF)
    request_id = plain(models.UUIDField(null=True), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(null=True), access=Access.SYSTEM)
    row = plain(models.UUIDField(), access=Access.SYSTEM)
    values = SealedTextField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "-number"], name="event_by_subject"),
            models.Index(fields=["who_id", "-number"], name="event_by_person"),
            models.Index(fields=["reference", "-number"], name="event_by_reference"),
            models.Index(fields=["request_id"], name="event_by_request"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.reference}".rstrip()


class Seal(models.Model):
    """A batch of events chained by HMAC to the batch before: a changed or missing row shows."""

    only_added: ClassVar[bool] = True

    number = plain(models.BigAutoField(primary_key=True), access=Access.SYSTEM)
    first_event = plain(models.BigIntegerField(unique=True), access=Access.SYSTEM)
    last_event = plain(models.BigIntegerField(unique=True), access=Access.SYSTEM)
    count = plain(models.PositiveIntegerField(), access=Access.SYSTEM)
    head = plain(models.CharField(max_length=64), access=Access.SYSTEM)
    at = plain(models.DateTimeField(), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_event__gte=models.F("first_event")),
                name="seal_covers_at_least_one_event",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_event}-{self.last_event}"
