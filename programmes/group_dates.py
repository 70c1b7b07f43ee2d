"""The days of a group: those that follow from its first, and those of a group that has begun. No Django here.

All dates are calendar dates in England.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from programmes.dates import days
from programmes.definition import Gap, Step
from programmes.working_days import is_closed

AS_THEY_FOLLOW: Mapping[int, date] = MappingProxyType({})


class NoDates(StrEnum):
    FIRST_IS_PAST = "FIRST_IS_PAST"
    FIRST_IS_CLOSED = "FIRST_IS_CLOSED"
    NO_OPEN_DAY = "NO_OPEN_DAY"
    DAY_IS_CLOSED = "DAY_IS_CLOSED"
    OUTSIDE_GAP = "OUTSIDE_GAP"
    WAS_OUTSIDE_GAP = "WAS_OUTSIDE_GAP"  # a day that has been, and nobody has said that it was so
    NOT_IN_ORDER = "NOT_IN_ORDER"


class Apart(NamedTuple):
    """How many days lie between two days of a group, and how many the programme asks for."""

    days: int
    least: int
    most: int


class CannotPlan(Exception):
    """No dates can be made; `code` says why, `on` and `step` where, `allowed` from and until which day it could."""

    def __init__(
        self,
        code: NoDates,
        *,
        on: date,
        step: int,
        allowed: tuple[date, date] | None = None,
        apart: Apart | None = None,
    ) -> None:
        super().__init__(f"{code} {on} {step}")
        self.code = code
        self.on = on
        self.step = step
        self.allowed = allowed
        self.apart = apart


def cohort_dates(
    first_on: date,
    steps: Sequence[Step],
    *,
    closed: Collection[date],
    today: date,
    chosen: Mapping[int, date] = AS_THEY_FOLLOW,
) -> tuple[date, ...]:
    """Give one date for each step, the first on `first_on`, the others their usual gap apart.

    A bank holiday or closed day is avoided within the gap allowed: the same weekday first, then
    the nearest day from Monday to Friday.

    :param chosen: days a person chose instead, by step number; those after them follow from them.
    :raises CannotPlan: the first day is past or closed, no day within a gap is open, or a chosen day is
        closed or outside its gap.
    """
    if first_on < today:
        raise CannotPlan(NoDates.FIRST_IS_PAST, on=first_on, step=steps[0].number)
    if is_closed(first_on, closed):
        raise CannotPlan(NoDates.FIRST_IS_CLOSED, on=first_on, step=steps[0].number)
    dates = [first_on]
    for step in steps[1:]:
        dates.append(_next(step, dates[-1], closed, chosen))
    return tuple(dates)


def begun_dates(
    first_on: date,
    steps: Sequence[Step],
    *,
    closed: Collection[date],
    today: date,
    chosen: Mapping[int, date] = AS_THEY_FOLLOW,
    as_it_was: bool = False,
) -> tuple[date, ...]:
    """Give the dates of a group that has begun: those before `today` are facts, the others keep the rule.

    A chosen day that has been may have been a closed one, and lies where it lay; the days ahead keep their
    gap to the day before them, whichever that was.

    :param as_it_was: somebody has said that the days before `today` were so, outside their gaps or not.
    :raises CannotPlan: two days are not in order, a day that has been is outside its gap and nobody has said
        that it was so, no day ahead within a gap is open, or one chosen ahead is closed or outside its gap.
    """
    dates = [first_on]
    for step in steps[1:]:
        on = chosen.get(step.number)
        if on is not None and on < today:
            check_apart(step, dates[-1], on, been=True, as_it_was=as_it_was)
            dates.append(on)
        else:
            dates.append(_next(step, dates[-1], closed, chosen))
    return tuple(dates)


def check_apart(step: Step, before: date, on: date, *, been: bool, as_it_was: bool = False) -> None:
    """Ask whether the day of a step lies within its gap after the day of the step before it.

    :param been: it is over, so the gap is only asked until somebody has said that it was so.
    :raises CannotPlan: OUTSIDE_GAP for a day ahead; WAS_OUTSIDE_GAP or NOT_IN_ORDER for one that has been.
    """
    gap, apart = _gap(step), (on - before).days
    if been and apart < 1:
        raise CannotPlan(NoDates.NOT_IN_ORDER, on=on, step=step.number)
    if gap.min <= apart <= gap.max or (been and as_it_was):
        return
    raise CannotPlan(
        NoDates.WAS_OUTSIDE_GAP if been else NoDates.OUTSIDE_GAP,
        on=on,
        step=step.number,
        allowed=(before + days(gap.min), before + days(gap.max)),
        apart=Apart(apart, gap.min, gap.max),
    )


def _gap(step: Step) -> Gap:
    return step.gap or Gap(min=1, usual=7, max=7, max_after_miss=7)


def _next(step: Step, before: date, closed: Collection[date], chosen: Mapping[int, date]) -> date:
    on = chosen.get(step.number)
    if on is None:
        return _open_day(before, _gap(step), closed, step.number)
    if is_closed(on, closed):
        raise CannotPlan(NoDates.DAY_IS_CLOSED, on=on, step=step.number)
    check_apart(step, before, on, been=False)
    return on


def _open_day(before: date, gap: Gap, closed: Collection[date], step: int) -> date:
    usual = before + days(gap.usual)
    allowed = [before + days(count) for count in range(gap.min, gap.max + 1)]
    open_days = [on for on in allowed if on == usual or on.weekday() in (usual.weekday(), *range(5))]
    open_days = [on for on in open_days if not is_closed(on, closed)]
    if not open_days:
        raise CannotPlan(NoDates.NO_OPEN_DAY, on=usual, step=step)
    return min(
        open_days,
        key=lambda on: (on.weekday() != usual.weekday(), abs((on - usual).days), on),
    )
