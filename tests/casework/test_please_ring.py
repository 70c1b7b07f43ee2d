"""The letter that only asks her to ring: two people release it, once, when all else has failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from casework.actions import discreet
from casework.models import Review
from casework.statuses import CallOutcome
from correspondence import outbox
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus, Wording
from participants.models import DiscreetRelease
from participants.safe_contact import Answer as Said_
from participants.safe_contact import Detail, Hurdle, Said, Situation, Source, Way, hurdles
from referrals import actions as referrals_actions
from referrals.models import QuestionKind, Referral
from tests.correspondence.outbox.test_by_provider import use
from tests.correspondence.providers import NotifyDesk, provider
from tests.factories import accounts, casework, referrals
from tests.factories.accounts import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)
GOOD = dict.fromkeys(Way, Detail.GOOD)
TRIED = Situation(details=GOOD, calls_exhausted=True, police_silent=True)


def changed(**values: Any) -> Situation:
    return Situation(**{**vars(TRIED), **values})


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (TRIED, ()),
        (changed(calls_exhausted=False), (Hurdle.CALLS_LEFT,)),
        (changed(police_silent=False), (Hurdle.POLICE_MAY_ANSWER,)),
        (
            changed(calls_exhausted=False, police_silent=False),
            (Hurdle.CALLS_LEFT, Hurdle.POLICE_MAY_ANSWER),
        ),
        (changed(danger=True), (Hurdle.REFUSED,)),
        (changed(stopped=True), (Hurdle.REFUSED,)),
        (changed(erased=True), (Hurdle.REFUSED,)),
        (changed(details={**GOOD, Way.POST: Detail.INCOMPLETE}), (Hurdle.REFUSED,)),
        (changed(said=(Said(Way.POST, Said_.NO, Source.POLICE, NOW),)), (Hurdle.REFUSED,)),
        # she said yes herself, or to police alone: nothing is to be released
        (changed(said=(Said(Way.POST, Said_.YES, Source.POLICE, NOW, alone=True),)), (Hurdle.REFUSED,)),
        (changed(said=(Said(Way.POST, Said_.YES, Source.HERSELF, NOW),)), (Hurdle.REFUSED,)),
    ],
)
def test_what_stands_before_a_release(situation: Situation, expected: tuple[Hurdle, ...]) -> None:
    assert hurdles(situation, at=NOW) == expected


def unreachable(**kw: Any) -> Referral:
    """Return a case on which every call was made, and police were asked and said nothing."""
    referral = referrals.accepted(post="NOT_ASKED", **kw)
    for day in (1, 4, 7, 11, 15):
        casework.called(referral, CallOutcome.NO_ANSWER, at=NOW + timedelta(days=day))
    referrals_actions.ask(
        referral,
        kind=QuestionKind.ASK_HER_TO_RING,
        by=referrals.worker_of(referral),
        at=NOW + timedelta(days=16),
    )
    return referral


def ask(referral: Referral, by: User | None = None, *, at: datetime = LATER) -> DiscreetRelease:
    by = by or referrals.worker_of(referral)
    return discreet.ask_for_letter(referral, reason="No call gets through", by=by, at=at)


def letters(referral: Referral) -> list[Message]:
    return list(Message.objects.about(referral.pk).filter(purpose="PLEASE_RING"))


def test_two_people_release_one_letter_that_says_nothing_else() -> None:
    referral = unreachable()
    colleague = accounts.coordinator(referral.provider)
    release = ask(referral)
    assert letters(referral) == []

    written = discreet.agree_to_letter(referral, release.pk, by=colleague, at=LATER)

    assert letters(referral) == [written]
    assert (written.channel, written.wording) == (Channel.LETTER, Wording.PLEASE_RING)
    release.refresh_from_db()
    assert release.used_by == f"message {written.pk}"
    assert not Review.objects.filter(settled_at=None).exists()
    verbs = list(Event.objects.filter(subject_id=referral.pk).values_list("verb", flat=True))
    assert {"case.ask_for_letter", "case.agree_to_letter"} <= set(verbs)
    outbox.send_due(clock=lambda: LATER + timedelta(minutes=1))
    written.refresh_from_db()
    assert written.status == MessageStatus.RENDERED


def test_whoever_asked_cannot_agree() -> None:
    referral = unreachable()
    release = ask(referral)

    with pytest.raises(discreet.SecondPerson):
        discreet.agree_to_letter(referral, release.pk, by=release.asked_by, at=LATER)

    assert letters(referral) == []


def test_nothing_is_asked_for_while_calls_are_left_or_police_may_answer() -> None:
    calls_left = referrals.accepted(post="NOT_ASKED")
    with pytest.raises(discreet.NotYet):
        ask(calls_left)

    asked_yesterday = unreachable(phone="07700 900 124")
    with pytest.raises(discreet.NotYet):
        ask(asked_yesterday, at=NOW + timedelta(days=17))

    assert not DiscreetRelease.objects.exists()


def test_what_changed_since_it_was_asked_for_stops_it() -> None:
    referral = unreachable()
    release = ask(referral)
    question = referral.questions.get()
    officer = referral.referred_by
    assert officer is not None
    referrals_actions.answer(question, words="We will see her on Monday", by=officer, at=LATER)

    with pytest.raises(discreet.NotYet):
        discreet.agree_to_letter(referral, release.pk, by=accounts.coordinator(referral.provider), at=LATER)

    assert letters(referral) == []


def test_a_request_is_asked_once_and_may_be_refused_or_taken_back() -> None:
    referral = unreachable()
    colleague = accounts.coordinator(referral.provider)
    release = ask(referral)
    with pytest.raises(discreet.AskedAlready):
        ask(referral, colleague)

    discreet.end_request(referral, release.pk, by=colleague, at=LATER)

    with pytest.raises(discreet.NobodyAsked):
        discreet.agree_to_letter(referral, release.pk, by=colleague, at=LATER)
    assert letters(referral) == []
    assert ask(referral, colleague).asked_by == colleague


def test_one_such_letter_is_enough() -> None:
    referral = unreachable()
    discreet.agree_to_letter(referral, ask(referral).pk, by=accounts.coordinator(referral.provider), at=LATER)

    with pytest.raises(discreet.OnItsWay):
        ask(referral)


def test_one_that_notify_carries_is_enough_too(settings: Settings) -> None:
    referral = unreachable()
    discreet.agree_to_letter(referral, ask(referral).pk, by=accounts.coordinator(referral.provider), at=LATER)
    with provider(NotifyDesk) as notify:
        use(settings, notify, JUNO_LETTERS_BY="notify")
        outbox.send_due(clock=lambda: LATER)
        assert [letter.status for letter in letters(referral)] == [MessageStatus.SENT]

        with pytest.raises(discreet.OnItsWay):
            ask(referral, at=LATER + timedelta(days=1))
    assert len(notify.kept) == 1


def test_a_yes_to_police_alone_needs_no_second_person_and_a_no_needs_none_either() -> None:
    allowed = referrals.accepted(post="YES")
    written = discreet.write_letter(allowed, by=referrals.worker_of(allowed), at=NOW + timedelta(days=1))
    assert (written.channel, written.wording) == (Channel.LETTER, Wording.PLEASE_RING)

    shut = referrals.accepted(post="NO", phone="07700 900 125")
    with pytest.raises(discreet.PostIsShut):
        discreet.write_letter(shut, by=referrals.worker_of(shut), at=NOW + timedelta(days=1))
    assert letters(shut) == []


def test_the_letter_is_not_posted_once_somebody_has_spoken_to_her() -> None:
    referral = referrals.accepted(post="YES")
    written = discreet.write_letter(referral, by=referrals.worker_of(referral), at=NOW + timedelta(days=1))
    casework.called(referral, CallOutcome.SPOKE, at=NOW + timedelta(days=2))

    outbox.send_due(clock=lambda: NOW + timedelta(days=2, hours=1))

    written.refresh_from_db()
    assert written.status == MessageStatus.WITHDRAWN


def test_the_page_takes_it_from_asking_to_the_letter() -> None:
    referral = unreachable()
    url = reverse("casework:discreet_letter", args=[referral.pk])
    mine, hers = Client(), Client()
    with time_machine.travel(LATER, tick=False):
        mine.force_login(referrals.worker_of(referral))
        hers.force_login(accounts.coordinator(referral.provider))
        shown = mine.get(url).content.decode()
        assert "All that it says" in shown
        assert "Please ring me" in shown
        bare = mine.post(url, {"submission": str(uuid4())})
        assert "Say why we should write to her" in bare.content.decode()
        mine.post(url, {"submission": str(uuid4()), "reason": "No call gets through"})
        assert "Agree, and write" not in mine.get(url).content.decode()
        assert "1 letter needs a second person" in hers.get(reverse("casework:today")).content.decode()
        listed = hers.get(reverse("casework:discreet_letters")).content.decode()
        assert referral.reference in listed
        assert "No call gets through" in hers.get(url).content.decode()

        hers.post(url, {"submission": str(uuid4()), "do": "agree"})

        assert "This letter was written" in mine.get(url).content.decode()
    assert len(letters(referral)) == 1


def test_before_there_is_a_record_the_letter_has_no_page() -> None:
    referral = referrals.submitted()
    client = Client()

    with time_machine.travel(LATER, tick=False):
        client.force_login(accounts.coordinator(referral.provider))
        assert client.get(reverse("casework:discreet_letter", args=[referral.pk])).status_code == 404
