"""Days booked one by one are a part of her plan, or there is a sentence why they are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from programmes.clock import Ask, State, ask_for, find_runs, fit, read
from programmes.definition import CatchUp, Definition, Gap, Step
from programmes.kinds import PlanKind, StepKind
from programmes.offers import NotPossible, Offered, Why
from programmes.parts import groups
from programmes.rules import CaseDates, deadline
from programmes.standing import Attendance, missed_steps
from tests.programmes.schemes import GOOD_LOAF, JUNO, WONDER, offered

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
END = TODAY + 98 * DAY


def step(number: int, kind: StepKind, gap: Gap | None) -> Step:
    return replace(JUNO.steps[0], number=number, kind=kind, gap=gap)


# One to one, workshop, one to one, workshop: the gaps add up over what lies between.
MIXED = replace(
    JUNO,
    steps=(
        step(1, StepKind.ONE_TO_ONE, None),
        step(2, StepKind.GROUP, Gap(1, 7, 42, 42)),
        step(3, StepKind.ONE_TO_ONE, Gap(2, 7, 28, 28)),
        step(4, StepKind.GROUP, Gap(5, 14, 28, 84)),
    ),
)


def ask_of(definition: Definition, *, end: date = END, done: dict[int, int] | None = None) -> Ask:
    came = [Attendance(n, "HERE", TODAY + ago * DAY) for n, ago in (done or {}).items()]
    dates = CaseDates(police_deadline_on=end)
    return ask_for(definition, deadline(definition.window, dates), today=TODAY, attendances=came)


def own(number: int, on: int) -> Offered:
    return replace(offered(f"own{number}", number, TODAY + on * DAY, places=1), own=True)


def at(number: int | frozenset[int], on: int, *, key: str = "", places: int = 8) -> Offered:
    return offered(key or f"w{on}", number, TODAY + on * DAY, places=places)


ANY = frozenset(range(1, 11))


@pytest.mark.parametrize(
    ("definition", "done", "chosen", "expected"),
    [
        (GOOD_LOAF, {}, [at(4, 7)], (4,)),
        (GOOD_LOAF, {}, [at(9, 14), at(2, 7)], (9, 2)),  # in the order they were given
        (GOOD_LOAF, {}, [at(ANY, 7), at(1, 14)], (2, 1)),  # a day for one part keeps it
        (GOOD_LOAF, {1: -7}, [at(1, 7)], Why.NOT_NEEDED),
        (GOOD_LOAF, {}, [at(3, 7), at(3, 14)], Why.NOT_NEEDED),
        (GOOD_LOAF, {}, [at(n, n) for n in (1, 2, 3, 4, 5, 6)], Why.ENOUGH),
        (GOOD_LOAF, {1: -5, 2: -4, 3: -3, 4: -2}, [at(5, 7), at(6, 14)], Why.ENOUGH),
        (GOOD_LOAF, {}, [at(1, 7, key="a"), at(2, 7, key="b")], Why.GAP_TOO_SHORT),
        (GOOD_LOAF, {}, [at(1, 99)], Why.AFTER_DEADLINE),
        (GOOD_LOAF, {}, [at(1, -1)], Why.PAST),
        (GOOD_LOAF, {}, [at(1, 7, places=0)], Why.FULL),
        (MIXED, {}, [own(1, 1)], (1,)),
        (MIXED, {}, [own(1, 1), at(2, 8), own(3, 15), at(4, 29)], (1, 2, 3, 4)),
        (MIXED, {}, [at(2, 8), at(4, 29)], (2, 4)),  # the two times of her own may follow
        (MIXED, {}, [at(2, 0)], Why.GAP_TOO_SHORT),  # no day is left for what comes first
        (MIXED, {}, [at(2, 8), at(4, 14)], Why.GAP_TOO_SHORT),  # 2 and 5 days are needed between
        (MIXED, {}, [at(2, 8), at(4, 15)], (2, 4)),
        (MIXED, {}, [at(2, 8), at(4, 65)], Why.GAP_TOO_LONG),  # at most 28 and 28
        (MIXED, {}, [at(4, 8), at(2, 29)], Why.OUT_OF_ORDER),
        (MIXED, {1: -1}, [own(1, 3)], Why.NOT_NEEDED),
        (MIXED, {1: -1}, [own(3, 3), at(2, 8)], Why.OUT_OF_ORDER),
        (MIXED, {}, [own(1, 92)], Why.NOTHING_AFTER),  # 1, 2 and 5 days no longer fit after it
        (MIXED, {}, [own(1, 90)], (1,)),
    ],
)
def test_chosen_days_are_a_part_of_what_is_left_or_there_is_a_reason(
    definition: Definition, done: dict[int, int], chosen: list[Offered], expected: tuple[int, ...] | Why
) -> None:
    found = fit(ask_of(definition, done=done), chosen)

    assert (found.why if isinstance(found, NotPossible) else found) == expected


def test_in_a_plan_of_her_own_the_first_meeting_comes_first_and_the_others_in_any_order() -> None:
    steps = [replace(WONDER.steps[0], number=n) for n in (1, 2, 3)]
    definition = replace(WONDER, plan=PlanKind.INDIVIDUAL)
    end = deadline(definition.window, CaseDates(agreed_on=END))
    ask = ask_for(definition, end, today=TODAY, steps=steps)
    begun = ask_for(
        definition, end, today=TODAY, steps=steps, attendances=[Attendance(1, "HERE", TODAY - DAY)]
    )

    assert fit(ask, [own(1, 1), own(3, 2), own(2, 3)]) == (1, 3, 2)
    assert isinstance(fit(ask, [own(2, 1)]), NotPossible)
    assert fit(begun, [own(3, 1)]) == (3,)


def test_runs_on_offer_leave_room_for_times_of_her_own() -> None:
    ask = ask_of(MIXED)
    tight = [at(2, 1, key="a"), at(4, 7, key="b")]  # six days between: 2 and 5 do not fit
    roomy = [at(2, 1, key="a"), at(4, 8, key="b")]

    assert find_runs(ask, tight).feasible == ()
    assert [run.keys for run in find_runs(ask, roomy).feasible] == [("a", "b")]
    assert groups(ask_of(JUNO)) == ask_of(JUNO)  # where all is in groups nothing changes


def test_a_time_she_has_is_kept_by_the_runs_that_are_offered() -> None:
    dates = CaseDates(police_deadline_on=END)
    workshops = [at(2, 3, key="a"), at(2, 10, key="b"), at(4, 31, key="c")]

    reading = read(MIXED, dates, workshops, today=TODAY, booked=[own(1, 5)])

    assert [run.keys for run in reading.runs.feasible] == [("b", "c")]
    assert [step.number for step in reading.own] == [3]
    assert reading.can_finish
    assert not reading.booked_in_time  # she has a part of it only


def test_a_part_of_a_plan_with_nothing_to_follow_is_impossible() -> None:
    dates = CaseDates(police_deadline_on=END)

    alone = read(MIXED, dates, [], today=TODAY, booked=[own(1, 5)])
    whole = read(MIXED, dates, [], today=TODAY, booked=[own(1, 1), at(2, 8), own(3, 15), at(4, 29)])

    assert (alone.state, alone.can_finish) == (State.IMPOSSIBLE, False)
    assert (whole.state, whole.can_finish) == (State.LAST_CHANCE, True)


def test_where_a_catch_up_is_allowed_a_miss_with_nothing_on_offer_is_not_the_end() -> None:
    catch_up = CatchUp(90, JUNO.miss.label)
    catches = replace(JUNO, miss=replace(JUNO.miss, catch_up=catch_up))
    dates = CaseDates(police_deadline_on=END)
    marks = [Attendance(1, "HERE", TODAY - 30 * DAY), Attendance(2, "NOT_HERE", TODAY - 2 * DAY)]

    with_one = read(catches, dates, [], today=TODAY, attendances=marks)
    without = read(JUNO, dates, [], today=TODAY, attendances=marks)
    too_late = read(catches, dates, [], today=TODAY + 60 * DAY, attendances=marks)
    booked = read(catches, dates, [], today=TODAY, attendances=marks, booked=[own(2, 14)])

    assert (with_one.can_finish, without.can_finish) == (True, False)
    assert (without.state, too_late.state) == (State.IMPOSSIBLE, State.IMPOSSIBLE)
    assert (booked.booked_in_time, booked.state) == (True, State.FINE)
    assert with_one.own == ()  # the group is still what her plan asks: a catch-up is offered, not owed


def test_what_was_missed_is_what_she_missed_last_and_has_not_done_since() -> None:
    def on(step: int, mark: str, ago: int) -> Attendance:
        return Attendance(step, mark, TODAY - ago * DAY)

    assert missed_steps(JUNO, [on(1, "HERE", 30), on(2, "NOT_HERE", 2)]) == (2,)
    assert missed_steps(JUNO, [on(1, "TURNED_AWAY", 30), on(2, "NOT_HERE", 2)]) == (1, 2)
    assert missed_steps(JUNO, [on(1, "NOT_HERE", 30), on(1, "HERE", 2)]) == ()
    assert missed_steps(JUNO, [on(1, "NOT_HERE", 30), on(1, "DID_NOT_RUN", 2)]) == (1,)
    assert missed_steps(JUNO, [on(1, "DID_NOT_RUN", 2)]) == ()
    assert missed_steps(JUNO, [on(1, "LEFT_EARLY", 2)]) == ()  # nobody has decided yet


def test_a_run_that_has_begun_is_still_what_she_has() -> None:
    dates = CaseDates(police_deadline_on=END)

    # She is in workshop 1 now, and nobody has marked her yet: workshop 2 is all that lies ahead.
    reading = read(JUNO, dates, [], today=TODAY, booked=[at(2, 28)])

    assert (reading.state, reading.can_finish) == (State.LAST_CHANCE, True)
