"""Reading the cases that figures are made from: a fixed number of queries, however many there are.

What could be behind any figure of the quarters asked for is read at once: cases sent, ended, first
spoken to or at a workshop in one of them. Of a year's other quarters only who was referred is read, and how far
she came: its tables ask for nothing else. Rows come as plain values; no case is opened by this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, TextField
from django.db.models.functions import Cast

from casework.models import ContactAttempt
from casework.statuses import CallOutcome
from programmes.dates import age_on
from programmes.models import Agreement, ClosedDay, Programme, ProgrammeVersion
from referrals.models import OutcomeNotice, Referral
from referrals.statuses import Status
from reports.measures import gathering_help
from reports.measures.ahead import Ahead, Answer, Rows, asking_ahead, read
from reports.measures.among import KEY, Among
from reports.measures.facts import Case, Period
from reports.measures.gathering_help import NOTHING_DONE, Done, HelpAsked, by_case, within
from reports.measures.places import Booking, Telling
from reports.measures.rules import Rules
from reports.quarters import Quarter, RollingYear, local_day
from workshops.models import Place

CASE_FIELDS = (
    KEY,
    "key_of_woman",
    "definition__number",
    "status",
    "submitted_at",
    "accepted_at",
    "closed_at",
    "arrested_on",
    "deadline_on",
    "for_police",
    "reason",
    "ground",
    "first_call__finished_at",
    "person__date_of_birth",
)


Asked = tuple[Quarter, datetime]


class Gathered(NamedTuple):
    """Quarters as each stood at its instant, and the cases they were made from, as they stand now."""

    periods: list[Period]
    cases: list[Case]

    @property
    def quarters(self) -> set[Quarter | RollingYear]:
        """The quarters."""
        return {period.quarter for period in self.periods}


def periods(programme: Programme, asked: Iterable[Asked]) -> list[Period]:
    """Return each quarter as it stood at its instant, from one reading of the database."""
    return gathered(programme, asked).periods


def gathered(programme: Programme, asked: Iterable[Asked]) -> Gathered:
    """Return each quarter as it stood at its instant, with the cases that were read for all of them."""
    wanted = list(asked)
    quarters = {quarter for quarter, _at in wanted}
    found = cases(programme, quarters)
    closed_days = ClosedDay.days()
    held = gathering_help.workshops_held(programme, quarters)
    agreements = list(Agreement.objects.filter(programme=programme).order_by("starts_on", "reference"))
    made = [
        Period.of(found, quarter, at, closed_days, held, gathering_help.money(agreements, quarter))
        for quarter, at in wanted
    ]
    return Gathered(made, found)


def year_of(programme: Programme, had: Gathered) -> Period:
    """Return the rolling year that ends with the first quarter read, for tables: who was referred, how far she came.

    Only of its quarters that were not read yet is anything asked.
    """
    now = had.periods[0]
    assert isinstance(now.quarter, Quarter)  # noqa: S101
    year = RollingYear(now.quarter)
    begins, ends = year.starts_at, year.ends_at
    known = {case.id: case for case in had.cases if begins <= case.sent_at < ends}
    more = referred(programme, [q for q in year.quarters if q not in had.quarters], but=known)
    return Period.of([*known.values(), *more], year, now.at, now.closed_days)


def cases(programme: Programme, quarters: Collection[Quarter]) -> list[Case]:
    """Return every case that could be behind a figure of these quarters."""
    rows = _read(pool(programme, quarters))
    among = Among.of(row[0] for row in rows)
    with asking_ahead() as ahead:
        around = _Asked.of(among, ahead).around()
    return _made(programme, rows, around)


def referred(programme: Programme, quarters: Collection[Quarter], *, but: Collection[str] = ()) -> list[Case]:
    """Return the cases sent in these quarters, with their workshops and nothing else of what was done."""
    if not quarters:
        return []
    rows = [
        row for row in _read(_sent(programme).filter(within("submitted_at", quarters))) if row[0] not in but
    ]
    return _made(programme, rows, _Around(_bookings(read(_places(Among.of(row[0] for row in rows))))))


def pool(programme: Programme, quarters: Collection[Quarter]) -> QuerySet[Referral]:
    """Return the referrals that could be behind a figure of these quarters; drafts never."""
    of_programme = Referral.objects.filter(programme=programme)
    at_workshops = Place.objects.filter(
        within("workshop__starts_at", quarters), workshop__programme=programme
    )
    first, *others = (
        found.order_by().annotate(**{KEY: Cast(of, TextField())}).values_list(KEY, flat=True)
        for found, of in (
            (of_programme.filter(within("submitted_at", quarters)), "pk"),
            (of_programme.filter(within("closed_at", quarters)), "pk"),
            (at_workshops, "referral"),
            *gathering_help.touched(quarters),
        )
    )
    return _sent(programme).filter(Among.of(first.union(*others)).where("pk"))


def with_arrangements(period: Period) -> Period:
    """Return a period with what was in place so that its women could come: a query, for tables only."""
    among = Among.of(case.id for case in period.cases)
    found = gathering_help.arranged(among, at=period.at)
    cases = tuple(
        replace(c, help=replace(c.help, arranged=found[c.id])) if c.id in found else c for c in period.cases
    )
    return replace(period, cases=cases)


class _Asked(NamedTuple):
    """What is asked about cases, in this order; each answer is worked on while the next is on its way."""

    calls: Answer
    places: Answer
    notices: Answer
    help: HelpAsked

    @classmethod
    def of(cls, among: Among, ahead: Ahead) -> _Asked:
        calls, places = ahead.read(_calls(among)), ahead.read(_places(among))
        return cls(calls, places, ahead.read(_notices(among)), HelpAsked.of(among, ahead))

    def around(self) -> _Around:
        calls, bookings = _attempts(self.calls.rows()), _bookings(self.places.rows())
        return _Around(bookings, calls, by_case(self.notices.rows(), Telling._make), self.help.done())


@dataclass
class _Attempts:
    made: list[datetime] = field(default_factory=list)
    spoken_at: datetime | None = None


@dataclass(frozen=True)
class _Around:
    """What was read around the cases, each by the id of its case as text."""

    bookings: Mapping[str, list[Booking]]
    calls: Mapping[str, _Attempts] = field(default_factory=dict)
    tellings: Mapping[str, list[Telling]] = field(default_factory=dict)
    done: Done = NOTHING_DONE


def _sent(programme: Programme) -> QuerySet[Referral]:
    return Referral.objects.filter(programme=programme).exclude(status=Status.DRAFT)


def _read(found: QuerySet[Referral]) -> list[tuple[Any, ...]]:
    for_police = ExpressionWrapper(Q(reports_to__isnull=False), output_field=BooleanField())
    woman = Cast("participant", TextField())
    keyed = found.annotate(**{KEY: Cast("pk", TextField())}, key_of_woman=woman, for_police=for_police)
    return read(keyed.values_list(*CASE_FIELDS))


def _made(programme: Programme, rows: Iterable[tuple[Any, ...]], around: _Around) -> list[Case]:
    known = list(rows)
    rules = _rules(programme, {row[2] for row in known})
    return [_case(row, rules, around) for row in known]


def _rules(programme: Programme, numbers: Collection[int]) -> dict[int, Rules]:
    """Return the rules of these versions of a definition; the newest, which most cases are under, is at hand."""
    newest = programme.current
    found = {newest.number: Rules.of(newest.parsed)}
    older = set(numbers) - found.keys()
    if older:
        versions = ProgrammeVersion.objects.filter(programme=programme, number__in=older)
        found |= {version.number: Rules.of(version.parsed) for version in versions}
    return found


def _case(row: tuple[Any, ...], rules: Mapping[int, Rules], around: _Around) -> Case:
    key, person, definition, status, sent_at, accepted_at, closed_at, *rest = row
    arrested_on, deadline_on, for_police, reason, ground, assessed_at, born_on = rest
    calls = around.calls.get(key, _NO_CALLS)
    return Case(
        id=key,
        person=person or key,
        status=status,
        sent_at=sent_at,
        rules=rules[definition],
        accepted_at=accepted_at,
        closed_at=closed_at,
        arrested_on=arrested_on,
        deadline_on=deadline_on,
        police_to_tell=for_police,
        first_call_at=calls.made[0] if calls.made else None,
        first_spoken_at=calls.spoken_at,
        bookings=tuple(around.bookings.get(key, ())),
        tellings=tuple(around.tellings.get(key, ())),
        help=around.done.on(key, calls.made, assessed_at=assessed_at, reason=reason, ground=ground),
        age=age_on(born_on, local_day(sent_at)) if born_on else None,
    )


_NO_CALLS = _Attempts()


def _calls(among: Among) -> QuerySet[Any, Any]:
    rows = ContactAttempt.objects.filter(undone_at__isnull=True).order_by("made_at")
    return among.rows(rows, "made_at", "outcome")


def _attempts(rows: Rows) -> dict[str, _Attempts]:
    found: defaultdict[str, _Attempts] = defaultdict(_Attempts)
    for key, made_at, outcome in rows:
        one = found[key]
        one.made.append(made_at)
        if outcome == CallOutcome.SPOKE:
            one.spoken_at = one.spoken_at or made_at
    return found


def _places(among: Among) -> QuerySet[Any, Any]:
    cancelled = ExpressionWrapper(Q(workshop__cancelled_at__isnull=False), output_field=BooleanField())
    return among.rows(
        Place.objects.annotate(cancelled=cancelled),
        "plan_step__number",
        "booked_at",
        "workshop__starts_at",
        "mark",
        "plan_step__round",
        "counts",
        "released_at",
        "why_released",
        "cancelled",
    )


def _bookings(rows: Rows) -> dict[str, list[Booking]]:
    return by_case(rows, Booking._make)


def _notices(among: Among) -> QuerySet[Any, Any]:
    return among.rows(OutcomeNotice.objects.all(), "number", "sent_at", "due_on")
