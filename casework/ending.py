"""What stands in the way of closing a case: plain values in, named obstacles out (design.md §4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casework.rules import LONDON, StillToDo
from casework.statuses import Told, ToldBy
from referrals.statuses import MANAGER_GROUNDS, SPEAKS_OF_NOT_ATTENDING, Ground

# What was posted may never have been read: only what she heard counts as told.
REACHES_HER = frozenset({ToldBy.CALL, ToldBy.IN_PERSON})


class Obstacle(StrEnum):
    """Why a case may not be handed back on a ground."""

    RULE_IS_MET = "RULE_IS_MET"
    STILL_POSSIBLE = "STILL_POSSIBLE"
    NAME_UNSETTLED = "NAME_UNSETTLED"
    WAS_REACHED = "WAS_REACHED"
    MORE_CALLS = "MORE_CALLS"
    MORE_DAYS = "MORE_DAYS"
    ASK_POLICE = "ASK_POLICE"
    WAIT_FOR_POLICE = "WAIT_FOR_POLICE"
    NO_CONVERSATION = "NO_CONVERSATION"
    DATES_ON_OFFER = "DATES_ON_OFFER"
    HAD_A_PLACE = "HAD_A_PLACE"
    ONLY_A_MANAGER = "ONLY_A_MANAGER"
    ABSENCE_UNDECIDED = "ABSENCE_UNDECIDED"
    NOT_TOLD_DATES = "NOT_TOLD_DATES"
    NOT_TOLD_A_MISS = "NOT_TOLD_A_MISS"
    NOT_ASKED = "NOT_ASKED"


@dataclass(frozen=True)
class Missed:
    """A day she was not at: when it began, what was decided, whether we tried to hear her reason."""

    starts_at: datetime
    decided: bool
    asked_her: bool


@dataclass(frozen=True)
class Heard:
    """Something she was told: what, how, when, and the days it was about."""

    what: str
    how: str
    at: datetime
    dates: tuple[date, ...] = ()


@dataclass(frozen=True)
class Ending:
    """A case that is to be handed back.

    :param can_still: workshops on offer can still bring her to the end by the deadline.
    :param offer_left: a run of workshops with places is on offer to her now.
    :param conversation: a call at which she said that she does not want to take part.
    :param had_a_place: she has, or had until she missed it, a place on a workshop.
    :param in_doubt: they cannot, but could, were a name settled that perhaps keeps her off them.
    """

    met: bool
    can_still: bool
    offer_left: bool
    spoke: bool
    conversation: bool
    had_a_place: bool
    is_manager: bool
    still_to_do: tuple[StillToDo, ...] = ()
    missed: tuple[Missed, ...] = ()
    heard: tuple[Heard, ...] = ()
    in_doubt: bool = False


def obstacles(ground: Ground, ending: Ending) -> tuple[Obstacle, ...]:
    """Return everything that stands in the way of handing back on this ground; nothing means go."""
    found: list[Obstacle] = []
    if ending.met:
        found.append(Obstacle.RULE_IS_MET)
    if ground in MANAGER_GROUNDS and not ending.is_manager:
        found.append(Obstacle.ONLY_A_MANAGER)
    found += _OWN[ground](ending)
    if ground in SPEAKS_OF_NOT_ATTENDING:
        found += _fairness(ending)
    return tuple(found)


def _cannot_be_met(ending: Ending) -> list[Obstacle]:
    if ending.in_doubt:
        return [Obstacle.NAME_UNSETTLED]
    return [Obstacle.STILL_POSSIBLE] if ending.can_still else []


def _not_reached(ending: Ending) -> list[Obstacle]:
    if ending.spoke:
        return [Obstacle.WAS_REACHED]
    return [Obstacle(str(left)) for left in ending.still_to_do]


def _she_declined(ending: Ending) -> list[Obstacle]:
    return [] if ending.conversation else [Obstacle.NO_CONVERSATION]


def _not_offered(ending: Ending) -> list[Obstacle]:
    found = [Obstacle.DATES_ON_OFFER] if ending.offer_left else []
    return [*found, Obstacle.HAD_A_PLACE] if ending.had_a_place else found


def _unsuitable(_ending: Ending) -> list[Obstacle]:
    return []


_OWN = {
    Ground.CANNOT_BE_MET: _cannot_be_met,
    Ground.NOT_REACHED: _not_reached,
    Ground.SHE_DECLINED: _she_declined,
    Ground.NOT_OFFERED: _not_offered,
    Ground.UNSUITABLE: _unsuitable,
}


def _fairness(ending: Ending) -> list[Obstacle]:
    """She may be reported for not attending only when she knew, and was heard."""
    found = []
    if not all(missed.decided for missed in ending.missed):
        found.append(Obstacle.ABSENCE_UNDECIDED)
    if not all(_told_in_time(Told.DATES, missed, ending.heard) for missed in _or_any(ending.missed)):
        found.append(Obstacle.NOT_TOLD_DATES)
    if not all(_told_in_time(Told.A_MISS, missed, ending.heard) for missed in _or_any(ending.missed)):
        found.append(Obstacle.NOT_TOLD_A_MISS)
    if not all(missed.asked_her for missed in ending.missed):
        found.append(Obstacle.NOT_ASKED)
    return found


def _or_any(missed: Collection[Missed]) -> Collection[Missed | None]:
    """Where she missed no day (she gave her places up), she must at all events have been told."""
    return missed or [None]


def _told_in_time(what: Told, missed: Missed | None, heard: Collection[Heard]) -> bool:
    told = [h for h in heard if h.what == what and h.how in REACHES_HER]
    if missed is None:
        return bool(told)
    on = missed.starts_at.astimezone(LONDON).date()
    return any(h.at < missed.starts_at and (what is not Told.DATES or on in h.dates) for h in told)
