"""Outside the programme's rules: only a coordinator goes on, with a reason that stays on the case."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from programmes.models import Programme
from referrals import actions
from referrals.models import Referral, Source, TurnedAway
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.referrals import walking

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
START = "/referrals/start/juno/"
LATER = NOW + timedelta(hours=3)
WHO = {"source": "PHONE", "officer_email": "new.officer@force44.police.example", "officer_name": "Jo New"}
REFUSAL = "Workshops are held in Hampshire and on the Isle of Wight."


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def entered_outside(juno: Programme, worker: User, **changed: Any) -> Referral:
    officer = accounts.officer(referrals.force_of(juno))
    draft = actions.start_draft(
        juno, by=worker, at=NOW, source=Source.PHONE, officer=officer, outside=["AREA"]
    )
    for page, answers in referrals.answers(**changed).items():
        draft = actions.save_draft(draft, page, answers, by=worker, at=NOW)
    sent = actions.submit(draft, by=worker, at=NOW)
    return actions.confirm(sent, by=officer, at=NOW)


def test_a_coordinator_goes_on_outside_the_rules_and_nothing_is_counted(
    signed_in: SignIn, juno: Programme, worker: User
) -> None:
    referrals.force_of(juno)
    answers = {**walking.ELIGIBLE, **WHO, "area": "no", "excluded_offence": "yes"}

    turned_away = walking.send(signed_in(worker), START, answers)
    gone_on = walking.send(signed_in(worker), START, answers, anyway="on")

    assert turned_away["Location"] == f"{START}not-suitable/area/"
    assert TurnedAway.objects.get().count == 1
    assert Referral.objects.get().outside_answers == ["AREA", "EXCLUDED_OFFENCE"]
    assert gone_on["Location"].endswith("/about/")


def test_an_officer_is_not_asked_and_cannot_go_on(signed_in: SignIn, juno: Programme, officer: User) -> None:
    client = signed_in(officer)

    page = text_of(client.get(START))
    landed = walking.send(client, START, walking.ELIGIBLE, area="no", anyway="on")

    assert "Go on although" not in page
    assert "/not-suitable/area/" in landed["Location"]
    assert not Referral.objects.exists()
    with pytest.raises(actions.NotYours):
        actions.start_draft(juno, by=officer, at=NOW, outside=["AREA"])


def test_she_is_accepted_only_with_a_reason_and_it_stays_on_the_case(
    signed_in: SignIn, juno: Programme, worker: User
) -> None:
    sent = entered_outside(juno, worker)
    staff = signed_in(worker)
    review = text_of(staff.get(f"/referrals/{sent.pk}/review/"))

    with pytest.raises(actions.SayWhy):
        actions.accept(sent, by=worker, at=LATER)
    taken = actions.accept(sent, by=worker, at=LATER, outside_reason="Her mother lives in Exampletown")
    case = text_of(staff.get(f"/cases/{taken.pk}/"))

    assert REFUSAL in review
    assert taken.outside_at_acceptance == ["ELIGIBILITY"]
    for words in ("Accepted outside the programme's rules", REFUSAL, "Her mother lives in Exampletown"):
        assert words in case
    assert Event.objects.get(verb="referral.accept").facts["outside"] == ["ELIGIBILITY"]


def test_the_reason_is_still_there_when_the_case_is_closed(
    signed_in: SignIn, juno: Programme, worker: User
) -> None:
    sent = entered_outside(juno, worker)
    taken = actions.accept(sent, by=worker, at=LATER, outside_reason="Her mother lives in Exampletown")
    actions.complete(taken, attended_on=[date(2026, 12, 2)], by=worker, at=LATER)

    case = text_of(signed_in(worker).get(f"/cases/{taken.pk}/"))

    assert "Her mother lives in Exampletown" in case


def test_police_never_read_the_reason(signed_in: SignIn, juno: Programme, worker: User) -> None:
    sent = entered_outside(juno, worker)
    officer = sent.referred_by
    assert officer is not None
    actions.accept(sent, by=worker, at=LATER, outside_reason="Marked-reason")
    client = signed_in(officer)

    pages = [
        text_of(client.get(url))
        for url in (f"/referrals/{sent.pk}/sent/", f"/police/referrals/{sent.pk}/", "/police/")
    ]

    assert not any("Marked-reason" in page or REFUSAL in page for page in pages)


def test_a_case_within_the_rules_says_nothing_of_it(signed_in: SignIn, juno: Programme, worker: User) -> None:
    taken = referrals.accepted(juno, worker=worker)

    assert "Accepted outside" not in text_of(signed_in(worker).get(f"/cases/{taken.pk}/"))


def test_no_reason_takes_a_woman_under_the_minimum_age(juno: Programme, worker: User) -> None:
    officer = accounts.officer(referrals.force_of(juno))
    draft = actions.start_draft(
        juno, by=worker, at=NOW, source=Source.PHONE, officer=officer, outside=["ADULT"]
    )
    for page, answers in referrals.answers(date_of_birth=date(2008, 11, 11)).items():
        draft = actions.save_draft(draft, page, answers, by=worker, at=NOW)

    with pytest.raises(actions.TooYoung):
        actions.submit(draft, by=worker, at=NOW)
