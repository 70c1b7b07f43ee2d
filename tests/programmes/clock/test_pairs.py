"""Which runs fit, and why others do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from programmes import codes
from programmes.clock import State
from programmes.offers import Why
from tests.programmes.clock.readings import TODAY, WED, W, keys, look, whys
from tests.programmes.schemes import JUNO, offered, pair


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
