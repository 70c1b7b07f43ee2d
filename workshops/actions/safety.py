"""How many are to meet who must not, kept so that Today neither opens a name nor looks at every day ahead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from participants.models import KeepApart, KnownBy
from participants.querysets import KeepApartQuerySet
from programmes.models import Programme
from workshops import group_safety, known, perhaps
from workshops.models import Place, SafetyLook, Workshop


def count_names(noted: KeepApartQuerySet, *, at: datetime) -> int:
    """Look up whom the people named in these are to meet from now on, and keep how many; return how many rows changed.

    A meeting two people agreed to is settled. Asked after a name is noted or answered, and by the worker for all
    that came about otherwise: a building changed, a woman's name mended, two records joined.
    """
    ahead = Place.objects.held().filter(workshop__cancelled_at__isnull=True, workshop__starts_at__gt=at)
    bearers: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for row, one, other in perhaps.meetings(ahead, noted):
        if not (one.overridden_by_second or other.overridden_by_second):
            bearers[row.pk].add(other.participant_id)
    stale = noted.naming_nobody_known().values_list("pk", "to_settle")
    changed = [(pk, len(bearers[pk])) for pk, was in stale if was != len(bearers[pk])]
    for pk, number in changed:
        KeepApart.objects.filter(pk=pk).update(to_settle=number)
    return len(changed)


def look_at(programme: Programme, *, at: datetime) -> int:
    """Look up who of a programme is to meet somebody she must not, keep how many, and return it.

    Women kept apart for sure, and practitioners who know a woman on their workshop. Not what two people agreed
    to, nor who only bears a name (`count_names`). Asked after one of them is noted, and by the worker.
    """
    ahead = Workshop.objects.filter(programme=programme).coming(at).order_by()
    sure = [m for m in group_safety.meetings_on(ahead, at=at) if not (m.agreed or m.perhaps)]
    noted = KnownBy.objects.filter(participant__provider=programme.provider)
    number = len(sure) + len(known.meetings_on(ahead, noted))
    SafetyLook.objects.update_or_create(programme=programme, defaults={"to_settle": number})
    return number


def look_again(programmes: Collection[UUID], *, at: datetime) -> None:
    """Look at those of these programmes where somebody was to meet whom she must not: perhaps it is settled."""
    rows = SafetyLook.objects.to_settle().filter(programme__in=programmes)
    for look in rows.select_related("programme").order_by("programme"):
        look_at(look.programme, at=at)
