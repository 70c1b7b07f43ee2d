"""The clock: which runs fit, why others do not, and how near the end she is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes import codes
from programmes.clock import Reading, State, read
from programmes.definition import Definition
from programmes.kinds import Entry, MissRule, WindowKind
from programmes.offers import Offered, Why
from programmes.rules import CaseDates
from programmes.standing import Attendance
from tests.programmes.schemes import CARA, GOOD_LOAF, JUNO, WONDER, offered, pair, weekly, with_window

TODAY = date(2026, 9, 1)
W = timedelta(weeks=1)
WED = date(2026, 9, 2)


def look(
    workshops: list[Offered],
    deadline: date | None,
    *,
    definition: Definition = JUNO,
    today: date = TODAY,
    attendances: tuple[Attendance, ...] = (),
    booked: tuple[Offered, ...] = (),
) -> Reading:
    dates = CaseDates(police_deadline_on=deadline)
    return read(definition, dates, workshops, today=today, attendances=attendances, booked=booked)


def keys(reading: Reading) -> list[str]:
    return [" ".join(run.keys) for run in reading.runs.feasible]


def whys(reading: Reading) -> dict[str, Why]:
    return {" ".join(w.key for w in no.workshops): no.why for no in reading.runs.impossible}


@pytest.mark.parametrize(
    ("first_on", "gap", "places", "deadline", "expected"),
    [
        (WED, 28, (8, 8), WED + 4 * W, "slack 0"),
        (WED, 28, (8, 8), WED + 4 * W + timedelta(days=29), "slack 29"),
        (WED, 28, (8, 8), WED + 4 * W - timedelta(days=1), Why.AFTER_DEADLINE),
        (WED, 28, (0, 8), WED + 16 * W, Why.FULL),
        (WED, 28, (8, 0), WED + 16 * W, Why.FULL),
        (WED, 28, (1, 1), WED + 16 * W, "slack 84"),
        (WED, 27, (8, 8), WED + 16 * W, Why.GAP_TOO_SHORT),
        (WED, 35, (8, 8), WED + 16 * W, "slack 77"),
        (WED, 36, (8, 8), WED + 16 * W, Why.GAP_TOO_LONG),
        (TODAY, 28, (8, 8), WED + 16 * W, "slack 85"),
        (TODAY - timedelta(days=1), 28, (8, 8), WED + 16 * W, Why.PAST),
        (WED, 28, (8, 8), None, Why.NO_DEADLINE),
        (WED, 28, (8, 8), TODAY - timedelta(days=1), Why.AFTER_DEADLINE),
        (date(2026, 10, 7), 28, (8, 8), date(2026, 11, 4), "slack 0"),  # over the clocks going back
        (date(2027, 3, 10), 28, (8, 8), date(2027, 4, 7), "slack 0"),  # over the clocks going forward
        (date(2028, 2, 2), 28, (8, 8), date(2028, 3, 1), "slack 0"),  # over 29 February
        (date(2028, 2, 2), 28, (8, 8), date(2028, 2, 29), Why.AFTER_DEADLINE),
        (date(2026, 12, 9), 28, (8, 8), date(2027, 1, 6), "slack 0"),  # over Christmas
    ],
)
def test_a_pair_fits_or_is_named_with_its_reason(
    first_on: date, gap: int, places: tuple[int, int], deadline: date | None, expected: str | Why
) -> None:
    reading = look(pair("a", first_on, gap=gap, places=places), deadline)

    if isinstance(expected, Why):
        assert keys(reading) == []
        assert whys(reading) == {"a1 a2": expected}
    else:
        (run,) = reading.runs.feasible
        assert f"slack {run.slack_days}" == expected
        assert reading.runs.impossible == ()


@pytest.mark.parametrize(
    "holiday", [h for h in codes.bank_holidays() if h.on >= date(2026, 1, 1)], ids=lambda h: str(h.on)
)
def test_a_deadline_on_a_bank_holiday_is_still_that_day(holiday: codes.BankHoliday) -> None:
    workshops = pair("a", holiday.on - 4 * W)
    today = holiday.on - 8 * W

    assert keys(look(workshops, holiday.on, today=today)) == ["a1 a2"]
    assert keys(look(workshops, holiday.on - timedelta(days=1), today=today)) == []


def test_a_run_may_change_groups_and_those_that_do_not_come_first() -> None:
    workshops = [*pair("a", WED, gap=35), *pair("b", WED), *pair("c", WED + W)]

    reading = look(workshops, WED + 16 * W)

    first_day = [run for run in reading.runs.feasible if run.starts_on == WED]
    assert [run.mixed for run in first_day] == sorted(run.mixed for run in first_day)
    assert {" ".join(run.keys) for run in first_day} == {
        "a1 a2", "b1 b2", "a1 b2", "b1 a2", "a1 c2", "b1 c2"
    }  # fmt: skip


def test_a_run_stays_in_its_group_where_the_programme_says_so() -> None:
    closed_groups = replace(JUNO, group=replace(JUNO.group, mix_cohorts=False))
    workshops = [*pair("a", WED, gap=35), *pair("b", WED)]

    assert keys(look(workshops, WED + 16 * W, definition=closed_groups)) == ["b1 b2", "a1 a2"]


def test_a_workshop_the_caller_blocks_is_handed_back_with_the_callers_words() -> None:
    first, second = pair("a", WED)
    reading = look([first, replace(second, blocked="Kept apart from JUNO-00119.")], WED + 16 * W)

    (refused,) = reading.runs.impossible
    assert (refused.why, refused.data["blocked"]) == (Why.BLOCKED, "Kept apart from JUNO-00119.")
    assert reading.state is State.IMPOSSIBLE


def test_a_first_workshop_with_nothing_after_it_is_named() -> None:
    reading = look([offered("a1", 1, WED)], WED + 16 * W)

    assert whys(reading) == {"a1": Why.NOTHING_AFTER}


def test_the_last_workable_first_workshop_is_found() -> None:
    workshops = [w for i in range(6) for w in pair(f"c{i}", WED + i * 2 * W)]

    reading = look(workshops, WED + 10 * W)

    assert reading.last_workable_first == WED + 6 * W
    assert reading.first_run is not None
    assert reading.first_run.starts_on == WED
    assert reading.days_left == 71


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


def came(step: int, on: date, mark: str = "HERE", round: int = 1) -> Attendance:
    return Attendance(step=step, mark=mark, on=on, round=round)


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
    workshops = [offered(f"m{i}", frozenset({1, 2, 3}), WED + i * 4 * W, places=1) for i in range(4)]
    dates = CaseDates(agreed_on=WED + 8 * W)

    reading = read(WONDER, dates, workshops, today=TODAY, steps=plan)

    assert keys(reading) == ["m0 m1 m2"]
    assert [bound.step for bound in reading.bounds] == [1, 2, 3]


def test_without_a_window_she_may_be_booked_without_a_deadline() -> None:
    free = with_window(JUNO, kind=WindowKind.NONE)

    (run,) = read(free, CaseDates(), pair("a", WED), today=TODAY).runs.feasible

    assert run.slack_days is None


def test_a_run_may_not_end_before_its_window_opens() -> None:
    window = with_window(JUNO, kind=WindowKind.MIN_MAX, min_days=36, max_days=100)
    dates = CaseDates(disposal_on=TODAY)

    reading = read(window, dates, [*pair("a", WED), *pair("b", WED + W)], today=TODAY)

    assert keys(reading) == ["a1 b2", "b1 b2"]
    assert whys(reading) == {"a1 a2": Why.BEFORE_WINDOW}


def test_a_run_too_near_a_legal_date_is_warned_of_and_not_refused() -> None:
    dates = CaseDates(
        disposal_on=TODAY, offence_on=date(2026, 4, 20), police_deadline_on=WED + 16 * W, summary_only=True
    )

    reading = read(JUNO, dates, pair("a", WED), today=TODAY)

    (run,) = reading.runs.feasible
    assert [legal.code for legal in reading.warnings_for(run)] == ["SUMMARY_LIMIT"]


MANY = st.lists(
    st.tuples(st.integers(0, 140), st.integers(1, 2), st.integers(0, 3), st.sampled_from(["x", "y", None])),
    max_size=14,
)


def workshops_of(drawn: list[tuple[int, int, int, str | None]]) -> list[Offered]:
    return [
        offered(f"w{i}", step, TODAY + timedelta(days=at), places=places, cohort=cohort)
        for i, (at, step, places, cohort) in enumerate(drawn)
    ]


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


WEEKLY = st.lists(
    st.tuples(st.integers(0, 140), st.sets(st.integers(1, 10), min_size=1, max_size=3), st.integers(0, 2)),
    max_size=20,
)


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
        assert _distinct_steps(run.workshops, done)


def _distinct_steps(chain: tuple[Offered, ...], taken: set[int]) -> bool:
    """Tell whether each workshop can stand for a step of its own."""
    if not chain:
        return True
    return any(_distinct_steps(chain[1:], taken | {n}) for n in chain[0].steps - taken)


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


def test_any_entry_and_every_step_asks_for_all_in_any_order() -> None:
    loose = replace(JUNO, entry=Entry.ANY_STEP, miss=replace(JUNO.miss, rule=MissRule.DECIDE))
    workshops = [offered("b", 2, WED), offered("a", 1, WED + 4 * W)]
    steps = tuple(replace(step, gap=JUNO.steps[1].gap) for step in JUNO.steps)

    reading = look(workshops, WED + 16 * W, definition=replace(loose, steps=steps))

    assert keys(reading) == ["b a"]
