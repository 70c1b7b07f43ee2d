"""By when somebody who starts now could finish: for the queue of deadlines at risk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from casework.rules import LONDON
from programmes import clock
from programmes.models import ProgrammeVersion
from programmes.rules import CaseDates
from referrals.models import Referral
from workshops import offers

_FAR = date(9999, 12, 31)


def earliest_finishes(cases: object, *, at: datetime) -> Mapping[UUID, date | None]:
    """Return for each definition version in use the first day a newcomer could finish.

    One query for the versions, one for each programme's workshops; None where nothing is on offer.
    """
    today = at.astimezone(LONDON).date()
    used = Referral.objects.filter(pk__in=cases).values("definition")  # type: ignore[misc]
    versions = ProgrammeVersion.objects.filter(pk__in=used).select_related("programme")
    found: dict[UUID, date | None] = {}
    on_offer: dict[UUID, list[object]] = {}
    for version in versions:
        if version.programme_id not in on_offer:
            on_offer[version.programme_id] = list(offers.coming(version.programme, at=at))
        workshops = offers.as_offered(on_offer[version.programme_id], version.parsed, {})  # type: ignore[arg-type]
        reading = clock.read(version.parsed, CaseDates(police_deadline_on=_FAR), workshops, today=today)
        finishes = [run.finishes_on for run in reading.runs.feasible]
        found[version.pk] = min(finishes, default=None)
    return found
