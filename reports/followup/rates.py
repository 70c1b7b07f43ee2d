"""The share of women known to have reoffended: pure functions of plain values.

A woman counts once, by her first index event in the period. Who has not been followed for the whole time is
immature and in no denominator; who is unknown, or about whom nothing came back, is in none either, and is
never a "no". Every share comes with its numbers and its Wilson 95% interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from programmes.kinds import IndexEvent
from reports.comparing import wilson
from reports.followup.rules import Reoffended, counts, ends_on
from reports.measures.measure import MIN_FOR_PERCENT


@dataclass(frozen=True, slots=True)
class Followed:
    """One case followed up: its index event, how long, and what police answered, if they did.

    Ids are text. `on` is the day of the first offence for a yes, else the day police looked; `told_on` is the day of the answer.
    """

    case: str
    person: str
    event: IndexEvent
    index_on: date
    months: int
    reoffended: Reoffended | None = None
    on: date | None = None
    told_on: date | None = None

    @property
    def ends_on(self) -> date:
        return ends_on(self.index_on, months=self.months)

    def mature(self, today: date) -> bool:
        """Tell whether the whole time of the follow-up has passed."""
        return self.ends_on <= today

    @property
    def answered(self) -> bool:
        """Whether what came back speaks of the whole time."""
        if self.reoffended is None or self.on is None:
            return False
        told_on = self.told_on or self.ends_on
        return counts(self.reoffended, self.on, told_on, index_on=self.index_on, months=self.months)

    @property
    def known(self) -> bool:
        """Whether police said yes or no when the whole time had passed."""
        return self.answered and self.reoffended is not Reoffended.UNKNOWN

    @property
    def within(self) -> bool:
        """Whether the first offence fell in the time: one after it is a "no" for this time."""
        return self.reoffended is Reoffended.YES and self.on is not None and self.on <= self.ends_on


@dataclass(frozen=True)
class Share:
    """`numerator` of `denominator`, in per cent with its 95% interval where there are enough."""

    numerator: int
    denominator: int
    percent: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Rate:
    """A cohort, how much of it can be counted, and the share that reoffended."""

    event: IndexEvent
    cohort: int  # women with the index event in the period
    immature: int
    no_answer: int  # mature, nothing came back
    unknown: int  # mature, police could not tell
    reoffended: Share
    not_reoffended: Share
    least: float | None  # per cent reoffended had every unknown or unanswered woman not
    most: float | None  # had every one of them

    @property
    def mature(self) -> int:
        return self.cohort - self.immature


def one_each(cases: Iterable[Followed]) -> list[Followed]:
    """Return the first index event of each woman, in order."""
    first: dict[str, Followed] = {}
    for case in sorted(cases, key=attrgetter("index_on", "case")):
        first.setdefault(case.person, case)
    return list(first.values())


def rate(cases: Iterable[Followed], *, event: IndexEvent, today: date) -> Rate:
    """Count the women of one index event as they stand on a day."""
    cohort = one_each(case for case in cases if case.event is event)
    mature = [case for case in cohort if case.mature(today)]
    known = [case for case in mature if case.known]
    again = sum(case.within for case in known)
    unknown = sum(case.answered and case.reoffended is Reoffended.UNKNOWN for case in mature)
    open_ends = len(mature) - len(known)
    enough = len(known) >= MIN_FOR_PERCENT
    return Rate(
        event=event,
        cohort=len(cohort),
        immature=len(cohort) - len(mature),
        no_answer=open_ends - unknown,
        unknown=unknown,
        reoffended=share(again, len(known)),
        not_reoffended=share(len(known) - again, len(known)),
        least=_percent(again, len(mature)) if enough else None,
        most=_percent(again + open_ends, len(mature)) if enough else None,
    )


def share(numerator: int, denominator: int) -> Share:
    """Return a share; its percentage and interval are left out below ten."""
    if denominator < MIN_FOR_PERCENT:
        return Share(numerator, denominator, None, None, None)
    low, high = wilson(numerator, denominator)
    low, high = (round(100 * min(max(end, 0.0), 1.0), 1) for end in (low, high))
    return Share(numerator, denominator, _percent(numerator, denominator), low, high)


def durations(cases: Iterable[Followed], *, event: IndexEvent, today: date) -> Sequence[tuple[int, bool]]:
    """Return, for each woman whose answer is known, how many days she was followed, and whether she reoffended.

    Only mature cases: an offence is heard of early, its absence late, so immature ones would speak too ill. A woman
    without an offence was followed to the day police looked.
    """
    cohort = one_each(case for case in cases if case.event is event)
    known = [case for case in cohort if case.mature(today) and case.known and case.on is not None]
    return sorted(
        ((case.on - case.index_on).days, case.reoffended is Reoffended.YES) for case in known if case.on
    )


def _percent(numerator: int, denominator: int) -> float:
    return round(100 * numerator / denominator, 1)
