"""Police hear once a month that cases wait, without a name or a reference, and only while they do."""

from __future__ import annotations

from datetime import date, timedelta

from django.core import mail
from django.urls import reverse

from accounts.models import Organisation, User
from correspondence import outbox
from correspondence.models import Message
from correspondence.statuses import MessageStatus
from reports.followup import telling
from tests.factories import accounts
from tests.factories.accounts import ForceFactory
from tests.reports.followup.following import NOW, completed, record
from tests.reports.made import Made, at


def send() -> list[str]:
    mail.outbox.clear()
    outbox.send_due(clock=lambda: NOW + timedelta(minutes=1))
    return sorted(address for message in mail.outbox for address in message.to)


def test_the_team_of_a_force_with_cases_to_check_is_told_and_nobody_else(made: Made, team: User) -> None:
    case = completed(made, "old", date(2024, 5, 1))
    accounts.officer(made.force)
    accounts.police_team(ForceFactory.create(force_code="36"))

    assert telling.tell_police(at=NOW) == 1

    assert send() == [team.email]
    said = str(mail.outbox[0].body)
    assert reverse("reports:police_follow_up") in said
    assert "November 2026" in said
    assert case.reference not in said


def test_they_are_told_once_a_month_on_a_working_day(made: Made, team: User) -> None:
    completed(made, "old", date(2024, 5, 1))

    told = [
        telling.tell_police(at=at(day, month))
        for day, month in ((21, 11), (22, 11), (23, 11), (24, 11), (30, 11), (1, 12), (2, 12))
    ]

    assert told == [0, 0, 1, 0, 0, 1, 0]


def test_nobody_is_told_where_nothing_waits(made: Made, team: User) -> None:
    completed(made, "young", date(2026, 5, 1))

    assert telling.tell_police(at=NOW) == 0


def test_an_answer_given_before_the_e_mail_goes_stops_it(made: Made, team: User) -> None:
    case = completed(made, "old", date(2024, 5, 1))
    telling.tell_police(at=NOW)

    record(case, team)

    assert send() == []
    assert not Message.objects.exclude(status=MessageStatus.WITHDRAWN).exists()


def test_a_force_where_nobody_signs_in_is_told_at_its_mailbox(made: Made) -> None:
    completed(made, "old", date(2024, 5, 1))
    assert made.force is not None
    Organisation.objects.filter(pk=made.force.pk).update(email="oocd@force.example")

    telling.tell_police(at=NOW)

    assert send() == ["oocd@force.example"]
