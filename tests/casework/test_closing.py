"""Ending a case: what it refuses, what it gives back, what it tells police."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from audit.models import Event
from casework.actions import closing
from casework.statuses import AbsenceDecision, CallOutcome
from correspondence.models import Message
from correspondence.statuses import MessageStatus
from participants.models import ContactStop
from referrals import actions as referral_actions
from referrals.actions import Because, NotYours, OnlyAManager
from referrals.models import QuestionKind, Referral
from referrals.statuses import Ground, Reason
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW
from workshops.models import Place
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(hours=3)
DAY = timedelta(days=1)


def on_a_pair(*marks: Mark, told: bool = True) -> tuple[Referral, list[Place]]:
    """Return a woman who was booked on both workshops, told her dates, and marked."""
    referral = casework.reached()
    places = workshops.booked(referral, workshops.pair(referral.programme), at=SOON)
    if told:
        casework.told_dates(referral, at=SOON)
    workshops.marked(places, *marks, by=referral.worker)
    return referral, places


def test_complete_is_refused_while_the_rule_is_not_met() -> None:
    referral, places = on_a_pair(Mark.HERE)
    at = places[0].workshop.ends_at + DAY

    with pytest.raises(closing.RuleNotMet):
        closing.complete(referral, by=referral.worker, at=at)

    referral.refresh_from_db()
    assert referral.status == "ACCEPTED"
    assert not referral.notices.exists()


def test_complete_tells_police_the_days_she_came() -> None:
    referral, places = on_a_pair(Mark.HERE, Mark.LATE)
    at = places[1].workshop.ends_at + DAY

    done = closing.complete(referral, by=referral.worker, at=at)

    assert done.status == "COMPLETED"
    assert referral.notices.get().attended_on == ["2026-12-02", "2026-12-30"]
    assert Event.objects.filter(verb="referral.complete", reference=referral.reference).exists()


def test_closing_gives_back_what_is_ahead_and_keeps_what_she_came_to() -> None:
    referral, places = on_a_pair(Mark.HERE)
    at = places[0].workshop.ends_at + DAY
    words = {"reason": Reason.POLICE_DECISION, "words": "Dealt with another way"}

    closing.withdraw(referral, **words, by=referral.worker, at=at)  # type: ignore[arg-type]

    first, second = (Place.objects.get(pk=place.pk) for place in places)
    assert first.released_at is None
    assert second.released_at == at
    waiting = Message.objects.filter(
        about_id=referral.pk, status=MessageStatus.QUEUED, participant__isnull=False
    )
    assert not waiting.exists()


def test_reopening_brings_no_place_back() -> None:
    referral, places = on_a_pair(Mark.HERE)
    at = places[0].workshop.ends_at + DAY
    words = {"reason": Reason.POLICE_DECISION, "words": "Dealt with another way"}
    closing.withdraw(referral, **words, by=referral.worker, at=at)  # type: ignore[arg-type]

    closing.reopen(referral, because=Because.CORRECTION, words="A mistake", by=referral.worker, at=at + DAY)

    referral.refresh_from_db()
    assert referral.status == "ACCEPTED"
    assert Place.objects.get(pk=places[1].pk).released_at == at


def test_she_may_be_reported_when_she_knew_was_heard_and_nothing_is_left() -> None:
    referral, places = on_a_pair(Mark.HERE, Mark.NOT_HERE)
    at = places[1].workshop.ends_at + DAY
    casework.noted(places[1], at=at, decision=AbsenceDecision.REPORT)

    closing.hand_back(referral, ground=Ground.CANNOT_BE_MET, by=referral.worker, at=at)

    notice = referral.notices.get()
    assert (notice.outcome, notice.ground) == ("NOT_COMPLETED", "CANNOT_BE_MET")
    assert notice.attended_on == ["2026-12-02"]


def test_she_may_not_be_reported_for_dates_nobody_told_her() -> None:
    referral, places = on_a_pair(Mark.HERE, Mark.NOT_HERE, told=False)
    at = places[1].workshop.ends_at + DAY
    casework.noted(places[1], at=at, decision=AbsenceDecision.REPORT)

    with pytest.raises(closing.NotToldDates):
        closing.hand_back(referral, ground=Ground.CANNOT_BE_MET, by=referral.worker, at=at)

    assert not referral.notices.exists()


def test_she_may_not_be_reported_while_an_absence_is_not_decided() -> None:
    referral, places = on_a_pair(Mark.HERE, Mark.NOT_HERE)
    at = places[1].workshop.ends_at + DAY
    casework.noted(places[1], at=at)

    with pytest.raises(closing.AbsenceUndecided):
        closing.hand_back(referral, ground=Ground.CANNOT_BE_MET, by=referral.worker, at=at)


def test_she_may_not_be_reported_while_she_can_still_finish() -> None:
    referral, places = on_a_pair(Mark.HERE, Mark.NOT_HERE)
    at = places[1].workshop.ends_at + DAY
    casework.noted(places[1], at=at, decision=AbsenceDecision.REPORT)
    workshops.pair(referral.programme, first_on=at.date() + timedelta(days=6), at=at)

    with pytest.raises(closing.StillPossible):
        closing.hand_back(referral, ground=Ground.CANNOT_BE_MET, by=referral.worker, at=at)


def test_not_reached_needs_every_call_and_the_answer_of_police() -> None:
    referral = referrals.accepted()
    for tries in range(5):
        casework.called(referral, CallOutcome.NO_ANSWER, at=NOW + timedelta(days=tries * 4, hours=2))
    at = NOW + timedelta(days=18)

    with pytest.raises(closing.PoliceNotAsked):
        closing.hand_back(referral, ground=Ground.NOT_REACHED, by=referral.worker, at=at)

    kind = QuestionKind.ASK_HER_TO_RING
    referral_actions.ask(referral, kind=kind, by=referral.worker, at=at)
    with pytest.raises(closing.PoliceMayAnswer):
        closing.hand_back(referral, ground=Ground.NOT_REACHED, by=referral.worker, at=at + DAY)
    closing.hand_back(referral, ground=Ground.NOT_REACHED, by=referral.worker, at=at + 5 * DAY)
    assert referral.notices.get().ground == "NOT_REACHED"


def test_she_declined_needs_the_call_at_which_she_said_so() -> None:
    referral = casework.reached()
    call = referral.attempts.get(outcome="SPOKE")
    other = casework.called(casework.reached(programme=referral.programme), CallOutcome.SPOKE, at=SOON)
    given: dict[str, Any] = {"ground": Ground.SHE_DECLINED, "by": referral.worker, "at": SOON}

    with pytest.raises(closing.NoConversation):
        closing.hand_back(referral, **given)
    with pytest.raises(closing.NoConversation):
        closing.hand_back(referral, conversation=other, **given)
    closing.hand_back(referral, conversation=call, **given)

    assert referral.notices.get().ground == "SHE_DECLINED"


def test_only_a_manager_finds_the_programme_unsuitable_for_her() -> None:
    referral = casework.reached()
    manager = accounts.manager(referral.provider)

    with pytest.raises(OnlyAManager):
        closing.hand_back(referral, ground=Ground.UNSUITABLE, by=referral.worker, at=SOON)
    closing.hand_back(referral, ground=Ground.UNSUITABLE, by=manager, at=SOON)

    assert referral.notices.get().ground == "UNSUITABLE"


def test_another_provider_ends_nothing() -> None:
    referral, places = on_a_pair(Mark.HERE, Mark.HERE)
    stranger = accounts.coordinator(accounts.OrganisationFactory.create())

    with pytest.raises(NotYours):
        closing.complete(referral, by=stranger, at=places[1].workshop.ends_at + DAY)


def test_somebody_else_answering_stops_every_call_until_a_safe_way_is_known() -> None:
    referral = referrals.accepted()

    attempt = casework.called(referral, CallOutcome.SOMEBODY_ELSE, at=SOON)

    assert attempt.next_due_at is None
    stop = ContactStop.objects.get(participant=referral.participant)
    assert stop.lifted_at is None
    assert Event.objects.filter(verb="participant.stop_contact").exists()
