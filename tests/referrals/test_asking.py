"""Questions to police: the sentence they read, who answers, and the reminders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from audit.models import Event
from correspondence import registry
from correspondence.models import Message
from programmes.models import ClosedDay, Programme
from referrals import actions, tasks
from referrals.models import Chase, ChasedTo, DeadlineChange, Question, QuestionKind, Referral, WhichDate
from referrals.questions import sentence
from referrals.rules import chase_due_at, chases_due
from referrals.statuses import Reason
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.referrals import walking
from tests.referrals.writing.pages import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ASKED = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday
THURSDAY, TUESDAY = ASKED + timedelta(days=3), ASKED + timedelta(days=8)


@pytest.fixture
def officer(juno: Programme) -> User:
    force = referrals.force_of(juno)
    team = accounts.TeamFactory.create(organisation=force, email="harbour@force44.police.example")
    return accounts.officer(force, team=team)


@pytest.fixture
def referral(juno: Programme, officer: User) -> Referral:
    return referrals.submitted(juno, by=officer)


def ask(referral: Referral, by: User, kind: QuestionKind = QuestionKind.SEE_HER) -> Question:
    return actions.ask(referral, kind=kind, by=by, at=ASKED)


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_every_kind_of_question_is_a_sentence_that_says_nothing_about_her(
    kind: QuestionKind, referral: Referral
) -> None:
    for which in ("", *WhichDate.values):
        for until in (None, date(2027, 4, 1)):
            said = sentence(referral, kind, which=which, asked_for_on=until)
            assert len(said) > 20
            assert not any(word in said for word in ("Sam", "Testwell", "breach", "07700"))
            assert said[-1] in "?.:"


def test_the_coordinator_reads_the_sentence_before_police_do(
    signed_in: SignIn, referral: Referral, worker: User, officer: User
) -> None:
    client, url = signed_in(worker), f"/referrals/{referral.pk}/ask/"
    answers = {
        "kind": "EXTENSION",
        "asked_for_on-day": "1",
        "asked_for_on-month": "4",
        "words": "She was ill",
    }
    answers["asked_for_on-year"] = "2027"

    preview = text_of(walking.send(client, url, answers))
    asked_meanwhile = Question.objects.count()
    sent = walking.send(client, url, answers, do="send")

    question = Question.objects.get()
    assert asked_meanwhile == 0
    assert sent.status_code == 302
    assert "extended until Thu 1 April 2027" in str(question.sentence)
    assert str(question.sentence) in preview
    read = text_of(signed_in(officer).get(f"/questions/{question.pk}/answer/"))
    assert str(question.sentence) in read
    assert "She was ill" in read


def test_a_missing_date_says_which(signed_in: SignIn, referral: Referral, worker: User) -> None:
    page = walking.send(signed_in(worker), f"/referrals/{referral.pk}/ask/", {"kind": "MISSING_DATE"})

    assert "Choose which date it is about" in text_of(page)
    assert not Question.objects.exists()


def test_the_deadline_police_answer_with_is_the_one_they_state(
    signed_in: SignIn, juno: Programme, worker: User, officer: User
) -> None:
    referral = referrals.submitted(juno, by=officer, deadline_on=None)
    kind = QuestionKind.MISSING_DATE
    question = actions.ask(referral, kind=kind, which=WhichDate.DEADLINE, by=worker, at=ASKED)
    until = walking.TODAY + timedelta(days=90)

    client, url = signed_in(officer), f"/questions/{question.pk}/answer/"
    empty = walking.send(client, url, {})
    walking.send(client, url, walking._day("new_deadline_on", until))

    assert "Enter the deadline" in text_of(empty)
    assert Referral.objects.get().deadline_on == until
    change = DeadlineChange.objects.get()
    assert (change.was, change.until, change.stated_by) == (None, until, officer.trail_name)


def test_an_officer_of_another_station_does_not_answer(referral: Referral, worker: User) -> None:
    question = ask(referral, worker)
    elsewhere = accounts.officer(referral.referring_organisation)

    with pytest.raises(actions.NotYours):
        actions.answer(question, words="Mine", by=elsewhere, at=THURSDAY)
    actions.answer(
        question, words="Ours", by=accounts.police_team(referral.referring_organisation), at=THURSDAY
    )

    assert Question.objects.get().answer == "Ours"


def test_reminders_fall_three_and_six_working_days_later_at_the_same_time() -> None:
    friday_before_christmas = datetime(2026, 12, 18, 15, 30, tzinfo=UTC)
    before_the_clocks_change = datetime(2027, 3, 25, 9, 0, tzinfo=UTC)  # Thursday; Good Friday follows

    assert chase_due_at(ASKED, 1) == THURSDAY
    assert chase_due_at(ASKED, 2) == TUESDAY
    assert chase_due_at(friday_before_christmas, 2) == datetime(2026, 12, 30, 15, 30, tzinfo=UTC)
    assert chase_due_at(before_the_clocks_change, 1) == datetime(2027, 4, 1, 8, 0, tzinfo=UTC)
    assert chase_due_at(ASKED, 1, {date(2026, 11, 24)}) == ASKED + timedelta(days=4)
    just_before, days = THURSDAY - timedelta(seconds=1), timedelta(days=60)
    assert [chases_due(ASKED, at) for at in (just_before, THURSDAY, TUESDAY, TUESDAY + days)] == [0, 1, 2, 2]


def test_police_are_reminded_the_officer_first_then_the_team_once_each(
    juno: Programme, officer: User, worker: User
) -> None:
    referral = referrals.submitted(juno, by=officer)
    question = ask(referral, worker)

    sent = [actions.chase_police(at=at) for at in (ASKED, THURSDAY, THURSDAY, TUESDAY, TUESDAY)]
    later = actions.chase_police(at=TUESDAY + timedelta(days=90))

    assert [*sent, later] == [0, 1, 0, 1, 0, 0]
    reminders = Message.objects.filter(purpose="CHASE_QUESTION").order_by("written_at")
    assert [(m.staff, m.team_address) for m in reminders] == [
        (officer, ""),
        (None, "harbour@force44.police.example"),
    ]
    assert all(m.participant is None and m.words is None and m.subject is None for m in reminders)
    link = registry.purpose("CHASE_QUESTION").link
    assert link is not None
    assert link(reminders[0]) == f"/questions/{question.pk}/answer/"
    assert Event.objects.filter(verb="referral.chase", reference=referral.reference).count() == 2


def test_an_answer_a_closed_day_or_an_end_stops_the_reminder(
    juno: Programme, officer: User, worker: User
) -> None:
    answered, closed = (referrals.submitted(juno, by=officer) for _ in range(2))
    question = ask(answered, worker)
    ask(closed, worker)
    actions.decline(closed, reason=Reason.OTHER, words="No", by=worker, at=ASKED)
    actions.answer(question, words="Yes", by=officer, at=ASKED)

    sent = actions.chase_police(at=TUESDAY - timedelta(days=1))

    assert sent == 1  # the notice of the declined one
    assert not Message.objects.filter(purpose="CHASE_QUESTION").exists()


def test_a_day_the_office_is_shut_moves_the_reminder(referral: Referral, worker: User) -> None:
    ask(referral, worker)
    ClosedDay.objects.create(on=date(2026, 11, 25), label="Training", added_at=NOW, added_by="JUNO")

    assert actions.chase_police(at=THURSDAY) == 0
    assert actions.chase_police(at=THURSDAY + timedelta(days=1)) == 1


def test_where_the_officer_has_left_the_team_is_reminded_and_only_once(
    juno: Programme, officer: User, worker: User
) -> None:
    referral = referrals.submitted(juno, by=officer)
    ask(referral, worker)
    User.objects.filter(pk=officer.pk).update(is_active=False)

    assert [actions.chase_police(at=at) for at in (THURSDAY, TUESDAY)] == [1, 0]
    assert Chase.objects.get().to == ChasedTo.TEAM
    assert Message.objects.get(purpose="CHASE_QUESTION").team_address == "harbour@force44.police.example"


def test_a_reminder_is_not_sent_once_police_have_answered(
    referral: Referral, worker: User, officer: User
) -> None:
    question = ask(referral, worker)
    actions.chase_police(at=THURSDAY)
    wanted = registry.purpose("CHASE_QUESTION").still_wanted
    reminder = Message.objects.get(purpose="CHASE_QUESTION")

    before = wanted(reminder)
    actions.answer(question, words="Yes", by=officer, at=THURSDAY)

    assert (before, wanted(reminder)) == (True, False)


def test_the_database_lets_a_reminder_go_once(referral: Referral, worker: User) -> None:
    question = ask(referral, worker)
    given = {"question": question, "number": 1, "to": "TEAM", "chased_at": NOW, "chased_by": "JUNO"}
    Chase.objects.create(**given)

    with pytest.raises(IntegrityError), transaction.atomic():
        Chase.objects.create(**given)


def test_the_worker_has_a_door_for_it(referral: Referral, worker: User) -> None:
    ask(referral, worker)

    tasks.chase()

    assert Chase.objects.count() <= 1


def test_the_review_says_that_police_are_waited_for_and_the_clock_goes_on(
    signed_in: SignIn, referral: Referral, worker: User
) -> None:
    ask(referral, worker)
    actions.chase_police(at=THURSDAY)

    page = text_of(signed_in(worker).get(f"/referrals/{referral.pk}/review/"))

    assert "Waiting on police since Mon 23 November 2026" in page
    assert "We reminded the officer on Thu 26 November 2026." in page
    assert "The clock goes on running" in page or "does not stop the clock" in page
