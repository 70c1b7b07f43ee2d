"""Is a change between two quarters more than chance usually gives? Plain numbers in, an answer out.

Two-point comparisons mislead: most differences in numbers this small are ordinary. Shares are
compared by Newcombe's interval for a difference (two Wilson 95% intervals), counts by their
difference against the square root of their sum.
"""

from __future__ import annotations

from enum import StrEnum
from math import sqrt

Z = 1.96  # 95%


class Change(StrEnum):
    ORDINARY = "ORDINARY"
    MORE_THAN_CHANCE = "MORE_THAN_CHANCE"


def wilson(numerator: int, denominator: int) -> tuple[float, float]:
    """Return the Wilson 95% interval of a share, as two numbers from 0 to 1. `denominator` is not 0."""
    share = numerator / denominator
    squared = Z * Z / denominator
    middle = share + squared / 2
    width = Z * sqrt(share * (1 - share) / denominator + squared / (4 * denominator))
    return (middle - width) / (1 + squared), (middle + width) / (1 + squared)


def of_shares(now: tuple[int, int], then: tuple[int, int]) -> Change:
    """Compare two shares, each as (numerator, denominator) with a denominator that is not 0."""
    (low, high), (low_then, high_then) = wilson(*now), wilson(*then)
    first, second = now[0] / now[1], then[0] / then[1]
    difference = first - second
    below = difference - sqrt((first - low) ** 2 + (high_then - second) ** 2)
    above = difference + sqrt((high - first) ** 2 + (second - low_then) ** 2)
    return Change.ORDINARY if below <= 0 <= above else Change.MORE_THAN_CHANCE


def of_counts(now: int, then: int) -> Change:
    """Compare two counts of things that come one by one (referrals, say)."""
    return Change.ORDINARY if abs(now - then) <= Z * sqrt(now + then) else Change.MORE_THAN_CHANCE
