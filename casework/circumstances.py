"""What the cases of some women say that bears on whether they may safely be reached.

Registered with the gate (`correspondence.registry`), which lies below and cannot look here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from casework import rules
from casework.facts import Facts, read
from casework.models import Case
from casework.next_step import tried_of
from correspondence.registry import Circumstances
from programmes.models import ClosedDay
from programmes.working_days import working_days_between
from referrals.models import Referral
from referrals.statuses import Status


def circumstances(participant_ids: Collection[UUID], at: datetime) -> Mapping[UUID, Circumstances]:
    """Return the circumstances of each woman, over all her open cases, in two queries."""
    closed = ClosedDay.days()
    found: dict[UUID, Circumstances] = {}
    cases = Case.objects.filter(participant__in=participant_ids, status=Status.ACCEPTED).with_facts()
    for case in cases:
        if case.participant_id is None:
            continue
        known = found.get(case.participant_id, Circumstances())
        found[case.participant_id] = _with(known, case, read(case), closed, at)
    return found


def _with(
    known: Circumstances, case: Referral, facts: Facts, closed: Collection[date], at: datetime
) -> Circumstances:
    contact, today = case.definition.parsed.contact, at.astimezone(rules.LONDON).date()
    left = rules.still_to_do(
        tried_of(facts),
        today=today,
        attempts=contact.attempts,
        over_working_days=contact.over_working_days,
        closed=closed,
    )
    rung_out = not {rules.StillToDo.MORE_CALLS, rules.StillToDo.MORE_DAYS} & set(left)
    unsafe: bool = case.is_unsafe_to_come  # type: ignore[attr-defined]
    asked = facts.question_about_reaching
    silent = bool(
        asked
        and asked.open
        and working_days_between(asked.asked_at.astimezone(rules.LONDON).date(), today, frozenset(closed))
        >= rules.POLICE_ANSWER_DAYS
    )
    return Circumstances(
        calls_exhausted=known.calls_exhausted or (rung_out and not facts.spoke),
        police_silent=known.police_silent or silent,
        number_wrong=known.number_wrong or facts.number_wrong,
        danger=known.danger or case.person.danger_suggested or unsafe,
    )
