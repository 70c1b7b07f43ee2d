"""Whoever may read a return hears that it was issued or withdrawn, once, without a figure; nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from correspondence import outbox, registry
from correspondence.models import Message
from correspondence.statuses import MessageStatus
from referrals.models import Referral
from reports import actions, document
from reports.models import IssuedReturn
from reports.telling import ISSUED, WITHDRAWN, readers
from tests.factories import accounts
from tests.reports.conftest import Told
from tests.reports.worked_quarter import QUARTER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF-1.7 made up")
    monkeypatch.setattr(document, "charts", lambda figures, definitions: [])
    monkeypatch.setattr("correspondence.wake._wake", lambda *args: None)


@pytest.fixture
def reader(told: Told) -> User:
    return told.commissioner()


def send(told: Told) -> list[str]:
    """Let the worker send what is due; return who got something."""
    mail.outbox.clear()
    outbox.send_due(clock=lambda: told.at + timedelta(minutes=1))
    return [address for message in mail.outbox for address in message.to]


def ours() -> QuerySet[Message]:
    return Message.objects.filter(purpose__in=[ISSUED, WITHDRAWN])


def withdraw(told: Told, issued: IssuedReturn) -> None:
    actions.withdraw(issued, reason="A name stood in it.", by=told.manager, at=told.at)


def test_a_reader_hears_of_a_new_return_and_of_no_figure_in_it(told: Told, reader: User) -> None:
    issued = told.issue()

    assert send(told) == [reader.email]
    said = str(mail.outbox[0].body)
    assert f"{told.made.programme} {QUARTER}" in said
    assert reverse("reports:issued", args=[issued.pk]) in said
    assert not any(figure in said for figure in ("72.7", "78.6", "of 11", "of 14"))
    assert send(told) == []


def test_only_those_who_may_read_it_now_are_told(told: Told, reader: User) -> None:
    office = told.made.programme.commissioners.get()
    named = accounts.commissioner(office, programme_code=told.made.programme.code)
    accounts.commissioner(office, programme_code="ANOTHER")
    accounts.commissioner(accounts.OrganisationFactory.create(kind="COMMISSIONER"))
    left = accounts.commissioner(office)
    Membership.objects.filter(user=left).update(ended_at=timezone.now(), ended_by="x")
    shut = accounts.commissioner(office)
    User.objects.filter(pk=shut.pk).update(is_active=False)

    assert set(readers(told.made.programme)) == {reader, named}


def test_who_lost_the_role_before_it_went_hears_nothing(told: Told, reader: User) -> None:
    told.issue()
    Membership.objects.filter(user=reader).update(ended_at=timezone.now(), ended_by="x")

    assert send(told) == []
    assert Message.objects.get(purpose=ISSUED).status == MessageStatus.WITHDRAWN


def test_of_a_return_withdrawn_at_once_only_the_withdrawal_is_told(told: Told, reader: User) -> None:
    issued = told.issue()
    withdraw(told, issued)
    withdraw(told, issued)

    assert send(told) == [reader.email]
    assert "withdrawn" in str(mail.outbox[0].body)
    assert {m.purpose: m.status for m in ours()} == {
        ISSUED: MessageStatus.WITHDRAWN,
        WITHDRAWN: MessageStatus.SENT,
    }


def test_a_second_version_says_that_it_is_one(told: Told, reader: User) -> None:
    withdraw(told, told.issue())
    told.issue()

    references = Message.objects.filter(purpose=ISSUED).order_by("written_at", "pk")
    assert [message.reference for message in references][-1].endswith(f"{QUARTER} (2)")


def test_a_long_name_never_hides_the_quarter(told: Told, reader: User) -> None:
    programme = told.made.programme
    programme.label = {"en": "A programme with a name that goes on and on and on"}
    programme.save()
    told.issue()

    assert ours().get().reference.endswith(str(QUARTER))


def test_the_message_leads_its_provider_to_no_case(told: Told, reader: User) -> None:
    issued = told.issue()
    client = Client()
    client.force_login(told.manager)

    page = client.get(reverse("correspondence:message", args=[ours().get().pk]))

    assert page.status_code == 200
    assert registry.case_page(issued.pk) == ""
    assert registry.case_page(Referral.objects.earliest("pk").pk)
