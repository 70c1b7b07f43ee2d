"""Past the deadline: only with an extension asked for, and said so ever after (design.md §5 rule 3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from referrals import actions
from referrals.models import QuestionKind, Referral
from tests.casework.test_pages import client_of
from tests.factories import casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from workshops import booking_page
from workshops import refusals as no
from workshops.models import Place, Workshop

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=4)
SECOND_ON = workshops.FIRST_ON + timedelta(days=28)
TOO_EARLY = SECOND_ON - timedelta(days=6)


@pytest.fixture
def case() -> Referral:
    """The only pair on offer ends six days after her deadline."""
    return casework.reached(programme=ProgrammeFactory.create(code="JUNO"), deadline_on=TOO_EARLY)


@pytest.fixture
def pair(case: Referral) -> list[Workshop]:
    return workshops.pair(case.programme)


def ask(case: Referral, kind: QuestionKind = QuestionKind.EXTENSION, until: date | None = None) -> Any:
    worker = referrals.worker_of(case)
    words = "" if kind == QuestionKind.EXTENSION else "Please tell us"
    return actions.ask(case, kind=kind, words=words, asked_for_on=until, by=worker, at=LATER)


def key_of(pair: list[Workshop]) -> str:
    return ".".join(str(workshop.pk) for workshop in pair)


@pytest.mark.parametrize("asked", ["NOTHING", "SOMETHING_ELSE", "ANSWERED", "NOT_FAR_ENOUGH"])
def test_past_the_deadline_nobody_is_booked_unless_an_extension_is_asked_for(
    case: Referral, pair: list[Workshop], asked: str
) -> None:
    if asked == "SOMETHING_ELSE":
        ask(case, QuestionKind.OTHER)
    if asked == "ANSWERED":
        actions.answer(ask(case), words="No, we cannot.", by=case.referred_by, at=LATER)
    if asked == "NOT_FAR_ENOUGH":
        ask(case, until=SECOND_ON - timedelta(days=1))

    with pytest.raises(no.AfterDeadline):
        workshops.booked(case, pair, at=LATER)

    page = booking_page.build(case, at=LATER, visible=())
    assert page.options == ()
    assert not Place.objects.exists()


@pytest.mark.parametrize("until", [None, SECOND_ON])
def test_with_an_extension_asked_for_she_is_booked_and_every_page_says_that_it_is_past(
    case: Referral, pair: list[Workshop], until: date | None
) -> None:
    ask(case, until=until)
    url = f"{reverse('workshops:book_confirm', args=[case.pk])}?run={key_of(pair)}"
    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        client = client_of(case.worker)
        offered = client.get(reverse("workshops:book", args=[case.pk])).content.decode()
        check = client.get(url).content.decode()
        client.post(url, {"submission": str(uuid4())})
        after = client.get(reverse("casework:case", args=[case.pk])).content.decode()

    assert "This ends after her deadline" in offered
    assert "This ends after her deadline" in check
    assert Place.objects.held().filter(referral=case).count() == 2
    assert "Past the deadline: " in after
    assert Event.objects.get(verb="referral.book").facts["past_deadline"] == TOO_EARLY.isoformat()


def test_a_booking_in_time_is_not_said_to_be_past(case: Referral, pair: list[Workshop]) -> None:
    Referral.objects.filter(pk=case.pk).update(deadline_on=SECOND_ON)
    case.refresh_from_db()
    ask(case)
    workshops.booked(case, pair, at=LATER)

    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        page = client_of(case.worker).get(reverse("casework:case", args=[case.pk])).content.decode()

    assert "Past the deadline" not in page
    assert "past_deadline" not in Event.objects.get(verb="referral.book").facts
