"""What a returning woman came to before: shown when she is accepted, and on her case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _g

from participants.models import Participant
from referrals.models import Referral


def programmes_before(
    women: Iterable[Participant], *, but: Referral | None = None
) -> Mapping[UUID, Sequence[tuple[Referral, str]]]:
    """Return the other referrals of each woman in words, newest first; one query for all of them."""
    rows = Referral.objects.sent().filter(participant__in=[one.pk for one in women])
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    found: dict[UUID, list[tuple[Referral, str]]] = defaultdict(list)
    for row in rows.select_related("programme").order_by("-submitted_at"):
        if row.participant_id is not None:
            found[row.participant_id].append((row, _words(row)))
    return found


def _words(referral: Referral) -> str:
    return _g("%(programme)s, %(reference)s, sent %(month)s: %(status)s") % {
        "programme": referral.programme,
        "reference": referral.reference,
        "month": date_format(timezone.localtime(referral.submitted_at), "F Y"),
        "status": referral.get_status_display(),
    }
