"""Buildings where workshops are held, the days they are shut, and their rooms."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from audit.fields import Access, plain
from audit.rows import Row, Versioned, at_iff_by
from workshops.querysets import RoomQuerySet, VenueClosureQuerySet, VenueQuerySet
from workshops.statuses import AccessFact


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
    # How often its women were told of a new name or address: what was written before then is out of date.
    told_anew = plain(models.PositiveSmallIntegerField(default=0), access=Access.SYSTEM)
    closed_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    closed_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[VenueQuerySet] = VenueQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="venue_name_is_unique_for_a_provider"),
            at_iff_by("closed", name="venue_closed_at_iff_closed_by"),
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
            at_iff_by("ended", name="venue_closure_ended_at_iff_ended_by"),
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
