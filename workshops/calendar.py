"""Workshops for a person's own calendar program: days, places and counts, and nobody's name.

RFC 5545. An entry keeps its `UID` for ever and counts its `SEQUENCE` up when the workshop is changed; a
cancelled one is said to be, so that it does not stay behind. Times are wall time in Europe/London.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import User
from workshops.models import CalendarAddress, Workshop

KEPT_BEHIND = timedelta(days=60)
AHEAD = timedelta(days=550)
MOST = 1000
ASKED_AGAIN = timedelta(hours=6)  # what programs are asked to wait; each keeps a time of its own
SHOWN_FOR = timedelta(minutes=5)  # a second look after the button, and no longer


def token_of(address: CalendarAddress) -> str:
    """Return the secret part of an address: 256 bits nobody can work out without the service's own key."""
    return salted_hmac("workshops.calendar", str(address.pk), algorithm="sha256").hexdigest()


def digest_of(token: str) -> str:
    """Return what is kept of a secret: enough to know it again, not to write it down."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_shown(address: CalendarAddress, *, at: datetime) -> bool:
    """Tell whether a person may still read the address she has just made."""
    return at - address.made_at < SHOWN_FOR


def known(token: str) -> CalendarAddress | None:
    """Return the address a secret belongs to, while it is in use and its person may sign in."""
    found = CalendarAddress.objects.in_use().filter(digest=digest_of(token), user__is_active=True)
    return found.select_related("user").first()


def read(address: CalendarAddress, *, at: datetime) -> bytes:
    """Return what the program of this person is given, and keep that it asked; four queries."""
    CalendarAddress.objects.filter(pk=address.pk).update(last_read=at)
    return drawn(workshops_of(address.user, at=at), at=at)


def workshops_of(user: User, *, at: datetime) -> list[Workshop]:
    """Return the workshops somebody may see, from two months back to a year and a half ahead."""
    mine = Workshop.objects.visible_to(user).with_taken()
    near = mine.filter(Q(starts_at__gte=at - KEPT_BEHIND) & Q(starts_at__lt=at + AHEAD))
    return list(near.order_by("starts_at", "pk")[:MOST])


def drawn(workshops: Iterable[Workshop], *, at: datetime) -> bytes:
    """Draw the calendar: workshops with `taken`, and their room and building at hand."""
    calendar = Calendar()
    calendar.add("prodid", "-//Workshops//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Workshops"))
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", ASKED_AGAIN)
    for workshop in workshops:
        calendar.add_component(_entry(workshop, at=at))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(workshop: Workshop, *, at: datetime) -> Event:
    venue = workshop.room.venue
    entry = Event()
    entry.add("uid", str(workshop.pk))
    entry.add("sequence", workshop.version)
    entry.add("dtstamp", at)
    entry.add("dtstart", timezone.localtime(workshop.starts_at))
    entry.add("dtend", timezone.localtime(workshop.ends_at))
    entry.add("summary", _summary(workshop))
    entry.add("location", ", ".join([venue.name, *venue.address.splitlines(), venue.postcode]))
    entry.add("class", "PRIVATE")
    entry.add("status", "CONFIRMED" if workshop.cancelled_at is None else "CANCELLED")
    entry.add("transp", "OPAQUE" if workshop.cancelled_at is None else "TRANSPARENT")
    return entry


def _summary(workshop: Workshop) -> str:
    said = {
        "number": workshop.step_number,
        "taken": workshop.taken,  # type: ignore[attr-defined]
        "places": workshop.capacity,
    }
    if workshop.cancelled_at is not None:
        return (
            _("Cancelled: workshop %(number)s") % said if workshop.step_number else _("Cancelled: workshop")
        )
    if workshop.step_number is None:
        return _("Workshop: %(taken)s of %(places)s") % said
    return _("Workshop %(number)s: %(taken)s of %(places)s") % said
