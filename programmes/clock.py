"""The condition clock: one question, one answer. No Django here.

Pages, queues, letters and reports all ask `read`, and no module outside this app goes round it: a
test refuses it. It takes the definition, the dates of the case,
the workshops on offer and today, and gives back the deadline, the legal dates, the runs that
fit and those that do not, the last workable first workshop, and a state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from programmes.dates import days
from programmes.definition import Definition, Step
from programmes.kinds import CompletionRule, MissRule, PlanKind
from programmes.offers import Ask, NotPossible, Offered, Run, Runs, misses_window
from programmes.parts import fit, groups, made_up_alone, own_open
from programmes.refused_runs import alone
from programmes.rules import NEAR_DAYS, CaseDates, Deadline, LegalDate, deadline, legal_dates
from programmes.runs import chains, find_runs, steps_of
from programmes.standing import Attendance, done_steps, missed_steps

# What others ask of the clock: the parts of it that they need by themselves are handed on here.
__all__ = [
    "NEAR_DAYS", "Ask", "Bounds", "Deadline", "Reading", "State", "alone", "ask_for", "deadline",
    "find_runs", "fit", "needs_deadline", "read", "step_bounds", "steps_of",
]  # fmt: skip


class State(StrEnum):
    FINE = "FINE"
    ONE_MISS_FROM_IMPOSSIBLE = "ONE_MISS_FROM_IMPOSSIBLE"
    LAST_CHANCE = "LAST_CHANCE"
    IMPOSSIBLE = "IMPOSSIBLE"
    NO_DEADLINE = "NO_DEADLINE"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last day on which a step can fall, workshops on offer or not."""

    step: int
    earliest: date
    latest: date | None

    @property
    def possible(self) -> bool:
        return self.latest is None or self.earliest <= self.latest


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clock says today."""

    today: date
    deadline: Deadline
    legal_dates: tuple[LegalDate, ...]
    bounds: tuple[Bounds, ...]
    runs: Runs
    state: State
    booked: tuple[Offered, ...] = ()
    own: tuple[Step, ...] = ()  # for which a time of her own is still to be made
    whole: bool = False  # her days ahead are all that is left to do
    reachable: bool = False  # there is a way to the end, her days ahead among it
    in_doubt: bool = False  # there is none now, but would be, were what is in doubt settled for her

    @property
    def days_left(self) -> int | None:
        """Days from today to the deadline: 0 on the day itself, negative after it."""
        return self.deadline.days_left(self.today)

    @property
    def booked_in_time(self) -> bool:
        """Tell whether her days ahead are all that is left, and end by the deadline."""
        return self.whole and bool(self.booked) and all(self.deadline.allows(w.ends_on) for w in self.booked)

    @property
    def can_finish(self) -> bool:
        """Tell whether she can finish in time, on the days she has or on days on offer."""
        return self.booked_in_time or self.reachable

    @property
    def first_run(self) -> Run | None:
        return self.runs.first

    @property
    def last_run(self) -> Run | None:
        return self.runs.last_to_start

    @property
    def last_workable_first(self) -> date | None:
        """The last day, of those on offer, on which she can begin and still finish."""
        return None if self.last_run is None else self.last_run.starts_on

    @property
    def time_left(self) -> bool:
        """Tell whether the days alone would still be enough, were there workshops on them."""
        return all(bound.possible for bound in self.bounds)

    def warnings_for(self, run: Run) -> tuple[LegalDate, ...]:
        """Give the legal dates that a run would come too near to, or pass."""
        return tuple(legal for legal in self.legal_dates if run.finishes_on > legal.safe_on)


def read(
    definition: Definition,
    dates: CaseDates,
    offered: Iterable[Offered],
    *,
    today: date,
    attendances: Sequence[Attendance] = (),
    booked: Sequence[Offered] = (),
    steps: Sequence[Step] | None = None,
) -> Reading:
    """Read the clock of one case.

    :param attendances: her marks so far.
    :param booked: the workshops ahead on which she has a place; the state is then that booking's.
    :param steps: her own plan where it differs from the definition's (INDIVIDUAL plans).
    """
    end = deadline(definition.window, dates)
    ask = ask_for(definition, end, today=today, attendances=attendances, steps=steps, booked=booked)
    on_offer = sorted(offered, key=lambda w: (w.on, w.key))
    runs = find_runs(ask, on_offer)
    missed = frozenset(missed_steps(definition, attendances))
    reachable = bool(runs.feasible) and _has_room(ask)
    reachable = reachable or _can(definition, ask, on_offer, missed)
    ahead = sorted(booked, key=lambda w: (w.on, w.key))
    reading = Reading(
        today=today,
        deadline=end,
        legal_dates=legal_dates(definition.window, dates, today=today),
        bounds=step_bounds(ask),
        runs=runs,
        state=_state(definition, ask, on_offer, ahead or _first(runs), missed, bool(booked), reachable),
        booked=tuple(booked),
        own=own_open(ask),
        whole=_whole(definition, ask, booked),
        reachable=reachable,
    )
    if reading.can_finish or not any(workshop.doubt for workshop in on_offer):
        return reading
    settled = [replace(w, blocked="", doubt=False) if w.doubt else w for w in on_offer]
    return replace(reading, in_doubt=_can(definition, ask, settled, missed))


def needs_deadline(definition: Definition) -> bool:
    """Tell whether nobody may be booked before her deadline is known."""
    return deadline(definition.window, CaseDates()).needed


def ask_for(
    definition: Definition,
    end: Deadline,
    *,
    today: date,
    attendances: Sequence[Attendance] = (),
    steps: Sequence[Step] | None = None,
    booked: Sequence[Offered] = (),
) -> Ask:
    """Give what a run must do for one case.

    :param booked: the workshops ahead on which she has a place: times of her own among them stay.
    """
    n_of = definition.completion.rule is CompletionRule.N_OF
    return Ask(
        steps=definition.steps if steps is None else tuple(steps),
        today=today,
        deadline=end.on,
        entry=definition.entry,
        needed=definition.completion.needed if n_of else None,
        done=done_steps(definition, attendances),
        opens_on=end.opens_on,
        needs_deadline=end.needed,
        mix_cohorts=definition.group.mix_cohorts,
        loose=definition.plan is PlanKind.INDIVIDUAL,
        singles=tuple(workshop for workshop in booked if workshop.own),
    )


def step_bounds(ask: Ask) -> tuple[Bounds, ...]:
    """Give the earliest and latest day of each step still to do, from the gaps and the deadline.

    Where any steps may be done in any order, each may fall on any day that is left.
    """
    if not ask.in_order:
        return _loose_bounds(ask)
    earliest: list[date] = []
    for step in ask.to_do:
        before = earliest[-1] if earliest else ask.done.get(step.number - 1)
        soonest = ask.today if before is None else before + days(step.gap.min if step.gap else 1)
        earliest.append(max(soonest, ask.today))
    latest: list[date | None] = []
    limit = ask.deadline
    for step in reversed(ask.to_do):
        latest.insert(0, _not_after_gap(ask, step, limit))
        if limit is not None:
            limit = limit - days(step.gap.min if step.gap else 1)
    return tuple(
        Bounds(step.number, first, last)
        for step, first, last in zip(ask.to_do, earliest, latest, strict=True)
    )


def _not_after_gap(ask: Ask, step: Step, limit: date | None) -> date | None:
    before = ask.done.get(step.number - 1)
    if before is None or step.gap is None:
        return limit
    most = before + days(step.gap.max_after_miss)
    return most if limit is None else min(limit, most)


def _loose_bounds(ask: Ask) -> tuple[Bounds, ...]:
    last = max(ask.done.values(), default=None)
    gaps = [step.gap.min for step in ask.to_do if step.gap]
    nearest = max(1, min(gaps, default=1))
    earliest = ask.today if last is None else max(ask.today, last + days(nearest))
    latest = None if ask.deadline is None else ask.deadline
    enough = latest is None or earliest + days(nearest * max(ask.left - 1, 0)) <= latest
    if not enough and latest is not None:
        latest = min(latest, earliest - days(1))
    return tuple(Bounds(step.number, earliest, latest) for step in ask.to_do if ask.left)


def _first(runs: Runs) -> tuple[Offered, ...]:
    return runs.first.workshops if runs.first else ()


def _state(
    definition: Definition,
    ask: Ask,
    on_offer: Sequence[Offered],
    chosen: Sequence[Offered],
    missed: frozenset[int],
    booked: bool,
    reachable: bool,
) -> State:
    """Take her booking, or else the earliest run: what happens if she misses one of its days?

    LAST_CHANCE: missing the next day leaves no way. ONE_MISS_FROM_IMPOSSIBLE: missing a later
    one does. FINE: any one day may be missed.
    """
    if ask.needs_deadline and ask.deadline is None:
        return State.NO_DEADLINE
    if not ask.left:
        return State.FINE
    whole = booked and _whole(definition, ask, chosen)
    if not (whole or reachable):
        return State.IMPOSSIBLE
    if booked and (misses_window(ask, chosen) if whole else not all(_in_time(ask, w) for w in chosen)):
        return State.IMPOSSIBLE
    numbers = _numbers(ask, chosen)
    survived = [
        _survives(definition, ask, on_offer, chosen, numbers, missed, index) for index in range(len(chosen))
    ]
    if all(survived):
        return State.FINE
    return State.ONE_MISS_FROM_IMPOSSIBLE if survived[0] else State.LAST_CHANCE


def _whole(definition: Definition, ask: Ask, booked: Sequence[Offered]) -> bool:
    """Tell whether her days ahead are all that is left; a run that is one act always is, also once it has begun."""
    parted = definition.day_by_day or any(workshop.own for workshop in booked)
    return not parted or len(booked) >= ask.left


def _can(definition: Definition, ask: Ask, on_offer: Sequence[Offered], missed: frozenset[int]) -> bool:
    """Tell whether a way is left: a run on offer where one is needed, and room for times of her own.

    :param missed: the steps that a catch-up session may make up, where the definition has one.
    """
    if not ask.left or (ask.needs_deadline and ask.deadline is None):
        return False
    if _has_room(ask) and (not groups(ask).left or any(True for _run in chains(ask, on_offer))):
        return True
    if definition.miss.catch_up is None or not missed:
        return False
    alone = made_up_alone(ask, missed)
    return _has_room(alone) and (not groups(alone).left or any(True for _run in chains(alone, on_offer)))


def _has_room(ask: Ask) -> bool:
    return not own_open(ask) or all(bound.possible for bound in step_bounds(ask))


def _in_time(ask: Ask, workshop: Offered) -> bool:
    return ask.deadline is None or workshop.ends_on <= ask.deadline


def _numbers(ask: Ask, chosen: Sequence[Offered]) -> tuple[int, ...]:
    """Give the step of each of her days; of a whole run as it is booked, else day by day."""
    numbers = steps_of(ask, chosen)
    if len(numbers) == len(chosen) and not any(workshop.own for workshop in chosen):
        return numbers
    fitted = fit(ask, chosen)
    return tuple(min(w.steps) for w in chosen) if isinstance(fitted, NotPossible) else fitted


def _survives(
    definition: Definition,
    ask: Ask,
    on_offer: Sequence[Offered],
    chosen: Sequence[Offered],
    numbers: Sequence[int],
    missed: frozenset[int],
    index: int,
) -> bool:
    """Tell whether a way is left if she comes to what is before one day, and misses that day."""
    came = zip(numbers[:index], chosen[:index], strict=False)
    again = definition.miss.rule is MissRule.REPEAT_ALL
    done = {} if again else {**ask.done, **{number: w.on for number, w in came}}
    after = replace(ask, today=chosen[index].ends_on + days(1), done=done, singles=())
    return _can(definition, after, on_offer, missed | set(numbers[index : index + 1]))
