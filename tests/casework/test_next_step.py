"""The one next step of a case, from its facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest

from casework.facts import CallFact, Facts, QuestionFact, StepFact
from casework.next_step import Step, next_step
from casework.rules import LONDON
from casework.whereabouts import PlaceFact
from programmes.definition import Definition
from programmes.loader import DEFINITIONS, load_file
from programmes.office_hours import Change, Office, OfficeHours

NOW = datetime(2026, 12, 10, 11, tzinfo=LONDON)  # a Thursday
SENT = datetime(2026, 11, 20, 10, tzinfo=LONDON)
FIRST, SECOND = NOW - timedelta(days=8), NOW + timedelta(days=20)


def call(outcome: str, days_ago: int, *, due_in: int | None = None, number: str = "07700900123") -> CallFact:
    due = NOW + timedelta(days=due_in) if due_in is not None else None
    return CallFact(outcome, NOW - timedelta(days=days_ago), "MORNING", due, number)


def place(step: int, mark: str, at: datetime, **more: object) -> PlaceFact:
    return PlaceFact(uuid4(), step, 1, mark, at, **more)  # type: ignore[arg-type]


def question(kind: str, days_ago: int, *, answered: bool = False) -> QuestionFact:
    return QuestionFact(kind, NOW - timedelta(days=days_ago), NOW if answered else None)


OPEN = Facts(
    status="ACCEPTED",
    submitted_at=SENT,
    accepted_at=SENT,
    deadline_on=date(2027, 2, 10),
    number="07700900123",
    plan=(StepFact(uuid4(), 1, 1), StepFact(uuid4(), 2, 1)),
)
SPOKE = replace(OPEN, calls=(call("SPOKE", 15),))
REACHED = replace(SPOKE, first_call_done=True)
BOOKED = replace(REACHED, places=(place(1, "HERE", FIRST), place(2, "NOT_MARKED", SECOND)))


@pytest.fixture(scope="module")
def juno() -> Definition:
    return load_file(DEFINITIONS / "juno.toml").definition


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(OPEN, status="SUBMITTED"), Step.ANSWER_REFERRAL),
        (replace(OPEN, status="SUBMITTED", questions=(question("OTHER", 1),)), Step.WAIT_FOR_POLICE),
        (OPEN, Step.CALL),
        (replace(OPEN, calls=(call("NO_ANSWER", 1, due_in=1),)), Step.CALL),
        # nobody may ring, or the number is wrong: police are asked, then waited for
        (replace(OPEN, stopped=True), Step.FIND_A_WAY),
        (replace(OPEN, number=""), Step.FIND_A_WAY),
        (replace(OPEN, calls=(call("WRONG_NUMBER", 1),)), Step.FIND_A_WAY),
        (replace(OPEN, calls=(call("WRONG_NUMBER", 1),), questions=(question("WRONG_NUMBER", 1),)), Step.WAIT_FOR_POLICE),
        # another number has come: she is rung on it
        (replace(OPEN, calls=(call("WRONG_NUMBER", 1, number="07700900999"),)), Step.CALL),
        # everything was tried
        (replace(OPEN, stopped=True, questions=(question("SEE_HER", 7),)), Step.HAND_BACK_NOT_REACHED),
        (SPOKE, Step.FINISH_FIRST_CALL),
        (REACHED, Step.BOOK),
        (replace(REACHED, deadline_on=None), Step.ASK_DEADLINE),
        (replace(REACHED, deadline_on=None, questions=(question("MISSING_DATE", 1),)), Step.WAIT_FOR_POLICE),
        (BOOKED, Step.WAIT_FOR_WORKSHOP),
        (replace(BOOKED, call_owed_at=NOW), Step.CALL),
        (replace(REACHED, places=(place(1, "NOT_MARKED", FIRST),)), Step.FINISH_REGISTER),
        (replace(REACHED, places=(place(1, "NOT_HERE", FIRST),)), Step.NOTE_ABSENCE),
        (replace(REACHED, places=(place(1, "NOT_HERE", FIRST, noted=True),)), Step.DECIDE_ABSENCE),
        (replace(REACHED, places=(place(1, "NOT_HERE", FIRST, noted=True, decision="REBOOK"),)), Step.BOOK),
        (replace(REACHED, places=(place(1, "NOT_HERE", FIRST, noted=True, decision="REPORT"),)), Step.HAND_BACK),
        # the register was corrected: a decision about an absence that was none means nothing
        (replace(REACHED, places=(place(1, "HERE", FIRST, noted=True, decision="REPORT"),)), Step.BOOK),
        (replace(REACHED, places=(place(1, "LEFT_EARLY", FIRST),)), Step.JUDGE_LEAVING),
        (replace(REACHED, places=(place(1, "HERE", FIRST), place(2, "LATE", NOW - timedelta(days=1)))), Step.COMPLETE),
        (replace(OPEN, status="COMPLETED"), Step.NOTHING),
        (replace(OPEN, status="COMPLETED", notice_sent_at=NOW, notice_acknowledged=False), Step.WAIT_FOR_NOTICE),
    ],
)  # fmt: skip
def test_the_next_step_follows_from_the_facts(juno: Definition, facts: Facts, expected: Step) -> None:
    assert next_step(facts, juno, now=NOW, office=Office()).step is expected


# From 14 December the office is open from ten to four, and on the 15th shut; said on 9 December.
TEN_TO_FOUR = Office(
    frozenset({date(2026, 12, 15)}),
    (
        Change(
            OfficeHours(time(10), time(16)),
            date(2026, 12, 14),
            datetime(2026, 12, 9, 12, tzinfo=LONDON),
        ),
    ),
)
# Three working days from Thursday 10 December are Friday, Monday and Wednesday.
BEFORE = datetime(2026, 12, 9, 10, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("facts", "step", "due"),
    [
        (replace(OPEN, status="SUBMITTED", submitted_at=NOW + timedelta(days=1)), Step.ANSWER_REFERRAL, (14, 16)),
        (replace(OPEN, submitted_at=NOW), Step.CALL, (14, 16)),
        # sent before the hours were set
        (replace(OPEN, submitted_at=BEFORE), Step.CALL, (11, 17)),
        (replace(OPEN, submitted_at=BEFORE + timedelta(days=2)), Step.CALL, (16, 16)),
        # police answer within three working days: the day that is shut is none
        (replace(OPEN, status="SUBMITTED", questions=(question("OTHER", 0),)), Step.WAIT_FOR_POLICE, (16, 16)),
        (replace(OPEN, number="", questions=(question("SEE_HER", 0),)), Step.WAIT_FOR_POLICE, (16, 16)),
        (replace(REACHED, deadline_on=None, questions=(question("MISSING_DATE", 0),)), Step.WAIT_FOR_POLICE, (16, 16)),
        (replace(REACHED, deadline_on=None, questions=(question("MISSING_DATE", 2),)), Step.WAIT_FOR_POLICE, (11, 17)),
        (replace(BOOKED, questions=(question("OTHER", 0),)), Step.WAIT_FOR_POLICE, (16, 16)),
        # the deadline of police is a day; its hour is when the office closes then
        (replace(OPEN, stopped=True, questions=(question("SEE_HER", 8),), deadline_on=date(2026, 12, 18)),
         Step.HAND_BACK_NOT_REACHED, (18, 16)),
    ],
)  # fmt: skip
def test_what_is_due_follows_the_hours_and_closed_days_of_the_office(
    juno: Definition, facts: Facts, step: Step, due: tuple[int, int]
) -> None:
    found = next_step(facts, juno, now=NOW, office=TEN_TO_FOUR)

    assert (found.step, found.due_at) == (step, datetime(2026, 12, *due, tzinfo=LONDON))


def test_no_date_left_means_asking_by_the_close_of_the_deadline(juno: Definition) -> None:
    near = replace(REACHED, deadline_on=date(2026, 12, 18))

    found = next_step(near, juno, now=NOW, office=TEN_TO_FOUR, can_still=False)

    assert (found.step, found.due_at) == (Step.ASK_EXTENSION, datetime(2026, 12, 18, 16, tzinfo=LONDON))


def test_police_are_asked_for_time_when_no_dates_are_left(juno: Definition) -> None:
    assert next_step(REACHED, juno, now=NOW, office=Office(), can_still=False).step is Step.ASK_EXTENSION


def test_five_of_ten_is_enough_to_complete() -> None:
    loaf = load_file(DEFINITIONS / "good-loaf.toml").definition
    came = tuple(place(step, "HERE", FIRST - timedelta(weeks=10 - step)) for step in range(1, 6))

    assert next_step(replace(REACHED, places=came[:4]), loaf, now=NOW, office=Office()).step is Step.BOOK
    assert next_step(replace(REACHED, places=came), loaf, now=NOW, office=Office()).step is Step.COMPLETE
