"""Every figure of a quarter made by hand, written down beforehand from the definitions."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from reports import checks
from reports.measures import counting, gathering
from reports.measures.counting import Counted
from reports.measures.measure import MEASURES
from tests.factories.programmes import ProgrammeFactory
from tests.reports import worked_quarter
from tests.reports.made import Made, at
from tests.reports.worked_quarter import COUNTED_AT, QUARTER

RECEIVED = (
    "first instant", "last instant", "her first", "her second", "declined", "withdrawn new",
    "withdrawn later", "reopened", "not reached", "overdue", "moved away", "no police", "just sent",
    "cancelled on",
)  # fmt: skip

HAD_A_PLACE = (
    "february", "february too", "before", "first instant", "her first", "reopened", "overdue", "no police",
    "her second",
)  # fmt: skip

# code: (numerator, denominator, value, why no value, the cases behind it)
WRITTEN_DOWN: dict[str, tuple[int | None, int | None, float | None, str | None, tuple[str, ...]]] = {
    "referrals_received": (14, None, 14, None, RECEIVED),
    "people_referred": (13, None, 13, None, RECEIVED),
    "waiting": (1, None, 1, None, ("last instant",)),
    "not_taken": (2, 14, 14.3, None, ("declined", "withdrawn new")),
    "accepted": (11, 14, 78.6, None, (
        "first instant", "her first", "her second", "withdrawn later", "reopened", "not reached", "overdue",
        "moved away", "no police", "just sent", "cancelled on",
    )),
    "called_in_time": (8, 11, 72.7, None, (
        "first instant", "her first", "her second", "withdrawn later", "not reached", "moved away",
        "no police", "cancelled on",
    )),
    "reached": (8, 11, 72.7, None, (
        "first instant", "her first", "her second", "reopened", "overdue", "moved away", "no police",
        "cancelled on",
    )),
    # "just sent" is not counted: its fourteen days end on 13 July.
    "reached_in_time": (7, 10, 70.0, None, (
        "her first", "her second", "reopened", "overdue", "moved away", "no police", "cancelled on",
    )),
    "booked": (8, 11, 72.7, None, (
        "first instant", "her first", "her second", "reopened", "overdue", "moved away", "no police",
        "cancelled on",
    )),
    "attended_first": (5, 8, None, "FEW", (
        "first instant", "her first", "her second", "overdue", "no police",
    )),
    "attended_last": (3, 8, None, "FEW", ("first instant", "her first", "no police")),
    "completed": (3, 11, 27.3, None, ("first instant", "her first", "no police")),
    "not_completed": (1, 11, 9.1, None, ("not reached",)),
    "withdrawn": (1, 11, 9.1, None, ("withdrawn later",)),
    "in_progress": (6, 11, 54.5, None, (
        "her second", "reopened", "overdue", "moved away", "just sent", "cancelled on",
    )),
    # Out of: first instant (a minute late), her first, not reached, overdue (never told).
    "told_in_time": (2, 4, None, "FEW", ("her first", "not reached")),
    # 8 April 1/2, 29 April 3/3, 20 May 2/3, 27 May 2/3, 17 June 2/3, 24 June 1/2
    "activity_places_used": (11, 16, 68.8, None, (
        "february", "before", "first instant", "her first", "overdue", "no police", "her second",
    )),
    "activity_attended_first": (6, 8, None, "FEW", (
        "before", "first instant", "her first", "overdue", "no police", "her second",
    )),
    "activity_attended_last": (5, 8, None, "FEW", (
        "february", "before", "her first", "first instant", "no police",
    )),
    "activity_ended": (8, None, 8, None, (
        "before", "first instant", "her first", "withdrawn later", "not reached", "no police", "february",
        "february too",
    )),
    "activity_completed": (5, 8, None, "FEW", (
        "before", "first instant", "her first", "no police", "february",
    )),
    "activity_not_completed": (2, 8, None, "FEW", ("not reached", "february too")),
    "activity_withdrawn": (1, 8, None, "FEW", ("withdrawn later",)),
    "activity_told_in_time": (4, 6, None, "FEW", ("before", "her first", "not reached", "february too")),
    # 0 1 2 2 [2] 4 6 6 7
    "median_days_to_contact": (None, 9, 2, None, (
        "before", "first instant", "her first", "her second", "reopened", "overdue", "moved away",
        "no police", "cancelled on",
    )),
    # 9 14 15 [18.5] 22 28 29
    "median_days_to_first": (None, 6, 18.5, None, (
        "before", "first instant", "her first", "her second", "overdue", "no police",
    )),
    # 38 52 [58] 66 78
    "median_days_to_completion": (None, 5, 58, None, (
        "no police", "her first", "before", "february", "first instant",
    )),
    "letter_sent": (2, 11, 18.2, None, ("first instant", "her first")),
    # 8 and 29 April, 20 and 27 May, 17 and 24 June; that of 10 June was cancelled.
    "activity_workshops_held": (6, None, 6, None, HAD_A_PLACE),
    "activity_places_offered": (72, None, 72, None, HAD_A_PLACE),
    "activity_places_filled": (11, 72, 15.3, None, (
        "february", "before", "first instant", "her first", "overdue", "no police", "her second",
    )),
    # "overdue" left early on 17 June: neither used nor missed until somebody decides.
    "activity_not_attended": (4, 16, 25.0, None, ("february too", "reopened", "first instant")),
    "activity_turned_away": (1, None, 1, None, ("declined",)),
    "activity_calls": (13, None, 13, None, (
        "before", "first instant", "her first", "her second", "withdrawn later", "reopened", "not reached",
        "overdue", "moved away", "no police", "cancelled on",
    )),
    # Two for "first instant", one for each of the eight others.
    "activity_calls_to_reach": (10, 9, 1.1, None, (
        "before", "first instant", "her first", "her second", "reopened", "overdue", "moved away",
        "no police", "cancelled on",
    )),
    "activity_messages": (3, None, 3, None, ("first instant", "her first")),
    "activity_needs_identified": (3, 4, None, "FEW", ("before", "her first", "no police")),
    "activity_onward_offered": (3, None, 3, None, ("before", "her first", "no police")),
    "activity_onward_accepted": (2, 3, None, "FEW", ("before", "no police")),
    "activity_onward_taken_up": (1, 2, None, "FEW", ("before",)),
    # 2 to 1, 3 to 3, 2 to 1, and February's 1 to 2; one need was not looked at again.
    "activity_needs_improved": (2, 4, None, "FEW", ("before", "no police")),
    "cost_per_referral": (18_200, 14, 1300, None, RECEIVED),
    "cost_per_start": (18_200, 6, 3033, None, (
        "before", "first instant", "her first", "her second", "overdue", "no police",
    )),
    "cost_per_completion": (18_200, 5, 3640, None, (
        "before", "first instant", "her first", "no police", "february",
    )),
}  # fmt: skip


@pytest.fixture
def made(db: None) -> Made:
    return worked_quarter.make()


@pytest.fixture
def counted(made: Made) -> Counted:
    return counting.count(made.programme, QUARTER, at=COUNTED_AT)


def test_every_measure_is_written_down() -> None:
    assert set(WRITTEN_DOWN) == set(MEASURES)


def test_every_figure_is_the_one_written_down(made: Made, counted: Counted) -> None:
    found = {
        code: (f.numerator, f.denominator, f.value, f.not_given, f.case_ids)
        for code, f in counted.figures.items()
    }
    names = {pk: name for name, referral in made.cases.items() for pk in [referral.pk]}

    expected = {
        code: (numerator, denominator, value, not_given, made.ids(*behind))
        for code, (numerator, denominator, value, not_given, behind) in WRITTEN_DOWN.items()
    }
    wrong = {
        code: (*found[code][:4], sorted(names[pk] for pk in found[code][4]))
        for code in expected
        if found[code] != expected[code]
    }
    assert wrong == {}


def test_an_earlier_quarter_is_counted_as_it_stood_as_long_after_its_own_end(counted: Counted) -> None:
    # 10 April, 10am: one case completed the day before, one handed back two hours later.
    earlier = counted.previous

    assert earlier["referrals_received"].numerator == 3
    assert earlier["completed"].numerator == 1
    assert earlier["in_progress"].numerator == 2
    assert earlier["not_completed"].numerator == 0
    assert earlier["activity_ended"].numerator == 0
    assert earlier["attended_first"].numerator == 2
    assert counted.year_before["referrals_received"].numerator == 0


def test_a_quarter_before_any_case_is_empty(made: Made) -> None:
    empty = counting.count(made.programme, QUARTER.year_before, at=COUNTED_AT)

    assert {code: figure.numerator for code, figure in empty.figures.items() if figure.numerator} == {}


def test_another_programme_counts_only_its_own(made: Made) -> None:
    other = ProgrammeFactory.create(code="CARA")

    figures = counting.count(other, QUARTER, at=COUNTED_AT).figures

    assert all(not figure.case_ids for figure in figures.values())


@pytest.mark.parametrize("code", ["JUNO", "CARA", "GOOD_LOAF", "WONDER"])
def test_any_definition_has_figures_and_none_fails_without_cases(code: str, db: None) -> None:
    figures = counting.count(ProgrammeFactory.create(code=code), QUARTER, at=COUNTED_AT).figures

    assert {"referrals_received", "reached_in_time", "completed"} <= set(figures)
    assert all(f.value in (None, 0.0) for f in figures.values())
    assert all(f.not_given in ("NONE", "NO_AGREEMENT") for f in figures.values() if f.denominator == 0)


def test_checks_name_what_is_left_to_mend(made: Made, counted: Counted) -> None:
    found = {check.code: check.found for check in checks.all_of(counted, narrative="")}

    assert found == {
        "QUARTER_ENDED": 0,
        "REGISTERS_FINISHED": 1,  # 24 June
        "PLACES_MARKED": 1,  # "cancelled on"
        "OUTCOMES_TOLD": 0,
        "REFERRALS_ANSWERED": 1,  # "last instant"
        "AGREEMENT_COVERS": 0,
        "FIGURES_ADD_UP": 0,
        "WORDS_WRITTEN": 1,
        "WORDS_NAME_NOBODY": 0,
    }


def test_counting_takes_as_many_queries_for_many_cases_as_for_few(
    made: Made, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        counting.count(made.programme, QUARTER, at=COUNTED_AT)
    for number in range(40):
        made.case(f"more {number}", sent=at(1, 5), accepted=at(2, 5))
        made.calls(f"more {number}", ("SPOKE", at(4, 5)))
        if number < 6:
            made.place(f"more {number}", "W1 20 May", "HERE")
    with CaptureQueriesContext(connection) as many:
        counting.count(made.programme, QUARTER, at=COUNTED_AT)

    assert len(many) == len(few)
    assert len(many) <= 18


def test_no_measure_asks_the_database(made: Made, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Figures are counted by a thread of its own, on a connection that would see nothing of this transaction."""
    asked = [(quarter, COUNTED_AT) for quarter in (QUARTER, QUARTER.previous, QUARTER.year_before)]
    periods = gathering.periods(made.programme, asked)

    with django_assert_num_queries(0):
        for period in periods:
            for measure in counting.all_measures():
                measure.count(period)
