"""Office hours as they were set: which hold on a day, and how long the office is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.office_hours import LONDON, USUAL, Change, Office, OfficeHours
from programmes.working_days import is_working_day


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc, arg-type]


LONG, SHORT = OfficeHours(time(8), time(18)), OfficeHours(time(10), time(15, 30))
# Set on a Friday: long days from the first of December; then, on that Monday, short ones from the same day.
FIRST = Change(LONG, date(2026, 12, 1), london(2026, 11, 20, 10))
SECOND = Change(SHORT, date(2026, 12, 1), london(2026, 11, 23, 10))
LATER = Change(USUAL, date(2027, 1, 4), london(2026, 11, 21, 10))


@pytest.mark.parametrize(
    ("changes", "on", "known_at", "hours"),
    [
        ((), date(2026, 12, 1), None, USUAL),
        ((FIRST,), date(2026, 11, 30), None, USUAL),
        ((FIRST,), date(2026, 12, 1), None, LONG),
        ((FIRST,), date(2030, 12, 1), None, LONG),
        # of one first day, what was said last; in whatever order the rows come
        ((FIRST, SECOND), date(2026, 12, 1), None, SHORT),
        ((SECOND, FIRST), date(2026, 12, 1), None, SHORT),
        # a later first day holds from then on, although it was said before
        ((LATER, SECOND), date(2027, 1, 3), None, SHORT),
        ((LATER, SECOND), date(2027, 1, 4), None, USUAL),
        # what was known at a moment
        ((FIRST, SECOND), date(2026, 12, 1), london(2026, 11, 20, 9, 59), USUAL),
        ((FIRST, SECOND), date(2026, 12, 1), london(2026, 11, 20, 10), LONG),
        ((FIRST, SECOND), date(2026, 12, 1), london(2026, 11, 23, 10), SHORT),
    ],
)
def test_the_hours_of_a_day_are_those_set_for_it(
    changes: tuple[Change, ...], on: date, known_at: datetime | None, hours: OfficeHours
) -> None:
    assert Office(changes=changes).hours_on(on, known_at) == hours


@pytest.mark.parametrize(("opens", "closes"), [(9, 9), (17, 9), (23, 0)])
def test_an_office_that_does_not_open_before_it_closes_is_none(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="cannot close at"):
        OfficeHours(time(opens), time(closes))


@pytest.mark.parametrize(
    ("hours", "usual", "since", "before", "expected"),
    [
        (USUAL, time(9, 30), time.min, time(12), time(9, 30)),
        (SHORT, time(9, 30), time.min, time(12), time(10)),  # not open yet
        (LONG, time(9, 30), time.min, time(12), time(9, 30)),
        (USUAL, time(17, 30), time(17), time.max, time(17, 30)),  # shut all evening: the usual time
        (OfficeHours(time(13), time(19)), time(9, 30), time.min, time(12), time(9, 30)),
        (OfficeHours(time(9), time(17, 15)), time(17, 30), time(17), time.max, time(17)),
        (OfficeHours(time(9), time(13)), time(14), time(12), time(17), time(12)),
        (OfficeHours(time(9), time(14)), time(14), time(12), time(17), time(12)),  # shut at the stroke of two
        (OfficeHours(time(12), time(13)), time(10), time.min, time.max, time(12)),
    ],
)
def test_a_usual_time_is_moved_to_where_the_office_is_open(
    hours: OfficeHours, usual: time, since: time, before: time, expected: time
) -> None:
    assert hours.within(usual, since=since, before=before) == expected


@pytest.mark.parametrize(
    ("office", "start", "end", "minutes"),
    [
        (Office(), london(2026, 11, 20, 10), london(2026, 11, 20, 12, 59), 179),
        (Office(), london(2026, 11, 20, 16), london(2026, 11, 23, 10), 120),  # over a weekend
        (Office(), london(2026, 11, 20, 10), london(2026, 11, 20, 10), 0),
        (Office(), london(2026, 11, 20, 12), london(2026, 11, 20, 10), 0),
        (Office(), london(2026, 12, 24, 9), london(2026, 12, 29, 9), 480),  # over Christmas
        (Office(frozenset({date(2026, 11, 23)})), london(2026, 11, 20, 16), london(2026, 11, 24, 10), 120),
        # the clocks go back on 25 October 2026 and on by an hour on 28 March 2027: Sundays
        (Office(), london(2026, 10, 23, 16), london(2026, 10, 26, 10), 120),
        (Office(), london(2027, 3, 25, 16), london(2027, 3, 30, 10), 120),  # and Easter
        # over the day on which the hours change
        (Office(changes=(SECOND,)), london(2026, 11, 30, 16), london(2026, 12, 1, 23), 60 + 330),
    ],
)
def test_the_office_is_open_on_working_days_at_its_hours(
    office: Office, start: datetime, end: datetime, minutes: int
) -> None:
    assert office.open_between(start, end) == timedelta(minutes=minutes)


_TIMES = st.times(time(0), time(23, 59)).map(lambda at: at.replace(microsecond=0))
_HOURS = st.tuples(_TIMES, _TIMES).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: OfficeHours(*pair))
_MOMENTS = st.datetimes(datetime(2026, 9, 1), datetime(2027, 4, 30), timezones=st.just(UTC))  # noqa: DTZ001
_DAYS = st.dates(date(2026, 9, 1), date(2027, 4, 30))
_CHANGES = st.lists(st.builds(Change, _HOURS, _DAYS, _MOMENTS), max_size=4).map(tuple)
_OFFICES = st.builds(Office, st.frozensets(_DAYS, max_size=5), _CHANGES)


@given(_OFFICES, st.lists(_MOMENTS, min_size=3, max_size=3).map(sorted))
def test_open_time_adds_up_and_never_shrinks(office: Office, moments: list[datetime]) -> None:
    first, middle, last = moments

    before, after = office.open_between(first, middle), office.open_between(middle, last)

    assert before + after == office.open_between(first, last)
    assert timedelta() <= before <= middle - first


@given(_OFFICES, _DAYS)
def test_a_working_day_has_its_hours_and_a_shut_day_none(office: Office, on: date) -> None:
    hours = office.hours_on(on)
    of_the_clock = datetime.combine(on, hours.closes) - datetime.combine(on, hours.opens)

    # 23, 24 or 25 hours by the sun; all but those of the office are shut
    found = office.open_between(
        datetime.combine(on, time.min, LONDON), datetime.combine(on + timedelta(days=1), time.min, LONDON)
    )

    assert found == (of_the_clock if is_working_day(on, office.closed) else timedelta())


@given(_OFFICES, st.builds(Change, _HOURS, _DAYS, _MOMENTS), _MOMENTS, _DAYS)
def test_hours_set_later_move_nothing_that_was_known_before(
    office: Office, later: Change, known_at: datetime, on: date
) -> None:
    with_later = Office(office.closed, (*office.changes, later))

    if later.set_at > known_at:
        assert with_later.closing(on, known_at) == office.closing(on, known_at)
    if on < later.from_on:
        assert with_later.closing(on) == office.closing(on)


@given(_HOURS, _TIMES, st.tuples(_TIMES, _TIMES).map(sorted))
def test_a_time_moved_into_the_hours_stays_in_its_part_of_the_day(
    hours: OfficeHours, usual: time, part: list[time]
) -> None:
    since, before = part
    moved = hours.within(usual, since=since, before=before)

    is_open = hours.opens <= moved < hours.closes and since <= moved < before
    shut_throughout = not max(hours.opens, since) < min(hours.closes, before)
    assert is_open or (shut_throughout and moved == usual)
