"""A planned message is due at its wall time, on the day that its plan says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.definition import PlannedMessage
from programmes.kinds import MessageEvent
from programmes.sending_times import LONDON, applies_to, due_at
from programmes.working_days import is_working_day
from tests.programmes.schemes import JUNO

PLAN = {planned.purpose: planned for planned in JUNO.messages}


def at_ten(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("purpose", "workshop", "due"),
    [
        ("REMINDER_WEEK", at_ten(2026, 11, 11), datetime(2026, 11, 4, 10, tzinfo=UTC)),
        ("REMINDER_DAY", at_ten(2026, 11, 11), datetime(2026, 11, 10, 10, tzinfo=UTC)),
        # Summer time: 10:00 in London is 09:00 in UTC.
        ("REMINDER_DAY", at_ten(2026, 7, 8), datetime(2026, 7, 7, 9, tzinfo=UTC)),
        # The clocks go back on 25 October 2026: the week before is still summer time.
        ("REMINDER_WEEK", at_ten(2026, 10, 28), datetime(2026, 10, 21, 9, tzinfo=UTC)),
        # The clocks go forward on 28 March 2027: Good Friday's week; the week before is winter time.
        ("REMINDER_WEEK", at_ten(2027, 3, 31), datetime(2027, 3, 24, 10, tzinfo=UTC)),
        # A Monday workshop: the Friday before.
        ("REMINDER_DAY", at_ten(2026, 11, 16), datetime(2026, 11, 13, 10, tzinfo=UTC)),
        # The Tuesday after Easter Monday: the Thursday before Good Friday.
        ("REMINDER_DAY", at_ten(2027, 3, 30), datetime(2027, 3, 25, 10, tzinfo=UTC)),
        # The third week after workshop 1 on a Monday that is a bank holiday: the Tuesday.
        ("CHECK_IN", at_ten(2026, 8, 10), datetime(2026, 9, 1, 9, tzinfo=UTC)),
        # Missed on a Friday: rung on Monday.
        ("MISSED_CALL", at_ten(2026, 11, 13), datetime(2026, 11, 16, 10, tzinfo=UTC)),
    ],
)
def test_a_message_is_due_at_its_wall_time(purpose: str, workshop: datetime, due: datetime) -> None:
    assert due_at(PLAN[purpose], workshop) == due


def test_a_closed_day_moves_a_reminder_earlier() -> None:
    closed = {date(2026, 11, 10)}

    assert due_at(PLAN["REMINDER_DAY"], at_ten(2026, 11, 11), closed=closed) == datetime(
        2026, 11, 9, 10, tzinfo=UTC
    )


def test_a_message_without_a_time_is_due_at_once() -> None:
    booked_at = datetime(2026, 11, 14, 22, 5, tzinfo=UTC)  # a Saturday night

    assert due_at(PLAN["INVITATION"], booked_at) == booked_at


def test_a_message_is_meant_for_its_steps_and_only_while_it_is_on() -> None:
    assert [applies_to(PLAN["CHECK_IN"], step) for step in (1, 2)] == [True, False]
    assert [applies_to(PLAN["REMINDER_DAY"], step) for step in (1, 2)] == [True, True]
    assert not applies_to(PLAN["REMINDER_MORNING"], 1)


@given(
    on=st.dates(date(2026, 1, 1), date(2028, 12, 1)),
    at=st.times(time(8), time(20)),
    days=st.integers(1, 30),
    before=st.booleans(),
)
def test_whatever_the_season_it_goes_at_ten_on_a_working_day_on_the_right_side(
    on: date, at: time, days: int, before: bool
) -> None:
    event = MessageEvent.BEFORE_STEP if before else MessageEvent.AFTER_STEP
    planned: PlannedMessage = replace(PLAN["REMINDER_WEEK"], days=days, event=event)

    due = due_at(planned, datetime.combine(on, at, LONDON)).astimezone(LONDON)

    assert due.time() == time(10)
    assert is_working_day(due.date())
    assert (due.date() < on) is before
