"""Whether what a booking wrote to her is still wanted and still right: asked at the moment of sending.

Her record is locked then. Whoever moves her or a workshop of hers locks it too, so that a change is seen
here or comes after the words have gone.
"""

from __future__ import annotations

from datetime import UTC
from uuid import UUID

from correspondence import links
from correspondence.models import Message
from correspondence.writing import facts_of
from referrals.statuses import Status
from workshops.models import Place, Venue, Workshop
from workshops.statuses import ABSENT


def still_wanted(message: Message) -> bool:
    """Tell whether the booking a message was written for still stands."""
    place = _place_of(message)
    return place is not None and place.referral.status == Status.ACCEPTED and place.mark not in ABSENT


def still_right(message: Message) -> bool:
    """Tell whether each day that a message speaks of is one she has, at that time, in that room, at that address.

    Of a message written before this was kept nothing is compared.
    """
    facts = facts_of(message)
    told = {day.booking for day in facts.days if day.booking} if facts else set()
    held = Place.objects.held().filter(referral=message.about_id, workshop__cancelled_at__isnull=True)
    hers = [place.workshop for place in held.select_related("workshop__room__venue")]
    return told <= {booking_of(workshop, workshop.room.venue) for workshop in hers}


def booking_of(workshop: Workshop, venue: Venue) -> str:
    """Return what a change makes untrue of a workshop, to be compared: its times, its room, where that is."""
    times = (workshop.starts_at.astimezone(UTC), workshop.ends_at.astimezone(UTC))
    told_anew = [str(venue.told_anew)] if venue.told_anew else []
    return " ".join([*(moment.isoformat() for moment in times), str(workshop.room_id), *told_anew])


def room_in(booking: str) -> str:
    """Return the key of the room that `booking_of` wrote down; empty where nothing was."""
    return "".join(booking.split(" ")[2:3])


def gone_still(message: Message) -> bool:
    """Tell whether she has no other day yet for the one that is off."""
    place = Place.objects.filter(pk=UUID(message.about_revision)).select_related("referral").first()
    if place is None or place.released_at is None or place.referral.status != Status.ACCEPTED:
        return False
    again = Place.objects.held().filter(plan_step=place.plan_step_id, workshop__cancelled_at__isnull=True)
    return not again.exists()


def missed_still(message: Message) -> bool:
    """Tell whether the register still says that she was not there."""
    place = _place_of(message)
    return place is not None and place.referral.status == Status.ACCEPTED and place.mark in ABSENT


def own_page_still(message: Message) -> bool:
    """Tell whether there is still a link to send."""
    return message.page and still_wanted(message) and links.works(message.about_id)


def _place_of(message: Message) -> Place | None:
    held = Place.objects.held().filter(workshop__cancelled_at__isnull=True).select_related("referral")
    return held.filter(pk=UUID(message.about_revision)).first() if message.about_revision else None
