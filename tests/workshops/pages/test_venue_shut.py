"""Days on which a building is shut: nothing is planned, moved or booked there, and what stands is said."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.workshops.pages.asking import sent, signed_in, text, worker
from tests.workshops.pages.test_year import asked, day
from workshops import actions
from workshops import refusals as no
from workshops.models import Cohort, Room, Venue, VenueClosure, Workshop

pytestmark = pytest.mark.django_db
SECOND = date(2026, 12, 30)  # the second day of a group that begins on workshops.FIRST_ON


@pytest.fixture
def manager(programme: Programme) -> User:
    return accounts.manager(programme.provider)


@pytest.fixture
def room(programme: Programme) -> Room:
    return workshops.room(programme.provider, name="Quay Hall")


def shut(room: Room, manager: User, first: date = SECOND, last: date | None = None) -> VenueClosure:
    why = "the floor is being mended"
    return actions.shut_venue(room.venue, first_on=first, last_on=last, why=why, by=manager, at=NOW)


class TestNothingIsPlannedThere:
    @pytest.mark.parametrize(
        ("first", "last"),
        [(SECOND, None), (date(2026, 12, 24), SECOND), (SECOND, date(2027, 1, 4))],
    )
    def test_a_group_with_a_day_on_it_is_refused_by_name(
        self, programme: Programme, manager: User, room: Room, first: date, last: date | None
    ) -> None:
        shut(room, manager, first, last)

        with pytest.raises(
            no.BuildingShut, match=r"Quay Hall is shut .*: the floor is being mended\. Choose"
        ):
            workshops.pair(programme, room=room)

        assert not Cohort.objects.exists()

    @pytest.mark.parametrize(
        ("first", "last"),
        [(SECOND - timedelta(days=9), SECOND - timedelta(days=1)), (date(2026, 12, 31), None)],
    )
    def test_the_day_before_and_the_day_after_are_free(
        self, programme: Programme, manager: User, room: Room, first: date, last: date | None
    ) -> None:
        shut(room, manager, first, last)

        assert len(workshops.pair(programme, room=room)) == 2

    def test_another_building_is_free(self, programme: Programme, manager: User, room: Room) -> None:
        shut(room, manager)

        assert len(workshops.pair(programme)) == 2

    def test_taken_back_the_building_is_free_again(
        self, programme: Programme, manager: User, room: Room
    ) -> None:
        actions.open_venue(shut(room, manager), by=manager, at=NOW)

        assert len(workshops.pair(programme, room=room)) == 2
        assert [e.verb for e in Event.objects.filter(verb__in=("venue.shut", "venue.open")).order_by("pk")] == [
            "venue.shut", "venue.open",
        ]  # fmt: skip

    def test_one_workshop_by_itself_is_refused(self, programme: Programme, manager: User, room: Room) -> None:
        shut(room, manager)
        begins = timezone.make_aware(datetime.combine(SECOND, time(10)))

        with pytest.raises(no.BuildingShut):
            actions.add_workshop(programme, room=room, starts_at=begins, step_number=1, by=manager, at=NOW)

        assert not Workshop.objects.exists()

    def test_a_workshop_is_not_moved_into_it(self, programme: Programme, manager: User, room: Room) -> None:
        _first, second = workshops.pair(programme)
        shut(room, manager)

        there = actions.Change(on=SECOND, starts=time(10), room=room)
        with pytest.raises(no.BuildingShut):
            actions.move_workshop(second, there, why="Nearer", by=manager, at=NOW)

        assert Workshop.objects.get(pk=second.pk).room_id == second.room_id

    def test_a_year_says_it_beside_the_group(self, programme: Programme, manager: User, room: Room) -> None:
        shut(room, manager, date(2027, 1, 6))

        words = text(signed_in(manager).get(asked(room)))

        assert (
            "Wed 6 January 2027: Quay Hall is shut on Wed 6 January 2027: the floor is being mended." in words
        )
        assert "1 of them cannot be as it stands" in words


class TestWhatIsPlannedThereAlready:
    def test_nobody_is_booked_into_it_until_it_is_moved(
        self, programme: Programme, manager: User, room: Room, referral: Referral
    ) -> None:
        pair = workshops.pair(programme, room=room)
        closure = shut(room, manager)

        page = text(signed_in(worker(referral)).get(reverse("workshops:book", args=[referral.pk])))

        assert "The building is shut that day." in page
        with pytest.raises(no.DoesNotFit, match="shut"):
            workshops.booked(referral, pair)
        actions.open_venue(closure, by=manager, at=NOW)
        assert len(workshops.booked(referral, pair)) == 2

    def test_no_officer_holds_it(self, programme: Programme, manager: User, room: Room) -> None:
        pair = workshops.pair(programme, room=room)
        shut(room, manager)
        officer = accounts.officer(referrals.force_of(programme))

        with pytest.raises(no.DoesNotFit, match="shut"):
            actions.hold_run(referrals.draft(programme, by=officer), pair, by=officer, at=NOW)

    def test_who_is_booked_keeps_her_place_and_the_workshop_says_so(
        self, programme: Programme, manager: User, room: Room, referral: Referral
    ) -> None:
        places = workshops.booked(referral, workshops.pair(programme, room=room))
        shut(room, manager)

        pages = [
            text(signed_in(manager).get(reverse("workshops:workshop", args=[place.workshop_id])))
            for place in places
        ]

        assert all(place.released_at is None for place in places)
        assert ["Quay Hall is shut on Wed 30 December 2026" in page for page in pages] == [False, True]

    def test_its_list_of_days_names_it_and_the_manager_is_told(
        self, programme: Programme, manager: User, room: Room
    ) -> None:
        _first, second = workshops.pair(programme, room=room)
        address = reverse("workshops:venue_shut", args=[room.venue_id])
        answers = day("first_on", SECOND) | day("last_on", None) | {"why": "A wedding"}

        page = signed_in(manager).post(address, sent(**answers), follow=True)

        assert "1 workshop is planned there on those days: move or cancel it." in text(page)
        assert "A workshop is planned on Wed 30 December 2026" in text(page)
        assert reverse("workshops:workshop", args=[second.pk]) in page.content.decode()
        row = VenueClosure.objects.get()
        assert (row.first_on, row.last_on, row.why) == (SECOND, SECOND, "A wedding")


class TestItsPages:
    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            (day("last_on", date(2026, 12, 29)), "The last day is before the first"),
            (day("first_on", date(2026, 11, 1)), "Enter a day that has not passed"),
            (day("first_on", None), "Enter the first day it is shut"),
            ({"why": " "}, "Enter why it is shut"),
        ],
    )
    def test_a_mistake_is_said_and_nothing_is_kept(
        self, manager: User, room: Room, changed: dict[str, Any], said: str
    ) -> None:
        answers = {**day("first_on", SECOND), **day("last_on", None), "why": "A wedding", **changed}
        address = reverse("workshops:venue_shut", args=[room.venue_id])

        assert said in text(signed_in(manager).post(address, sent(**answers)))
        assert not VenueClosure.objects.exists()

    def test_the_list_of_buildings_says_when_and_why(self, manager: User, room: Room) -> None:
        shut(room, manager, date(2026, 12, 24), SECOND)
        shut(room, manager, date(2026, 1, 5))  # gone by

        words = text(signed_in(manager).get(reverse("workshops:venues")))

        assert "From Thu 24 December 2026 to Wed 30 December 2026: the floor is being mended" in words
        assert "5 January" not in words

    def test_it_is_taken_back_on_a_page_of_its_own(self, manager: User, room: Room) -> None:
        address = reverse("workshops:venue_open", args=[shut(room, manager).pk])

        assert "It was noted as shut on Wed 30 December 2026" in text(signed_in(manager).get(address))
        signed_in(manager).post(address, sent())

        assert VenueClosure.objects.get().ended_at is not None

    def test_a_manager_of_another_service_sees_none_of_it(self, manager: User, room: Room) -> None:
        row, stranger = (
            shut(room, manager),
            signed_in(accounts.manager(accounts.OrganisationFactory.create())),
        )

        for name, pk in (("venue_shut", room.venue_id), ("venue_open", row.pk)):
            assert stranger.get(reverse(f"workshops:{name}", args=[pk])).status_code == 404

    def test_fifty_buildings_cost_no_more_queries_than_one(self, programme: Programme, manager: User) -> None:
        client, address = signed_in(manager), reverse("workshops:venues")
        client.get(address)
        counted = []
        for _time in range(2):
            for _building in range(4):
                shut(workshops.room(programme.provider), manager)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(address)
            counted.append(len(queries))
        assert counted[0] == counted[1] <= 25

    def test_the_database_keeps_no_days_that_end_before_they_begin(self, manager: User, room: Room) -> None:
        row = shut(room, manager)

        with pytest.raises(IntegrityError, match="venue_closure_ends_after_it_begins"), transaction.atomic():
            VenueClosure.objects.filter(pk=row.pk).update(last_on=SECOND - timedelta(days=1))


class TestItsMap:
    def answers(self, **changed: str) -> dict[str, Any]:
        given = {
            "name": "Quay Hall", "address": "2 Quay Street", "postcode": "PO1 2AB", "room_name": "Main",
            "people": "12", "map_link": "https://maps.example/quay-hall", **changed,
        }  # fmt: skip
        return sent(**given)

    def test_a_link_to_a_map_stands_on_the_venue(self, manager: User) -> None:
        client = signed_in(manager)
        client.post(reverse("workshops:venue_add"), self.answers())

        assert Venue.objects.get().map_link == "https://maps.example/quay-hall"
        page = client.get(reverse("workshops:venues")).content.decode()
        assert 'href="https://maps.example/quay-hall" rel="noreferrer noopener"' in page

    @pytest.mark.parametrize("link", ["http://maps.example/", "javascript:alert(1)", "quay hall"])
    def test_what_is_no_safe_address_is_refused(self, manager: User, link: str) -> None:
        page = signed_in(manager).post(reverse("workshops:venue_add"), self.answers(map_link=link))

        assert "beginning with https://" in text(page)
        assert not Venue.objects.exists()


class TestDatesOfOneGroup:
    """On the page of one group the days that follow may be changed before anything is saved."""

    ADDRESS = "?programme=juno&first_on-day=6&first_on-month=1&first_on-year=2027&starts="

    def send(self, manager: User, room: Room, second: date | None) -> Any:
        given = {"room": str(room.pk), "capacity": "12", "name": "", **day("on-2", second)}
        return signed_in(manager).post(reverse("workshops:plan") + self.ADDRESS, sent(**given))

    def days(self) -> list[date]:
        return [timezone.localdate(w.starts_at) for w in Workshop.objects.order_by("starts_at")]

    def test_the_day_that_follows_is_filled_in(self, manager: User, room: Room) -> None:
        page = signed_in(manager).get(reverse("workshops:plan") + self.ADDRESS).content.decode()

        assert re.search(r'name="on-2-day"[^>]* value="3"', page)
        assert re.search(r'name="on-2-month"[^>]* value="2"', page)

    def test_another_day_within_the_gap_is_kept(self, manager: User, room: Room) -> None:
        self.send(manager, room, date(2027, 2, 5))

        assert self.days() == [date(2027, 1, 6), date(2027, 2, 5)]

    def test_left_empty_it_follows(self, manager: User, room: Room) -> None:
        self.send(manager, room, None)

        assert self.days() == [date(2027, 1, 6), date(2027, 2, 3)]

    def test_a_day_outside_the_gap_is_refused_beside_its_question(self, manager: User, room: Room) -> None:
        page = self.send(manager, room, date(2027, 1, 11))

        assert "too soon or too late after the day before it" in text(page)
        assert 'href="#id_on-2' in page.content.decode()
        assert not Workshop.objects.exists()
