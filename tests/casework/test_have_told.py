"""Before police are asked to see her, she is told to ring us by whom she herself named."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from audit.models import Event
from casework import have_told
from casework.actions import telling
from casework.actions.have_told import ToldAlready, have_her_told
from casework.statuses import CallOutcome
from correspondence import asking, gate, instead
from correspondence import telling as word_of_mouth
from correspondence.gate import NotSafe
from correspondence.models import Message
from correspondence.statuses import Channel, WhyNotTold
from participants.safe_contact import ways_open
from referrals.models import Referral
from tests.factories import casework, referrals
from tests.factories.accounts import NOW
from tests.factories.casework import SAFE

pytestmark = pytest.mark.django_db
AT = NOW + timedelta(hours=3)
TRUSTED, IN_PERSON = Channel.TRUSTED_PERSON, Channel.IN_PERSON
PAT = "Her sister Pat, 07700 900461"
SHUT: dict[str, Any] = {
    **SAFE,
    **dict.fromkeys(("call", "voicemail", "text", "email", "post"), "NO"),
    "trusted_person": "YES",
    "in_person": "YES",
    "trusted_contact": PAT,
}


def her_case(*, at: datetime = AT, **answers: Any) -> Referral:
    """Return the case of a woman who said no to all but these two."""
    case = referrals.accepted()
    telling.ask_what_is_safe(case, by=case.worker, at=at, answers={**SHUT, **answers})
    return case


def ways(case: Referral, *, at: datetime = AT) -> list[Channel]:
    situation = gate.situations([case.participant], at)[case.participant.pk]
    return have_told.ways(situation, case, at=at)


def test_with_these_alone_she_still_has_a_way_that_is_open() -> None:
    case = her_case()
    situation = gate.situations([case.participant], AT)[case.participant.pk]

    assert ways_open(situation, at=AT) == {"TRUSTED_PERSON", "IN_PERSON"}
    assert ways(case) == [TRUSTED, IN_PERSON]
    late = AT + timedelta(days=28, seconds=1)
    assert ways_open(gate.situations([case.participant], late)[case.participant.pk], at=late) == frozenset()


@pytest.mark.parametrize("channel", [TRUSTED, IN_PERSON])
def test_it_stands_on_today_once_until_it_is_ended(channel: Channel) -> None:
    case = her_case()

    made = have_her_told(case, channel=channel, by=case.worker, at=AT)

    assert (made.channel, made.status, made.purpose) == (channel, "QUEUED", have_told.PURPOSE)
    assert Event.objects.filter(verb="message.write", subject_id=made.pk).count() == 1
    with pytest.raises(ToldAlready):
        have_her_told(case, channel=channel, by=case.worker, at=AT)
    assert channel not in ways(case)
    failed = word_of_mouth.not_told(made, why=WhyNotTold.NOBODY_THERE, by=case.worker, at=AT)
    assert instead.suggestions([failed], at=AT)[made.pk] == [IN_PERSON if channel is TRUSTED else TRUSTED]
    assert channel in ways(case)


@pytest.mark.parametrize("answer", ["NO", "NOT_ASKED"])
def test_without_her_yes_nothing_is_written(answer: str) -> None:
    case = her_case(trusted_person=answer)
    before = Message.objects.count()

    with pytest.raises(NotSafe):
        have_her_told(case, channel=TRUSTED, by=case.worker, at=AT)

    assert Message.objects.count() == before
    assert ways(case) == [IN_PERSON]


def test_once_she_was_spoken_to_it_is_not_wanted_and_a_call_before_it_changes_nothing() -> None:
    case = her_case(call="YES")
    casework.called(case, CallOutcome.SPOKE, at=AT + timedelta(minutes=1))
    made = have_her_told(case, channel=TRUSTED, by=case.worker, at=AT + timedelta(minutes=2))
    assert not isinstance(asking.may_go(made, at=AT + timedelta(minutes=3)), str)

    casework.called(case, CallOutcome.SPOKE, at=AT + timedelta(minutes=4))

    made.refresh_from_db()
    assert (made.status, made.why) == ("WITHDRAWN", "SPOKEN_TO")
    assert asking.may_go(made, at=AT + timedelta(minutes=5)) == "NOT_WANTED"


def client_of(case: Referral) -> Client:
    client = Client()
    client.force_login(case.worker)
    return client


@time_machine.travel(AT, tick=False)
def test_the_call_page_names_it_before_police_and_it_leads_to_what_may_be_said() -> None:
    case = her_case(at=AT - timedelta(minutes=1))
    client, address = client_of(case), reverse("casework:have_told", args=[case.pk])
    call = client.get(reverse("casework:call", args=[case.pk])).content.decode()
    assert f'href="{address}"' in call
    assert (
        f'href="{address}"' in client.get(reverse("casework:case_contact", args=[case.pk])).content.decode()
    )
    assert "Choose who tells her" in client.post(address, {"submission": uuid4()}).content.decode()

    sent = {"submission": uuid4(), "version": "", "way": "TRUSTED_PERSON"}
    shown = client.post(address, sent, follow=True).content.decode()
    again = client.post(address, sent, follow=True).content.decode()

    assert PAT in shown
    assert PAT in again, "a second press lands on the first result"
    made = Message.objects.get(purpose=have_told.PURPOSE)
    phone = made.participant.provider.phone if made.participant else ""
    assert "Please ask her to ring me" in shown
    assert phone in shown
    left = client.get(address).content.decode()
    assert "Tell her when you see her" in left
    assert "Tell her through the person she trusts" not in left


@time_machine.travel(AT, tick=False)
def test_where_neither_is_open_nothing_is_offered() -> None:
    case = her_case(trusted_person="NO", in_person="NO", at=AT - timedelta(minutes=1))
    client, address = client_of(case), reverse("casework:have_told", args=[case.pk])

    assert "Nobody can tell her now" in client.get(address).content.decode()
    assert f'href="{address}"' not in client.get(reverse("casework:call", args=[case.pk])).content.decode()
    client.post(address, {"submission": uuid4(), "version": "", "way": "TRUSTED_PERSON"})
    assert not Message.objects.filter(purpose=have_told.PURPOSE).exists()
