"""Days that were over when their group was entered lie where they lay; what comes after them keeps the rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.clock import Ask, ask_for, find_runs, fit
from programmes.definition import Definition
from programmes.kinds import Entry
from programmes.offers import NotPossible, Offered, Why
from programmes.rules import CaseDates, deadline
from programmes.standing import Attendance
from tests.programmes.clock.readings import MANY, TODAY, workshops_of
from tests.programmes.schemes import JUNO, offered

DAY = timedelta(days=1)
DAYS = replace(JUNO, entry=Entry.ANY_STEP)  # day by day


def ask_of(definition: Definition = JUNO, *came: tuple[int, int], end: int = 140) -> Ask:
    attended = [Attendance(step, "HERE", TODAY + on * DAY) for step, on in came]
    dates = CaseDates(police_deadline_on=TODAY + end * DAY)
    return ask_for(definition, deadline(definition.window, dates), today=TODAY, attendances=attended)


def at(step: int, on: int, *, been: bool = False) -> Offered:
    return replace(offered(f"w{step}", step, TODAY + on * DAY), been=been)


@pytest.mark.parametrize(
    ("came", "workshops", "found"),
    [
        ((), [at(1, 1), at(2, 22)], []),  # three weeks
        ((), [at(1, 1, been=True), at(2, 22)], []),  # the second lies ahead: it keeps the rule
        ((), [at(1, 1, been=True), at(2, 22, been=True)], ["w1 w2"]),
        ((), [at(1, 1, been=True), at(2, 100, been=True)], ["w1 w2"]),
        ((), [at(1, 1, been=True), at(2, 29)], ["w1 w2"]),
        ((), [at(1, 22, been=True), at(2, 1, been=True)], []),  # in the wrong order
        ((), [at(1, 1, been=True), at(2, 141, been=True)], []),  # after her deadline
        (((1, -20),), [at(2, 1)], []),
        (((1, -20),), [at(2, 1, been=True)], ["w2"]),
        (((1, 2),), [at(2, 1, been=True)], []),
    ],
)
def test_a_run_of_days_that_have_been_is_only_in_its_order(
    came: tuple[tuple[int, int], ...], workshops: list[Offered], found: list[str]
) -> None:
    runs = find_runs(ask_of(JUNO, *came), workshops)

    assert [" ".join(run.keys) for run in runs.feasible] == found


@pytest.mark.parametrize(
    ("workshops", "found"),
    [
        ([at(1, 1), at(2, 22)], Why.GAP_TOO_SHORT),
        ([at(1, 1), at(2, 22, been=True)], (1, 2)),
        ([at(1, 1), at(2, 100, been=True)], (1, 2)),
        ([at(1, 1), at(2, 1, been=True)], Why.GAP_TOO_SHORT),  # two on one day
    ],
)
@pytest.mark.parametrize("definition", [JUNO, DAYS], ids=["in order", "in any order"])
def test_so_is_a_part_of_a_run(
    definition: Definition, workshops: list[Offered], found: tuple[int, ...] | Why
) -> None:
    fitted = fit(ask_of(definition), workshops)

    assert (fitted.why if isinstance(fitted, NotPossible) else fitted) == found


@given(MANY, st.sets(st.integers(0, 13)), st.integers(0, 150))
def test_a_day_that_has_been_takes_no_run_away_and_adds_none_out_of_order_or_with_a_wrong_gap_ahead(
    drawn: list[tuple[int, int, int, str | None]], been: set[int], end: int
) -> None:
    plain = workshops_of(drawn)
    facts = [replace(w, been=n in been) for n, w in enumerate(plain)]
    ask = ask_of(end=end)

    before = {run.keys for run in find_runs(ask, plain).feasible}
    after = {run.keys: run for run in find_runs(ask, facts).feasible}

    assert before <= set(after)
    for keys, run in after.items():
        first, second = run.workshops
        assert first.on < second.on <= ask_end(ask)
        assert keys in before or second.been


def ask_end(ask: Ask) -> date:
    assert ask.deadline is not None
    return ask.deadline
