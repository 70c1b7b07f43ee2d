"""A building on a day: where women meet, whatever the group or the programme."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from workshops.models import Place, Workshop
from workshops.querysets import PlaceQuerySet

VenueDay = tuple[UUID, date]


def venue_day(workshop: Workshop) -> VenueDay:
    """Return the building and the day (Europe/London) of a workshop whose room is at hand."""
    return workshop.room.venue_id, timezone.localdate(workshop.starts_at)


def places_in(days: Iterable[VenueDay]) -> PlaceQuerySet:
    """Return the places held in these buildings on these days, from midnight to midnight in London."""
    there = Q(pk__in=[])
    for venue, on in days:
        midnight, next_midnight = (
            timezone.make_aware(datetime.combine(day, time.min)) for day in (on, on + timedelta(days=1))
        )
        there |= Q(
            workshop__room__venue=venue,
            workshop__starts_at__gte=midnight,
            workshop__starts_at__lt=next_midnight,
        )
    return Place.objects.held().filter(there, workshop__cancelled_at__isnull=True)
