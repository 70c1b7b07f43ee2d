"""Days booked one by one: part of a run, and times of her own. No Django here.

Most programmes are booked as one run. Where she may begin anywhere, where plans differ from woman to
woman, or where a step is one to one, a booking is a part of what she still has to do. A time of her own
(`Offered.own`) is made for her, so no step that is one to one waits for something to be on offer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from programmes.dates import days
from programmes.definition import Gap, Step
from programmes.kinds import Entry, StepKind
from programmes.offers import Ask, NotPossible, Offered, Why, serves
from programmes.refused_runs import alone

Fit = tuple[int, ...] | NotPossible


def fit(ask: Ask, chosen: Sequence[Offered]) -> Fit:
    """Give the step each of these days is taken for, in their order; or why they are no part of her plan.

    They need not be all that is left: what lies between, before and after must still have room.
    """
    by_day = sorted(chosen, key=lambda w: (w.on, w.key))
    for workshop in by_day:
        refused = alone(ask, workshop)
        if refused is not None:
            return refused
    steps = _in_order(ask, by_day) if ask.in_order else _in_any_order(ask, by_day)
    if isinstance(steps, NotPossible):
        return steps
    room = _room_in_order if ask.in_order else _room_between
    taken = {workshop.key: number for workshop, number in zip(by_day, steps, strict=True)}
    return room(ask, by_day, steps) or tuple(taken[workshop.key] for workshop in chosen)


def own_open(ask: Ask) -> tuple[Step, ...]:
    """Give the steps for which a time of her own is still to be made."""
    covered = _covered(ask)
    return tuple(s for s in ask.to_do if s.kind is StepKind.ONE_TO_ONE and s.number not in covered)


def groups(ask: Ask) -> Ask:
    """Give what is left to do on workshops on offer, when times of her own are left out."""
    if not ask.singles and all(step.kind is StepKind.GROUP for step in ask.to_do):
        return ask
    covered = _covered(ask)
    steps = tuple(s for s in group_steps(ask.steps, ask.done) if s.number not in covered)
    to_do = [step for step in steps if step.number not in ask.done]
    if ask.in_order:
        wanted = len(to_do)
    else:
        own = sum(s.compulsory for s in own_open(ask))
        wanted = max(ask.left - len(covered) - own, sum(s.compulsory for s in to_do), 0)
        wanted = min(wanted, len(to_do))
    return replace(ask, steps=steps, needed=wanted + len(ask.done), singles=())


def made_up_alone(ask: Ask, missed: Collection[int]) -> Ask:
    """Give the same, with the steps she missed taken one to one, as a catch-up session is."""
    steps = tuple(replace(s, kind=StepKind.ONE_TO_ONE) if s.number in missed else s for s in ask.steps)
    return replace(ask, steps=steps)


def joins(ask: Ask, chain: Sequence[Offered]) -> bool:
    """Tell whether a run on offer leaves room for the times of her own, held or still to be made."""
    return not isinstance(fit(ask, (*ask.singles, *chain)), NotPossible)


def _covered(ask: Ask) -> set[int]:
    return {number for workshop in ask.singles for number in workshop.steps}


def group_steps(steps: Sequence[Step], done: Collection[int] = ()) -> list[Step]:
    """Give the steps in groups, with the gaps of the meetings between them added to their own."""
    found, between = list[Step](), list[Gap]()
    for step in steps:
        if step.kind is StepKind.ONE_TO_ONE:
            between = [] if step.number in done else [*between, _gap(step)]
            continue
        found.append(replace(step, gap=_sum([*between, _gap(step)])) if between else step)
        between = []
    return found


def _gap(step: Step) -> Gap:
    return step.gap or Gap(1, 1, FAR, FAR)


FAR = 10_000  # days: no gap at all


def _sum(gaps: Sequence[Gap]) -> Gap:
    return Gap(
        min=sum(gap.min for gap in gaps),
        usual=sum(gap.usual for gap in gaps),
        max=min(sum(gap.max for gap in gaps), FAR),
        max_after_miss=min(sum(gap.max_after_miss for gap in gaps), FAR),
    )


def _in_order(ask: Ask, by_day: Sequence[Offered]) -> Fit:
    taken: list[int] = []
    open_numbers = {step.number for step in ask.to_do}
    for workshop in by_day:
        after = taken[-1] if taken else 0
        serving = sorted(workshop.steps & open_numbers)
        if not serving:
            return NotPossible((workshop,), Why.NOT_NEEDED, workshop, {})
        later = [number for number in serving if number > after]
        if not later:
            return NotPossible((workshop,), Why.OUT_OF_ORDER, workshop, {})
        taken.append(later[0])
        open_numbers.discard(later[0])
    return tuple(taken)


def _room_in_order(ask: Ask, by_day: Sequence[Offered], taken: Sequence[int]) -> NotPossible | None:
    """Look at the days between each two known days, with room for the steps that lie between them."""
    new = dict(zip(taken, by_day, strict=True))
    known = {**ask.done} | {number: workshop.on for number, workshop in new.items()}
    before, was_done, between = ask.today, False, list[Gap]()
    begun = False
    for step in ask.steps:
        between.append(_gap(step))
        on = known.get(step.number)
        if on is None:
            continue
        if step.number in new:
            gap = _sum(between if begun else [Gap(0, 0, FAR, FAR), *between[1:]])
            most = FAR if not begun else gap.max_after_miss if was_done else gap.max
            refused = _too_near_or_far(new[step.number], before, gap.min, most)
            if refused is not None and (begun or len(between) > 1):
                return refused
        before, begun, was_done, between = on, True, step.number in ask.done, []
    needs = sum(gap.min for gap in between) if begun else 0
    if ask.deadline is not None and between and by_day and before + days(needs) > ask.deadline:
        data = {"left": len(between)}
        return NotPossible(tuple(by_day), Why.NOTHING_AFTER, by_day[-1], data)
    return None


def _too_near_or_far(workshop: Offered, before: date, low: int, high: int) -> NotPossible | None:
    if workshop.been:  # only that they follow each other
        low, high = min(low, 1), FAR
    apart = (workshop.on - before).days
    data = {"days": apart, "min": low, "max": high}
    if apart < max(low, 0):
        return NotPossible((workshop,), Why.GAP_TOO_SHORT, workshop, data)
    if apart > high:
        return NotPossible((workshop,), Why.GAP_TOO_LONG, workshop, data)
    return None


def _in_any_order(ask: Ask, by_day: Sequence[Offered]) -> Fit:
    """A day that serves one step takes it before a day that serves any."""
    by_number = {step.number: step for step in ask.to_do}
    spare = ask.left - sum(step.compulsory for step in ask.to_do)
    taken: dict[str, int] = {}
    for workshop in sorted(by_day, key=lambda w: (len(w.steps) > 1, w.on, w.key)):
        left = by_number.keys() - set(taken.values())
        step = serves(workshop, left, by_number, spare)
        if step is None:
            why = Why.ENOUGH if workshop.steps & left else Why.NOT_NEEDED
            return NotPossible((workshop,), why, workshop, {})
        taken[workshop.key] = step.number
        spare -= not step.compulsory
    first = ask.to_do[0].number if ask.to_do else 0
    begins = ask.entry is Entry.FIRST_STEP and not ask.done
    if begins and by_day and taken[by_day[0].key] != first:
        return NotPossible((by_day[0],), Why.OUT_OF_ORDER, by_day[0], {})
    return tuple(taken[workshop.key] for workshop in by_day)


def _room_between(ask: Ask, by_day: Sequence[Offered], taken: Sequence[int]) -> NotPossible | None:
    """Only the least gap is asked: a longer one may yet be filled."""
    gaps: Mapping[int, Gap | None] = {step.number: step.gap for step in ask.to_do}
    before = max(ask.done.values(), default=None)
    for workshop, number in zip(by_day, taken, strict=True):
        gap = gaps[number]
        if before is not None and gap is not None:
            refused = _too_near_or_far(workshop, before, gap.min, FAR)
            if refused is not None:
                return refused
        before = workshop.on
    return None
