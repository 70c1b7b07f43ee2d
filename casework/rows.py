"""What one case looks like in a list: plain values, ready to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise

from casework.facts import Facts, read
from casework.messages import COLOURS, DOING, WHERE, deadline_in_words, short_day, step_url, when
from casework.next_step import NextStep, next_step
from casework.reach_limits import limits
from casework.rules import LONDON
from programmes.clock import Reading
from programmes.office_hours import Office
from referrals.models import Referral

Words = str | Promise


@dataclass(frozen=True)
class CaseRow:
    """One case: who, where it is, what is next, and by when she must finish."""

    id: UUID
    name: str
    reference: str
    url: str
    where: Words
    step: NextStep
    step_title: Words
    step_due: str
    step_url: str
    button: Words
    deadline: str
    deadline_on: date | None
    near: bool
    over: bool
    facts: Facts
    worker: str
    reach_by: date | None = None

    @property
    def days_short(self) -> list[str]:
        """The days she came and is booked, with a tick on those she came."""
        came = set(self.facts.came_on)
        days = sorted({*came, *self.facts.booked_on})
        return [f"{short_day(on)} ✓" if on in came else short_day(on) for on in days]

    @property
    def colour(self) -> str:
        return COLOURS.get(self.facts.where, "")


def name_of(case: Referral) -> str:
    """Return what to call her in a list: the name she likes, then her last name; police's words before."""
    who: Any = case.participant or case.person
    called = who.preferred_name or who.first_names
    return f"{called} {who.last_name}".strip()


def row_of(case: Referral, *, now: datetime, office: Office, clock: Reading | None = None) -> CaseRow:
    """Return a case, fetched `with_facts()`, as a row.

    :param clock: what the clock says of it; needed only while she has to be booked.
    """
    facts = read(case)
    step = next_step(
        facts,
        case.definition.parsed,
        now=now,
        office=office,
        can_still=clock is None or clock.can_finish,
        in_doubt=clock is not None and clock.in_doubt,
    )
    doing, today = DOING[step.step], now.astimezone(LONDON).date()
    end = case.deadline
    spoken = facts.spoke or facts.first_call_done or bool(facts.places)
    to_meet = limits(
        case.definition.parsed, case.dates, called=bool(facts.calls), spoken=spoken, closed=office.closed
    )
    return CaseRow(
        id=case.pk,
        name=name_of(case),
        reference=case.reference,
        url=reverse("casework:case", args=[case.pk]),
        where=WHERE[facts.where],
        step=step,
        step_title=doing.title,
        step_due=when(step.due_at, now) if step.due_at else "",
        step_url=step_url(step, case.pk),
        button=doing.button,
        deadline=deadline_in_words(end, today) if case.is_open else "",
        deadline_on=end.on,
        near=case.is_open and end.near(today),
        over=case.is_open and end.over(today),
        facts=facts,
        worker=str(case.worker) if case.worker else "",
        reach_by=to_meet[0].on if to_meet else None,
    )
