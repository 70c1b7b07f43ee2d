"""What follows for the women booked in a building when its name or address changes.

Everybody is told, as when a workshop moves, or nobody is and what waits to go is written anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from audit import trail
from correspondence import rewording
from correspondence.facts import Facts
from workshops import buildings, changes, invitations
from workshops import refusals as no
from workshops.actions import changing
from workshops.buildings import PlaceWords
from workshops.models import Place, Venue
from workshops.statuses import WhoHears


def lock(venue: Venue, *, at: datetime) -> list[Place]:
    """Lock the women booked in a building from now on, their referrals and the workshops; return their places.

    :raises HasBegun: when a register began meanwhile.
    :raises BookingsChanged: when a woman came on meanwhile.
    """
    found = changes.to_come_in(venue, at=at)
    if not found:
        return []
    locked, women = changing.lock(found, found[0], at=at, seen=None)
    return changing.as_expected(changes.places_on(locked), women, None)


def check(
    places: Sequence[Place], who_hears: WhoHears | None, expected: Collection[UUID] | None
) -> WhoHears | None:
    """Return who is told; None where there is nobody to tell.

    :raises SayWhoHears: when it is not said.
    :raises BookingsChanged: when the person saw others.
    """
    if not places:
        return None
    if who_hears is None:
        raise no.SayWhoHears
    if expected is not None and {place.pk for place in places} != set(expected):
        raise no.BookingsChanged
    return who_hears


def tell_everybody(places: Sequence[Place], *, by: trail.Person, at: datetime) -> None:
    """Take back what names the old place and owe each woman the new words; police hear nothing new."""
    effects = changes.of_other_words(places, at=at)
    changing.tell(effects, why="PLACE_CHANGED", by=by, at=at, officer=False)


def reword_what_waits(
    places: Sequence[Place], venue: Venue, *, was: PlaceWords, by: trail.Person, at: datetime
) -> int:
    """Write anew what waits to go to these women and names the building; return how many."""
    words, named = vars(buildings.words_for(venue)), buildings.named_by(venue, was)

    def better(facts: Facts) -> Facts:
        days = tuple(replace(day, **words) if named(day) else day for day in facts.days)
        return replace(facts, days=days)

    referrals = {place.referral_id for place in places}
    return rewording.reword(referrals, invitations.OF_A_BOOKING, better, why="PLACE_CORRECTED", by=by, at=at)
