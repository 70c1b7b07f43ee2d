"""Buildings and their rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Organisation
from audit import trail
from ui.refusals import Stale
from workshops.actions.constraints import named
from workshops.models import Room, Venue


@dataclass(frozen=True)
class VenueDetails:
    """What is known of a building. Its name stands in letters: it must not give the programme away."""

    name: str
    address: str
    postcode: str
    island: bool = False
    travel_notes: str = ""
    access_notes: str = ""
    access_facts: Sequence[str] | None = None  # None: not recorded


def add_venue(
    details: VenueDetails,
    *,
    provider: Organisation,
    rooms: Sequence[tuple[str, int]],
    by: trail.Person,
    at: datetime,
) -> Venue:
    """Add a building with its rooms, each a name and how many people it holds.

    :raises NameTaken: when the provider has one of that name.
    """
    with transaction.atomic():
        with named():
            venue = Venue.objects.create(provider=provider, **vars(details))
        trail.record("venue.add", venue, by=by, at=at)
        for name, capacity in rooms:
            add_room(venue, name=name, capacity=capacity, by=by, at=at)
        return venue


def amend_venue(
    venue: Venue, details: VenueDetails, *, by: trail.Person, at: datetime, seen: int | None = None
) -> Venue:
    """Change what is known of a building. Letters already written keep the words they had.

    :raises NameTaken: when the provider has another of that name.
    :raises Stale: when somebody saved since the page was opened.
    """
    with transaction.atomic():
        locked = Venue.objects.select_for_update().get(pk=venue.pk)
        if seen is not None and seen != locked.version:
            theirs = {name: getattr(locked, name) for name in vars(details)}
            raise Stale(theirs=theirs, current_version=locked.version)
        changed = [name for name, value in vars(details).items() if getattr(locked, name) != value]
        for name, value in vars(details).items():
            setattr(locked, name, value)
        with named():
            locked.advance(*vars(details))
        trail.record("venue.amend", locked, by=by, at=at, fields=changed)
        return locked


def add_room(venue: Venue, *, name: str, capacity: int, by: trail.Person, at: datetime) -> Room:
    """Add a room to a building.

    :raises NameTaken: when the building has one of that name.
    """
    with transaction.atomic(), named():
        room = Room.objects.create(venue=venue, name=name, capacity=capacity)
        trail.record("venue.add_room", venue, by=by, at=at, facts={"people": capacity})
        return room
