"""Workshops on offer, and the runs made of them: the values the clock takes and gives. No Django here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from programmes.definition import Gap, Step
from programmes.kinds import Entry


class Why(StrEnum):
    """Why a run is not possible; the sentence is in `messages.py`."""

    NO_DEADLINE = "NO_DEADLINE"
    PAST = "PAST"
    FULL = "FULL"
    AFTER_DEADLINE = "AFTER_DEADLINE"
    BEFORE_WINDOW = "BEFORE_WINDOW"
    GAP_TOO_SHORT = "GAP_TOO_SHORT"
    GAP_TOO_LONG = "GAP_TOO_LONG"
    NOTHING_AFTER = "NOTHING_AFTER"
    BLOCKED = "BLOCKED"
    NOT_NEEDED = "NOT_NEEDED"
    OUT_OF_ORDER = "OUT_OF_ORDER"
    ENOUGH = "ENOUGH"


@dataclass(frozen=True, slots=True)
class Offered:
    """A workshop on offer, as far as the clock needs to know it.

    `steps` are the numbers it serves. `blocked` is a word of the caller's own (she is kept apart
    from somebody there, say): it is never offered, and handed back with the reason BLOCKED. `own` is a
    time made for her alone. `been` is a day that was over when its group was entered: how far it lies from
    the day before it is a fact, and no rule is asked of it (docs/adr/0058). `doubt` says that what blocks it
    is only a doubt, which a person can settle.
    """

    key: str
    steps: frozenset[int]
    on: date
    ends_on: date
    places_left: int
    cohort: str | None = None
    venue: str = ""
    blocked: str = ""
    own: bool = False
    been: bool = False
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Workshops she could be booked on as one act. Slack: days between the last one and the deadline."""

    workshops: tuple[Offered, ...]
    finishes_on: date
    slack_days: int | None

    @property
    def starts_on(self) -> date:
        return self.workshops[0].on

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(workshop.key for workshop in self.workshops)

    @property
    def mixed(self) -> bool:
        """Tell whether she would change groups on the way."""
        return len({workshop.cohort for workshop in self.workshops}) > 1

    @property
    def places_left(self) -> int:
        return min(workshop.places_left for workshop in self.workshops)


@dataclass(frozen=True, slots=True)
class NotPossible:
    """A run that cannot be, the first reason why, and at which workshop."""

    workshops: tuple[Offered, ...]
    why: Why
    at: Offered
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Runs:
    """Earliest first; of those that start together, the ones that stay in one group first."""

    feasible: tuple[Run, ...]
    impossible: tuple[NotPossible, ...]

    @property
    def first(self) -> Run | None:
        return self.feasible[0] if self.feasible else None

    @property
    def last_to_start(self) -> Run | None:
        """The run that starts last: its first day is the last workable one."""
        return max(self.feasible, key=lambda run: run.starts_on, default=None)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a run must do.

    :param steps: those of the plan, done ones too, in order of their numbers.
    :param needed: how many steps in all must be done; None: every one.
    :param done: steps done already, each with its day.
    :param deadline: the last day allowed; None when there is none.
    :param needs_deadline: without one nothing may be booked.
    :param opens_on: the run may not end before this day.
    :param loose: after the first step the others come in any order, as in a plan of her own.
    :param singles: the times of her own that she has ahead, each for one step.
    """

    steps: Sequence[Step]
    today: date
    deadline: date | None
    entry: Entry = Entry.FIRST_STEP
    needed: int | None = None
    done: Mapping[int, date] = field(default_factory=dict)
    opens_on: date | None = None
    needs_deadline: bool = True
    mix_cohorts: bool = True
    loose: bool = False
    singles: tuple[Offered, ...] = ()

    @property
    def to_do(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.number not in self.done)

    @property
    def left(self) -> int:
        """How many steps she still has to do."""
        wanted = len(self.steps) if self.needed is None else self.needed
        missing = sum(step.compulsory for step in self.to_do)
        return max(wanted - len(self.done), missing, 0)

    @property
    def in_order(self) -> bool:
        """Tell whether the steps still to do must each be done, in their order."""
        return self.entry is Entry.FIRST_STEP and self.left == len(self.to_do) and not self.loose


def gap_problem(gap: Gap | None, before: date, workshop: Offered, *, after_miss: bool = False) -> Why | None:
    """Tell whether a workshop is too near to, or too far from, the day before it."""
    if gap is None or workshop.been:
        return None if workshop.on > before else Why.GAP_TOO_SHORT
    apart = (workshop.on - before).days
    if apart < gap.min or apart <= 0:
        return Why.GAP_TOO_SHORT
    if apart > (gap.max_after_miss if after_miss else gap.max):
        return Why.GAP_TOO_LONG
    return None


def stands(ask: Ask, workshop: Offered, why: Why) -> bool:
    """Tell whether a reason stands in the way of one workshop by itself."""
    return {
        Why.NO_DEADLINE: ask.needs_deadline and ask.deadline is None,
        Why.PAST: workshop.on < ask.today,
        Why.BLOCKED: bool(workshop.blocked),
        Why.AFTER_DEADLINE: ask.deadline is not None and workshop.ends_on > ask.deadline,
        Why.FULL: workshop.places_left < 1,
    }[why]


# In the order in which a person would name them.
ALONE = (Why.NO_DEADLINE, Why.PAST, Why.BLOCKED, Why.AFTER_DEADLINE, Why.FULL)


def ends_on(chain: Sequence[Offered]) -> date:
    return max(workshop.ends_on for workshop in chain)


def misses_window(ask: Ask, chain: Sequence[Offered]) -> Why | None:
    """Give the reason why a whole run does not fit the window."""
    if ask.deadline is not None and ends_on(chain) > ask.deadline:
        return Why.AFTER_DEADLINE
    if ask.opens_on is not None and ends_on(chain) < ask.opens_on:
        return Why.BEFORE_WINDOW
    return None


def serves(
    workshop: Offered, open_numbers: Collection[int], by_number: Mapping[int, Step], spare: int
) -> Step | None:
    """Give the step a workshop would be taken for: a compulsory one first."""
    steps = [by_number[number] for number in sorted(workshop.steps & set(open_numbers))]
    wanted = [step for step in steps if step.compulsory or spare > 0]
    return min(wanted, key=lambda step: (not step.compulsory, step.number), default=None)
