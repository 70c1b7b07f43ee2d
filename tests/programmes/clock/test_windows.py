"""Programmes without a window, and whole windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from programmes.clock import read
from programmes.kinds import Entry, MissRule, WindowKind
from programmes.offers import Why
from programmes.rules import CaseDates
from tests.programmes.clock.readings import TODAY, WED, W, keys, look, whys
from tests.programmes.schemes import JUNO, offered, pair, with_window


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


def test_any_entry_and_every_step_asks_for_all_in_any_order() -> None:
    loose = replace(JUNO, entry=Entry.ANY_STEP, miss=replace(JUNO.miss, rule=MissRule.DECIDE))
    workshops = [offered("b", 2, WED), offered("a", 1, WED + 4 * W)]
    steps = tuple(replace(step, gap=JUNO.steps[1].gap) for step in JUNO.steps)

    reading = look(workshops, WED + 16 * W, definition=replace(loose, steps=steps))

    assert keys(reading) == ["b a"]
