"""Questions, deadlines, notices and what police decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from correspondence import registry
from correspondence.models import Message
from programmes.models import Programme
from referrals import actions
from referrals.models import (
    DeadlineChange,
    DecisionKind,
    Evidence,
    OutcomeNotice,
    PoliceDecision,
    Question,
    QuestionKind,
    Referral,
)
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.referrals import walking
from tests.referrals.writing.pages import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LATER = NOW + timedelta(days=1)
UNTIL = walking.TODAY + timedelta(days=200)


@pytest.fixture
def referral(juno: Programme, officer: User) -> Referral:
    return referrals.submitted(juno, by=officer)


def ask(referral: Referral, by: User, kind: QuestionKind = QuestionKind.OTHER) -> Question:
    return actions.ask(referral, kind=kind, words="Which station?", by=by, at=LATER)


def test_a_question_reaches_the_officer_as_reference_and_link(referral: Referral, worker: User) -> None:
    question = ask(referral, worker)

    message = Message.objects.get(purpose="QUESTION")
    assert message.staff == referral.referred_by
    assert message.reference == referral.reference
    purpose = registry.purpose("QUESTION")
    assert purpose.link is not None
    assert purpose.link(message) == f"/questions/{question.pk}/answer/"
    assert purpose.still_wanted(message)
    assert Event.objects.filter(verb="referral.ask", subject_id=referral.pk).exists()


def test_the_same_kind_of_question_is_asked_once_at_a_time(referral: Referral, worker: User) -> None:
    ask(referral, worker)

    with pytest.raises(actions.AskedAlready):
        ask(referral, worker)
    ask(referral, worker, QuestionKind.WRONG_NUMBER)

    assert Question.objects.count() == 2


def test_police_answer_once_and_the_mail_is_not_wanted_any_more(
    referral: Referral, worker: User, officer: User
) -> None:
    question = ask(referral, worker)

    answered = actions.answer(question, words="Portsmouth", by=officer, at=LATER)

    assert (answered.answer, answered.answered_by) == ("Portsmouth", officer.trail_name)
    assert not registry.purpose("QUESTION").still_wanted(Message.objects.get())
    with pytest.raises(actions.AnsweredBefore):
        actions.answer(question, words="No", by=officer, at=LATER)
    assert Event.objects.filter(verb="referral.answer").count() == 1


def test_nobody_outside_the_force_answers(referral: Referral, worker: User) -> None:
    question = ask(referral, worker)

    for other in (worker, accounts.officer(accounts.ForceFactory.create(force_code="34"))):
        with pytest.raises(actions.NotYours):
            actions.answer(question, words="Mine", by=other, at=LATER)

    assert Question.objects.get().answered_at is None


def test_a_closed_referral_raises_no_questions(juno: Programme, worker: User) -> None:
    with pytest.raises(actions.NotOpen):
        ask(referrals.declined(juno), worker)


def test_an_extension_police_grant_is_the_deadline_they_state(
    signed_in: SignIn, referral: Referral, worker: User, officer: User
) -> None:
    question = ask(referral, worker, QuestionKind.EXTENSION)
    granted = {
        "extended": "yes",
        "new_deadline_on-day": str(UNTIL.day),
        "new_deadline_on-month": str(UNTIL.month),
        "new_deadline_on-year": str(UNTIL.year),
    }
    client, url = signed_in(officer), f"/questions/{question.pk}/answer/"

    assert "Which station?" in text_of(client.get(url))
    assert walking.send(client, url, granted).status_code == 302

    assert Referral.objects.get().deadline_on == UNTIL
    line = Event.objects.get(verb="referral.extend_deadline")
    assert (line.who_id, line.facts["to"]) == (officer.pk, UNTIL.isoformat())
    assert "has been answered" in text_of(client.get(url))


def test_a_refused_extension_leaves_the_deadline(
    signed_in: SignIn, referral: Referral, worker: User, officer: User
) -> None:
    question = ask(referral, worker, QuestionKind.EXTENSION)

    walking.send(signed_in(officer), f"/questions/{question.pk}/answer/", {"extended": "no"})

    assert Referral.objects.get().deadline_on == referral.deadline_on
    assert Question.objects.get().answer == "No"
    assert not DeadlineChange.objects.exists()


def test_a_deadline_is_written_down_only_as_police_state_it(
    referral: Referral, worker: User, officer: User
) -> None:
    with pytest.raises(actions.SayWhoStatedIt):
        actions.set_deadline(referral, on=date(2027, 3, 9), by=worker, at=LATER)
    basis = actions.Basis(stated_by="PC Lee by phone", evidence=Evidence.PHONE)
    told = actions.set_deadline(referral, on=date(2027, 3, 9), basis=basis, by=worker, at=LATER)
    own = actions.set_deadline(told, on=date(2027, 3, 10), by=officer, at=LATER)

    assert own.deadline_on == date(2027, 3, 10)
    first, second = Event.objects.filter(verb="referral.set_deadline").order_by("number")
    assert (first.facts["stated_by"], second.facts["stated_by"]) == ("PC Lee by phone", "")


def test_a_deadline_is_never_before_the_caution_nor_extended_backwards(
    referral: Referral, officer: User
) -> None:
    basis = actions.Basis(why="She was ill")
    with pytest.raises(actions.BeforeTheDisposal):
        actions.set_deadline(referral, on=date(2026, 11, 9), by=officer, at=LATER)
    with pytest.raises(actions.NotAnExtension):
        actions.extend_deadline(referral, until=date(2027, 3, 2), basis=basis, by=officer, at=LATER)

    assert Referral.objects.get().deadline_on == referral.deadline_on


def test_a_notice_is_seen_and_acknowledged_by_a_named_officer(juno: Programme, officer: User) -> None:
    referrals.declined(juno, by=officer)
    notice = OutcomeNotice.objects.get()
    team = accounts.police_team(referrals.force_of(juno))

    actions.see_notice(notice, by=officer, at=LATER)
    actions.see_notice(notice, by=team, at=LATER + timedelta(days=1))
    done = actions.acknowledge(notice, by=team, at=LATER + timedelta(days=1))
    actions.acknowledge(notice, by=officer, at=LATER + timedelta(days=2))

    assert (done.seen_by, done.seen_at) == (officer.trail_name, LATER)
    assert done.acknowledged_by == team.trail_name
    assert Event.objects.filter(verb="notice.see").count() == 1
    assert Event.objects.filter(verb="notice.acknowledge").count() == 1


def test_only_the_newest_notice_is_acknowledged_and_by_its_force_only(juno: Programme, officer: User) -> None:
    referral = referrals.handed_back(juno, by=officer)
    worker = accounts.coordinator(juno.provider)
    first = OutcomeNotice.objects.get()
    actions.reopen(referral, because=actions.Because.CORRECTION, words="Wrong", by=worker, at=LATER)

    with pytest.raises(actions.NewerNotice):
        actions.acknowledge(first, by=officer, at=LATER)
    with pytest.raises(actions.NotYours):
        actions.acknowledge(OutcomeNotice.objects.get(number=2), by=worker, at=LATER)

    assert not OutcomeNotice.objects.filter(acknowledged_at__isnull=False).exists()


def test_what_police_decided_is_recorded_and_an_extension_needs_its_date(
    juno: Programme, officer: User
) -> None:
    referral = referrals.handed_back(juno, by=officer)
    notice = OutcomeNotice.objects.get()

    with pytest.raises(actions.SayUntilWhen):
        actions.record_decision(notice, kind=DecisionKind.EXTENDED, by=officer, at=LATER)
    actions.record_decision(
        notice, kind=DecisionKind.EXTENDED, new_deadline_on=date(2027, 4, 6), by=officer, at=LATER
    )

    decision = PoliceDecision.objects.get()
    assert (decision.decided_by, decision.new_deadline_on) == (officer.trail_name, date(2027, 4, 6))
    kept = Referral.objects.get(pk=referral.pk)
    assert (kept.deadline_on, kept.status) == (date(2027, 4, 6), "NOT_COMPLETED")


def test_what_police_decided_never_shows_words_of_hers(juno: Programme, officer: User) -> None:
    referrals.handed_back(juno, by=officer, who_must_not_know="Her father")

    notice = OutcomeNotice.objects.get()

    told = {f.name: getattr(notice, f.attname) for f in notice._meta.concrete_fields}
    assert "Her father" not in str(told)
    assert "Testwell" not in str(told)


def test_a_coordinator_declines_and_asks_through_the_pages(
    signed_in: SignIn, referral: Referral, worker: User
) -> None:
    client, base = signed_in(worker), f"/referrals/{referral.pk}"

    asked = walking.send(client, f"{base}/ask/", {"kind": "OTHER", "words": "Which station?"}, do="send")
    wordless = walking.send(client, f"{base}/ask/", {"kind": "OTHER"})
    declined = walking.send(
        client,
        f"{base}/decline/",
        {"reason": "OUT_OF_AREA", "words": "She has moved"},
        version=referral.version,
    )
    twice = walking.send(client, f"{base}/decline/", {"reason": "OTHER", "words": "Again"})

    assert asked.status_code == declined.status_code == 302
    assert "Write your question" in text_of(wordless)
    assert "cannot be declined now" in text_of(twice)
    assert Referral.objects.get().reason == "OUT_OF_AREA"
    assert "Which station?" in text_of(client.get(f"{base}/review/"))


def test_a_referral_is_accepted_on_the_page_with_a_record_found(
    signed_in: SignIn, juno: Programme, referral: Referral, worker: User
) -> None:
    earlier = referrals.accepted(juno)
    client, url = signed_in(worker), f"/referrals/{referral.pk}/accept/"

    unsaid = walking.send(client, url, {}, version=referral.version)
    found = {"participant": str(earlier.participant_id), "take_details": "yes"}
    taken = walking.send(client, url, found, version=referral.version)

    assert "Choose her record, or say that she is new" in text_of(unsaid)
    assert taken["Location"] == f"/cases/{referral.pk}/"
    assert Referral.objects.get(pk=referral.pk).participant_id == earlier.participant_id


def test_a_page_older_than_the_record_asks_which_to_keep(
    signed_in: SignIn, referral: Referral, worker: User, officer: User
) -> None:
    actions.set_deadline(referral, on=date(2027, 3, 9), by=officer, at=LATER)

    stale = walking.send(signed_in(worker), f"/referrals/{referral.pk}/accept/", {}, version=referral.version)

    assert stale.status_code == 409
    assert Referral.objects.get().status == "SUBMITTED"
