"""Women kept apart who are to be in one building on one day, over every workshop ahead.

A link noted, a crime number or an address that became known after both were booked shows here, and so does
somebody who bears the name of a person nobody knew when the link was noted. A fixed number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from audit import sealing
from participants import names
from participants.models import KeepApart
from workshops.clashes import VenueDay, kept_apart_pairs, venue_day
from workshops.models import Place, Workshop


@dataclass(frozen=True)
class Meeting:
    """Two women in one building on one day.

    :param perhaps: only the name says that the one is she whom the other must not meet.
    """

    one: Place
    other: Place
    perhaps: bool = False

    @property
    def agreed(self) -> bool:
        """Whether two people decided that one of them may be there all the same."""
        return bool(self.one.overridden_by_second or self.other.overridden_by_second)


def meetings(user: User, *, at: datetime) -> list[Meeting]:
    """Return every such pair of whom one is on a workshop this person may see, the soonest first."""
    mine = Workshop.objects.visible_to(user).coming(at).order_by()
    ours = set(mine.values_list("pk", flat=True))
    near = Place.objects.held().filter(
        workshop__room__venue__in=mine.values("room__venue"),
        workshop__cancelled_at__isnull=True,
        workshop__starts_at__gt=at,
    )
    places = near.select_related("participant", "referral", "workshop__room__venue").defer("override_reason")
    by_day: defaultdict[VenueDay, list[Place]] = defaultdict(list)
    for place in places:
        by_day[venue_day(place.workshop)].append(place)
    shared = [there for there in by_day.values() if len(there) > 1]
    women = {place.participant_id for there in shared for place in there}
    found = [*_sure(shared, kept_apart_pairs(women)), *_perhaps(shared, women)]
    seen = [m for m in found if {m.one.workshop_id, m.other.workshop_id} & ours]
    return sorted(seen, key=lambda m: (m.one.workshop.starts_at, m.perhaps, m.one.pk, m.other.pk))


def _sure(shared: Sequence[Sequence[Place]], apart: Mapping[UUID, Iterable[UUID]]) -> Iterator[Meeting]:
    for there in shared:
        of_each: defaultdict[UUID, list[Place]] = defaultdict(list)
        for place in there:
            of_each[place.participant_id].append(place)
        for place in there:
            for other in set(apart.get(place.participant_id, ())) & set(of_each):
                yield from (Meeting(place, p) for p in of_each[other] if place.pk < p.pk)


def _perhaps(shared: Sequence[Sequence[Place]], women: Iterable[UUID]) -> Iterator[Meeting]:
    rows: defaultdict[UUID, list[KeepApart]] = defaultdict(list)
    unknown = list(KeepApart.objects.naming_nobody_known().filter(participant__in=women))
    sealing.preload({row.seal_key_id for row in unknown})
    for row in unknown:
        rows[row.participant_id].append(row)
    for there in shared:
        for place in there:
            for row in rows.get(place.participant_id, ()):
                yield from (Meeting(place, p, perhaps=True) for p in there if _may_be(row, p))


def _may_be(row: KeepApart, place: Place) -> bool:
    """Tell whether the woman of a place bears the name of the person a link names, and no other birthday."""
    her = place.participant
    if her.pk == row.participant_id or (
        row.other_born_on and her.date_of_birth not in (None, row.other_born_on)
    ):
        return False
    named = set(names.search_form(row.other_name or "").split())
    return bool(named) and named <= set(her.search_name.split())
