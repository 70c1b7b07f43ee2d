"""What the clock says of a woman, by how far she has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from programmes.clock import State, read
from programmes.definition import Definition
from programmes.offers import Why
from programmes.rules import CaseDates
from tests.programmes.clock.readings import TODAY, WED, W, came, keys, look, whys
from tests.programmes.schemes import CARA, GOOD_LOAF, JUNO, WONDER, offered, pair, weekly


def test_a_sixteen_week_condition_leaves_workshop_1_until_week_12() -> None:
    given_on = date(2025, 10, 15)
    dates = CaseDates(disposal_on=given_on, police_deadline_on=date(2026, 2, 4))

    reading = read(JUNO, dates, [], today=given_on)

    assert [(b.earliest, b.latest) for b in reading.bounds] == [
        (given_on, given_on + 12 * W),
        (given_on + 4 * W, date(2026, 2, 4)),
    ]
    assert reading.time_left
    assert reading.state is State.IMPOSSIBLE  # nothing is on offer


def test_no_time_is_left_when_the_days_alone_are_too_few() -> None:
    assert not look([], TODAY + timedelta(days=27)).time_left
    assert look([], TODAY + timedelta(days=28)).time_left


@pytest.mark.parametrize(
    ("definition", "starts", "deadline", "state"),
    [
        # A miss at workshop 2 is mended by the other group's workshop 2.
        (JUNO, [0, 2], 16, State.FINE),
        # Both must be done again: workshop 1 of the other group has passed by then.
        (CARA, [0, 2], 16, State.ONE_MISS_FROM_IMPOSSIBLE),
        (CARA, [0, 5], 16, State.FINE),
        (CARA, [0, 5], 8, State.LAST_CHANCE),
        (JUNO, [0], 16, State.LAST_CHANCE),
        (JUNO, [0, 2], 5, State.LAST_CHANCE),
        (JUNO, [0, 2], 3, State.IMPOSSIBLE),
        (JUNO, [], 16, State.IMPOSSIBLE),
        (JUNO, [0, 2], None, State.NO_DEADLINE),
    ],
)
def test_the_state_says_what_a_miss_would_do(
    definition: Definition, starts: list[int], deadline: int | None, state: State
) -> None:
    workshops = [w for i in starts for w in pair(f"c{i}", WED + i * W)]
    end = None if deadline is None else WED + deadline * W

    assert look(workshops, end, definition=definition).state is state


def test_a_miss_of_workshop_2_alone_can_be_the_fatal_one() -> None:
    workshops = [
        *pair("a", WED),
        offered("b1", 1, WED + W, cohort="b"),
        offered("b2", 2, WED + 4 * W, cohort="b"),
    ]

    # b1 could be paired with nothing four weeks on: losing a1 ends it.
    assert look(workshops, WED + 16 * W).state is State.LAST_CHANCE
    later = [*pair("a", WED), *pair("b", WED + timedelta(days=1), gap=27)]
    assert look(later, WED + 16 * W).state is State.LAST_CHANCE


def test_the_state_of_a_booked_woman_is_that_of_her_booking() -> None:
    early, late = pair("a", WED), pair("b", WED + 2 * W)
    everything = [*early, *late]

    assert look(everything, WED + 16 * W, booked=tuple(early)).state is State.FINE
    assert look(everything, WED + 16 * W, booked=tuple(late)).state is State.LAST_CHANCE
    assert look(everything, WED + 5 * W, booked=tuple(late)).state is State.IMPOSSIBLE


def test_after_workshop_1_only_workshop_2_is_asked_for() -> None:
    workshops = [offered(f"x{i}", 2, WED + i * W) for i in range(3, 14)]

    reading = look(workshops, WED + 16 * W, today=WED + timedelta(days=1), attendances=(came(1, WED),))

    # From four weeks on, and up to twelve because she is rebooked on one workshop alone.
    assert keys(reading) == [f"x{i}" for i in range(4, 13)]
    assert whys(reading) == {"x3": Why.GAP_TOO_SHORT, "x13": Why.GAP_TOO_LONG}
    (bound,) = reading.bounds
    assert (bound.step, bound.earliest, bound.latest) == (2, WED + 4 * W, WED + 12 * W)
    assert reading.state is State.FINE


def test_after_a_miss_both_are_asked_for_where_the_programme_repeats_all() -> None:
    attendances = (came(1, WED), came(2, WED + 4 * W, "NOT_HERE"))
    workshops = pair("b", WED + 5 * W)
    today = WED + 4 * W + timedelta(days=1)

    again = look(workshops, WED + 16 * W, definition=CARA, today=today, attendances=attendances)
    mended = look(workshops, WED + 16 * W, definition=JUNO, today=today, attendances=attendances)

    assert keys(again) == ["b1 b2"]
    assert keys(mended) == ["b2"]


def test_nothing_is_asked_for_when_everything_is_done() -> None:
    reading = look([], WED + 4 * W, attendances=(came(1, WED), came(2, WED + 4 * W)), today=WED + 5 * W)

    assert (reading.runs.feasible, reading.runs.impossible, reading.bounds) == ((), (), ())
    assert reading.state is State.FINE


def test_five_of_ten_weekly_sessions_give_one_run_for_each_start() -> None:
    reading = look(weekly(WED, 20), WED + 9 * W, definition=GOOD_LOAF)

    assert keys(reading) == [" ".join(f"s{n}" for n in range(i, i + 5)) for i in range(6)]
    assert [run.slack_days for run in reading.runs.feasible] == [35, 28, 21, 14, 7, 0]
    assert reading.last_workable_first == WED + 5 * W
    assert {why for key, why in whys(reading).items() if key in ("s6", "s9")} == {Why.NOTHING_AFTER}
    assert reading.state is State.FINE


def test_five_of_ten_never_counts_one_session_twice() -> None:
    # The same session every week is one step, however often it is held.
    same = [offered(f"s{i}", 3, WED + i * W) for i in range(9)]

    assert keys(look(same, WED + 16 * W, definition=GOOD_LOAF)) == []


@pytest.mark.parametrize(
    ("last", "state"),
    [(4, State.LAST_CHANCE), (5, State.FINE), (3, State.IMPOSSIBLE)],
)
def test_five_of_ten_is_fine_while_one_week_can_be_spared(last: int, state: State) -> None:
    assert look(weekly(WED, 20), WED + last * W, definition=GOOD_LOAF).state is state


def test_five_of_ten_asks_only_for_what_is_left() -> None:
    attendances = (came(1, WED), came(2, WED + W), came(3, WED + 2 * W, "NOT_HERE"))
    today = WED + 2 * W + timedelta(days=1)

    reading = look(weekly(WED, 20), WED + 6 * W, definition=GOOD_LOAF, today=today, attendances=attendances)

    assert keys(reading) == ["s3 s4 s5", "s4 s5 s6"]


def test_a_great_many_sessions_are_looked_at_in_no_great_time() -> None:
    # 300 sessions, any five of ten: combinations would be astronomical; starts are 300.
    reading = look(weekly(WED, 300), WED + 300 * W, definition=GOOD_LOAF)

    assert len(reading.runs.feasible) == 296


def test_her_own_plan_is_planned_step_by_step() -> None:
    meeting = WONDER.steps[0]
    plan = [replace(meeting, number=n, gap=JUNO.steps[1].gap if n > 1 else None) for n in (1, 2, 3)]
    dates = CaseDates(agreed_on=WED + 8 * W)

    reading = read(WONDER, dates, (), today=TODAY, steps=plan)

    assert [bound.step for bound in reading.bounds] == [1, 2, 3]
    assert [step.number for step in reading.own] == [1, 2, 3]
    assert (reading.state, reading.can_finish) == (State.FINE, True)  # a time is made, not waited for


def test_her_own_plan_that_no_days_are_left_for_is_impossible() -> None:
    meeting = WONDER.steps[0]
    plan = [replace(meeting, number=n, gap=JUNO.steps[1].gap if n > 1 else None) for n in (1, 2, 3)]

    reading = read(WONDER, CaseDates(agreed_on=TODAY + W), (), today=TODAY, steps=plan)

    assert (reading.state, reading.can_finish) == (State.IMPOSSIBLE, False)
