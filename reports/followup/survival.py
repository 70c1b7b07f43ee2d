"""The Kaplan–Meier estimate of the share without a further offence: pure, no library (ADR 23).

Kaplan & Meier (1958); variance by Greenwood (1926); 95% interval on the log(-log) scale (Kalbfleisch &
Prentice), which stays within 0 and 1. A woman no longer followed on the day of an offence counts as at risk on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Point:
    """The estimate from a day on: `free` is a share from 0 to 1 with its interval."""

    day: int
    at_risk: int  # just before the day
    events: int
    free: float
    low: float
    high: float


def curve(durations: Iterable[tuple[int, bool]]) -> list[Point]:
    """Return the steps of the curve, beginning on day 0 with everybody.

    :param durations: (days followed, whether she reoffended on the last of them).
    """
    followed = list(durations)
    leaving = Counter(days for days, _event in followed)
    events_on = Counter(days for days, event in followed if event)
    at_risk, free, greenwood = len(followed), 1.0, 0.0
    points = [Point(0, at_risk, 0, free, free, free)]
    for day in sorted(leaving):
        events = events_on[day]
        if events == at_risk:
            points.append(Point(day, at_risk, events, 0.0, 0.0, 0.0))
        elif events:
            free *= 1 - events / at_risk
            greenwood += events / (at_risk * (at_risk - events))
            points.append(Point(day, at_risk, events, free, *_interval(free, greenwood)))
        at_risk -= leaving[day]
    return points


def at(points: Sequence[Point], day: int) -> Point:
    """Return the step that holds on a day: the last of several on one day."""
    return [point for point in points if point.day <= day][-1]


def at_risk(durations: Iterable[tuple[int, bool]], day: int) -> int:
    """Return how many were still followed and free of an offence just before a day."""
    return sum(days >= day for days, _event in durations)


def _interval(free: float, greenwood: float) -> tuple[float, float]:
    width = Z * sqrt(greenwood) / log(free)
    return free ** exp(-width), free ** exp(width)
