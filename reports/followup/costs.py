"""What a completion cost, and a woman with no recorded offence: pure functions of plain numbers, in pounds.

The interval of a cost per completion is that of the number of completions (Byar's approximation to the
Poisson distribution, as public health statistics use it); of a cost per woman with no recorded offence that of
the share (Wilson), the completions taken as they are. Nothing here says that the programme was the cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from reports.followup.rates import Share

Z = 1.96


@dataclass(frozen=True)
class Cost:
    """Whole pounds for one, with the 95% interval; None where there is nothing or too little to divide by."""

    each: int | None
    low: int | None = None
    high: int | None = None


NOT_KNOWN = Cost(None)


@dataclass(frozen=True)
class Assumed:
    """What somebody assumes: pounds, and a share in per cent."""

    year: float  # the programme's cost in the year
    per_referral: float = 0.0  # police time, say
    per_completion: float = 0.0  # childcare and travel, say
    per_reoffender: float | None = None  # what a woman who reoffends costs everybody
    without: float | None = None  # per cent who would have reoffended without the programme


@dataclass(frozen=True)
class Scenario:
    """What follows from the assumptions."""

    total: int
    completion: Cost
    clear: Cost
    break_even: float | None  # women who must not reoffend for the costs to be covered
    net: Cost  # saved less spent in the year; its interval is that of the share


def byar(count: int) -> tuple[float, float]:
    """Return the 95% interval of a count above nought."""
    low = count * (1 - 1 / (9 * count) - Z / (3 * sqrt(count))) ** 3
    more = count + 1
    return low, more * (1 - 1 / (9 * more) + Z / (3 * sqrt(more))) ** 3


def per_completion(pounds: float, completions: int) -> Cost:
    """Return what one completion cost."""
    if not completions:
        return NOT_KNOWN
    low, high = byar(completions)
    return Cost(round(pounds / completions), round(pounds / high), round(pounds / low))


def per_clear(pounds: float, completions: int, clear: Share) -> Cost:
    """Return what one woman with no recorded offence cost: the cost of a completion by the share of such women.

    :param clear: of the completions counted those with no recorded offence.
    """
    if not completions or not clear.numerator or clear.percent is None or not clear.low or not clear.high:
        return NOT_KNOWN
    each = pounds / completions
    share = clear.numerator / clear.denominator
    return Cost(round(each / share), round(100 * each / clear.high), round(100 * each / clear.low))


def scenario(
    assumed: Assumed, *, referrals: int, completions: int, reoffended: Share, clear: Share
) -> Scenario:
    """Return what follows from the assumptions for a year of so many referrals and completions."""
    total = assumed.year + assumed.per_referral * referrals + assumed.per_completion * completions
    dear = assumed.per_reoffender
    return Scenario(
        total=round(total),
        completion=per_completion(total, completions),
        clear=per_clear(total, completions, clear),
        break_even=round(total / dear, 1) if dear else None,
        net=_net(assumed, total, completions, reoffended),
    )


def _net(assumed: Assumed, total: float, completions: int, reoffended: Share) -> Cost:
    dear, without = assumed.per_reoffender, assumed.without
    if dear is None or without is None or reoffended.percent is None:
        return NOT_KNOWN

    def saved(percent: float) -> int:
        return round(dear * completions * (without - percent) / 100 - total)

    low, high = reoffended.low or 0.0, reoffended.high or 0.0
    share = 100 * reoffended.numerator / reoffended.denominator
    return Cost(saved(share), saved(high), saved(low))
