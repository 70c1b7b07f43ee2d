"""Every open case is on track by a rule, or at risk for a reason: there is no third kind.

Plain functions of facts and of what the clock says. What is at risk is listed on Today with its reason
(`casework.messages.RISKS`) and its next step; what is on track has a step of ours, a day to come, or an
answer police owe us, each with the moment by which it is looked at again.
"""

from __future__ import annotations

from enum import StrEnum

from casework.facts import Facts
from casework.next_step import NextStep, Step, has_to_book
from programmes.clock import Reading, State
from programmes.definition import Definition


class OnTrack(StrEnum):
    """The rule that says that nobody need worry now."""

    OUR_STEP = "OUR_STEP"  # something is to be done, and Today has it
    DAY_TO_COME = "DAY_TO_COME"  # she is booked
    POLICE_ASKED = "POLICE_ASKED"  # an answer of theirs is due


class AtRisk(StrEnum):
    """Why she may not finish in time."""

    NAME_UNSETTLED = "NAME_UNSETTLED"  # only a name that nobody has settled keeps her off all that fits
    NO_WAY_LEFT = "NO_WAY_LEFT"  # neither her days nor any on offer end in time
    LITTLE_TIME = "LITTLE_TIME"  # the deadline is near or past, and a step has no day


_CLOSED = {Step.NOTHING, Step.WAIT_FOR_NOTICE, Step.DECIDE_REOPENING}  # steps of cases that are not open
RULES: dict[Step, OnTrack] = {step: OnTrack.OUR_STEP for step in Step if step not in _CLOSED} | {
    Step.WAIT_FOR_WORKSHOP: OnTrack.DAY_TO_COME,
    Step.WAIT_FOR_POLICE: OnTrack.POLICE_ASKED,
}


def why_at_risk(facts: Facts, definition: Definition, clock: Reading) -> AtRisk | None:
    """Say why the clock puts a case at risk; None where it does not.

    Where every step has its day and one of them has begun, the register says what comes next: not the clock,
    which counts a day only once it is marked.
    """
    if clock.state is State.IMPOSSIBLE and not _register_decides(facts, definition, clock):
        return AtRisk.NAME_UNSETTLED if clock.in_doubt else AtRisk.NO_WAY_LEFT
    soon = clock.deadline.over(clock.today) or clock.deadline.near(clock.today)
    return AtRisk.LITTLE_TIME if soon and has_to_book(facts, definition) else None


def _register_decides(facts: Facts, definition: Definition, clock: Reading) -> bool:
    booked = [place for place in facts.places if place.booked]
    begun = any(place.on <= clock.today for place in booked)
    in_time = all(clock.deadline.allows(place.on) for place in booked)
    return begun and in_time and not has_to_book(facts, definition)


def track_of(facts: Facts, definition: Definition, clock: Reading | None, step: NextStep) -> OnTrack | AtRisk:
    """Return which of the two an open case is, and by which rule or for which reason.

    :param clock: what the clock says; None before she is accepted.
    :raises KeyError: never for an open case, as `tests/casework/test_track.py` shows.
    """
    risk = why_at_risk(facts, definition, clock) if clock is not None else None
    return risk or RULES[step.step]
