"""Women kept apart who are to be in one building on one day, over every workshop ahead.

A link noted, a crime number or an address that became known after both were booked shows here, and so does
somebody who bears the name of a person nobody knew when the link was noted. A fixed number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from participants.models import KeepApart
from workshops import perhaps
from workshops.buildings import VenueDay, venue_day
from workshops.clashes import kept_apart_pairs
from workshops.models import Place, Workshop
from workshops.querysets import PlaceQuerySet, WorkshopQuerySet


@dataclass(frozen=True)
class Meeting:
    """Two women in one building on one day.

    :param row: where only a name says that `other` is she whom `one` must not meet, the keep-apart that has it.
    """

    one: Place
    other: Place
    row: KeepApart | None = None

    @property
    def perhaps(self) -> bool:
        return self.row is not None

    @property
    def agreed(self) -> bool:
        """Whether two people decided that one of them may be there all the same."""
        return bool(self.one.overridden_by_second or self.other.overridden_by_second)


def meetings(user: User, *, at: datetime) -> list[Meeting]:
    """Return every such pair of whom one is on a workshop this person may see, the soonest first."""
    return meetings_on(Workshop.objects.visible_to(user).coming(at).order_by(), at=at)


def meetings_on(workshops: WorkshopQuerySet, *, at: datetime) -> list[Meeting]:
    """Return every such pair of whom one is on one of these workshops ahead, the soonest first."""
    ours = set(workshops.values_list("pk", flat=True))
    near = _near(workshops, at)
    places = near.select_related("participant", "referral", "workshop__room__venue").defer("override_reason")
    by_day: defaultdict[VenueDay, list[Place]] = defaultdict(list)
    for place in places:
        by_day[venue_day(place.workshop)].append(place)
    shared = [there for there in by_day.values() if len(there) > 1]
    women = {place.participant_id for there in shared for place in there}
    sure = _sure(shared, kept_apart_pairs(women))
    return _seen([*sure, *(Meeting(one, other, row) for row, one, other in perhaps.meetings(near))], ours)


def _near(workshops: WorkshopQuerySet, at: datetime) -> PlaceQuerySet:
    return Place.objects.held().filter(
        workshop__room__venue__in=workshops.values("room__venue"),
        workshop__cancelled_at__isnull=True,
        workshop__starts_at__gt=at,
    )


def _seen(found: Iterable[Meeting], ours: Collection[UUID]) -> list[Meeting]:
    seen = [m for m in found if m.one.workshop_id in ours or m.other.workshop_id in ours]
    return sorted(seen, key=lambda m: (m.one.workshop.starts_at, m.perhaps, m.one.pk, m.other.pk))


def _sure(shared: Sequence[Sequence[Place]], apart: Mapping[UUID, Iterable[UUID]]) -> Iterator[Meeting]:
    for there in shared:
        of_each: defaultdict[UUID, list[Place]] = defaultdict(list)
        for place in there:
            of_each[place.participant_id].append(place)
        for place in there:
            for other in set(apart.get(place.participant_id, ())) & set(of_each):
                yield from (Meeting(place, p) for p in of_each[other] if place.pk < p.pk)
