"""Workshops in a person's own calendar program: counts and no names, by an address that can be ended."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from audit.models import Event
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, workshops
from tests.factories.accounts import NOW
from tests.workshops.pages.asking import sent, signed_in, text
from workshops import actions, calendar
from workshops.models import CalendarAddress, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(programme: Programme) -> User:
    return accounts.manager(programme.provider)


def address_of(user: User) -> str:
    made = actions.make_calendar_address(user, at=NOW)
    return reverse("workshops:calendar_feed", args=[calendar.token_of(made)])


def read(address: str) -> Any:
    """Read the calendar as a program does: without a session."""
    answer = Client().get(address)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content)


def entries(address: str) -> dict[str, Any]:
    return {str(entry["uid"]): entry for entry in read(address).walk("VEVENT")}


class TestWhatItHolds:
    def test_each_workshop_with_its_place_and_how_many_are_on_it(
        self, programme: Programme, manager: User, referral: Referral
    ) -> None:
        pair = workshops.pair(programme, capacity=12)
        workshops.booked(referral, pair)

        found = entries(address_of(manager))

        assert list(found) == [str(w.pk) for w in pair]
        first = found[str(pair[0].pk)]
        assert str(first["summary"]) == "Workshop 1: 1 of 12"
        assert str(first["location"]) == f"{pair[0].room.venue.name}, 2 Quay Street, Exampletown, PO1 2AB"
        assert (first.decoded("dtstart"), first.decoded("dtend")) == (pair[0].starts_at, pair[0].ends_at)
        assert (str(first["class"]), str(first["status"])) == ("PRIVATE", "CONFIRMED")

    def test_nobodys_name_and_nothing_of_the_programme(
        self, programme: Programme, manager: User, referral: Referral
    ) -> None:
        workshops.booked(referral, workshops.pair(programme))
        assert referral.participant is not None

        words = Client().get(address_of(manager)).content.decode().lower()

        for said in (referral.participant.first_names, referral.participant.last_name, referral.reference):
            assert str(said).lower() not in words
        for said in ("juno", "caution", "police", "offence", "crime"):
            assert said not in words

    @pytest.mark.parametrize(
        ("on", "utc_hour"),
        [
            (date(2027, 3, 26), 10), (date(2027, 3, 30), 9), (date(2027, 10, 29), 9), (date(2027, 11, 1), 10),
        ],
    )  # fmt: skip
    def test_ten_in_the_morning_is_ten_in_london_on_both_sides_of_a_clock_change(
        self, programme: Programme, manager: User, on: date, utc_hour: int
    ) -> None:
        begins = timezone.make_aware(datetime.combine(on, time(10)))
        room = workshops.room(programme.provider)
        actions.add_workshop(programme, room=room, starts_at=begins, step_number=1, by=manager, at=NOW)

        address = address_of(manager)
        [entry] = entries(address).values()

        assert entry["dtstart"].to_ical().decode() == f"{on:%Y%m%d}T100000"
        assert entry["dtstart"].params["TZID"] == "Europe/London"
        assert entry.decoded("dtstart").astimezone(ZoneInfo("UTC")).hour == utc_hour
        assert [str(zone["tzid"]) for zone in read(address).walk("VTIMEZONE")] == ["Europe/London"]

    def test_a_cancelled_one_says_so_under_the_same_name_with_a_higher_number(
        self, programme: Programme, manager: User
    ) -> None:
        first, _second = workshops.pair(programme)
        address = address_of(manager)
        before = entries(address)[str(first.pk)]
        actions.cancel_workshop(first, why="Flood", by=manager, at=NOW)

        after = entries(address)[str(first.pk)]

        assert str(after["status"]) == "CANCELLED"
        assert str(after["summary"]) == "Cancelled: workshop 1"
        assert int(after["sequence"]) > int(before["sequence"])

    def test_a_moved_one_keeps_its_name_and_has_a_higher_number(
        self, programme: Programme, manager: User
    ) -> None:
        first, _second = workshops.pair(programme)
        address = address_of(manager)
        before = entries(address)[str(first.pk)]
        there = actions.Change(on=date(2026, 12, 3), starts=time(14), room=first.room)
        actions.move_workshop(first, there, why="Flood", by=manager, at=NOW)

        after = entries(address)[str(first.pk)]

        assert after["dtstart"].to_ical() == b"20261203T140000"
        assert int(after["sequence"]) > int(before["sequence"])

    def test_what_is_long_past_is_left_out(self, programme: Programme, manager: User) -> None:
        workshops.pair(programme)
        address = address_of(manager)

        with time_machine.travel(NOW + timedelta(days=200), tick=True):
            assert entries(address) == {}


class TestWhoSeesWhat:
    def test_a_practitioner_has_those_she_runs_alone(self, programme: Programme, manager: User) -> None:
        jo = accounts.practitioner(programme.provider)
        hers = workshops.pair(programme, practitioners=[jo])
        workshops.pair(programme, first_on=date(2026, 12, 9))

        assert set(entries(address_of(jo))) == {str(w.pk) for w in hers}

    def test_another_service_sees_none(self, programme: Programme) -> None:
        workshops.pair(programme)

        assert entries(address_of(accounts.manager(accounts.OrganisationFactory.create()))) == {}

    def test_whose_role_has_ended_sees_none(self, programme: Programme, manager: User) -> None:
        workshops.pair(programme)
        address = address_of(manager)
        manager.memberships.update(ended_at=NOW, ended_by="somebody")

        assert entries(address) == {}

    def test_whose_account_is_closed_has_no_address(self, manager: User) -> None:
        address = address_of(manager)
        User.objects.filter(pk=manager.pk).update(is_active=False)

        assert Client().get(address).status_code == 404


class TestTheAddress:
    @pytest.mark.parametrize("token", ["nothing", "0" * 64])
    def test_an_unknown_one_is_not_found(self, token: str) -> None:
        assert Client().get(reverse("workshops:calendar_feed", args=[token])).status_code == 404

    def test_a_new_one_ends_the_old_one(self, manager: User) -> None:
        old = address_of(manager)
        new = address_of(manager)

        assert [Client().get(address).status_code for address in (old, new)] == [404, 200]
        assert [e.verb for e in Event.objects.filter(verb__startswith="calendar.").order_by("pk")] == [
            "calendar.make", "calendar.end", "calendar.make",
        ]  # fmt: skip

    def test_only_its_digest_is_kept(self, manager: User) -> None:
        token = calendar.token_of(actions.make_calendar_address(manager, at=NOW))

        row = CalendarAddress.objects.values().get()

        assert token not in {str(value) for value in row.values()}
        assert row["digest"] == calendar.digest_of(token)

    def test_it_is_shown_once_it_is_made_and_not_five_minutes_later(self, manager: User) -> None:
        client, page = signed_in(manager), reverse("workshops:calendar")

        shown = client.post(page, sent(do="make"), follow=True)

        [address] = re.findall(r"/calendar/[0-9a-f]{64}\.ics", shown.content.decode())
        assert Client().get(address).status_code == 200
        with time_machine.travel(NOW + timedelta(minutes=6), tick=True):
            later = client.get(page)
        assert not re.findall(r"[0-9a-f]{64}\.ics", later.content.decode())
        assert "Last read Fri 20 November 2026" in text(later)

    def test_stopped_it_is_read_no_more(self, manager: User) -> None:
        address = address_of(manager)

        page = signed_in(manager).post(reverse("workshops:calendar"), sent(do="end"), follow=True)

        assert "The address is stopped" in text(page)
        assert Client().get(address).status_code == 404

    def test_nobody_changes_another_persons(self, manager: User, programme: Programme) -> None:
        address = address_of(manager)

        signed_in(accounts.manager(programme.provider)).post(reverse("workshops:calendar"), sent(do="end"))

        assert Client().get(address).status_code == 200

    def test_the_database_keeps_one_for_a_person(self, manager: User) -> None:
        address_of(manager)

        with pytest.raises(IntegrityError, match="calendar_address_is_one_for_a_user"), transaction.atomic():
            CalendarAddress.objects.create(user=manager, digest="another", made_at=NOW)

    def test_nothing_is_kept_of_it_on_the_way_and_posting_to_it_does_nothing(self, manager: User) -> None:
        address = address_of(manager)

        answer = Client().get(address)

        assert "no-store" in answer["Cache-Control"]
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert not answer.cookies
        assert Client().post(address).status_code == 405

    def test_fifty_workshops_cost_no_more_queries_than_two(self, programme: Programme, manager: User) -> None:
        address, counted = address_of(manager), []
        for week in range(2):
            for more in range(4):
                workshops.pair(programme, first_on=date(2026, 12, 2) + timedelta(weeks=4 * week + more))
            with CaptureQueriesContext(connection) as queries:
                Client().get(address)
            counted.append(len(queries))
        assert counted[0] == counted[1] <= 8
        assert Workshop.objects.count() == 16
