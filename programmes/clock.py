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
from programmes.kinds import CompletionRule, MissRule
from programmes.offers import Ask, Offered, Run, Runs, misses_window
from programmes.refused_runs import alone
from programmes.rules import NEAR_DAYS, CaseDates, Deadline, LegalDate, deadline, legal_dates
from programmes.runs import chains, find_runs, steps_of
from programmes.standing import Attendance, done_steps

# What others ask of the clock: the parts of it that they need by themselves are handed on here.
__all__ = [
    "NEAR_DAYS", "Ask", "Bounds", "Deadline", "Reading", "State", "alone", "ask_for", "deadline",
    "find_runs", "needs_deadline", "read", "step_bounds", "steps_of",
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

    @property
    def days_left(self) -> int | None:
        """Days from today to the deadline: 0 on the day itself, negative after it."""
        return self.deadline.days_left(self.today)

    @property
    def booked_in_time(self) -> bool:
        """Tell whether she has days ahead, and they end by the deadline."""
        return bool(self.booked) and all(self.deadline.allows(w.ends_on) for w in self.booked)

    @property
    def can_finish(self) -> bool:
        """Tell whether she can finish in time, on the days she has or on days on offer."""
        return self.booked_in_time or self.first_run is not None

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
    ask = ask_for(definition, end, today=today, attendances=attendances, steps=steps)
    on_offer = sorted(offered, key=lambda w: (w.on, w.key))
    runs = find_runs(ask, on_offer)
    return Reading(
        today=today,
        deadline=end,
        legal_dates=legal_dates(definition.window, dates, today=today),
        bounds=step_bounds(ask),
        runs=runs,
        state=_state(definition, ask, on_offer, runs, sorted(booked, key=lambda w: (w.on, w.key))),
        booked=tuple(booked),
    )


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
) -> Ask:
    """Give what a run must do for one case."""
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


def _state(
    definition: Definition, ask: Ask, on_offer: Sequence[Offered], runs: Runs, booked: Sequence[Offered]
) -> State:
    """Take her booking, or else the earliest run: what happens if she misses one of its days?

    LAST_CHANCE: missing the next day leaves no way. ONE_MISS_FROM_IMPOSSIBLE: missing a later
    one does. FINE: any one day may be missed.
    """
    if ask.needs_deadline and ask.deadline is None:
        return State.NO_DEADLINE
    if not ask.left:
        return State.FINE
    chosen = tuple(booked) if booked else runs.first.workshops if runs.first else ()
    if not chosen or misses_window(ask, chosen) is not None:
        return State.IMPOSSIBLE
    numbers = steps_of(ask, chosen)
    again = definition.miss.rule is MissRule.REPEAT_ALL
    survived = [_survives(ask, on_offer, chosen, numbers, missed=i, again=again) for i in range(len(chosen))]
    if all(survived):
        return State.FINE
    return State.ONE_MISS_FROM_IMPOSSIBLE if survived[0] else State.LAST_CHANCE


def _survives(
    ask: Ask,
    on_offer: Sequence[Offered],
    chosen: Sequence[Offered],
    numbers: Sequence[int],
    *,
    missed: int,
    again: bool,
) -> bool:
    """Tell whether a way is left if she comes to what is before one day, and misses that day."""
    came = zip(numbers[:missed], chosen[:missed], strict=False)
    done = {} if again else {**ask.done, **{number: w.on for number, w in came}}
    after = replace(ask, today=chosen[missed].ends_on + days(1), done=done)
    return next(iter(chains(after, on_offer)), None) is not None
