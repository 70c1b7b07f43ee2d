"""What is arranged for each woman, as the register shows it beside her name: never the offence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from casework import safety
from casework.models import Arrangement, FirstCall
from casework.statuses import ArrangementState
from workshops.clashes import Limits
from workshops.statuses import AccessFact


def arranged(referral_ids: Collection[UUID]) -> Mapping[UUID, Sequence[str]]:
    """Return short phrases for each referral, in four queries."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for referral_id in safety.with_line(referral_ids):
        found[referral_id].append(str(safety.READ_FIRST))
    rows = Arrangement.objects.filter(referral__in=referral_ids).exclude(state=ArrangementState.NOT_NEEDED)
    for row in rows.defer("words").order_by("made_at"):
        words = {"kind": row.get_kind_display(), "state": row.get_state_display()}
        found[row.referral_id].append(_("%(kind)s: %(state)s") % words)
    for first in FirstCall.objects.filter(referral__in=referral_ids):
        found[first.referral_id] += [str(AccessFact(code).label) for code in first.access_needed]
        if first.needs_words:
            found[first.referral_id].append(first.needs_words)
    return found


def unavailable(referral_ids: Collection[UUID]) -> Mapping[UUID, Limits]:
    """Return what each said at the first call that she cannot do, or not do without."""
    rows = FirstCall.objects.filter(referral__in=referral_ids).exclude(cannot_come_on=[], access_needed=[])
    known = rows.values_list("referral_id", "cannot_come_on", "access_needed")
    return {pk: Limits(tuple(days), tuple(access)) for pk, days, access in known}
