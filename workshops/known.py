"""Practitioners who know a woman in another way: she is not on a workshop that one of them runs.

Nobody decides otherwise for one day: somebody else runs the workshop, or she takes other dates. Noted later,
or run by another later, a booking stays and is listed (docs/adr/0038).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from participants.models import KnownBy
from participants.querysets import KnownByQuerySet
from workshops.models import Place, Workshop, WorkshopPractitioner
from workshops.querysets import WorkshopQuerySet

Known = Mapping[UUID, set[UUID]]
Knows = tuple[UUID, UUID]  # a woman, and a practitioner who knows her


def of(woman: UUID) -> list[Knows]:
    """Return who knows one woman."""
    rows = KnownBy.objects.standing().filter(participant=woman)
    return list(rows.values_list("participant", "practitioner"))


def blocking(pairs: Sequence[Knows], workshops: Iterable[Workshop]) -> Known:
    """Return, by woman, the workshops run by somebody who knows her: a query only where anybody is known."""
    if not pairs:
        return {}
    run = WorkshopPractitioner.objects.filter(
        ended_at__isnull=True,
        workshop__in=[w.pk for w in workshops],
        practitioner__in={practitioner for _woman, practitioner in pairs},
    )
    runs: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for practitioner, workshop in run.values_list("practitioner", "workshop"):
        runs[practitioner].add(workshop)
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for woman, practitioner in pairs:
        found[woman] |= runs[practitioner]
    return found


@dataclass(frozen=True)
class Met:
    """A woman who is to be on a workshop of somebody who knows her."""

    place: Place
    row: KnownBy


def meetings(user: User, *, at: datetime) -> list[Met]:
    """Return every such place on a workshop ahead that this person may see, the soonest first; three queries."""
    ahead = Workshop.objects.visible_to(user).coming(at).order_by()
    return meetings_on(ahead, KnownBy.objects.visible_to(user))


def meetings_on(workshops: WorkshopQuerySet, noted: KnownByQuerySet) -> list[Met]:
    """Return every such place on these workshops, the soonest first; three queries."""
    rows = noted.standing().select_related("practitioner").defer("reason")
    by_woman: defaultdict[UUID, list[KnownBy]] = defaultdict(list)
    for row in rows.order_by("noted_at", "pk"):
        by_woman[row.participant_id].append(row)
    if not by_woman:
        return []
    held = Place.objects.held().filter(participant__in=list(by_woman), workshop__in=workshops.values("pk"))
    read = held.select_related("participant", "referral", "workshop__room__venue").defer("override_reason")
    places = list(read.order_by("workshop__starts_at", "pk"))
    on = WorkshopPractitioner.objects.filter(
        ended_at__isnull=True, workshop__in={place.workshop_id for place in places}
    )
    runs = set(on.values_list("workshop", "practitioner"))
    return [
        Met(place, row)
        for place in places
        for row in by_woman[place.participant_id]
        if (place.workshop_id, row.practitioner_id) in runs
    ]
