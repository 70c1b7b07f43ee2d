"""A plan of her own: her worker adds steps and ends them, each with a reason. Nothing of it is ever lost."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.actions.opening import open_case
from programmes.definition import Definition, Step
from programmes.kinds import PlanKind
from programmes.standing import counts
from referrals.actions import plan
from referrals.models import PlanStep, Referral, WhyAdded, WhyEnded
from ui.refusals import Refused
from workshops import standing
from workshops.models import Place
from workshops.statuses import Mark


class OnePlanForAll(Refused):
    """The definition gives every woman the same plan."""

    sentence = _("In this programme every woman has the same plan, so nothing is added to it or ended.")


class NoSuchStep(Refused):
    """Not a step that a plan of this programme may hold."""

    sentence = _("Choose a step from the list.")
    field = "step"


class EndedBefore(Refused):
    """Somebody else was quicker."""

    sentence = _("This step was ended already. Open her plan again.")


class HasATime(Refused):
    """She would be expected on a day that is no part of her plan any more."""

    sentence = _("She has a day for this step. Give that back first, then end the step.")


class CameToIt(Refused):
    """What she did counts for ever."""

    sentence = _("She came to this step, so it stays in her plan.")


def add_step(referral: Referral, number: int, *, why: WhyAdded, by: User, at: datetime) -> PlanStep:
    """Add a step to a plan of her own.

    :param number: the definition's step that it is made from.
    :raises Refused: NotOnTheBooks, NotYours, OnePlanForAll, NoSuchStep.
    """
    with transaction.atomic():
        _participant, locked = open_case(referral, by=by)
        kind = next((s for s in addable(locked.definition.parsed) if s.number == number), None)
        if kind is None:
            raise NoSuchStep
        step = plan.add(locked, kind, why=why, by=by, at=at)
        trail.record("plan.add_step", locked, by=by, at=at, facts={"step": step.number, "why": str(why)})
        return step


def end_step(referral: Referral, number: int, *, why: WhyEnded, by: User, at: datetime) -> None:
    """End a step of a plan of her own that she has not done; it stays to be read, with the reason.

    :param number: of the step in her plan.
    :raises Refused: NotOnTheBooks, NotYours, OnePlanForAll, EndedBefore, HasATime, CameToIt.
    """
    with transaction.atomic():
        _participant, locked = open_case(referral, by=by)
        definition = locked.definition.parsed
        addable(definition)
        places = Place.objects.held().filter(plan_step__referral=locked, plan_step__number=number)
        if places.filter(mark=Mark.NOT_MARKED).exists():
            raise HasATime
        marks = [a for a in standing.attendances(locked) if a.step == number]
        if any(counts(definition.completion, mark) for mark in marks):
            raise CameToIt
        if not plan.end(locked, number, why=why, by=by, at=at):
            raise EndedBefore
        trail.record("plan.end_step", locked, by=by, at=at, facts={"step": number, "why": str(why)})


def addable(definition: Definition) -> tuple[Step, ...]:
    """Return the steps that may be added to a plan: those it does not begin with, where there are such.

    :raises OnePlanForAll: where plans do not differ from woman to woman.
    """
    if definition.plan is not PlanKind.INDIVIDUAL:
        raise OnePlanForAll
    return tuple(step for step in definition.steps if not step.laid) or definition.steps
