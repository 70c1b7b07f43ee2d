"""Reading the cohort of a programme for its rate: two queries, however many women there are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from programmes.kinds import IndexEvent
from programmes.models import Programme
from referrals.models import Referral
from reports.followup.models import FollowUpResult
from reports.followup.querysets import cohort
from reports.followup.rates import Followed, durations
from reports.followup.rules import Reoffended
from reports.quarters import quarter_of_day

DRAWING = 1  # counts up when the curve is drawn in another way


def followed(programme: Programme, event: IndexEvent) -> list[Followed]:
    """Return every case of a programme that has the index event, with the answer that stands.

    The time is the one of the definition in force, for all: cohorts followed for different times are not mixed. An
    answer counts while its index day is the case's own.
    """
    months = programme.current.parsed.follow_up.months
    answers = {
        (pk, index_on): (Reoffended(reoffended), on, localdate(recorded_at))
        for pk, index_on, reoffended, on, recorded_at in FollowUpResult.objects.newest()
        .filter(referral__programme=programme, index=event)
        .values_list("referral", "index_on", "reoffended", "dated_on", "recorded_at")
    }
    rows: Any = cohort(Referral.objects.filter(programme=programme), event)
    found = []
    for pk, person, index_on in rows.values_list("pk", "participant", "index_on"):
        answer = answers.get((pk, index_on), (None, None, None))
        found.append(Followed(str(pk), str(person or pk), event, index_on, months, *answer))
    return found


def years(cases: Iterable[Followed]) -> list[int]:
    """Return the financial years in which there are index events, the newest first."""
    return sorted({quarter_of_day(case.index_on).year for case in cases}, reverse=True)


def of_year(cases: Iterable[Followed], year: int | None) -> list[Followed]:
    """Narrow cases to a financial year by the index event; None takes all."""
    return [case for case in cases if year is None or quarter_of_day(case.index_on).year == year]


def known_durations(
    cases: Iterable[Followed], event: IndexEvent, today: date
) -> tuple[Sequence[tuple[int, bool]], str]:
    """Return what the curve is drawn from, and its digest."""
    found = durations(cases, event=event, today=today)
    text = json.dumps([DRAWING, event, found])
    return found, hashlib.sha256(text.encode()).hexdigest()
