"""What is only in doubt closes a date, and the clock says so where nothing else does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmes.clock import State
from programmes.messages import state_sentence
from programmes.offers import Offered
from tests.programmes.clock.readings import WED, W, keys, look
from tests.programmes.schemes import pair


def doubted(workshops: list[Offered], *which: int, sure: tuple[int, ...] = ()) -> list[Offered]:
    return [
        replace(w, blocked="she may be there", doubt=True)
        if n in which
        else replace(w, blocked="she is there")
        if n in sure
        else w
        for n, w in enumerate(workshops)
    ]


ONE, TWO = pair("a", WED), [*pair("a", WED), *pair("b", WED + 20 * W)]


@pytest.mark.parametrize(
    ("workshops", "can_finish", "in_doubt"),
    [
        (ONE, True, False),
        (doubted(ONE, 0), False, True),
        (doubted(ONE, 0, 1), False, True),
        (doubted(ONE, 0, sure=(1,)), False, False),  # somebody she must not meet is there on the other day
        (doubted(ONE, sure=(0,)), False, False),
        (doubted(TWO, 0, 2), False, True),
        (doubted(TWO, 0), True, False),  # another pair is free
        ([replace(w, places_left=0) for w in doubted(ONE, 0)], False, False),
        ([replace(w, doubt=True) for w in ONE], True, False),  # nothing blocks it
    ],
)
def test_a_woman_is_in_doubt_where_settling_it_would_leave_her_a_way(
    workshops: list[Offered], can_finish: bool, in_doubt: bool
) -> None:
    reading = look(workshops, WED + 40 * W)

    assert (reading.can_finish, reading.in_doubt) == (can_finish, in_doubt)
    if not can_finish:
        assert (reading.state, keys(reading)) == (State.IMPOSSIBLE, [])
        assert ("Say first whether it is she" in state_sentence(reading)) is in_doubt


def test_after_her_deadline_no_doubt_matters() -> None:
    assert not look(doubted(ONE, 0), WED).in_doubt


def test_who_is_booked_in_time_is_in_no_doubt() -> None:
    assert not look(doubted(TWO, 2, 3), WED + 40 * W, booked=tuple(ONE)).in_doubt
