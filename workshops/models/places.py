"""The place a woman has on a workshop day, the seat kept for her before, and how she was moved."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.fields import Access, SealedTextField, plain
from audit.rows import Row, Versioned
from participants.models import Participant
from referrals.models import PlanStep, Referral
from workshops.models.days import Workshop
from workshops.querysets import HeldSeatQuerySet, PlaceQuerySet
from workshops.statuses import AskedBy, Mark, ReleaseReason, WhyFreed


class Place(Versioned):
    """One woman's plan step on one workshop day, with its seat and its mark."""

    plan_step = plain(
        models.ForeignKey(PlanStep, models.PROTECT, related_name="places"), access=Access.SYSTEM
    )
    referral = plain(models.ForeignKey(Referral, models.PROTECT, related_name="places"), access=Access.SYSTEM)
    participant = plain(
        models.ForeignKey(Participant, models.PROTECT, related_name="places"), access=Access.SYSTEM
    )
    workshop = plain(models.ForeignKey(Workshop, models.PROTECT, related_name="places"))
    during = plain(DateTimeRangeField(editable=False), access=Access.SYSTEM)
    seat = plain(models.PositiveSmallIntegerField(), access=Access.SYSTEM)
    booked_at = plain(models.DateTimeField())
    booked_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    override_reason = SealedTextField(null=True, access=Access.STAFF)
    overridden_by_second = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    mark = plain(models.CharField(max_length=12, choices=Mark.choices, default=Mark.NOT_MARKED))
    marked_at = plain(models.DateTimeField(null=True))
    marked_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    arrived_at = plain(models.TimeField(_("came at"), null=True))
    left_at = plain(models.TimeField(_("left at"), null=True))
    from_paper = plain(models.BooleanField(_("entered later from paper"), default=False))
    late_words = SealedTextField(null=True)  # why she was let in late, or turned away
    # Where the definition leaves it to a person whether leaving early was enough.
    counts = plain(models.BooleanField(_("she was there for enough of it"), null=True))
    counts_decided_at = plain(models.DateTimeField(null=True))
    counts_decided_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    released_at = plain(models.DateTimeField(null=True))
    released_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_released = plain(models.CharField(max_length=20, choices=ReleaseReason.choices, blank=True))

    objects: ClassVar[PlaceQuerySet] = PlaceQuerySet.as_manager()  # type: ignore[assignment]

    @property
    def trail_reference(self) -> str:
        return str(self.referral.reference)

    class Meta:
        indexes = [
            models.Index(fields=["referral", "released_at"], name="place_by_referral"),
            models.Index(fields=["workshop", "released_at"], name="place_by_workshop"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "seat"],
                condition=Q(released_at__isnull=True),
                name="place_seat_is_taken_once",
            ),
            models.UniqueConstraint(
                fields=["plan_step"],
                condition=Q(released_at__isnull=True),
                name="place_is_single_for_a_plan_step",
            ),
            models.CheckConstraint(condition=Q(seat__gte=1), name="place_seats_count_from_one"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by="", why_released="")
                | (Q(released_at__isnull=False) & ~Q(released_by="") & ~Q(why_released="")),
                name="place_released_at_iff_released_by_and_why",
            ),
            models.CheckConstraint(
                condition=Q(mark=Mark.NOT_MARKED, marked_at__isnull=True, marked_by="")
                | (~Q(mark=Mark.NOT_MARKED) & Q(marked_at__isnull=False) & ~Q(marked_by="")),
                name="place_marked_at_iff_marked",
            ),
            models.CheckConstraint(
                condition=Q(counts__isnull=True, counts_decided_at__isnull=True, counts_decided_by="")
                | (
                    Q(counts__isnull=False, counts_decided_at__isnull=False, mark=Mark.LEFT_EARLY)
                    & ~Q(counts_decided_by="")
                ),
                name="place_counts_iff_decided_of_leaving_early",
            ),
        ]


class HeldSeat(Row):
    """A seat kept for a woman whose referral is not accepted yet: it counts until it lapses.

    It is no place: she is on no register, owed no letter, and nothing follows from it.
    """

    # A draft that is thrown away takes its seats with it.
    referral = plain(
        models.ForeignKey(Referral, models.CASCADE, related_name="held_seats"), access=Access.SYSTEM
    )
    workshop = plain(models.ForeignKey(Workshop, models.PROTECT, related_name="held_seats"))
    seat = plain(models.PositiveSmallIntegerField(), access=Access.SYSTEM)
    held_at = plain(models.DateTimeField())
    held_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    held_until = plain(models.DateTimeField())
    freed_at = plain(models.DateTimeField(null=True))
    freed_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_freed = plain(models.CharField(max_length=20, choices=WhyFreed.choices, blank=True))

    objects: ClassVar[HeldSeatQuerySet] = HeldSeatQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "seat"], condition=Q(freed_at__isnull=True), name="held_seat_is_held_once"
            ),
            models.UniqueConstraint(
                fields=["referral", "workshop"],
                condition=Q(freed_at__isnull=True),
                name="held_seat_is_single_for_a_woman",
            ),
            models.CheckConstraint(condition=Q(seat__gte=1), name="held_seats_count_from_one"),
            models.CheckConstraint(
                condition=Q(freed_at__isnull=True, freed_by="", why_freed="")
                | (Q(freed_at__isnull=False) & ~Q(freed_by="") & ~Q(why_freed="")),
                name="held_seat_freed_at_iff_freed_by_and_why",
            ),
        ]


class BookingMove(Row):
    """A woman moved to other dates: who asked, why, from which days to which. Only ever added."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="booking_moves"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    asked_by = plain(models.CharField(max_length=8, choices=AskedBy.choices))
    why = plain(models.CharField(max_length=20, choices=ReleaseReason.choices))
    words = SealedTextField(null=True)
    from_days = plain(models.JSONField(default=list))  # ISO dates
    to_days = plain(models.JSONField(default=list))
    moved_at = plain(models.DateTimeField())
    moved_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    class Meta:
        indexes = [models.Index(fields=["referral", "-moved_at"], name="booking_move_by_referral")]
