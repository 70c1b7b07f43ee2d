"""The card an officer may offer her: a first name, a number, and her own answer to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from referrals import actions
from referrals.models import CardAnswer, CardOffer, Referral, Source
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.referrals.writing.pages import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def answer_page(referral: Referral) -> str:
    return reverse("referrals:card_answer", args=[referral.pk])


def test_a_card_bears_a_first_name_and_a_number_and_nothing_else(signed_in: SignIn, officer: User) -> None:
    referral = referrals.submitted(by=officer)

    page = signed_in(officer).get(reverse("referrals:card", args=[referral.pk])).content.decode()

    printed = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert printed
    assert re.sub(r"<[^>]+>|\s+", " ", printed[0]).split() == ["Alex", "01632", "960", "001"]
    assert re.search(r"<title>(.*?)</title>", page)[1] == "Alex"  # type: ignore[index]
    seen = re.sub(r"<link[^>]*stylesheet[^>]*>", "", page).lower()
    for word in (
        "juno",
        "police",
        "caution",
        "offence",
        "testwell",
        "women",
        "harbour",
        referral.reference.lower(),
    ):
        assert word not in seen


def test_a_number_that_is_published_for_the_programme_is_not_on_the_card(
    signed_in: SignIn, officer: User
) -> None:
    referral = referrals.submitted(by=officer)
    published = referral.definition.parsed.published.phones
    assert published
    referral.provider.phone = published[0]
    referral.provider.save(update_fields=["phone"])

    page = text_of(signed_in(officer).get(reverse("referrals:card", args=[referral.pk])))

    assert published[0] not in page
    assert "01632 960 001" in page


@pytest.mark.parametrize("name", ["JUNO", "Harbour", "Women", "Alex Smith", "", "A1"])
def test_set_up_refuses_a_card_name_that_tells(name: str, settings: object) -> None:
    settings.JUNO_CARD_NAME = name  # type: ignore[attr-defined]

    assert "correspondence.E003" in {found.id for found in run_checks()}


def test_she_chose_not_to_take_it_is_an_answer_that_is_kept(
    signed_in: SignIn, officer: User, worker: User
) -> None:
    referral = referrals.submitted(by=officer)
    client = signed_in(officer)

    done = client.post(answer_page(referral), {"answer": "CHOSE_NOT_TO", "submission": uuid4()})

    assert done.status_code == 302
    offer = CardOffer.objects.get(referral=referral)
    assert (offer.answer, offer.answered_by) == ("CHOSE_NOT_TO", officer.trail_name)
    event = Event.objects.get(verb="referral.answer_card", subject_id=referral.pk)
    assert event.facts == {"answer": "CHOSE_NOT_TO"}
    for user, url in (
        (officer, reverse("casework:police_referral", args=[referral.pk])),
        (officer, answer_page(referral)),
        (worker, reverse("referrals:review", args=[referral.pk])),
    ):
        assert "She chose not to take it" in text_of(signed_in(user).get(url))


def test_nothing_is_said_of_the_card_until_somebody_answers(
    signed_in: SignIn, officer: User, worker: User
) -> None:
    referral = referrals.submitted(by=officer)

    page = signed_in(officer).post(answer_page(referral), {"submission": uuid4()})

    assert "Say whether she took the card" in text_of(page)
    assert not CardOffer.objects.exists()
    review = text_of(signed_in(worker).get(reverse("referrals:review", args=[referral.pk])))
    assert "The card" not in review


def test_a_later_answer_takes_the_place_of_the_earlier_and_the_trail_keeps_both(officer: User) -> None:
    referral = referrals.submitted(by=officer)

    actions.answer_card(referral, answer=CardAnswer.NOT_OFFERED, by=officer, at=NOW)
    actions.answer_card(referral, answer=CardAnswer.TOOK_IT, by=officer, at=NOW)

    assert CardOffer.objects.get().answer == "TOOK_IT"
    assert Event.objects.filter(verb="referral.answer_card").count() == 2


def test_only_her_own_side_answers_for_the_card(signed_in: SignIn, officer: User, worker: User) -> None:
    referral = referrals.submitted(by=officer)
    elsewhere = accounts.officer(accounts.ForceFactory.create(force_code="36"))

    assert signed_in(elsewhere).get(answer_page(referral)).status_code == 404
    with pytest.raises(actions.NotYours):
        actions.answer_card(referral, answer=CardAnswer.TOOK_IT, by=elsewhere, at=NOW)
    draft = referrals.draft(referral.programme, by=worker, source=Source.PHONE, officer=officer)
    with pytest.raises(actions.CannotMove):
        actions.answer_card(draft, answer=CardAnswer.TOOK_IT, by=worker, at=NOW)

    assert not CardOffer.objects.exists()


# --- The text for the occurrence log -------------------------------------------------------------


def log_text(page: object) -> str:
    html = page.content.decode()  # type: ignore[attr-defined]
    found = re.search(r'<textarea[^>]*id="log"[^>]*readonly[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert found
    return found[1]


def test_the_log_text_of_a_referral_is_reference_dates_and_where_it_is(
    signed_in: SignIn, officer: User
) -> None:
    referral = referrals.submitted(by=officer)

    said = log_text(signed_in(officer).get(reverse("casework:police_referral", args=[referral.pk])))

    assert said.splitlines()[0].startswith(f"JUNO referral {referral.reference}, sent 20 November 2026")
    assert "Received." in said
    assert "Condition deadline: Tue 2 March 2027." in said
    for word in ("Sam", "Testwell", "ST", "07700", "caution"):
        assert word not in said


def test_the_log_text_of_a_notice_is_the_notice(signed_in: SignIn, officer: User) -> None:
    referral = referrals.handed_back(by=officer)
    notice = referral.notices.get()
    actions.acknowledge(notice, by=officer, at=NOW)

    said = log_text(signed_in(officer).get(reverse("casework:police_notice", args=[notice.pk])))

    assert referral.reference in said
    assert "Not completed: We could not reach her." in said
    assert "Acknowledged 20 November 2026" in said
    assert "Testwell" not in said
