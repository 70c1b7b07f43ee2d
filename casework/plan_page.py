"""Her own plan as its page shows it: every step that is or was in it, and how far each has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g

from casework.history import moment, name_only
from casework.messages import day, said
from programmes.kinds import PlanKind
from programmes.standing import mark_counts
from referrals.models import PlanStep, Referral, WhyAdded, WhyEnded
from workshops.models import Place
from workshops.statuses import Mark


@dataclass(frozen=True)
class PlanRow:
    """One step: what it is, how far it has come, how it came into the plan."""

    label: str
    state: str
    added: str
    end_url: str
    ended: bool = False


def rows(case: Referral) -> Sequence[PlanRow] | None:
    """Return her plan, those ended last; None where every woman has the same."""
    definition = case.definition.parsed
    if definition.plan is not PlanKind.INDIVIDUAL:
        return None
    steps = list(PlanStep.objects.filter(referral=case).order_by("number", "round"))
    newest = {step.number: step for step in steps}
    first = {step.number: step for step in reversed(steps)}
    places = _places(case)
    made = [_row(case, step, first[number], places.get(number)) for number, step in newest.items()]
    return sorted(made, key=lambda row: row.ended)


def _places(case: Referral) -> Mapping[int, Place]:
    """Return of each step the place that says most: one she came to, else the latest."""
    found: dict[int, Place] = {}
    held = Place.objects.held().filter(referral=case).select_related("plan_step", "workshop")
    for place in held.order_by("workshop__starts_at"):
        known = found.get(place.plan_step.number)
        if known is None or not _came(case, known):
            found[place.plan_step.number] = place
    return found


def _row(case: Referral, step: PlanStep, first: PlanStep, place: Place | None) -> PlanRow:
    kinds = case.definition.parsed.plan_of([(step.number, step.key)])
    done = place is not None and _came(case, place)
    waits = place is not None and place.mark == Mark.NOT_MARKED
    may_end = case.status == "ACCEPTED" and step.ended_at is None and not done and not waits
    return PlanRow(
        label=said(kinds[0].label) if kinds else "",
        state=_ended(step) if step.ended_at else _state(place, done=done),
        added=_added(first),
        end_url=reverse("casework:end_step", args=[case.pk, step.number]) if may_end else "",
        ended=step.ended_at is not None,
    )


def _came(case: Referral, place: Place) -> bool:
    return mark_counts(case.definition.parsed.completion, place.mark, place.counts)


def _state(place: Place | None, *, done: bool) -> str:
    if place is None:
        return _g("No day yet")
    on = day(timezone.localdate(place.workshop.starts_at))
    if done:
        return _g("Came on %(day)s") % {"day": on}
    if place.mark == Mark.NOT_MARKED:
        return _g("Booked for %(day)s") % {"day": on}
    return _g("%(mark)s on %(day)s") % {"mark": place.get_mark_display(), "day": on}


def _added(step: PlanStep) -> str:
    who = {"who": name_only(step.made_by), "when": moment(step.made_at)}
    if not step.why_added:
        return _g("Every plan begins with it")
    return _g("%(why)s. Added %(when)s by %(who)s") % {**who, "why": WhyAdded(step.why_added).label}


def _ended(step: PlanStep) -> str:
    assert step.ended_at is not None  # noqa: S101 (the caller has looked)
    known = step.why_ended in WhyEnded.values
    why = str(WhyEnded(step.why_ended).label) if known else _g("The referral was passed on")
    words = {"why": why, "who": name_only(step.ended_by), "when": moment(step.ended_at)}
    return _g("Ended: %(why)s. %(when)s by %(who)s") % words
