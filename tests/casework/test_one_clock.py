"""One clock: the case's page, the queues, the list, the booking page and the waiting list say the same."""

from __future__ import annotations

import ast
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casework import case_list, queues
from casework.case_page import open_page
from casework.models import Case
from casework.next_step import Step
from casework.risk import ahead_of, read_clocks
from casework.statuses import AbsenceDecision
from programmes.clock import State
from referrals.models import Referral
from tests.factories import accounts, casework, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from workshops import booking_page, offers, waiting
from workshops.models import Workshop
from workshops.statuses import Mark

ROOT = Path(__file__).resolve().parents[2]
LATER = NOW + timedelta(days=1)
FIRST = workshops.FIRST_ON  # 2 December 2026; the second day is 30 December


def case_of(referral: Referral) -> Any:
    return Case.objects.with_facts().get(pk=referral.pk)


def queue_of(slug: str, worker: Any, at: datetime) -> Any:
    wanted = next(queue for queue in queues.CASE_QUEUES if queue.slug == slug)
    return queues.case_queues([wanted], queues.moment_of(worker, at), shown=50)[0]


# The deadline police state, whether she has been to the first day, the state, the step.
WORKED = {
    "months left": (date(2027, 4, 7), State.FINE, Step.BOOK),
    "the deadline is the last day on offer": (FIRST + timedelta(days=28), State.LAST_CHANCE, Step.BOOK),
    "the deadline is a day too early": (FIRST + timedelta(days=27), State.IMPOSSIBLE, Step.ASK_EXTENSION),
    "police gave no deadline": (None, State.NO_DEADLINE, Step.ASK_DEADLINE),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", WORKED)
def test_every_page_says_what_the_clock_says(name: str) -> None:
    deadline_on, state, step = WORKED[name]
    referral = _to_book(deadline_on)
    if state is State.FINE:
        workshops.pair(referral.programme, first_on=FIRST + timedelta(days=7))
        workshops.pair(referral.programme, first_on=FIRST + timedelta(days=35))
    worker, case = referral.worker, case_of(referral)
    today = LATER.date()

    read = offers.read_case(case, at=LATER)
    together = read_clocks([case], ahead_of([case], at=LATER), at=LATER)[case.pk]
    opened = open_page(case, user=worker, now=LATER, tab="case")
    (row,) = case_list.listed(worker, {}, term="", now=LATER).rows
    booking = booking_page.build(case, at=LATER, visible=())
    (waits,) = waiting.read(referral.programme, [case], at=LATER).women
    book, risk = queue_of("book", worker, LATER), queue_of("at-risk", worker, LATER)

    assert read.state == state
    assert (together.state, together.runs, together.days_left) == (read.state, read.runs, read.days_left)
    assert (opened.step.step, row.step.step) == (step, step)
    assert [subject.pk for subject in book.subjects] == [case.pk]
    assert book.rows[0].action == opened.head.panel.action
    assert bool(risk.subjects) is (state is State.IMPOSSIBLE)
    assert bool(booking.options) is (read.first_run is not None)
    assert waits.last_first == read.last_workable_first
    assert row.deadline in opened.head.bar.deadline
    assert case.deadline.days_left(today) == read.days_left


@pytest.mark.django_db
@pytest.mark.parametrize(("second_on_offer", "step"), [(True, Step.BOOK), (False, Step.ASK_EXTENSION)])
def test_a_woman_part_way_is_read_by_her_own_steps_not_as_a_newcomer(
    second_on_offer: bool, step: Step
) -> None:
    """She came to the first day; a newcomer could not finish by her deadline, but she can."""
    referral = _to_book(date(2027, 2, 17))
    pair = on_offer(referral)
    places = workshops.booked(referral, pair, at=LATER)
    boss = accounts.manager(referral.provider)
    workshops.marked(places, Mark.HERE, Mark.NOT_HERE, by=boss)
    missed = pair[1].starts_at + timedelta(hours=6)
    casework.noted(places[1], at=missed, decision=AbsenceDecision.REBOOK)
    if second_on_offer:
        workshops.pair(referral.programme, first_on=date(2026, 12, 30) + timedelta(days=14), at=missed)
    at, case = missed + timedelta(days=1), case_of(referral)

    opened = open_page(case, user=referral.worker, now=at, tab="case")
    (row,) = case_list.listed(referral.worker, {}, term="", now=at).rows
    risk = queue_of("at-risk", referral.worker, at)

    assert (opened.step.step, row.step.step) == (step, step)
    assert bool(risk.subjects) is (step is Step.ASK_EXTENSION)


@pytest.mark.django_db
def test_a_woman_booked_past_her_deadline_is_at_risk_and_one_booked_in_time_is_not() -> None:
    late = _to_book(date(2027, 4, 7))
    places = workshops.booked(late, on_offer(late), at=LATER)
    before = queue_of("at-risk", late.worker, LATER).subjects
    Referral.objects.filter(pk=late.pk).update(deadline_on=FIRST + timedelta(days=20))

    after = queue_of("at-risk", late.worker, LATER).subjects

    assert (places[1].plan_step.number, before) == (2, [])
    assert [case.pk for case in after] == [late.pk]


def _to_book(deadline_on: date | None) -> Referral:
    programme = ProgrammeFactory.create(code="JUNO")
    known = "DATE" if deadline_on else "NOT_SET"
    referral = casework.reached(programme=programme, deadline_on=deadline_on, deadline_known=known)
    workshops.pair(programme)
    return referral


def on_offer(referral: Referral) -> list[Workshop]:
    return list(Workshop.objects.filter(programme=referral.programme).order_by("starts_at"))


# --- nobody goes round it ---

PARTS = {"programmes.runs", "programmes.refused_runs"}
OF_RULES = {"deadline", "legal_dates", "Deadline"}
OF_OFFERS = {"stands", "misses_window", "gap_problem", "ends_on", "ALONE"}
APPS = ("demo", "reports", "casework", "workshops", "referrals", "correspondence", "participants")


def round_the_clock(source: str) -> list[str]:
    """Name what a module works out for itself: parts of the clock, or days to a deadline by subtraction."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if node.module in PARTS:
                found.append(str(node.module))
            if node.module == "programmes.rules":
                found += sorted(names & OF_RULES)
            if node.module == "programmes.offers":
                found += sorted(names & OF_OFFERS)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            words = ast.unparse(node)
            if "deadline" in words and "len(" not in words:
                found.append(words)
    return found


def test_no_app_works_out_days_left_or_what_fits_round_the_clock() -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and (found := round_the_clock(path.read_text()))
    }

    assert wrong == {}


def test_the_look_for_ways_round_the_clock_would_see_one() -> None:
    assert round_the_clock("left = (case.deadline_on - today).days") == ["case.deadline_on - today"]
    assert round_the_clock("from programmes.runs import chains") == ["programmes.runs"]
    assert round_the_clock("from programmes.rules import deadline") == ["deadline"]
    assert round_the_clock("from programmes.clock import deadline") == []
