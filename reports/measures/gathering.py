"""Reading the cases that figures are made from: a fixed number of queries, however many there are.

What could be behind any figure of the quarters asked for is read at once: cases sent, ended, first
spoken to or at a workshop in one of them. Rows come as plain values; no case is opened by this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from casework.models import ContactAttempt
from casework.statuses import CallOutcome
from programmes.dates import age_on
from programmes.models import Agreement, ClosedDay, Programme, ProgrammeVersion
from referrals.models import OutcomeNotice, Referral
from referrals.statuses import Status
from reports.measures import gathering_help
from reports.measures.facts import Booking, Case, Period, Rules, Telling
from reports.measures.gathering_help import within
from reports.measures.helped import NOTHING
from reports.quarters import Quarter, RollingYear, local_day
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
    "reason",
    "ground",
    "first_call__finished_at",
    "person__date_of_birth",
)


Asked = tuple[Quarter | RollingYear, datetime]


def periods(programme: Programme, asked: Iterable[Asked]) -> list[Period]:
    """Return each quarter as it stood at its instant, from one reading of the database."""
    wanted = list(asked)
    quarters = {one for span, _at in wanted for one in span.quarters}
    found = cases(programme, quarters)
    closed_days = ClosedDay.days()
    held = gathering_help.workshops_held(programme, quarters)
    agreements = list(Agreement.objects.filter(programme=programme).order_by("starts_on", "reference"))
    return [
        Period.of(found, span, at, closed_days, held, gathering_help.money(agreements, span))
        for span, at in wanted
    ]


def cases(programme: Programme, quarters: Collection[Quarter]) -> list[Case]:
    """Return every case that could be behind a figure of these quarters."""
    rows = pool(programme, quarters)
    ids = rows.values("pk")
    rules = {v.pk: Rules.of(v.parsed) for v in ProgrammeVersion.objects.filter(programme=programme)}
    calls = _attempts(ids)
    bookings, tellings = _bookings(ids), _tellings(ids)
    done = gathering_help.help_of(ids, {pk: one.made for pk, one in calls.items()})
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
            first_call_at=next(iter(calls[pk].made), None),
            first_spoken_at=calls[pk].spoken_at,
            bookings=tuple(bookings[pk]),
            tellings=tuple(tellings[pk]),
            help=replace(done.get(pk, NOTHING), reason=reason, ground=ground, assessed_at=assessed_at),
            age=age_on(born_on, local_day(sent_at)) if born_on else None,
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
            reason,
            ground,
            assessed_at,
            born_on,
        ) in rows.values_list(*CASE_FIELDS)
    ]


def pool(programme: Programme, quarters: Collection[Quarter]) -> Any:
    """Return the referrals that could be behind a figure of these quarters; drafts never."""
    sent = Referral.objects.filter(programme=programme).exclude(status=Status.DRAFT)
    at_workshops = Place.objects.filter(
        within("workshop__starts_at", quarters), workshop__programme=programme
    )
    return sent.filter(
        within("submitted_at", quarters)
        | within("closed_at", quarters)
        | gathering_help.touched(quarters)
        | Q(pk__in=at_workshops.values("referral"))
    )


def with_arrangements(period: Period, programme: Programme) -> Period:
    """Return a period with what was in place so that its women could come: a query, for tables only."""
    ids = pool(programme, period.quarter.quarters).values("pk")
    found = gathering_help.arranged(ids, at=period.at)
    cases = tuple(replace(c, help=replace(c.help, arranged=found.get(c.id, ()))) for c in period.cases)
    return replace(period, cases=cases)


@dataclass
class _Attempts:
    made: list[datetime] = field(default_factory=list)
    spoken_at: datetime | None = None


def _attempts(ids: Any) -> dict[UUID, _Attempts]:
    found: defaultdict[UUID, _Attempts] = defaultdict(_Attempts)
    rows = ContactAttempt.objects.filter(referral__in=ids, undone_at__isnull=True).order_by("made_at")
    for referral, made_at, outcome in rows.values_list("referral", "made_at", "outcome"):
        one = found[referral]
        one.made.append(made_at)
        if outcome == CallOutcome.SPOKE:
            one.spoken_at = one.spoken_at or made_at
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
