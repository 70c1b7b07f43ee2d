"""When to ring again, and when everything has been tried."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import rules
from casework.rules import LONDON, Outcome, Part, StillToDo, Suggestion, Tried
from programmes.office_hours import Change, Office, OfficeHours


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc, arg-type]


FRIDAY = london(2026, 11, 20, 10, 0)
BEFORE_CHRISTMAS = london(2026, 12, 24, 15, 0)


@pytest.mark.parametrize(
    ("made_at", "outcome", "tried", "safe", "expected"),
    [
        # another part of the day, on the next working day: over a weekend
        (FRIDAY, "NO_ANSWER", [], [], (london(2026, 11, 23, 14, 0), Part.AFTERNOON)),
        # the part least tried comes first
        (FRIDAY, "NO_ANSWER", ["AFTERNOON"], [], (london(2026, 11, 23, 17, 30), Part.EVENING)),
        (FRIDAY, "NO_ANSWER", ["AFTERNOON", "EVENING"], [], (london(2026, 11, 23, 14, 0), Part.AFTERNOON)),
        # inside her safe times, even where that is the part just tried
        (FRIDAY, "NO_ANSWER", [], ["WEEKDAY_EVENING"], (london(2026, 11, 23, 17, 30), Part.EVENING)),
        (FRIDAY, "NO_ANSWER", [], ["WEEKDAY_MORNING"], (london(2026, 11, 23, 9, 30), Part.MORNING)),
        (FRIDAY, "NO_ANSWER", [], ["WEEKEND"], (london(2026, 11, 28, 10, 30), Part.MORNING)),
        # Christmas Day, Boxing Day (a Saturday, so Monday instead) and the weekend are no working days
        (BEFORE_CHRISTMAS, "NO_ANSWER", [], [], (london(2026, 12, 29, 9, 30), Part.MORNING)),
        # after a voicemail, and when she said she would ring, she gets a day more
        (FRIDAY, "VOICEMAIL", [], [], (london(2026, 11, 24, 14, 0), Part.AFTERNOON)),
        (FRIDAY, "WILL_RING_BACK", [], [], (london(2026, 11, 24, 14, 0), Part.AFTERNOON)),
        # nothing follows by phone
        (FRIDAY, "SPOKE", [], [], None),
        (FRIDAY, "SOMEBODY_ELSE", [], [], None),
        (FRIDAY, "WRONG_NUMBER", [], [], None),
    ],
)
def test_the_next_try_is_another_part_of_a_working_day_inside_her_safe_times(
    made_at: datetime, outcome: str, tried: list[str], safe: list[str], expected: tuple[datetime, Part] | None
) -> None:
    found = rules.next_try(made_at, outcome, office=Office(), tried=tried, safe_times=safe)

    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert (found.at, found.part) == expected


def test_a_day_the_office_is_closed_is_passed_over() -> None:
    found = rules.next_try(FRIDAY, Outcome.NO_ANSWER, office=Office(frozenset({date(2026, 11, 23)})))

    assert found is not None
    assert found.at.date() == date(2026, 11, 24)


def test_the_next_try_keeps_its_hour_over_both_clock_changes() -> None:
    autumn = rules.next_try(london(2026, 10, 23, 10), "NO_ANSWER", office=Office())
    spring = rules.next_try(london(2027, 3, 26, 10), "NO_ANSWER", office=Office())

    assert autumn is not None
    assert spring is not None
    assert autumn.at.isoformat() == "2026-10-26T14:00:00+00:00"
    # 26 March 2027 is Good Friday and Monday is Easter Monday
    assert spring.at.isoformat() == "2027-03-30T14:00:00+01:00"


@pytest.mark.parametrize(
    ("hour", "part"), [(8, "MORNING"), (11, "MORNING"), (12, "AFTERNOON"), (16, "AFTERNOON"), (17, "EVENING")]
)
def test_a_call_belongs_to_a_part_of_the_day(hour: int, part: str) -> None:
    assert rules.part_of(london(2026, 11, 20, hour, 59)) == part


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (london(2026, 11, 20, 10), london(2026, 11, 20, 12, 59), 2),
        (london(2026, 11, 20, 16), london(2026, 11, 23, 10), 2),  # over a weekend
        (london(2026, 11, 20, 20), london(2026, 11, 21, 20), 0),
        (london(2026, 12, 24, 9), london(2026, 12, 29, 9), 8),  # over Christmas
    ],
)
def test_the_age_of_a_referral_counts_office_hours_only(start: datetime, end: datetime, hours: int) -> None:
    assert rules.working_hours_between(start, end, Office()) == hours


FROM_DECEMBER = Change(OfficeHours(time(10), time(15, 30)), date(2026, 12, 1), london(2026, 11, 20, 12))
SHORTER = Office(changes=(FROM_DECEMBER,))


def test_the_age_of_a_referral_follows_the_hours_that_were_set() -> None:
    assert rules.working_hours_between(london(2026, 11, 30, 9), london(2026, 12, 3, 9), SHORTER) == 8 + 11


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        # what began to run before the hours were set keeps the closing time it was promised by
        (london(2026, 11, 20, 11, 59), 10, london(2026, 12, 4, 17)),
        (london(2026, 11, 20, 12), 10, london(2026, 12, 4, 15, 30)),
        # and a day before they begin has the hours it had
        (london(2026, 11, 20, 12), 6, london(2026, 11, 30, 17)),
        # due days are passed over as ever: a weekend, and in the summer the clock of the summer
        (london(2027, 6, 11, 12), 1, london(2027, 6, 14, 15, 30)),
    ],
)
def test_what_is_due_at_the_end_of_an_office_day_keeps_the_hours_known_when_it_began(
    start: datetime, days: int, due: datetime
) -> None:
    assert rules.due_after(start, days, SHORTER) == due


@given(
    start=st.datetimes(datetime(2026, 9, 1), datetime(2027, 4, 30), timezones=st.just(LONDON)),  # noqa: DTZ001
    days=st.integers(0, 12),
    set_after=st.timedeltas(timedelta(microseconds=1), timedelta(days=60)),
    from_on=st.dates(date(2026, 9, 1), date(2027, 6, 30)),
)
def test_hours_set_afterwards_never_move_what_is_due(
    start: datetime, days: int, set_after: timedelta, from_on: date
) -> None:
    afterwards = Change(OfficeHours(time(7), time(12)), from_on, start.astimezone(UTC) + set_after)

    known = Office(changes=(*SHORTER.changes, afterwards))

    assert rules.due_after(start, days, known) == rules.due_after(start, days, SHORTER)


@pytest.mark.parametrize(
    ("hours", "rung_at"),
    [
        (OfficeHours(), (time(9, 30), time(14), time(17, 30))),
        (OfficeHours(time(10, 15), time(16)), (time(10, 15), time(14), time(17, 30))),
        (OfficeHours(time(9), time(13)), (time(9, 30), time(12), time(17, 30))),
        (OfficeHours(time(15), time(20)), (time(9, 30), time(15), time(17, 30))),
        (OfficeHours(time(8), time(17, 15)), (time(9, 30), time(14), time(17))),
    ],
)
def test_calls_fall_due_while_the_office_is_open_where_it_is(
    hours: OfficeHours, rung_at: tuple[time, ...]
) -> None:
    assert tuple(rules.rings_at(part, hours) for part in Part) == rung_at


def test_the_next_try_is_at_the_hours_of_its_own_day() -> None:
    monday = rules.next_try(london(2026, 11, 27, 14), "NO_ANSWER", office=SHORTER, tried=["EVENING"])
    tuesday = rules.next_try(london(2026, 11, 30, 14), "NO_ANSWER", office=SHORTER, tried=["EVENING"])

    assert monday == rules.Try(london(2026, 11, 30, 9, 30), Part.MORNING)
    assert tuesday == rules.Try(london(2026, 12, 1, 10), Part.MORNING)


LETTER, POLICE = Suggestion.LETTER, Suggestion.ASK_POLICE


@pytest.mark.parametrize(
    ("attempts", "letter_open", "police_asked", "expected"),
    [
        (0, True, False, ()),
        (2, True, False, ()),
        (3, True, False, (LETTER,)),
        (3, False, False, ()),  # post is not allowed, or the letter is on its way
        (4, True, False, (LETTER, POLICE)),
        (4, False, False, (POLICE,)),
        (4, False, True, ()),
        (9, True, True, (LETTER,)),
    ],
)
def test_after_several_calls_a_letter_then_police_are_suggested(
    attempts: int, letter_open: bool, police_asked: bool, expected: tuple[Suggestion, ...]
) -> None:
    found = rules.suggestions(
        attempts, letter_after=3, ask_police_after=4, letter_open=letter_open, police_asked=police_asked
    )

    assert found == expected


@pytest.mark.parametrize(
    ("attempts", "cannot_ring", "by_mouth", "expected"),
    [
        (2, False, True, ()),
        (2, True, True, (Suggestion.TELL_HER,)),
        (2, True, False, ()),
        (3, False, True, (LETTER, Suggestion.TELL_HER)),
        (4, False, True, (LETTER, Suggestion.TELL_HER, POLICE)),
        (4, True, False, (LETTER, POLICE)),
    ],
)
def test_whom_she_trusts_is_suggested_before_police(
    attempts: int, cannot_ring: bool, by_mouth: bool, expected: tuple[Suggestion, ...]
) -> None:
    found = rules.suggestions(
        attempts, letter_after=3, ask_police_after=4, by_mouth=by_mouth, cannot_ring=cannot_ring
    )

    assert found == expected


@pytest.mark.parametrize(
    ("tried", "safe", "left"),
    [
        ([], [], ("MORNING", "AFTERNOON", "EVENING")),
        (["MORNING", "MORNING"], [], ("AFTERNOON", "EVENING")),
        (["MORNING"], ["WEEKDAY_MORNING", "WEEKDAY_EVENING"], ("EVENING",)),
        (["MORNING"], ["WEEKDAY_MORNING"], ()),
        ([], ["WEEKEND"], ()),
    ],
)
def test_the_parts_of_the_day_nobody_has_tried(
    tried: list[str], safe: list[str], left: tuple[str, ...]
) -> None:
    assert rules.untried(tried, safe) == left


@given(
    start=st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 1)),  # noqa: DTZ001
    outcomes=st.lists(st.sampled_from(["NO_ANSWER", "VOICEMAIL", "WILL_RING_BACK"]), min_size=5, max_size=5),
)
def test_five_calls_are_spread_over_the_parts_of_the_day_and_the_days_of_the_week(
    start: datetime, outcomes: list[str]
) -> None:
    at = datetime.combine(start.date(), rules.RINGS_AT[Part.MORNING], LONDON)
    calls = [at]
    for number, outcome in enumerate(outcomes):
        tried = [rules.part_of(made) for made in calls[:number]]
        following = rules.next_try(calls[-1], outcome, office=Office(), tried=tried)
        assert following is not None
        calls.append(following.at)

    rung = calls[1:]
    assert {rules.part_of(made) for made in rung} == set(Part)
    assert len({made.weekday() for made in rung}) >= 3
    assert all(made > before for before, made in zip(calls, rung, strict=False))


TODAY = date(2026, 12, 11)
LONG_AGO = date(2026, 11, 20)  # fifteen working days before
ASKED = date(2026, 12, 7)  # four working days before


@pytest.mark.parametrize(
    ("tried", "left"),
    [
        (Tried(), {StillToDo.MORE_CALLS, StillToDo.ASK_POLICE}),
        (Tried(5, LONG_AGO), {StillToDo.ASK_POLICE}),
        (Tried(5, LONG_AGO, police_asked_on=ASKED), set()),
        (Tried(4, LONG_AGO, police_asked_on=ASKED), {StillToDo.MORE_CALLS}),
        (Tried(5, date(2026, 12, 1), police_asked_on=ASKED), {StillToDo.MORE_DAYS}),
        (Tried(5, LONG_AGO, police_asked_on=date(2026, 12, 10)), {StillToDo.WAIT_FOR_POLICE}),
        (Tried(5, LONG_AGO, police_asked_on=TODAY, police_answered=True), set()),
        # nobody can ring her: no calls are asked for, police still are
        (Tried(0, None, cannot_ring=True), {StillToDo.ASK_POLICE}),
        (Tried(1, LONG_AGO, cannot_ring=True, police_asked_on=ASKED), set()),
    ],
)
def test_she_counts_as_not_reached_only_when_everything_was_tried(tried: Tried, left: set[StillToDo]) -> None:
    found = rules.still_to_do(tried, today=TODAY, attempts=5, over_working_days=10)

    assert set(found) == left


def test_a_note_is_fixed_after_24_hours_and_a_call_after_10_minutes() -> None:
    at = london(2026, 11, 20, 10, 0)

    assert not rules.is_fixed(at, at.replace(day=21))
    assert rules.is_fixed(at, at.replace(day=21, minute=1))
    assert rules.may_undo(at, at.replace(minute=10))
    assert not rules.may_undo(at, at.replace(minute=11))
