"""Days on which a building is shut: who plans or moves a workshop is told by name, which days and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from programmes.messages import day as day_in_words
from workshops import refusals as no
from workshops.models import Room, VenueClosure, Workshop


def near(venues: Collection[UUID], days: Collection[date]) -> Sequence[VenueClosure]:
    """Return what shuts these buildings from the first to the last of these days; one query."""
    if not days:
        return []
    rows = VenueClosure.objects.standing().filter(
        venue__in=venues, first_on__lte=max(days), last_on__gte=min(days)
    )
    return list(rows.select_related("venue").order_by("first_on", "pk"))


def shut(closures: Iterable[VenueClosure], venue: UUID, on: date) -> VenueClosure | None:
    """Return what shuts a building on a day, where anything does."""
    return next((c for c in closures if c.venue_id == venue and c.first_on <= on <= c.last_on), None)


def refuse(room: Room, days: Collection[date], *, field: str) -> None:
    """Refuse days on which the building of a room is shut.

    :raises BuildingShut: naming the first such day.
    """
    closures = near([room.venue_id], days)
    for on in days:
        if closure := shut(closures, room.venue_id, on):
            raise no.BuildingShut(
                _("%(why)s Choose another day or another room.") % {"why": sentence(closure)}, field=field
            )


def sentence(closure: VenueClosure) -> str:
    """Say that a building is shut, when and why."""
    said = {"venue": closure.venue.name, "days": in_words(closure), "why": closure.why}
    return _("%(venue)s is shut %(days)s: %(why)s.") % said


def in_words(closure: VenueClosure) -> str:
    """Say on which day or days it is shut."""
    first, last = day_in_words(closure.first_on), day_in_words(closure.last_on)
    if closure.first_on == closure.last_on:
        return _("on %(day)s") % {"day": first}
    return _("from %(first)s to %(last)s") % {"first": first, "last": last}


def met_by(closure: VenueClosure) -> Iterable[Workshop]:
    """Return the workshops that are planned there on those days all the same, the next first."""
    begins, ends = (
        timezone.make_aware(datetime.combine(on, time.min))
        for on in (closure.first_on, closure.last_on + timedelta(days=1))
    )
    rows = Workshop.objects.running().filter(room__venue=closure.venue_id)
    return rows.filter(starts_at__gte=begins, starts_at__lt=ends).order_by("starts_at", "pk")


def over(workshop: Workshop) -> str:
    """Say that the building of a workshop is shut that day; empty where it is not."""
    on = timezone.localdate(workshop.starts_at)
    closure = shut(near([workshop.room.venue_id], [on]), workshop.room.venue_id, on)
    return sentence(closure) if closure and workshop.cancelled_at is None else ""
