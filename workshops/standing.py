"""What the registers say of one referral, in the words the rules of a programme understand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone

from programmes.definition import Definition, Step
from programmes.kinds import PlanKind
from programmes.standing import Attendance, Standing, counts, rule_met
from referrals.models import PlanStep, Referral
from workshops.models import Place
from workshops.statuses import Mark


def attendances_of(referral_ids: Collection[UUID]) -> Mapping[UUID, list[Attendance]]:
    """Return every mark of each referral by day, in one query. A released place says nothing."""
    places = (
        Place.objects.held()
        .exclude(mark=Mark.NOT_MARKED)
        .filter(referral__in=referral_ids)
        .select_related("plan_step", "workshop")
        .order_by("workshop__starts_at", "pk")
    )
    found: defaultdict[UUID, list[Attendance]] = defaultdict(list)
    for place in places:
        found[place.referral_id].append(_attendance(place))
    return found


def attendances(referral: Referral) -> list[Attendance]:
    """Return the marks of one referral by day."""
    return attendances_of([referral.pk]).get(referral.pk, [])


def standing(referral: Referral, *, can_still: bool, judged: bool | None = None) -> Standing:
    """Tell whether she has done what her programme asks, still can, or cannot.

    :param can_still: whether enough workshops on offer remain; `offers.read_case` says so.
    :param judged: the worker's answer where the programme leaves it to her.
    """
    definition = referral.definition.parsed
    steps = own_steps(referral, definition)
    return rule_met(
        definition,
        attendances(referral),
        can_still=can_still,
        judged=judged,
        plan=None if steps is None else [step.number for step in steps],
    )


def attended_on(referral: Referral) -> list[date]:
    """Return the days that count towards completion, in order: what a notice to police says."""
    completion = referral.definition.parsed.completion
    return [a.on for a in attendances(referral) if counts(completion, a)]


def own_steps(referral: Referral, definition: Definition) -> Sequence[Step] | None:
    """Return the steps of her own plan where plans differ from woman to woman, else None."""
    if definition.plan is PlanKind.FIXED:
        return None
    plan = PlanStep.objects.filter(referral=referral, ended_at__isnull=True)
    return definition.plan_of(plan.values_list("number", "key"))


def _attendance(place: Place) -> Attendance:
    return Attendance(
        step=place.plan_step.number,
        mark=place.mark,
        on=timezone.localdate(place.workshop.starts_at),
        round=place.plan_step.round,
        decided=place.counts,
    )
