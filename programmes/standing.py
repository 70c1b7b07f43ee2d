"""Whether she has done what the programme asks, from the marks alone. No Django here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from programmes.definition import Completion, Definition
from programmes.kinds import CompletionRule, Entry, LeftEarly, Mark, MissRule

MISSES = (Mark.NOT_HERE, Mark.TURNED_AWAY)


@dataclass(frozen=True, slots=True)
class Attendance:
    """One mark. `decided` is a person's answer where the rule leaves it to one; else None."""

    step: int
    mark: str
    on: date
    round: int = 1
    decided: bool | None = None


class Rule(StrEnum):
    MET = "MET"
    OPEN = "OPEN"
    CANNOT_BE_MET = "CANNOT_BE_MET"


@dataclass(frozen=True, slots=True)
class Standing:
    """`counted` steps of `needed` are done; `missing` are the numbers of those that are not."""

    rule: Rule
    counted: int
    needed: int
    missing: tuple[int, ...]

    @property
    def met(self) -> bool:
        return self.rule is Rule.MET


def counts(completion: Completion, attendance: Attendance) -> bool:
    """Tell whether a mark counts towards completion."""
    return mark_counts(completion, attendance.mark, attendance.decided)


def mark_counts(completion: Completion, mark: str, decided: bool | None) -> bool:
    """Tell whether a mark counts, whatever its day and step."""
    if mark != Mark.LEFT_EARLY:
        return mark in completion.counts
    if completion.left_early is LeftEarly.DECIDE:
        return decided is True
    return completion.left_early is LeftEarly.COUNTS


def done_steps(definition: Definition, attendances: Sequence[Attendance]) -> dict[int, date]:
    """Give the steps she has done, each with its day.

    Past, attended days count for ever, but where a miss means starting again only the days after
    the last miss do. A day that did not run is ours, never hers, and counts neither way.
    """
    restart: date | None = None
    if definition.miss.rule is MissRule.REPEAT_ALL:
        restart = max((a.on for a in attendances if _missed(definition.completion, a)), default=None)
    done: dict[int, date] = {}
    for attendance in sorted(attendances, key=lambda a: a.on):
        if not counts(definition.completion, attendance):
            continue
        if restart is not None and not _begins_again(definition, attendance, restart, done):
            continue
        done.setdefault(attendance.step, attendance.on)
    return done


def missed_steps(definition: Definition, attendances: Sequence[Attendance]) -> tuple[int, ...]:
    """Give the steps she missed the last time and has not done since; a day that did not run is not one."""
    done = done_steps(definition, attendances)
    last: dict[int, Attendance] = {}
    for attendance in sorted(attendances, key=lambda a: a.on):
        if attendance.mark != Mark.DID_NOT_RUN:
            last[attendance.step] = attendance
    return tuple(
        number
        for number, attendance in sorted(last.items())
        if number not in done and _missed(definition.completion, attendance)
    )


def _begins_again(
    definition: Definition, attendance: Attendance, restart: date, done: dict[int, date]
) -> bool:
    """After a miss: tell whether this day belongs to the new beginning, its steps in their order."""
    if attendance.on <= restart:
        return False
    earlier = [step.number for step in definition.steps if step.number < attendance.step]
    return definition.entry is Entry.ANY_STEP or all(number in done for number in earlier)


def _missed(completion: Completion, attendance: Attendance) -> bool:
    if attendance.mark == Mark.LEFT_EARLY:
        return attendance.decided is False or completion.left_early is LeftEarly.DOES_NOT_COUNT
    if attendance.mark == Mark.LATE:
        return Mark.LATE not in completion.counts
    return attendance.mark in MISSES


def rule_met(
    definition: Definition,
    attendances: Sequence[Attendance],
    *,
    can_still: bool,
    judged: bool | None = None,
    plan: Sequence[int] | None = None,
) -> Standing:
    """Tell whether the rule is met, still can be, or cannot.

    :param can_still: whether enough workshops on offer remain (`clock.read(...)` says so).
    :param judged: the worker's answer where the definition leaves it to her; None: not yet.
    :param plan: for an INDIVIDUAL plan, the numbers of her own compulsory steps.
    """
    done = done_steps(definition, attendances)
    rule = definition.completion.rule
    wanted = tuple(step.number for step in definition.steps) if plan is None else tuple(plan)
    missing = tuple(number for number in wanted if number not in done)
    counted = sum(number in done for number in wanted)
    needed = definition.completion.needed if rule is CompletionRule.N_OF else len(wanted)
    if rule is CompletionRule.WORKER_JUDGES:
        met = judged is True
        can_still = can_still and judged is None
    elif rule is CompletionRule.N_OF:
        compulsory = {step.number for step in definition.steps if step.compulsory}
        met = counted >= needed and compulsory <= done.keys()
    else:
        met = bool(wanted) and not missing
    standing = Rule.MET if met else Rule.OPEN if can_still else Rule.CANNOT_BE_MET
    return Standing(standing, counted=counted, needed=needed, missing=missing)
