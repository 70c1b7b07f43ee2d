"""When a case is followed up, what a rate counts, and the curve, without a database."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.kinds import IndexEvent
from reports.followup import survival
from reports.followup.rates import Followed, durations, one_each, rate, share
from reports.followup.rules import Problem, Reoffended, ends_on, last_index_day, problem

COMPLETED = date(2025, 3, 10)
TODAY = date(2026, 11, 20)
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))


@given(DAYS, st.integers(min_value=1, max_value=36))
def test_the_last_index_day_is_the_last_whose_time_has_passed(today: date, months: int) -> None:
    on = last_index_day(today, months=months)

    assert ends_on(on, months=months) <= today
    assert ends_on(on + timedelta(days=1), months=months) > today


def test_on_28_february_the_leap_day_of_the_year_before_has_ended() -> None:
    assert last_index_day(date(2025, 2, 28), months=12) == date(2024, 2, 29)
    assert last_index_day(date(2024, 2, 28), months=12) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("reoffended", "on", "wrong"),
    [
        ("YES", COMPLETED - timedelta(days=1), Problem.BEFORE_INDEX),
        ("YES", COMPLETED, None),
        ("YES", date(2026, 5, 1), None),  # after the year: known, and not within it
        ("YES", TODAY, None),
        ("YES", TODAY + timedelta(days=1), Problem.IN_THE_FUTURE),
        ("NO", date(2026, 3, 9), Problem.TOO_EARLY_FOR_NO),
        ("NO", date(2026, 3, 10), None),
        ("NO", COMPLETED - timedelta(days=1), Problem.BEFORE_INDEX),
        ("NO", TODAY + timedelta(days=1), Problem.IN_THE_FUTURE),
        ("UNKNOWN", date(2025, 6, 1), None),
        ("UNKNOWN", date(2025, 3, 9), Problem.BEFORE_INDEX),
    ],
)
def test_a_date_before_the_index_event_in_the_future_or_too_early_for_a_no_cannot_stand(
    reoffended: str, on: date, wrong: Problem | None
) -> None:
    assert problem(Reoffended(reoffended), on, index_on=COMPLETED, months=12, today=TODAY) is wrong


def followed(
    number: int,
    index_on: date = COMPLETED,
    answer: str = "",
    on: date | None = None,
    *,
    person: int | None = None,
    event: IndexEvent = IndexEvent.COMPLETION,
) -> Followed:
    return Followed(
        case=str(UUID(int=number)),
        person=str(UUID(int=person or number)),
        event=event,
        index_on=index_on,
        months=12,
        reoffended=Reoffended(answer) if answer else None,
        on=on,
    )


def cohort() -> list[Followed]:
    """Twenty women: two yes in time, one yes late, nine no, three unknown, two unanswered, three immature."""
    recently = date(2026, 2, 1)
    return [
        followed(1, answer="YES", on=date(2025, 4, 1)),
        followed(2, answer="YES", on=date(2026, 3, 10)),  # the last day of the year
        followed(3, answer="YES", on=date(2026, 3, 11)),  # the day after it
        *(followed(n, answer="NO", on=date(2026, 4, 1)) for n in range(4, 13)),
        *(followed(n, answer="UNKNOWN", on=date(2026, 4, 1)) for n in range(13, 16)),
        *(followed(n) for n in range(16, 18)),
        followed(18, recently, answer="YES", on=date(2026, 2, 20)),  # immature, though an offence is known
        *(followed(n, recently) for n in range(19, 21)),
    ]


def test_the_rate_counts_mature_women_with_a_known_answer_only() -> None:
    found = rate(cohort(), event=IndexEvent.COMPLETION, today=TODAY)

    assert (found.cohort, found.immature, found.mature) == (20, 3, 17)
    assert (found.unknown, found.no_answer) == (3, 2)
    assert (found.reoffended.numerator, found.reoffended.denominator) == (2, 12)
    assert (found.not_reoffended.numerator, found.not_reoffended.denominator) == (10, 12)
    # Wilson, by hand: p = 1/6, n = 12, z = 1.96.
    assert (found.reoffended.percent, found.reoffended.low, found.reoffended.high) == (16.7, 4.7, 44.8)
    assert (found.not_reoffended.low, found.not_reoffended.high) == (55.2, 95.3)
    # Had all five open ends stayed clear, or had none.
    assert (found.least, found.most) == (11.8, 41.2)


def test_an_unknown_is_never_a_no() -> None:
    unknown = [followed(n, answer="UNKNOWN", on=date(2026, 4, 1)) for n in range(1, 31)]

    found = rate(unknown, event=IndexEvent.COMPLETION, today=TODAY)

    assert (found.not_reoffended.numerator, found.not_reoffended.denominator) == (0, 0)
    assert found.not_reoffended.percent is None
    assert found.unknown == 30


def test_an_immature_case_is_in_no_denominator_whatever_is_known_of_it() -> None:
    young = [followed(n, date(2026, 2, 1), answer="YES", on=date(2026, 2, 20)) for n in range(1, 31)]

    found = rate(young, event=IndexEvent.COMPLETION, today=TODAY)

    assert (found.immature, found.reoffended.denominator) == (30, 0)
    assert durations(young, event=IndexEvent.COMPLETION, today=TODAY) == []


def test_a_no_said_before_the_time_was_over_is_no_answer() -> None:
    """As where a programme asks about twelve months that asked about six before."""
    early = [followed(n, answer="NO", on=date(2025, 9, 10)) for n in range(1, 12)]

    found = rate(early, event=IndexEvent.COMPLETION, today=TODAY)

    assert (found.no_answer, found.not_reoffended.denominator) == (11, 0)
    assert durations(early, event=IndexEvent.COMPLETION, today=TODAY) == []


def test_answers_given_before_a_longer_time_was_over_count_neither_way() -> None:
    """Asked at twelve months, counted at twenty-four: a yes alone would make every woman known a yes."""
    asked = COMPLETED + timedelta(days=366)
    answered = [
        followed(
            n, answer="YES" if n <= 15 else "NO", on=COMPLETED + timedelta(days=30) if n <= 15 else asked
        )
        for n in range(1, 101)
    ]
    longer = [replace(case, months=24, told_on=asked) for case in answered]
    much_later = COMPLETED + timedelta(days=1000)

    before = rate(
        [replace(case, told_on=asked) for case in answered], event=IndexEvent.COMPLETION, today=much_later
    )
    after = rate(longer, event=IndexEvent.COMPLETION, today=much_later)

    assert (before.reoffended.numerator, before.reoffended.denominator) == (15, 100)
    assert (after.reoffended.denominator, after.no_answer) == (0, 100)


def test_no_interval_reaches_below_nothing_or_above_all() -> None:
    least, most = share(0, 40), share(40, 40)

    assert (str(least.low), most.high) == ("0.0", 100.0)


def test_a_case_matures_on_the_day_the_year_is_over() -> None:
    one = followed(1, COMPLETED)

    assert not one.mature(date(2026, 3, 9))
    assert one.mature(date(2026, 3, 10))


def test_a_woman_counts_once_by_her_first_completion() -> None:
    again = followed(2, COMPLETED + timedelta(days=90), answer="YES", on=date(2025, 9, 1), person=1)
    first = followed(1, answer="NO", on=date(2026, 4, 1))

    assert one_each([again, first]) == [first]


def test_index_events_are_never_mixed() -> None:
    mixed = [*cohort(), followed(30, event=IndexEvent.CAUTION, answer="YES", on=date(2025, 4, 1))]

    assert rate(mixed, event=IndexEvent.COMPLETION, today=TODAY).cohort == 20
    assert rate(mixed, event=IndexEvent.CAUTION, today=TODAY).cohort == 1
    assert rate(mixed, event=IndexEvent.REFERRAL, today=TODAY).cohort == 0


def test_no_percentage_of_fewer_than_ten() -> None:
    assert share(1, 9).percent is None
    assert share(1, 10).percent == 10.0


# (days followed, reoffended): twelve women. The estimates are lifelines 0.30.3's, to six digits.
WORKED = [
    (90, True), (90, True), (120, False), (200, True), (365, False), (365, True),
    (366, False), (400, False), (400, False), (420, True), (500, False), (510, False),
]  # fmt: skip
STEPS = [
    (0, 12, 0, 1.0, 1.0, 1.0),
    (90, 12, 2, 0.833333, 0.481715, 0.955509),
    (200, 9, 1, 0.740741, 0.390676, 0.908624),
    (365, 8, 1, 0.648148, 0.309662, 0.851798),
    (420, 3, 1, 0.432099, 0.083831, 0.752746),
]


def test_the_curve_of_the_worked_table() -> None:
    points = survival.curve(WORKED)

    assert [
        (p.day, p.at_risk, p.events, round(p.free, 6), round(p.low, 6), round(p.high, 6)) for p in points
    ] == STEPS
    assert [survival.at_risk(WORKED, day) for day in (0, 90, 91, 365, 366, 511)] == [12, 12, 10, 8, 6, 0]
    assert survival.at(points, 364).day == 200
    assert survival.at(points, 365).day == 365


def test_without_anybody_leaving_the_curve_is_the_plain_share() -> None:
    chance = random.Random(4)
    followed_by = [(chance.randint(1, 300), True) for _n in range(20)] + [(400, False)] * 30

    assert survival.curve(followed_by)[-1].free == pytest.approx(30 / 50)


def test_an_offence_on_the_index_day_counts_on_every_later_day() -> None:
    points = survival.curve([(0, True)] + [(400, False)] * 19)

    assert survival.at(points, 0).free == survival.at(points, 365).free == pytest.approx(19 / 20)


def test_when_the_last_woman_reoffends_the_curve_ends_at_nought() -> None:
    last = survival.curve([(10, True)])[-1]

    assert (last.free, last.low, last.high) == (0.0, 0.0, 0.0)


def test_nobody_makes_no_step() -> None:
    assert [point.at_risk for point in survival.curve([])] == [0]


@given(st.lists(st.tuples(st.integers(min_value=0, max_value=800), st.booleans()), max_size=60))
def test_the_curve_never_rises_and_stays_in_its_interval(followed_by: list[tuple[int, bool]]) -> None:
    points = survival.curve(followed_by)

    assert all(a.free >= b.free for a, b in pairwise(points))
    assert all(0 <= p.low <= p.free <= p.high <= 1 for p in points)
