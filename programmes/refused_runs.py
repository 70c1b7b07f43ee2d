"""Why workshops on offer do not make up a run: a coded reason, and the facts for its sentence.

No Django here; the sentences are in `messages.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from programmes.dates import days
from programmes.offers import ALONE, Ask, NotPossible, Offered, Why, gap_problem, misses_window, stands


def explain(ask: Ask, on_offer: Sequence[Offered], feasible: set[tuple[str, ...]]) -> tuple[NotPossible, ...]:
    """Say for each group, and each first workshop outside a group, why it is not offered."""
    found = []
    for chain in _natural_chains(ask, on_offer):
        if tuple(w.key for w in chain) in feasible or _starts_one(chain, feasible, ask):
            continue
        reason = _first_reason(ask, chain)
        if reason is not None:
            found.append(reason)
    return tuple(found)


def _starts_one(chain: Sequence[Offered], feasible: set[tuple[str, ...]], ask: Ask) -> bool:
    """A workshop outside a group, or one of many sessions, is explained only if nothing starts there."""
    alone = chain[0].cohort is None or not ask.in_order
    return alone and any(keys[0] == chain[0].key for keys in feasible)


def _natural_chains(ask: Ask, on_offer: Sequence[Offered]) -> Iterable[tuple[Offered, ...]]:
    """Give the runs a person would think of: a group's own days, or the next day that could follow."""
    first = ask.to_do[0].number
    for start in on_offer:
        if not ask.in_order:
            if start.steps & {step.number for step in ask.to_do}:
                yield (start,)
            continue
        if first not in start.steps:
            continue
        chain = [start]
        for step in ask.to_do[1:]:
            following = [w for w in on_offer if step.number in w.steps and w.on > chain[-1].on]
            own = [w for w in following if w.cohort is not None and w.cohort == start.cohort]
            near = own or (following if start.cohort is None else [])
            if not near:
                break
            usual = chain[-1].on + days(step.gap.usual if step.gap else 1)
            chain.append(min(near, key=lambda w: (abs((w.on - usual).days), w.on)))
        yield tuple(chain)


def _first_reason(ask: Ask, chain: tuple[Offered, ...]) -> NotPossible | None:
    """Give the first thing that stands in the way, in the order in which a person would name it."""
    for why in ALONE:
        for workshop in chain:
            if stands(ask, workshop, why):
                return NotPossible(chain, why, workshop, _data(ask, workshop))
    apart = _gap_reason(ask, chain) if ask.in_order else None
    if apart is not None:
        return apart
    if len(chain) < ask.left:
        return NotPossible(chain, Why.NOTHING_AFTER, chain[-1], {"left": ask.left - len(chain)})
    late = misses_window(ask, chain)
    return None if late is None else NotPossible(chain, late, chain[-1], _data(ask, chain[-1]))


def _gap_reason(ask: Ask, chain: tuple[Offered, ...]) -> NotPossible | None:
    before = ask.done.get(ask.to_do[0].number - 1)
    for step, workshop in zip(ask.to_do, chain, strict=False):
        after_miss = workshop is chain[0]
        trouble = before and gap_problem(step.gap, before, workshop, after_miss=after_miss)
        if before and trouble and step.gap:
            most = step.gap.max_after_miss if after_miss else step.gap.max
            data = {"days": (workshop.on - before).days, "min": step.gap.min, "max": most}
            return NotPossible(chain, trouble, workshop, data)
        before = workshop.on
    return None


def alone(ask: Ask, workshop: Offered) -> NotPossible | None:
    """Give the first thing that stands in the way of one workshop by itself."""
    for why in ALONE:
        if stands(ask, workshop, why):
            return NotPossible((workshop,), why, workshop, _data(ask, workshop))
    return None


def _data(ask: Ask, at: Offered) -> dict[str, object]:
    data: dict[str, object] = {"on": at.on, "blocked": at.blocked}
    if ask.deadline is not None:
        data |= {"deadline": ask.deadline, "days": (at.ends_on - ask.deadline).days}
    if ask.opens_on is not None:
        data["opens_on"] = ask.opens_on
    return data
