"""When a case is followed up, and which answers cannot stand. Plain values only, no Django.

The follow-up lasts so many months from an index event: the day her case was completed, the day of the caution
(or other disposal), or the day she was referred. The programme's definition says which; twelve months from
completion where it says nothing. This is the police check of the programme, not the proven reoffending that
the Ministry of Justice publishes: that one waits six more months for convictions and cautions.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from programmes.dates import add_months


class Reoffended(StrEnum):
    """What police found. Unknown is never counted as no."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class Source(StrEnum):
    """Where police looked."""

    NICHE = "NICHE"
    PNC = "PNC"
    OTHER = "OTHER"


class Problem(StrEnum):
    """Why an answer cannot stand."""

    BEFORE_INDEX = "BEFORE_INDEX"
    IN_THE_FUTURE = "IN_THE_FUTURE"
    TOO_EARLY_FOR_NO = "TOO_EARLY_FOR_NO"


def ends_on(index_on: date, *, months: int) -> date:
    """Return the last day of the follow-up; from that day on police can be asked."""
    return add_months(index_on, months)


def last_index_day(today: date, *, months: int) -> date:
    """Return the last index day whose follow-up has ended by today.

    On 28 February of a common year those of 28 and 29 February a year before have.
    """
    on = add_months(today, -months)
    while ends_on(on + timedelta(days=1), months=months) <= today:
        on += timedelta(days=1)
    return on


def counts(reoffended: Reoffended, on: date, told_on: date, *, index_on: date, months: int) -> bool:
    """Tell whether an answer speaks of the whole time; one given too early does not, and is asked for anew.

    A yes counts from the day it was told, the others from the day police looked. A yes told early would be true all
    the same, but of women asked too soon only those with an offence would be known, and the rate would be too high.
    Answers are too early where a definition was changed to more months after they were given.

    :param on: of a yes the day of the first offence, else the day police looked.
    :param told_on: the day the answer was recorded.
    """
    known_on = told_on if reoffended is Reoffended.YES else on
    return known_on >= ends_on(index_on, months=months)


def problem(reoffended: Reoffended, on: date, *, index_on: date, months: int, today: date) -> Problem | None:
    """Return why an answer cannot stand, None where it can.

    :param on: of a yes the day of the first offence, else the day police looked.
    """
    if on > today:
        return Problem.IN_THE_FUTURE
    if on < index_on:
        return Problem.BEFORE_INDEX
    if reoffended is Reoffended.NO and on < ends_on(index_on, months=months):
        return Problem.TOO_EARLY_FOR_NO
    return None
