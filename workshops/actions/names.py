"""How many women bear a noted name and are to be met: kept beside the name, so that Today opens none to count them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from participants.models import KeepApart
from participants.querysets import KeepApartQuerySet
from workshops import perhaps
from workshops.models import Place


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
