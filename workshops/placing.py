"""Who goes where: one proposal for all women waiting. No Django here, and no database.

The solver (OR-Tools CP-SAT) is imported when it is asked, in the worker only: no page pays for it.
It works on one thread with a fixed seed and a limit counted in work, not in seconds, so that the
same question has the same answer on every machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

WORK = 4.0  # of each of the three questions, in the solver's own deterministic time
SEED = 20261202
NEAR_THE_DEADLINE = 28  # days: less slack than this costs
FAR_TO_TRAVEL = 30  # as many days of slack as crossing the water is worth


class WhyNot(StrEnum):
    """The rule that leaves a woman without a place."""

    NO_RUN = "NO_RUN"  # nothing on offer fits her; the clock says why
    NO_PLACES = "NO_PLACES"  # what fits her is needed for others
    KEPT_APART = "KEPT_APART"  # what is left has somebody in the building she is kept apart from


@dataclass(frozen=True, slots=True)
class Choice:
    """One run a woman could be booked on. It meets every rule that is about her alone.

    :param workshops: the keys of its workshops, by day.
    :param slack: days between its end and her deadline; None without a deadline.
    :param crossings: workshops on the other side of the water from her.
    """

    workshops: tuple[str, ...]
    slack: int | None = None
    crossings: int = 0

    @property
    def cost(self) -> int:
        late = 0 if self.slack is None else max(NEAR_THE_DEADLINE - self.slack, 0)
        return late + FAR_TO_TRAVEL * self.crossings


@dataclass(frozen=True, slots=True)
class Day:
    """A workshop as the proposal sees it: places left, women on it already, its building and date."""

    left: int
    taken: int = 0
    building: str = ""


@dataclass(frozen=True)
class Question:
    """All that the proposal depends on. `apart` names pairs of women who may not share a building and day."""

    choices: Mapping[str, Sequence[Choice]]
    days: Mapping[str, Day]
    apart: Collection[tuple[str, str]] = ()


@dataclass(frozen=True)
class Proposal:
    """Who is placed where, who is not and why, and whether nothing better exists."""

    placed: Mapping[str, Choice]
    unplaced: Mapping[str, WhyNot] = field(default_factory=dict)
    proved: bool = True


def score(question: Question, placed: Mapping[str, Choice]) -> tuple[int, int, int]:
    """Return what is made small, in this order: women without a place, cost, groups of one."""
    on = _counts(placed)
    alone = sum(day.taken + on[key] == 1 for key, day in question.days.items())
    return len(question.choices) - len(placed), sum(choice.cost for choice in placed.values()), alone


def broken(question: Question, placed: Mapping[str, Choice]) -> list[str]:
    """Name every hard rule that a placement breaks; empty when it keeps them all."""
    wrong = [woman for woman, choice in placed.items() if choice not in question.choices[woman]]
    wrong += [key for key, count in _counts(placed).items() if count > question.days[key].left]
    for one, other in question.apart:
        if one in placed and other in placed and _meet(question, placed[one], placed[other]):
            wrong.append(f"{one}+{other}")
    return wrong


def propose(question: Question, *, work: float = WORK) -> Proposal:
    """Return the best placement found, and whether it is proved to be the best."""
    model = _Model(question)
    placed, proved = model.solve(work)
    unplaced = {woman: _why_not(question, woman, placed) for woman in question.choices if woman not in placed}
    return Proposal(placed, unplaced, proved)


class _Model:
    """The question as the solver wants it: a yes or no for each woman and run."""

    def __init__(self, question: Question) -> None:
        from ortools.sat.python import cp_model

        self.cp, self.question = cp_model, question
        self.model = cp_model.CpModel()
        self.takes: dict[tuple[str, int], Any] = {
            (woman, n): self.model.new_bool_var(f"{woman}:{n}")
            for woman, choices in question.choices.items()
            for n, _choice in enumerate(choices)
        }
        on: defaultdict[str, list[Any]] = defaultdict(list)
        for (woman, n), takes in self.takes.items():
            for key in question.choices[woman][n].workshops:
                on[key].append(takes)
        for woman, choices in question.choices.items():
            self.model.add_at_most_one(self.takes[woman, n] for n in range(len(choices)))
        for key, takers in on.items():
            self.model.add(sum(takers) <= question.days[key].left)
        self._keep_apart()
        self.alone = [self._alone(key, takers) for key, takers in on.items()]

    def _keep_apart(self) -> None:
        for one, other in self.question.apart:
            mine, theirs = self._by_building(one), self._by_building(other)
            for building in mine.keys() & theirs.keys():
                for takes in mine[building]:
                    for takes_too in theirs[building]:
                        self.model.add_at_most_one(takes, takes_too)

    def _by_building(self, woman: str) -> dict[str, list[Any]]:
        found: defaultdict[str, list[Any]] = defaultdict(list)
        for n, choice in enumerate(self.question.choices.get(woman, ())):
            for building in _buildings(self.question, choice):
                found[building].append(self.takes[woman, n])
        return found

    def _alone(self, key: str, takers: Sequence[Any]) -> Any:
        """Return whether one woman would be by herself there."""
        taken = self.question.days[key].taken
        alone = self.model.new_bool_var(f"alone:{key}")
        if taken == 0:
            self.model.add(sum(takers) != 1).only_enforce_if(~alone)
        elif taken == 1:
            self.model.add(sum(takers) >= 1).only_enforce_if(~alone)
        return alone

    def solve(self, work: float) -> tuple[dict[str, Choice], bool]:
        every = list(self.takes.values())
        cost = sum(self.question.choices[w][n].cost * takes for (w, n), takes in self.takes.items())
        found: dict[tuple[str, int], bool] = dict.fromkeys(self.takes, False)
        proved = True
        for wanted, most in ((sum(every), True), (cost, False), (sum(self.alone), False)):
            if isinstance(wanted, int):
                continue  # nothing to choose
            best, sure, value = self._ask(wanted, most, found, work)
            if best is None:
                return self._read(found), False
            found, proved = best, proved and sure
            # What was reached is kept while the next is asked; unproved, it may still be bettered.
            self.model.add(wanted >= value if most else wanted <= value)
        return self._read(found), proved

    def _ask(
        self, wanted: Any, most: bool, hint: Mapping[tuple[str, int], bool], work: float
    ) -> tuple[dict[tuple[str, int], bool] | None, bool, int]:
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for key, takes in self.takes.items():
            self.model.add_hint(takes, hint[key])
        (self.model.maximize if most else self.model.minimize)(wanted)
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.max_deterministic_time = work
        status = solver.solve(self.model)
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return None, False, 0
        best = {key: solver.boolean_value(takes) for key, takes in self.takes.items()}
        return best, status == self.cp.OPTIMAL, round(solver.objective_value)

    def _read(self, found: Mapping[tuple[str, int], bool]) -> dict[str, Choice]:
        return {woman: self.question.choices[woman][n] for (woman, n), takes in found.items() if takes}


def _why_not(question: Question, woman: str, placed: Mapping[str, Choice]) -> WhyNot:
    """Name the rule that stops a woman, given where the others go."""
    choices = question.choices[woman]
    if not choices:
        return WhyNot.NO_RUN
    on = _counts(placed)
    with_places = [c for c in choices if all(on[key] < question.days[key].left for key in c.workshops)]
    return WhyNot.KEPT_APART if with_places else WhyNot.NO_PLACES


def _counts(placed: Mapping[str, Choice]) -> defaultdict[str, int]:
    on: defaultdict[str, int] = defaultdict(int)
    for choice in placed.values():
        for key in choice.workshops:
            on[key] += 1
    return on


def _buildings(question: Question, choice: Choice) -> set[str]:
    return {question.days[key].building for key in choice.workshops} - {""}


def _meet(question: Question, one: Choice, other: Choice) -> bool:
    return bool(_buildings(question, one) & _buildings(question, other))
