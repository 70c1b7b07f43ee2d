"""What always holds of the clock, whatever is offered."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from programmes.clock import State
from programmes.definition import Definition
from tests.programmes.clock.readings import (
    MANY,
    TODAY,
    WEEKLY,
    came,
    distinct_steps,
    keys,
    look,
    workshops_of,
)
from tests.programmes.schemes import CARA, GOOD_LOAF, JUNO, offered


@given(MANY, st.integers(-5, 150), st.sampled_from([JUNO, CARA]))
def test_a_pair_offered_always_fits(
    drawn: list[tuple[int, int, int, str | None]], deadline: int, definition: Definition
) -> None:
    end = TODAY + timedelta(days=deadline)
    gap = definition.steps[1].gap
    assert gap is not None

    reading = look(workshops_of(drawn), end, definition=definition)

    for run in reading.runs.feasible:
        first, second = run.workshops
        assert first.steps == {1}
        assert second.steps == {2}
        assert gap.min <= (second.on - first.on).days <= gap.max
        assert TODAY <= first.on <= second.on <= end
        assert run.slack_days == (end - second.on).days
        assert min(first.places_left, second.places_left) > 0
    assert len(set(keys(reading))) == len(keys(reading))


@given(MANY, st.integers(0, 150), st.sampled_from([JUNO, CARA]))
def test_every_pair_that_fits_is_offered(
    drawn: list[tuple[int, int, int, str | None]], deadline: int, definition: Definition
) -> None:
    end = TODAY + timedelta(days=deadline)
    gap = definition.steps[1].gap
    assert gap is not None
    workshops = workshops_of(drawn)

    by_hand = {
        f"{a.key} {b.key}"
        for a in workshops
        for b in workshops
        if a.steps == {1} and b.steps == {2} and gap.min <= (b.on - a.on).days <= gap.max
        if b.on <= end and a.places_left and b.places_left
    }

    assert set(keys(look(workshops, end, definition=definition))) == by_hand


@given(MANY, st.integers(0, 150), st.integers(0, 60), st.sampled_from([JUNO, CARA, GOOD_LOAF]))
def test_a_later_deadline_never_removes_a_run(
    drawn: list[tuple[int, int, int, str | None]], deadline: int, later: int, definition: Definition
) -> None:
    end = TODAY + timedelta(days=deadline)
    workshops = workshops_of(drawn)

    near = look(workshops, end, definition=definition)
    far = look(workshops, end + timedelta(days=later), definition=definition)

    assert set(keys(near)) <= set(keys(far))


@given(WEEKLY, st.integers(0, 160), st.sets(st.integers(1, 10), max_size=4))
def test_five_of_ten_offers_only_distinct_sessions_in_time(
    drawn: list[tuple[int, set[int], int]], deadline: int, done: set[int]
) -> None:
    workshops = [
        offered(f"w{i}", frozenset(steps), TODAY + timedelta(days=at), places=places)
        for i, (at, steps, places) in enumerate(drawn)
    ]
    end = TODAY + timedelta(days=deadline)
    attendances = tuple(came(n, TODAY - timedelta(days=n)) for n in done)

    reading = look(workshops, end, definition=GOOD_LOAF, attendances=attendances)

    for run in reading.runs.feasible:
        days = [w.on for w in run.workshops]
        assert len(days) == 5 - len(done)
        assert days == sorted(set(days))
        assert days[-1] <= end
        assert all(w.places_left for w in run.workshops)
        assert distinct_steps(run.workshops, done)


@given(MANY, st.integers(0, 150))
def test_what_is_possible_is_never_called_impossible_and_the_other_way_round(
    drawn: list[tuple[int, int, int, str | None]], deadline: int
) -> None:
    reading = look(workshops_of(drawn), TODAY + timedelta(days=deadline))

    assert (reading.state is State.IMPOSSIBLE) is (not reading.runs.feasible)
    if reading.runs.feasible:
        assert reading.time_left
        assert reading.last_workable_first is not None
        first = reading.bounds[0]
        assert first.latest is not None
        assert first.earliest <= reading.last_workable_first <= first.latest
