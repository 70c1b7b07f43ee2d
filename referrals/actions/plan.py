"""Her plan: the definition's steps, with the days between which each can fall."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from audit.trail import Person
from programmes.clock import ask_for, deadline, step_bounds
from programmes.definition import Definition, Step
from programmes.rules import CaseDates
from referrals.models import PlanStep, Referral, WhyAdded, WhyEnded


def lay(referral: Referral, *, by: Person, at: datetime) -> list[PlanStep]:
    """Write the steps of the definition as a new round of her plan."""
    definition = referral.definition.parsed
    within = bounds(definition, referral.dates, today=timezone.localtime(at).date())
    last = referral.plan.aggregate(last=Max("round"))["last"] or 0
    return PlanStep.objects.bulk_create(
        PlanStep(
            referral=referral,
            number=step.number,
            round=last + 1,
            key=f"step-{step.number}",
            kind=step.kind,
            compulsory=step.compulsory,
            earliest_on=within[step.number][0],
            latest_on=within[step.number][1],
            made_at=at,
            made_by=by.trail_name,
        )
        for step in definition.laid
    )


def add(referral: Referral, kind: Step, *, why: WhyAdded, by: Person, at: datetime) -> PlanStep:
    """Add a step of that kind to a plan of her own, after those it has; the referral is locked by the caller."""
    last = referral.plan.aggregate(number=Max("number"), round=Max("round"))
    return PlanStep.objects.create(
        referral=referral,
        number=max(last["number"] or 0, len(referral.definition.parsed.steps)) + 1,
        round=last["round"] or 1,
        key=f"step-{kind.number}",
        kind=kind.kind,
        compulsory=kind.compulsory,
        earliest_on=timezone.localdate(at),
        latest_on=referral.deadline.on,
        made_at=at,
        made_by=by.trail_name,
        why_added=why,
    )


def end(referral: Referral, number: int, *, why: WhyEnded, by: Person, at: datetime) -> int:
    """End a step of her plan, in all its rounds; return how many rows that were open."""
    rows = referral.plan.filter(number=number, ended_at__isnull=True)
    return rows.update(ended_at=at, ended_by=by.trail_name, why_ended=why)


def move_bounds(referral: Referral, *, at: datetime) -> None:
    """Write the days anew after the deadline changed; steps that were ended stay as they were."""
    within = bounds(referral.definition.parsed, referral.dates, today=timezone.localtime(at).date())
    for step in referral.plan.filter(ended_at__isnull=True):
        if step.number in within:
            step.latest_on = within[step.number][1]
            step.save(update_fields=["latest_on"])


def end_all(referral: Referral, *, why: str, by: Person, at: datetime) -> None:
    """End every step still ahead; what was attended stays attended."""
    referral.plan.filter(ended_at__isnull=True).update(ended_at=at, ended_by=by.trail_name, why_ended=why)


def bounds(
    definition: Definition, dates: CaseDates, *, today: date
) -> dict[int, tuple[date | None, date | None]]:
    """Return the first and last day on which each step can fall, by its number."""
    ask = ask_for(definition, deadline(definition.window, dates), today=today, steps=definition.laid)
    return {bound.step: (bound.earliest, bound.latest) for bound in step_bounds(ask)}
