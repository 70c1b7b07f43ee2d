"""A building on a day: where women meet, whatever the group or the programme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from correspondence.facts import Day
from workshops import wanted
from workshops.models import Place, Venue, Workshop
from workshops.querysets import PlaceQuerySet

VenueDay = tuple[UUID, date]


class Described(Protocol):
    """What says where a building is: a venue, or what is to be known of one."""

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def travel_notes(self) -> str: ...


@dataclass(frozen=True)
class PlaceWords:
    """A building as letters and texts name it: its name, its address in one line, how to find it."""

    venue: str
    address: str
    finding_it: str


def words_for(building: Described) -> PlaceWords:
    """Return how letters and texts name a building."""
    lines = [*building.address.splitlines(), building.postcode]
    return PlaceWords(building.name, ", ".join(lines), "\n".join(building.travel_notes.splitlines()))


def named_by(venue: Venue, was: PlaceWords) -> Callable[[Day], bool]:
    """Return what tells whether a day that was told is in this building.

    By the room that was written down with it, else by the words it had.
    """
    rooms = {str(pk) for pk in venue.rooms.values_list("pk", flat=True)}

    def named(day: Day) -> bool:
        if day.booking:
            return wanted.room_in(day.booking) in rooms
        return PlaceWords(day.venue, day.address, day.finding_it) == was

    return named


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
