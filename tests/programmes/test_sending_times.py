"""A planned message is due at its wall time, on the day that its plan says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.definition import PlannedMessage
from programmes.kinds import Channel, MessageEvent
from programmes.sending_times import (
    LONDON,
    applies_to,
    due_at,
    may_disturb,
    may_disturb_from,
    reaches_by_post,
)
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


@pytest.mark.parametrize(
    ("posted", "comes"),
    [
        (datetime(2026, 11, 30, 23, 59, tzinfo=UTC), date(2026, 12, 2)),
        (datetime(2026, 12, 3, 9, tzinfo=UTC), date(2026, 12, 7)),
        # With Monday's post.
        (datetime(2026, 12, 5, 9, tzinfo=UTC), date(2026, 12, 9)),
        # Friday the 25th and Monday the 28th are bank holidays.
        (datetime(2026, 12, 24, 9, tzinfo=UTC), date(2026, 12, 30)),
        # In summer, midnight in London is eleven at night in UTC.
        (datetime(2026, 7, 6, 23, 30, tzinfo=UTC), date(2026, 7, 9)),
    ],
)
def test_a_letter_takes_two_working_days(posted: datetime, comes: date) -> None:
    assert reaches_by_post(posted) == datetime(comes.year, comes.month, comes.day, tzinfo=LONDON)


def test_a_closed_day_brings_no_letter_nearer() -> None:
    posted = datetime(2026, 11, 30, 9, tzinfo=UTC)

    assert reaches_by_post(posted, {date(2026, 12, 1)}) == datetime(2026, 12, 3, tzinfo=LONDON)


SATURDAY_NIGHT = datetime(2026, 11, 14, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize("purpose", ["INVITATION", "MISSED_CALL"])
def test_a_letter_or_a_call_without_a_time_is_due_at_once(purpose: str) -> None:
    assert due_at(replace(PLAN[purpose], at=None), SATURDAY_NIGHT) == SATURDAY_NIGHT


@pytest.mark.parametrize("channel", [Channel.TEXT, Channel.EMAIL])
def test_a_text_without_a_time_is_due_as_soon_as_it_may_disturb_her(channel: Channel) -> None:
    planned = replace(PLAN["BOOKED"], channel=channel)

    assert due_at(planned, SATURDAY_NIGHT) == datetime(2026, 11, 16, 8, tzinfo=UTC)
    assert due_at(planned, at_ten(2026, 11, 16)) == at_ten(2026, 11, 16)


def test_a_text_keeps_to_working_days_whatever_the_plan_says() -> None:
    planned = replace(PLAN["REMINDER_MORNING"], working_days_only=False)

    assert due_at(planned, at_ten(2026, 11, 14)) == datetime(2026, 11, 13, 8, tzinfo=UTC)


CLOSED = frozenset({date(2026, 11, 25)})


def london(
    month: int, day: int, hour: int, minute: int = 0, second: int = 0, *, year: int = 2026
) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "waits_until"),
    [
        (london(11, 24, 7, 59, 59), london(11, 24, 8)),
        (london(11, 24, 8), london(11, 24, 8)),
        (london(11, 24, 19, 59, 59), london(11, 24, 19, 59, 59)),
        (london(11, 24, 20), london(11, 26, 8)),  # the Wednesday is a closed day
        (london(11, 25, 12), london(11, 26, 8)),
        (london(11, 26, 3), london(11, 26, 8)),
        (london(11, 27, 20, 30), london(11, 30, 8)),  # Friday evening: Monday
        (london(11, 28, 12), london(11, 30, 8)),
        (london(11, 29, 12), london(11, 30, 8)),
        (london(12, 24, 21), london(12, 29, 8)),  # Christmas, the weekend, Boxing Day's substitute
        (london(4, 1, 23, year=2027), london(4, 2, 8, year=2027)),
        (london(3, 25, 20, year=2027), london(3, 30, 8, year=2027)),  # Easter, and the clocks go forward
        (london(10, 23, 20), london(10, 26, 8)),  # the clocks go back
        # 07:30 in UTC: too early in winter, in time in summer.
        (datetime(2026, 11, 24, 7, 30, tzinfo=UTC), london(11, 24, 8)),
        (datetime(2026, 7, 7, 7, 30, tzinfo=UTC), london(7, 7, 8, 30)),
        (datetime(2026, 7, 7, 19, 30, tzinfo=UTC), london(7, 8, 8)),
    ],
)
def test_a_woman_is_disturbed_by_day_on_a_working_day_only(at: datetime, waits_until: datetime) -> None:
    found = may_disturb_from(at, CLOSED)

    assert found.astimezone(UTC) == waits_until.astimezone(UTC)
    assert found.tzinfo is UTC
    assert may_disturb(at, CLOSED) is (waits_until == at)


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001  (Hypothesis adds the zone)
    closed=st.frozensets(st.dates(date(2026, 1, 1), date(2028, 12, 1)), max_size=3),
)
def test_she_is_never_disturbed_outside_the_hours_nor_later_than_they_next_open(
    at: datetime, closed: frozenset[date]
) -> None:
    found = may_disturb_from(at, closed | CLOSED)
    local = found.astimezone(LONDON)

    assert found >= at
    assert is_working_day(local.date(), closed | CLOSED)
    assert 8 <= local.hour < 20
    assert may_disturb_from(found, closed | CLOSED) == found
    quarters = (at + timedelta(minutes=15) * n for n in range(int((found - at) / timedelta(minutes=15))))
    assert not any(
        is_working_day(one.date(), closed | CLOSED) and 8 <= one.hour < 20
        for one in (moment.astimezone(LONDON) for moment in quarters)
    )


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
