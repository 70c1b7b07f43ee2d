"""Two people decide otherwise for kept-apart women: a time of her own, and a group that had begun, as any booking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from casework import invariants
from participants.models import KeepApart, Participant
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory, mixed
from tests.workshops.pages.asking import sent, signed_in, text
from workshops import actions
from workshops.models import Place, Workshop

pytestmark = pytest.mark.django_db
AT = NOW + timedelta(hours=3)
FIELDS = "The second person&#x27;s password"
Note = Callable[[Referral, Referral], None]


def by_link(one: Referral, other: Referral) -> None:
    note(one, other=Participant.objects.get(referrals=other))


def by_name(one: Referral, other: Referral) -> None:
    note(one, other_name=Participant.objects.get(referrals=other).full_name)


def note(one: Referral, **who: Any) -> None:
    her = Participant.objects.get(referrals=one)
    KeepApart.objects.create(
        participant=her, seal_key_id=her.seal_key_id, made_at=NOW, made_by="somebody", **who
    )


@pytest.fixture(autouse=True)
def at_the_time_of_the_factories() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


class OwnTime:
    """A time of her own in a building where another woman is that day."""

    def __init__(self, folder: Path) -> None:
        self.programme: Programme = mixed(folder)
        self.her, self.other = women(self.programme)
        self.room = workshops.room(self.programme.provider, capacity=2)
        self.day = date(2026, 11, 25)
        self.seen_by = accounts.practitioner(self.programme.provider)
        next_door = workshops.room(self.programme.provider, venue=self.room.venue, capacity=2)
        time = actions.OwnTime(
            NOW.replace(month=11, day=25, hour=10),
            60,
            next_door,
            [accounts.practitioner(self.programme.provider)],
        )
        actions.give_time(self.other, 1, time, by=referrals.worker_of(self.other), at=AT)
        self.page = reverse("workshops:own_time", args=[self.her.pk, 1])

    def answers(self, client: Client) -> dict[str, str]:
        on = {"on-day": "25", "on-month": "11", "on-year": "2026", "starts": "2pm", "minutes": "60"}
        return {**on, "practitioner": str(self.seen_by.pk), "room": str(self.room.pk)}


class Begun:
    """A group that had begun when it was entered, with another woman on it."""

    def __init__(self, _folder: Path) -> None:
        self.programme = ProgrammeFactory.create(code="JUNO")
        self.her, self.other = women(self.programme, at=NOW - timedelta(days=30))
        manager = accounts.manager(self.programme.provider)
        first_on = date(2026, 11, 11)
        days = actions.running_days(self.programme.current.parsed, first_on, today=AT.date())
        room = workshops.room(self.programme.provider)
        cohort = actions.enter_running(
            self.programme, days, room=room, practitioners=[], capacity=9, by=manager, at=AT
        )
        self.page = reverse("casework:group_women", args=[cohort.pk])
        signed_in(manager).post(self.page, sent(reference=self.other.reference, mark_1="HERE"))
        assert Place.objects.filter(referral=self.other).count() == 2

    def answers(self, client: Client) -> dict[str, str]:
        return {"reference": self.her.reference, "mark_1": "LATE"}


def women(programme: Programme, **given: Any) -> tuple[Referral, Referral]:
    one, other = (
        referrals.accepted(programme, first_names=name, crime_reference=f"4426000090{number}", **given)
        for number, name in enumerate(("Ann", "Bronwen"))
    )
    return one, other


def decided(second: User, password: str = accounts.PASSWORD, reason: str = "Peace is made") -> dict[str, str]:
    return {"reason": reason, "second_email": second.email, "second_password": password}


@pytest.mark.parametrize("noted", [by_link, by_name])
@pytest.mark.parametrize("kind", [OwnTime, Begun])
def test_a_manager_and_a_second_person_may_decide_otherwise_there_too(
    tmp_path: Path, kind: type[OwnTime] | type[Begun], noted: Note
) -> None:
    case = kind(tmp_path)
    noted(case.her, case.other)
    provider = case.programme.provider
    client, second = (
        signed_in(accounts.manager(provider)),
        accounts.coordinator(provider, password=accounts.PASSWORD),
    )
    answers = case.answers(client)

    opened = client.get(case.page)
    refused = client.post(case.page, sent(**answers))
    wrong = client.post(case.page, sent(**answers, **decided(second, "not hers")))
    silent = client.post(case.page, sent(**answers, **decided(second, reason="")))
    nothing_kept = not Place.objects.filter(referral=case.her).exists()
    client.post(case.page, sent(**answers, **decided(second)))

    assert FIELDS not in opened.content.decode()
    assert "Only a manager and a second person together may decide otherwise" in text(refused)
    assert FIELDS in refused.content.decode()
    assert "do not belong together" in text(wrong)
    assert FIELDS in wrong.content.decode()
    assert "not hers" not in wrong.content.decode()
    assert "Say why it is safe" in text(silent)
    assert nothing_kept
    places = Place.objects.filter(referral=case.her)
    assert {place.overridden_by_second for place in places} == {second.trail_name}
    assert {place.override_reason for place in places} == {"Peace is made"}
    facts = Event.objects.get(verb="referral.book", subject_id=case.her.pk).facts
    assert facts["kept_apart_overridden_with"] == second.trail_name
    assert [found for found in invariants.look() if found.references] == []


@pytest.mark.parametrize("noted", [by_link, by_name])
def test_a_coordinator_alone_is_told_who_may(tmp_path: Path, noted: Note) -> None:
    case = OwnTime(tmp_path)
    noted(case.her, case.other)
    provider = case.programme.provider
    worker = accounts.coordinator(provider)
    second = accounts.coordinator(provider, password=accounts.PASSWORD)
    client, before = signed_in(worker), Workshop.objects.count()
    answers = case.answers(client)

    refused = client.post(case.page, sent(**answers))
    sent_by_hand = client.post(case.page, sent(**answers, **decided(second)))

    for page in (refused, sent_by_hand):
        assert "Only a manager and a second person together may decide otherwise" in text(page)
        assert FIELDS not in page.content.decode()
    assert Workshop.objects.count() == before  # the time that was made for it is gone with it


@pytest.mark.parametrize("kind", [OwnTime, Begun])
def test_the_manager_is_not_her_own_second_person(tmp_path: Path, kind: type[OwnTime] | type[Begun]) -> None:
    case = kind(tmp_path)
    by_link(case.her, case.other)
    manager = accounts.manager(case.programme.provider, password=accounts.PASSWORD)
    client = signed_in(manager)

    client.post(case.page, sent(**case.answers(client), **decided(manager)))

    assert not Place.objects.filter(referral=case.her).exists()


@pytest.mark.parametrize("kind", [OwnTime, Begun])
def test_where_she_meets_nobody_nothing_is_kept_as_decided_by_two(
    tmp_path: Path, kind: type[OwnTime] | type[Begun]
) -> None:
    case = kind(tmp_path)
    provider = case.programme.provider
    second = accounts.coordinator(provider, password=accounts.PASSWORD)
    client = signed_in(accounts.manager(provider))

    client.post(case.page, sent(**case.answers(client), **decided(second)))

    places = Place.objects.filter(referral=case.her)
    assert places.exists()
    assert {place.overridden_by_second for place in places} == {""}
