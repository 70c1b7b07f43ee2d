"""The one next step of a case, and when it is due: a function of facts, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from casework import rules
from casework.facts import Facts
from casework.rules import LONDON
from casework.statuses import AbsenceDecision, CallOutcome
from casework.whereabouts import PlaceFact
from programmes.clock import needs_deadline
from programmes.definition import Definition
from programmes.definition import Step as PlanOf
from programmes.kinds import CompletionRule
from programmes.office_hours import Office
from programmes.standing import Attendance, Standing, rule_met
from referrals.statuses import Status


class Step(StrEnum):
    """What to do next. `casework.messages` has the words, `casework.doing` the pages."""

    NOTHING = "NOTHING"
    ANSWER_REFERRAL = "ANSWER_REFERRAL"
    CALL = "CALL"
    FINISH_FIRST_CALL = "FINISH_FIRST_CALL"
    FIND_A_WAY = "FIND_A_WAY"
    HAND_BACK_NOT_REACHED = "HAND_BACK_NOT_REACHED"
    ASK_DEADLINE = "ASK_DEADLINE"
    ASK_EXTENSION = "ASK_EXTENSION"
    SETTLE_NAME = "SETTLE_NAME"
    BOOK = "BOOK"
    NOTE_ABSENCE = "NOTE_ABSENCE"
    DECIDE_ABSENCE = "DECIDE_ABSENCE"
    JUDGE_LEAVING = "JUDGE_LEAVING"
    FINISH_REGISTER = "FINISH_REGISTER"
    COMPLETE = "COMPLETE"
    JUDGE_PLAN = "JUDGE_PLAN"
    HAND_BACK = "HAND_BACK"
    WAIT_FOR_WORKSHOP = "WAIT_FOR_WORKSHOP"
    WAIT_FOR_POLICE = "WAIT_FOR_POLICE"
    WAIT_FOR_NOTICE = "WAIT_FOR_NOTICE"
    DECIDE_REOPENING = "DECIDE_REOPENING"


# Nothing for us to do: somebody else's turn, or a day to come.
WAITING = frozenset({Step.NOTHING, Step.WAIT_FOR_WORKSHOP, Step.WAIT_FOR_POLICE, Step.WAIT_FOR_NOTICE})


@dataclass(frozen=True)
class NextStep:
    """What, by when (an aware instant), and the place it is about where it is about one."""

    step: Step
    due_at: datetime | None = None
    place: UUID | None = None
    workshop: UUID | None = None
    on: date | None = None

    @property
    def waits(self) -> bool:
        return self.step in WAITING


def next_step(
    facts: Facts,
    definition: Definition,
    *,
    now: datetime,
    office: Office,
    can_still: bool = True,
    in_doubt: bool = False,
) -> NextStep:
    """Return the next step of a case.

    :param can_still: whether workshops on offer can still bring her to the end in time.
    :param in_doubt: they cannot, but could, were it settled that she is not whom a name perhaps means.
    :param office: when the office works.
    """
    if facts.status == Status.SUBMITTED:
        return _new(facts, office)
    if facts.status != Status.ACCEPTED and facts.police_decided_at:
        return NextStep(Step.DECIDE_REOPENING, due_at=facts.police_decided_at)
    if facts.status != Status.ACCEPTED:
        if facts.notice_acknowledged:
            return NextStep(Step.NOTHING)
        return NextStep(Step.WAIT_FOR_NOTICE, due_at=facts.notice_sent_at)
    found = (
        _ending(facts, definition, office)
        or _absence(facts, now)
        or _reaching(facts, definition, now, office)
        or _booking(facts, definition, now, office, can_still=can_still, in_doubt=in_doubt)
        or _call_owed(facts, now)
    )
    return found or _waiting(facts, office)


def standing_of(
    facts: Facts, definition: Definition, *, can_still: bool = True, judged: bool | None = None
) -> Standing:
    """Return how she stands by the programme's rule, from the marks."""
    return rule_met(
        definition,
        attendances(facts),
        can_still=can_still,
        judged=judged,
        plan=plan_of(facts, definition),
    )


def has_to_book(facts: Facts, definition: Definition) -> bool:
    """Tell whether she needs a day that she is not booked on."""
    standing = standing_of(facts, definition)
    booked = [place.step for place in facts.places if place.booked]
    if definition.completion.rule is CompletionRule.N_OF:
        return standing.counted + len(booked) < standing.needed
    return not set(standing.missing) <= set(booked)


def attendances(facts: Facts) -> tuple[Attendance, ...]:
    """Return the marks as the programme's rule reads them."""
    return tuple(
        Attendance(
            place.step,
            place.mark,
            place.on,
            round=place.round,
            decided=place.counts,
        )
        for place in facts.places
    )


def plan_of(facts: Facts, definition: Definition) -> Sequence[int] | None:
    """Return her own steps where the plan is individual; None where the definition has them."""
    if definition.plan != "INDIVIDUAL":
        return None
    return sorted({step.number for step in facts.plan})


def own_steps(facts: Facts, definition: Definition) -> Sequence[PlanOf] | None:
    """Return her own steps as the clock reads them; None where the definition has them."""
    if definition.plan != "INDIVIDUAL":
        return None
    return definition.plan_of((step.number, step.key) for step in facts.plan)


def _new(facts: Facts, office: Office) -> NextStep:
    if facts.open_question:
        return NextStep(Step.WAIT_FOR_POLICE, due_at=_answer_due(facts.open_question.asked_at, office))
    due = rules.due_after(facts.submitted_at, 1, office) if facts.submitted_at else None
    return NextStep(Step.ANSWER_REFERRAL, due_at=due)


def _ending(facts: Facts, definition: Definition, office: Office) -> NextStep | None:
    if standing_of(facts, definition).met:
        return NextStep(Step.COMPLETE, due_at=_deadline(facts, office))
    if any(place.absent and place.decision == AbsenceDecision.REPORT for place in facts.places):
        return NextStep(Step.HAND_BACK, due_at=_deadline(facts, office))
    return None


def _absence(facts: Facts, now: datetime) -> NextStep | None:
    for place in facts.places:
        if place.booked and place.starts_at < now and place.on < now.astimezone(LONDON).date():
            return _about(Step.FINISH_REGISTER, place)
    for place in facts.places:
        if place.left_undecided:
            return _about(Step.JUDGE_LEAVING, place)
        if place.absent and not place.decision:
            return _about(Step.DECIDE_ABSENCE if place.noted else Step.NOTE_ABSENCE, place)
    return None


def _about(step: Step, place: PlaceFact) -> NextStep:
    return NextStep(step, place.starts_at, place=place.id, workshop=place.workshop, on=place.on)


def _reaching(facts: Facts, definition: Definition, now: datetime, office: Office) -> NextStep | None:
    if facts.spoke or facts.first_call_done:
        return None if facts.first_call_done else NextStep(Step.FINISH_FIRST_CALL, due_at=now)
    if facts.places:
        return None  # she is known to us: she came part-way, or was booked by an import
    contact, asked = definition.contact, facts.question_about_reaching
    left = rules.still_to_do(
        tried_of(facts),
        today=now.astimezone(LONDON).date(),
        attempts=contact.attempts,
        over_working_days=contact.over_working_days,
        closed=office.closed,
    )
    if not left:
        return NextStep(Step.HAND_BACK_NOT_REACHED, due_at=_deadline(facts, office))
    next_call = _next_call(facts, definition, office)
    if next_call is not None:
        return NextStep(Step.CALL, due_at=next_call)
    if asked and asked.open:
        return NextStep(Step.WAIT_FOR_POLICE, due_at=_answer_due(asked.asked_at, office))
    return NextStep(Step.FIND_A_WAY, due_at=now)


def tried_of(facts: Facts) -> rules.Tried:
    """Return what has been done to reach her, as the contact protocol reads it."""
    calls, asked = facts.unreached_calls, facts.question_about_reaching
    return rules.Tried(
        attempts=len(calls),
        first_on=calls[0].made_at.astimezone(LONDON).date() if calls else None,
        cannot_ring=facts.cannot_ring,
        police_asked_on=asked.asked_at.astimezone(LONDON).date() if asked else None,
        police_answered=bool(asked and not asked.open),
    )


def _next_call(facts: Facts, definition: Definition, office: Office) -> datetime | None:
    if facts.cannot_ring:
        return None
    calls = facts.unreached_calls
    if not calls:
        start = facts.submitted_at or facts.accepted_at
        days = definition.contact.first_call_working_days
        return rules.due_after(start, days, office) if start else None
    if calls[-1].outcome in (CallOutcome.WRONG_NUMBER, CallOutcome.SOMEBODY_ELSE):
        return calls[-1].made_at  # a new number or a safe route has come since
    return calls[-1].next_due_at


def _booking(
    facts: Facts, definition: Definition, now: datetime, office: Office, *, can_still: bool, in_doubt: bool
) -> NextStep | None:
    if not has_to_book(facts, definition):
        return None
    if facts.deadline_on is None and needs_deadline(definition):
        if facts.open_question:
            return NextStep(Step.WAIT_FOR_POLICE, due_at=_answer_due(facts.open_question.asked_at, office))
        return NextStep(Step.ASK_DEADLINE, due_at=now)
    if can_still:
        return NextStep(Step.BOOK, due_at=now)
    if in_doubt:
        return NextStep(Step.SETTLE_NAME, due_at=now)
    if facts.open_question:
        return NextStep(Step.WAIT_FOR_POLICE, due_at=_answer_due(facts.open_question.asked_at, office))
    return NextStep(Step.ASK_EXTENSION, due_at=_deadline(facts, office) or now)


def _call_owed(facts: Facts, now: datetime) -> NextStep | None:
    due = [facts.call_owed_at]
    if facts.last_call and facts.last_call.outcome != CallOutcome.SPOKE:
        due.append(facts.last_call.next_due_at)
    soonest = min((moment for moment in due if moment), default=None)
    if (
        soonest is None
        or facts.cannot_ring
        or soonest.astimezone(LONDON).date() > now.astimezone(LONDON).date()
    ):
        return None
    return NextStep(Step.CALL, due_at=soonest)


def _waiting(facts: Facts, office: Office) -> NextStep:
    if facts.open_question:
        return NextStep(Step.WAIT_FOR_POLICE, due_at=_answer_due(facts.open_question.asked_at, office))
    coming = min((p for p in facts.places if p.booked), key=lambda p: p.starts_at, default=None)
    if coming is None:
        # Every step has been walked, or none is left, and the rule is not met by marks alone.
        return NextStep(Step.JUDGE_PLAN, due_at=_deadline(facts, office))
    return _about(Step.WAIT_FOR_WORKSHOP, coming)


def _answer_due(asked_at: datetime, office: Office) -> datetime:
    return rules.due_after(asked_at, rules.POLICE_ANSWER_DAYS, office)


def _deadline(facts: Facts, office: Office) -> datetime | None:
    """The day is what police said and never moves; the hour is when the office closes on it."""
    return office.closing(facts.deadline_on) if facts.deadline_on else None
