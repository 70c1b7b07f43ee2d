"""Which workshops on offer make up a whole run. No Django here.

A run is a tuple of one to n workshops, one for each step still to do. Its gaps lie within
those of the definition, its last day is not after the deadline, and each has a place left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from programmes.definition import Step
from programmes.kinds import Entry
from programmes.offers import (
    ALONE,
    Ask,
    Offered,
    Run,
    Runs,
    ends_on,
    gap_problem,
    misses_window,
    serves,
    stands,
)
from programmes.parts import groups, joins
from programmes.refused_runs import explain


def find_runs(ask: Ask, offered: Iterable[Offered]) -> Runs:
    """Give the runs that fit, and for each group or first workshop that does not, the reason."""
    on_offer = sorted(offered, key=lambda w: (w.on, w.key))
    if not groups(ask).left:
        return Runs((), ())
    feasible = [Run(chain, ends_on(chain), _slack(ask, chain)) for chain in chains(ask, on_offer)]
    feasible.sort(key=lambda run: (run.starts_on, run.mixed, run.finishes_on, run.keys))
    return Runs(tuple(feasible), explain(groups(ask), on_offer, {run.keys for run in feasible}))


def chains(ask: Ask, on_offer: Sequence[Offered]) -> Iterator[tuple[Offered, ...]]:
    """Give every run that fits, one by one; `on_offer` by day. Times of her own are no part of it."""
    usable = [w for w in on_offer if not any(stands(ask, w, why) for why in ALONE)]
    part = groups(ask)
    if not part.left:
        return iter(())
    found = _chains_in_order(part, usable) if part.in_order else _chains_any(part, usable)
    fitting = (chain for chain in found if misses_window(ask, chain) is None)
    return fitting if part is ask else (chain for chain in fitting if joins(ask, chain))


def steps_of(ask: Ask, chain: Sequence[Offered]) -> tuple[int, ...]:
    """Give the number of the step for which each workshop of a run is taken."""
    ask = groups(ask)
    if ask.in_order:
        return tuple(step.number for step in ask.to_do[: len(chain)])
    by_number = {step.number: step for step in ask.to_do}
    open_numbers, taken = set(by_number), []
    for workshop in chain:
        step = serves(workshop, open_numbers, by_number, spare=len(chain))
        if step is not None:
            open_numbers.discard(step.number)
            taken.append(step.number)
    return tuple(taken)


def _slack(ask: Ask, chain: Sequence[Offered]) -> int | None:
    return None if ask.deadline is None else (ask.deadline - ends_on(chain)).days


def _starters(ask: Ask, usable: Sequence[Offered]) -> list[Offered]:
    """Give the workshops at which what is left can begin."""
    first = ask.to_do[0]
    if not ask.in_order:
        numbers = {s.number for s in ask.to_do}
        if ask.entry is Entry.FIRST_STEP and not ask.done:
            numbers = {first.number}
        after = max(ask.done.values(), default=None)
        return [w for w in usable if w.steps & numbers and (after is None or w.on > after)]
    before = ask.done.get(first.number - 1)
    return [
        w
        for w in usable
        if first.number in w.steps
        and (before is None or gap_problem(first.gap, before, w, after_miss=True) is None)
    ]


def _chains_in_order(ask: Ask, usable: Sequence[Offered]) -> Iterable[tuple[Offered, ...]]:
    """Give one chain for each first and last workshop: every pair, but no more for longer plans."""
    for start in _starters(ask, usable):
        reached: dict[str, tuple[Offered, ...]] = {start.key: (start,)}
        for step in ask.to_do[1:]:
            reached = _extend(ask, reached, step, usable)
        yield from reached.values()


def _extend(
    ask: Ask, reached: Mapping[str, tuple[Offered, ...]], step: Step, usable: Sequence[Offered]
) -> dict[str, tuple[Offered, ...]]:
    longer: dict[str, tuple[Offered, ...]] = {}
    for workshop in usable:
        if step.number not in workshop.steps:
            continue
        fits = [chain for chain in reached.values() if _follows(ask, chain, workshop, step)]
        if fits:
            best = min(fits, key=lambda chain: (_changes(chain, workshop), chain[-1].on, chain[-1].key))
            longer[workshop.key] = (*best, workshop)
    return longer


def _follows(ask: Ask, chain: Sequence[Offered], workshop: Offered, step: Step) -> bool:
    if workshop.key in {w.key for w in chain} or workshop.on <= chain[-1].ends_on:
        return False
    if not ask.mix_cohorts and workshop.cohort != chain[-1].cohort:
        return False
    return gap_problem(step.gap, chain[-1].on, workshop) is None


def _changes(chain: Sequence[Offered], workshop: Offered) -> int:
    cohorts = [w.cohort for w in (*chain, workshop)]
    return sum(a != b for a, b in pairwise(cohorts))


def _chains_any(ask: Ask, usable: Sequence[Offered]) -> Iterable[tuple[Offered, ...]]:
    """Give one chain for each start: the earliest days after it that make up the number.

    Linear in the workshops on offer for each start, so ten sessions of which five are needed
    make ten offers, not 252.
    """
    by_number = {step.number: step for step in ask.to_do}
    spare = ask.left - sum(step.compulsory for step in ask.to_do)
    for start in _starters(ask, usable):
        chain = _collect(ask, start, usable, by_number, spare)
        if chain is not None:
            yield chain


def _collect(
    ask: Ask, start: Offered, usable: Sequence[Offered], by_number: Mapping[int, Step], spare: int
) -> tuple[Offered, ...] | None:
    chain: list[Offered] = []
    open_numbers = set(by_number)
    for workshop in usable:
        if workshop.on < start.on or (workshop.on == start.on and workshop.key != start.key):
            continue
        if not ask.mix_cohorts and workshop.cohort != start.cohort:
            continue
        step = serves(workshop, open_numbers, by_number, spare)
        if not chain and (step is None or workshop.key != start.key):
            return None
        if step is None or (chain and not _fits_after(chain[-1], workshop, step)):
            continue
        chain.append(workshop)
        open_numbers.discard(step.number)
        spare -= not step.compulsory
        if len(chain) == ask.left:
            return tuple(chain)
    return None


def _fits_after(before: Offered, workshop: Offered, step: Step) -> bool:
    if workshop.on <= before.ends_on:
        return False
    return gap_problem(step.gap, before.on, workshop) is None
