"""Venues, cohorts, workshop days, and the place each woman has on each of them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from audit.fields import Access, SealedTextField, plain
from audit.rows import Row, Versioned
from participants.models import Participant
from programmes.models import Programme
from referrals.models import PlanStep, Referral
from workshops.querysets import (
    CalendarAddressQuerySet,
    CohortQuerySet,
    HeldSeatQuerySet,
    PlaceQuerySet,
    RoomQuerySet,
    SuggestionQuerySet,
    TrainingQuerySet,
    VenueClosureQuerySet,
    VenueQuerySet,
    WorkshopQuerySet,
)
from workshops.statuses import (
    AccessFact,
    AskedBy,
    Mark,
    ReleaseReason,
    SuggestedOutcome,
    SuggestionState,
    WhyFreed,
)


class Venue(Versioned):
    """A building where workshops are held. Its name must not give the programme away."""

    provider = plain(models.ForeignKey(Organisation, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    name = plain(models.CharField(_("name"), max_length=100))
    address = plain(models.TextField(_("address")))
    postcode = plain(models.CharField(_("postcode"), max_length=8))
    island = plain(models.BooleanField(_("on the Isle of Wight"), default=False))
    travel_notes = plain(models.TextField(_("how to get there"), blank=True))
    access_notes = plain(models.TextField(_("access"), blank=True))
    # What it offers (`AccessFact`); None: nobody has recorded it yet.
    access_facts = plain(models.JSONField(_("what it offers"), null=True, default=None), access=Access.SYSTEM)
    map_link = plain(models.URLField(_("map"), max_length=300, blank=True))
    closed_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    closed_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[VenueQuerySet] = VenueQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="venue_name_is_unique_for_a_provider"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by="")
                | (Q(closed_at__isnull=False) & ~Q(closed_by="")),
                name="venue_closed_at_iff_closed_by",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def offers(self) -> list[str]:
        """Say what it offers."""
        return [str(fact.label) for fact in AccessFact if fact in (self.access_facts or ())]


class VenueClosure(Row):
    """Days, the first and the last included, on which a building is shut: no workshop is planned there."""

    venue = plain(models.ForeignKey(Venue, models.PROTECT, related_name="closures"), access=Access.SYSTEM)
    first_on = plain(models.DateField(_("first day")))
    last_on = plain(models.DateField(_("last day")))
    why = plain(models.CharField(_("why"), max_length=100))
    noted_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    noted_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    ended_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[VenueClosureQuerySet] = VenueClosureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_on__lte=models.F("last_on")), name="venue_closure_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="venue_closure_ended_at_iff_ended_by",
            ),
        ]


class Room(Row):
    """A room in a venue: two workshops are never in it at once."""

    venue = plain(models.ForeignKey(Venue, models.PROTECT, related_name="rooms"), access=Access.SYSTEM)
    name = plain(models.CharField(_("name"), max_length=60))
    capacity = plain(models.PositiveSmallIntegerField(_("people"), default=20))

    objects: ClassVar[RoomQuerySet] = RoomQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue", "name"], name="room_name_is_unique_in_venue")]

    def __str__(self) -> str:
        return self.name


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
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_by="")),
                name="workshop_cancelled_at_iff_cancelled_by",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, finished_by="")
                | (Q(finished_at__isnull=False) & ~Q(finished_by="")),
                name="workshop_finished_at_iff_finished_by",
            ),
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
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="workshop_practitioner_ended_at_iff_ended_by",
            ),
        ]


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
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="training_ended_at_iff_ended_by",
            ),
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
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="calendar_address_ended_at_iff_ended_by",
            ),
        ]


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
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by="")
                | (Q(settled_at__isnull=False) & ~Q(settled_by="")),
                name="suggestion_settled_at_iff_settled_by",
            )
        ]


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
