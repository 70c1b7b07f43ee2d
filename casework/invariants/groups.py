"""Women who must not meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.db.models import F, Max, Q

from participants.models import KeepApart
from workshops.buildings import VenueDay, venue_day
from workshops.models import Place


def women_kept_apart_do_not_meet_unless_two_people_said_so() -> list[str]:
    """Rule 3: no place is given, and no workshop moved, into a building where the other is that day.

    A link noted after both were there is a person's work (`workshops.group_safety`), and breaks nothing here.
    """
    noted = {
        frozenset((one, other)): at
        for one, other, at in KeepApart.objects.standing()
        .filter(other__isnull=False)
        .order_by("-made_at")
        .values_list("participant", "other", "made_at")
    }
    women = {pk for pair in noted for pk in pair}
    found = set()
    for one, other in _together(women):
        since = noted.get(frozenset((one.participant_id, other.participant_id)))
        if since is not None and not _agreed(one, other) and since < _met_from(one, other):
            found |= {one.referral.reference, other.referral.reference}
    return sorted(found)


def _together(women: set[UUID]) -> Iterator[tuple[Place, Place]]:
    """Every two of these women with a place in one building on one day."""
    held = Place.objects.held().filter(participant__in=women, workshop__cancelled_at__isnull=True)
    by_day: defaultdict[VenueDay, list[Place]] = defaultdict(list)
    moved = held.annotate(moved_at=Max("workshop__moves__moved_at"))
    for place in moved.select_related("workshop__room", "referral").defer("override_reason"):
        by_day[venue_day(place.workshop)].append(place)
    for there in by_day.values():
        yield from combinations(there, 2)


def _agreed(one: Place, other: Place) -> bool:
    return bool(one.overridden_by_second or other.overridden_by_second)


def _met_from(one: Place, other: Place) -> datetime:
    """Return when the two came to be there together; a workshop that is moved takes both with it."""
    booked = max(one.booked_at, other.booked_at)
    if one.workshop_id == other.workshop_id:
        return booked
    moves: list[datetime] = [m for m in (_moved_at(one), _moved_at(other)) if m]
    return max([booked, *moves])


def _moved_at(place: Place) -> datetime | None:
    return place.moved_at  # type: ignore[attr-defined,no-any-return]


def what_two_people_decided_names_both_and_why() -> list[str]:
    """Rule 3: two people, with a reason."""
    halves = Q(overridden_by_second="", override_reason__isnull=False)
    halves |= ~Q(overridden_by_second="") & Q(override_reason__isnull=True)
    alone = Q(overridden_by_second=F("booked_by"))
    found = Place.objects.filter(halves | alone).values_list("referral__reference", flat=True)
    return sorted(set(found))
