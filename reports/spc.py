"""An XmR chart's lines: what is ordinary from month to month. Plain numbers in, plain numbers out.

Wheeler, Understanding Variation (1993): the limits lie 2.66 mean moving ranges from the mean. NHS England, Making
Data Count: a point beyond a limit, or seven on one side of the mean, is a signal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median

ENOUGH = 15  # points; fewer make a run chart with its median
RUN = 7
WIDE = 2.66


@dataclass(frozen=True)
class Limits:
    """The middle line; the limits are None where there are too few points."""

    middle: float
    low: float | None
    high: float | None


def limits(points: Sequence[float]) -> Limits:
    """Return the lines of a chart of counts. `points` is not empty."""
    if len(points) < ENOUGH:
        return Limits(float(median(points)), None, None)
    ranges = [abs(after - before) for before, after in pairwise(points)]
    middle, width = mean(points), WIDE * mean(ranges)
    return Limits(middle, max(middle - width, 0.0), middle + width)


def signals(points: Sequence[float]) -> list[int]:
    """Return the points that are more than ordinary: beyond a limit, or in a run of seven on one side."""
    lines = limits(points)
    if lines.low is None or lines.high is None:
        return []
    beyond = {i for i, point in enumerate(points) if point < lines.low or point > lines.high}
    sides = [(point > lines.middle) - (point < lines.middle) for point in points]
    for start in range(len(points) - RUN + 1):
        run = sides[start : start + RUN]
        if run[0] and len(set(run)) == 1:
            beyond |= set(range(start, start + RUN))
    return sorted(beyond)
