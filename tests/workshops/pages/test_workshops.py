"""The pages of planned workshops."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.workshops.pages.asking import sent, signed_in, text, worker
from workshops import actions
from workshops.models import Cohort, Venue, Workshop, WorkshopPractitioner

pytestmark = pytest.mark.django_db


class TestWorkshops:
    def test_a_group_is_shown_before_it_is_saved(self, programme: Programme) -> None:
        room = workshops.room(programme.provider)
        jo = accounts.practitioner(programme.provider)
        client = signed_in(accounts.coordinator(programme.provider))
        chosen = {
            "programme": "juno",
            "first_on-day": "6",
            "first_on-month": "1",
            "first_on-year": "2027",
            "starts": "",
        }
        page = client.get(reverse("workshops:plan"), chosen)
        assert "Wed 6 January 2027" in text(page)
        assert "Wed 3 February 2027" in text(page)
        assert not Cohort.objects.exists()

        address = reverse("workshops:plan") + "?" + "&".join(f"{k}={v}" for k, v in chosen.items())
        client.post(address, sent(room=str(room.pk), practitioners=[str(jo.pk)], capacity="12", name=""))

        days = Workshop.objects.order_by("starts_at")
        assert [w.starts_at.date() for w in days] == [date(2027, 1, 6), date(2027, 2, 3)]
        assert WorkshopPractitioner.objects.filter(practitioner=jo).count() == 2

    @pytest.mark.parametrize(
        ("day", "said"),
        [
            (("25", "12", "2026"), "bank holiday"),
            (("2", "11", "2026"), "has passed"),
            (("31", "2", "2027"), "does not exist"),
        ],
    )
    def test_a_day_that_cannot_be_is_named(
        self, programme: Programme, day: tuple[str, str, str], said: str
    ) -> None:
        client = signed_in(accounts.coordinator(programme.provider))
        parts = dict(zip(("first_on-day", "first_on-month", "first_on-year"), day, strict=True))

        page = client.get(reverse("workshops:plan"), {"programme": "juno", "starts": "", **parts})

        assert said in text(page)
        assert "<title>Error: " in page.content.decode()

    def test_a_room_that_is_taken_is_named_beside_its_question(self, programme: Programme) -> None:
        there = workshops.pair(programme)[0]
        client = signed_in(accounts.coordinator(programme.provider))
        address = reverse("workshops:plan") + (
            "?programme=juno&first_on-day=2&first_on-month=12&first_on-year=2026&starts="
        )

        page = client.post(address, sent(room=str(there.room.pk), capacity="12", name="another"))

        assert "Another workshop is in that room at that time" in text(page)
        assert Cohort.objects.count() == 1

    def test_the_workshop_shows_what_helps_her_and_never_the_offence(self, programme: Programme) -> None:
        referral = referrals.accepted(
            programme, offence_text="Shoplifting", access_needs="Uses a wheelchair", interpreter="Polish"
        )
        place = workshops.booked(referral, workshops.pair(programme))[0]

        page = signed_in(worker(referral)).get(reverse("workshops:workshop", args=[place.workshop_id]))

        words = text(page)
        assert "Sam" in words
        assert "Uses a wheelchair" in words
        assert "Interpreter: Polish" in words
        assert "Shoplifting" not in words
        assert "Theft" not in words
        assert "<title>Wed 2 December 2026" in page.content.decode()
        assert Event.objects.filter(verb="workshop.view", subject_id=place.pk).exists()

    def test_a_list_of_five_costs_what_a_list_of_one_does(self, programme: Programme) -> None:
        client = signed_in(accounts.coordinator(programme.provider))
        workshops.pair(programme)
        client.get(reverse("workshops:workshops"))
        with CaptureQueriesContext(connection) as one:
            client.get(reverse("workshops:workshops"))
        for week in range(1, 5):
            workshops.pair(programme, first_on=workshops.FIRST_ON + timedelta(weeks=week))

        with CaptureQueriesContext(connection) as five:
            client.get(reverse("workshops:workshops"))

        assert len(five) == len(one)

    def test_cancelling_says_how_many_women_it_touches(
        self, programme: Programme, referral: Referral
    ) -> None:
        place = workshops.booked(referral, workshops.pair(programme))[0]
        client = signed_in(worker(referral))
        address = reverse("workshops:cancel", args=[place.workshop_id])

        assert "1 woman loses her place" in text(client.get(address))
        client.post(address, sent(why="Flood", places=str(place.pk)))

        assert Workshop.objects.get(pk=place.workshop_id).why_cancelled == "Flood"

    def test_a_coordinator_cannot_add_places(self, programme: Programme) -> None:
        pair = workshops.pair(programme)
        client = signed_in(accounts.coordinator(programme.provider))

        assert client.get(reverse("workshops:raise_capacity", args=[pair[0].pk])).status_code == 403

    def test_a_manager_adds_a_venue_with_its_room(self, programme: Programme) -> None:
        client = signed_in(accounts.manager(programme.provider))
        given = {"name": "Quay House", "address": "1 Quay", "postcode": "PO1 1AA", "travel_notes": "",
                 "access_notes": "Lift", "room_name": "Blue room", "people": "16"}  # fmt: skip

        client.post(reverse("workshops:venue_add"), sent(**given))

        venue = Venue.objects.get(name="Quay House")
        assert [(room.name, room.capacity) for room in venue.rooms.all()] == [("Blue room", 16)]

    def test_a_venue_changed_by_somebody_else_meanwhile_shows_both(self, programme: Programme) -> None:
        venue = workshops.room(programme.provider).venue
        client = signed_in(accounts.manager(programme.provider))
        given = {"name": venue.name, "address": "9 Other Street", "postcode": "PO1 1AA",
                 "travel_notes": "", "access_notes": "", "room_name": "", "people": ""}  # fmt: skip
        actions.amend_venue(
            venue,
            actions.VenueDetails(name=venue.name, address="8 First Street", postcode="PO1 1AA"),
            by=accounts.manager(programme.provider),
            at=NOW,
        )

        page = client.post(
            reverse("workshops:venue_edit", args=[venue.pk]), sent(version=str(venue.version), **given)
        )

        assert "8 First Street" in text(page)
        assert "9 Other Street" in text(page)
        assert Venue.objects.get(pk=venue.pk).address == "8 First Street"
