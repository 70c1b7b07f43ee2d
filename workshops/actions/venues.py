"""Buildings and their rooms."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Organisation
from audit import trail
from ui.refusals import Stale
from workshops import refusals as no
from workshops.actions import readdressing
from workshops.actions.constraints import named
from workshops.buildings import words_for
from workshops.models import Room, Venue, VenueClosure
from workshops.statuses import WhoHears


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
    map_link: str = ""


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
    venue: Venue,
    details: VenueDetails,
    *,
    by: trail.Person,
    at: datetime,
    seen: int | None = None,
    who_hears: WhoHears | None = None,
    expected: Collection[UUID] | None = None,
) -> Venue:
    """Change what is known of a building.

    Where women are booked there, another name, address or way to find it is told to each of them as a moved
    workshop is, or to nobody where it is the same place, better described (docs/adr/0056).

    Locks the women, their referrals, the workshops ahead in it, then the building.

    :param expected: the places the person saw on the page that says what this does.
    :raises NameTaken: when the provider has another of that name.
    :raises Stale: when somebody saved since the page was opened.
    :raises SayWhoHears: when women are booked there and `who_hears` does not say.
    :raises BookingsChanged: when others are booked there than the person saw.
    :raises HasBegun: when a register there began meanwhile.
    """
    with transaction.atomic():
        places = readdressing.lock(venue, at=at)
        locked = Venue.objects.select_for_update().get(pk=venue.pk)
        if seen is not None and seen != locked.version:
            theirs = {name: getattr(locked, name) for name in vars(details)}
            raise Stale(theirs=theirs, current_version=locked.version)
        was, becomes = words_for(locked), words_for(details)
        touched = places if was != becomes else []
        hears = readdressing.check(touched, who_hears, expected)
        changed = [name for name, value in vars(details).items() if getattr(locked, name) != value]
        for name, value in vars(details).items():
            setattr(locked, name, value)
        locked.told_anew += hears is WhoHears.EVERYBODY
        with named():
            locked.advance(*vars(details), "told_anew")
        facts = {"who_hears": hears.value, "places": len(touched)} if hears else {}
        trail.record("venue.amend", locked, by=by, at=at, fields=changed, facts=facts)
        if hears is WhoHears.EVERYBODY:
            readdressing.tell_everybody(touched, by=by, at=at)
        elif hears is WhoHears.NOBODY:
            readdressing.reword_what_waits(touched, locked, was=was, by=by, at=at)
        return locked


def add_room(venue: Venue, *, name: str, capacity: int, by: trail.Person, at: datetime) -> Room:
    """Add a room to a building.

    :raises NameTaken: when the building has one of that name.
    """
    with transaction.atomic(), named():
        room = Room.objects.create(venue=venue, name=name, capacity=capacity)
        trail.record("venue.add_room", venue, by=by, at=at, facts={"people": capacity})
        return room


def shut_venue(
    venue: Venue, *, first_on: date, last_on: date | None, why: str, by: trail.Person, at: datetime
) -> VenueClosure:
    """Note days on which a building is shut. Workshops planned there stay until somebody moves them.

    :param last_on: the last day; None: the first day alone.
    :raises EndsBeforeItBegins: when the last day is before the first.
    """
    last_on = last_on or first_on
    if last_on < first_on:
        raise no.EndsBeforeItBegins
    with transaction.atomic():
        closure = VenueClosure.objects.create(
            venue=venue, first_on=first_on, last_on=last_on, why=why, noted_at=at, noted_by=by.trail_name
        )
        facts = {"first": first_on.isoformat(), "last": last_on.isoformat()}
        trail.record("venue.shut", venue, by=by, at=at, facts=facts)
        return closure


def open_venue(closure: VenueClosure, *, by: trail.Person, at: datetime) -> VenueClosure:
    """Take back that a building is shut on some days."""
    with transaction.atomic():
        locked = (
            VenueClosure.objects.select_for_update(of=("self",)).select_related("venue").get(pk=closure.pk)
        )
        if locked.ended_at is None:
            locked.ended_at, locked.ended_by = at, by.trail_name
            locked.save(update_fields=["ended_at", "ended_by"])
            facts = {"first": locked.first_on.isoformat(), "last": locked.last_on.isoformat()}
            trail.record("venue.open", locked.venue, by=by, at=at, facts=facts)
        return locked
