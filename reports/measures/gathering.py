"""Reading the cases that figures are made from: a fixed number of queries, however many there are.

What could be behind any figure of the quarters asked for is read at once: cases sent, ended, first
spoken to or at a workshop in one of them. Rows come as plain values; no case is opened by this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Min, Q

from casework.models import ContactAttempt
from casework.statuses import CallOutcome
from programmes.models import ClosedDay, Programme, ProgrammeVersion
from referrals.models import OutcomeNotice, Referral
from referrals.statuses import Status
from reports.measures.facts import Booking, Case, Period, Rules, Telling
from reports.quarters import Quarter
from workshops.models import Place

CASE_FIELDS = (
    "id",
    "participant_id",
    "definition_id",
    "status",
    "submitted_at",
    "accepted_at",
    "closed_at",
    "arrested_on",
    "deadline_on",
    "reports_to_id",
)


def periods(programme: Programme, asked: Iterable[tuple[Quarter, datetime]]) -> list[Period]:
    """Return each quarter as it stood at its instant, from one reading of the database."""
    wanted = list(asked)
    cases = _cases(programme, {quarter for quarter, _at in wanted})
    closed_days = ClosedDay.days()
    return [Period.of(cases, quarter, at, closed_days) for quarter, at in wanted]


def _cases(programme: Programme, quarters: Collection[Quarter]) -> list[Case]:
    pool = _pool(programme, quarters)
    ids = pool.values("pk")
    rules = {v.pk: Rules.of(v.parsed) for v in ProgrammeVersion.objects.filter(programme=programme)}
    calls = _first_attempts(ids)
    bookings, tellings = _bookings(ids), _tellings(ids)
    return [
        Case(
            id=pk,
            person=person or pk,
            status=status,
            sent_at=sent_at,
            rules=rules[definition],
            accepted_at=accepted_at,
            closed_at=closed_at,
            arrested_on=arrested_on,
            deadline_on=deadline_on,
            police_to_tell=reports_to is not None,
            first_call_at=calls[pk][0],
            first_spoken_at=calls[pk][1],
            bookings=tuple(bookings[pk]),
            tellings=tuple(tellings[pk]),
        )
        for (
            pk,
            person,
            definition,
            status,
            sent_at,
            accepted_at,
            closed_at,
            arrested_on,
            deadline_on,
            reports_to,
        ) in pool.values_list(*CASE_FIELDS)
    ]


def _pool(programme: Programme, quarters: Collection[Quarter]) -> Any:
    sent = Referral.objects.filter(programme=programme).exclude(status=Status.DRAFT)
    spoken = ContactAttempt.objects.filter(
        _within("made_at", quarters), outcome=CallOutcome.SPOKE, undone_at__isnull=True
    )
    at_workshops = Place.objects.filter(
        _within("workshop__starts_at", quarters), workshop__programme=programme
    )
    return sent.filter(
        _within("submitted_at", quarters)
        | _within("closed_at", quarters)
        | Q(pk__in=spoken.values("referral"))
        | Q(pk__in=at_workshops.values("referral"))
    )


def _within(field: str, quarters: Collection[Quarter]) -> Q:
    inside = Q()
    for quarter in quarters:
        inside |= Q(**{f"{field}__gte": quarter.starts_at, f"{field}__lt": quarter.ends_at})
    return inside


def _first_attempts(ids: Any) -> dict[UUID, tuple[datetime | None, datetime | None]]:
    found: dict[UUID, tuple[datetime | None, datetime | None]] = defaultdict(lambda: (None, None))
    rows = (
        ContactAttempt.objects.filter(referral__in=ids, undone_at__isnull=True)
        .order_by()
        .values_list("referral")
        .annotate(first=Min("made_at"), spoken=Min("made_at", filter=Q(outcome=CallOutcome.SPOKE)))
    )
    for referral, first, spoken in rows:
        found[referral] = (first, spoken)
    return found


def _bookings(ids: Any) -> dict[UUID, list[Booking]]:
    found: dict[UUID, list[Booking]] = defaultdict(list)
    rows = Place.objects.filter(referral__in=ids).values_list(
        "referral",
        "plan_step__number",
        "booked_at",
        "workshop__starts_at",
        "mark",
        "plan_step__round",
        "counts",
        "released_at",
        "why_released",
        "workshop__cancelled_at",
    )
    for referral, step, booked_at, held_at, mark, turn, enough, released_at, why, cancelled_at in rows:
        cancelled = cancelled_at is not None
        found[referral].append(
            Booking(step, booked_at, held_at, mark, turn, enough, released_at, why, cancelled)
        )
    return found


def _tellings(ids: Any) -> dict[UUID, list[Telling]]:
    found: dict[UUID, list[Telling]] = defaultdict(list)
    rows = OutcomeNotice.objects.filter(referral__in=ids)
    for referral, number, sent_at, due_on in rows.values_list("referral", "number", "sent_at", "due_on"):
        found[referral].append(Telling(number, sent_at, due_on))
    return found
