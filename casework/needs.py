"""What is arranged for each woman, as the register shows it beside her name: never the offence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from casework import safety
from casework.models import Arrangement, FirstCall
from casework.statuses import ArrangementState
from workshops.clashes import Limits
from workshops.needs import HerDay
from workshops.statuses import AccessFact


def arranged(wanted: Collection[HerDay]) -> Mapping[HerDay, Sequence[str]]:
    """Return short phrases for each referral on a day, in four queries: nothing that is for another day."""
    found: defaultdict[UUID, list[tuple[date | None, str]]] = defaultdict(list)
    for referral_id, only, phrase in _phrases({referral_id for referral_id, _on in wanted}):
        found[referral_id].append((only, phrase))
    return {
        (referral_id, on): [phrase for only, phrase in found[referral_id] if only in (None, on)]
        for referral_id, on in wanted
    }


def _phrases(referral_ids: Collection[UUID]) -> Iterator[tuple[UUID, date | None, str]]:
    """Give each phrase with its referral, and the day it is for alone."""
    for referral_id in safety.with_line(referral_ids):
        yield referral_id, None, str(safety.READ_FIRST)
    rows = Arrangement.objects.filter(referral__in=referral_ids).exclude(state=ArrangementState.NOT_NEEDED)
    for row in rows.defer("words").order_by("made_at"):
        words = {"kind": row.get_kind_display(), "state": row.get_state_display()}
        yield row.referral_id, row.for_on, _("%(kind)s: %(state)s") % words
    for first in FirstCall.objects.filter(referral__in=referral_ids):
        for code in first.access_needed:
            yield first.referral_id, None, str(AccessFact(code).label)
        if first.needs_words:
            yield first.referral_id, None, first.needs_words


def unavailable(referral_ids: Collection[UUID]) -> Mapping[UUID, Limits]:
    """Return what each said at the first call that she cannot do, or not do without."""
    rows = FirstCall.objects.filter(referral__in=referral_ids).exclude(cannot_come_on=[], access_needed=[])
    known = rows.values_list("referral_id", "cannot_come_on", "access_needed")
    return {pk: Limits(tuple(days), tuple(access)) for pk, days, access in known}
