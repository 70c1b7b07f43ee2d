"""Who had no recorded offence when the follow-up was over: the figure of a return, and the table it is made from.

Pure. The women are those whose index event fell in the last twelve months of which every day's follow-up was over
when the quarter ended, so that none of them is immature. Each counts once, by her first index event in the
programme: cohorts of different years have nobody in common, and returns of overlapping years add up.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from reports.followup.rules import Reoffended, ends_on
from reports.measures.facts import Period
from reports.measures.measure import Basis, Counts, Figure, Measure, Unit, share_of_numbers
from reports.measures.splits import COUNTED, Cells, Option, Split
from reports.quarters import Quarter, RollingYear

if TYPE_CHECKING:
    from reports.followup.rates import Followed

CLEAR, AGAIN, UNKNOWN, NO_ANSWER = "NO", "YES", "UNKNOWN", "NO_ANSWER"
ANSWERED = (CLEAR, AGAIN)


def window(quarter: Quarter, *, months: int) -> RollingYear:
    """Return the newest four quarters of index events whose whole follow-up was over when a quarter ended."""
    last = quarter
    while ends_on(last.last_on, months=months) > quarter.last_on:
        last = last.previous
    return RollingYear(last)


def row_of(one: Followed) -> str:
    """Return the row a woman stands in. Too early an answer is none; unknown is never a no."""
    if not one.answered:
        return NO_ANSWER
    if one.reoffended is Reoffended.UNKNOWN:
        return UNKNOWN
    return AGAIN if one.within else CLEAR


def _clear(period: Period) -> Figure:
    answered = [one for one in period.followed if row_of(one) in ANSWERED]
    clear = [one.case for one in answered if row_of(one) == CLEAR]
    return share_of_numbers(len(clear), len(answered), clear)


def _split(period: Period) -> Cells:
    cells: Cells = {
        (row, COUNTED): [one.case for one in some] for row, some in _by_row(period.followed).items()
    }
    return cells


def _by_row(followed: Iterable[Followed]) -> dict[str, list[Followed]]:
    found: dict[str, list[Followed]] = {}
    for one in followed:
        found.setdefault(row_of(one), []).append(one)
    return found


NOT_REOFFENDED = Measure(
    code="not_reoffended",
    version=1,
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    counts=Counts.PEOPLE,
    label=_("No recorded offence within %(months)s months"),
    definition=_(
        "Women whose index event (completion, the caution or the referral, as the programme's definition says) fell "
        "in the newest twelve months of which every day's follow-up was over when the quarter ended; each once, by "
        "her first in the programme. Counted are those of whom police said, when the time was over, whether an "
        "offence within it is recorded. Whose time is not over is not in it. Unknown, or no answer by the day of "
        "counting, is no “no”, and is not among those it is out of. With Wilson's 95% interval, from ten women on, and only where the "
        "table it is made from may show both numbers. A check of police records, not the proven reoffending of "
        "the Ministry of Justice."
    ),
    numerator=_("Women with no recorded offence within the time"),
    denominator=_("Women whose time is over and of whom police said yes or no"),
    count=_clear,
    applies=lambda rules: True,
)

YEAR_ON = Split(
    "split_year_on",
    1,
    Basis.COHORT,
    Counts.PEOPLE,
    _("What police said when the time was over"),
    _(
        "Every woman whose index event fell in these months, once, by what police had answered by the day of "
        "counting. An offence after the time is none within it."
    ),
    (
        Option(CLEAR, _("No offence recorded")),
        Option(AGAIN, _("An offence recorded")),
        Option(UNKNOWN, _("Police could not tell")),
        Option(NO_ANSWER, _("No answer yet")),
    ),
    _split,
)
