"""Her own answers about herself: asked by a coordinator, kept apart, counted as they were given."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from audit.models import Event
from casework.actions import support
from casework.actions.opening import NotOnTheBooks
from participants.models import EqualityAnswers
from referrals.actions import NotYours
from referrals.forms.sending import EqualityForm
from referrals.models import Referral
from reports.measures import equality
from tests.casework.test_pages import client_of
from tests.factories import accounts, casework, referrals
from tests.factories.accounts import NOW

pytestmark = pytest.mark.django_db
COUNTED = ("disability", "caring", "pregnancy")


@pytest.fixture
def case() -> Referral:
    return casework.reached()


def ask(case: Referral, **answers: str) -> Any:
    url = reverse("casework:equality", args=[case.pk])
    return client_of(case.worker).post(url, {"submission": uuid4(), **answers}, follow=True)


def kept(case: Referral) -> Any:
    return json.loads(EqualityAnswers.objects.get(participant=case.participant).answers or "{}")


def test_her_answers_are_kept_sealed_and_the_case_says_only_that_she_answered(case: Referral) -> None:
    page = ask(case, disability="A_LITTLE", caring="YES")

    assert kept(case) == {"disability": "A_LITTLE", "caring": "YES"}
    assert "Her answers are kept, apart from the case." in page.content.decode()
    assert "A_LITTLE" not in page.content.decode()
    event = Event.objects.get(verb="participant.answer_equality")
    assert (event.fields, event.facts) == (["caring", "disability"], {})
    card = next(c for c in page.context["contact"].cards if c.title == "Questions about herself")
    assert [str(fact.value) for fact in card.facts] != ["Not asked yet"]


def test_a_question_left_open_keeps_the_answer_it_had_and_what_she_said_is_not_shown(case: Referral) -> None:
    ask(case, ethnicity="W1", caring="NO")

    page = client_of(case.worker).get(reverse("casework:equality", args=[case.pk])).content.decode()
    ask(case, caring="YES")

    assert "selected>White" not in page
    assert "checked" not in page
    assert kept(case) == {"ethnicity": "W1", "caring": "YES"}


def test_nothing_chosen_is_said_and_nothing_kept(case: Referral) -> None:
    page = ask(case)

    assert "Choose at least one answer, or go back." in page.content.decode()
    assert not EqualityAnswers.objects.exists()


def test_only_the_providers_own_and_only_while_the_case_is_open(case: Referral) -> None:
    stranger, answers = accounts.coordinator(accounts.OrganisationFactory.create()), {"caring": "YES"}
    closed = referrals.completed(case.programme)

    with pytest.raises(NotYours):
        support.answer_equality(case, answers, by=stranger, at=NOW)
    with pytest.raises(NotOnTheBooks):
        support.answer_equality(closed, answers, by=referrals.worker_of(closed), at=NOW)
    assert not EqualityAnswers.objects.exists()


@pytest.mark.parametrize("name", COUNTED)
def test_every_answer_the_form_offers_is_counted_in_a_row_of_its_own_table(name: str) -> None:
    table = next(one for one in equality.CHARACTERISTICS if one.code == f"equality_{name}")
    offered = [value for value, _label in EqualityForm().fields[name].choices if value]  # type: ignore[attr-defined]

    rows = {value: table.atom(equality.Who(answers={name: value})) for value in offered}

    assert len(offered) >= 3
    assert equality.UNKNOWN not in rows.values()
    assert {rows["NO"], rows["PREFERS_NOT_TO_SAY"]} == {"NO", "NS"}
    assert {row for value, row in rows.items() if value in {"YES", "A_LOT", "A_LITTLE"}} == {"YES"}


def test_every_ethnic_group_the_form_offers_is_counted_as_itself() -> None:
    table = next(one for one in equality.CHARACTERISTICS if one.code == "equality_ethnicity")
    offered = [value for value, _label in EqualityForm().fields["ethnicity"].choices if value]  # type: ignore[attr-defined]

    rows = {value: table.atom(equality.Who(answers={"ethnicity": value})) for value in offered}

    assert rows.pop("PREFERS_NOT_TO_SAY") == "NS"
    assert all(row == value for value, row in rows.items())
