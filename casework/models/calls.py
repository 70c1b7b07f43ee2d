"""Calls, and what she was told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from audit.fields import Access, SealedTextField, identity, plain
from audit.rows import Row, Versioned, at_iff_by
from casework.doorways import OnCaseQuerySet
from casework.statuses import CallOutcome, DayPart, Told, ToldBy
from referrals.models import Referral


class ContactAttempt(Row):
    """One try to speak to her, and when the next one is."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="attempts"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    number = plain(models.PositiveSmallIntegerField())
    outcome = plain(models.CharField(max_length=16, choices=CallOutcome.choices))
    words = SealedTextField(null=True)
    number_rung = identity(models.CharField(max_length=20, blank=True))  # its digits
    made_at = plain(models.DateTimeField())
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    day_part = plain(models.CharField(max_length=10, choices=DayPart.choices))
    next_due_at = plain(models.DateTimeField(null=True))
    next_day_part = plain(models.CharField(max_length=10, choices=DayPart.choices, blank=True))
    undone_at = plain(models.DateTimeField(null=True))
    undone_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["referral", "-made_at"], name="attempt_by_referral"),
            models.Index(fields=["made_at"], name="attempt_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="contact_attempt_number_is_unique"),
            at_iff_by("undone", name="contact_attempt_undone_at_iff_undone_by"),
        ]


class FirstCall(Versioned):
    """The checklist of the first real conversation, saved as it goes."""

    referral = plain(
        models.OneToOneField(Referral, models.PROTECT, related_name="first_call"),
        access=Access.SYSTEM,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    number_confirmed = plain(models.BooleanField(default=False))
    safe_contact_asked = plain(models.BooleanField(default=False))
    help_wanted = plain(models.JSONField(default=list, blank=True))
    cannot_come_on = plain(models.JSONField(default=list, blank=True))  # weekdays, 0 is Monday
    access_needed = plain(models.JSONField(default=list, blank=True))  # of workshops' `AccessFact`
    worries = SealedTextField(null=True)
    needs_words = SealedTextField(null=True)
    started_at = plain(models.DateTimeField())
    started_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    finished_at = plain(models.DateTimeField(null=True))
    finished_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["finished_at"], name="first_call_by_time")]
        constraints = [at_iff_by("finished", name="first_call_finished_at_iff_finished_by")]


class Telling(Row):
    """How, when and by whom she was told something, on a channel that reached her.

    `dates` holds the ISO dates she was told; telling her other dates is another row.
    """

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="tellings"), access=Access.SYSTEM
    )
    what = plain(models.CharField(max_length=10, choices=Told.choices))
    how = plain(models.CharField(max_length=10, choices=ToldBy.choices))
    dates = plain(models.JSONField(default=list))
    told_at = plain(models.DateTimeField())
    told_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    class Meta:
        indexes = [models.Index(fields=["referral", "what"], name="telling_by_referral")]
