"""Who is asked whether women hear of a building’s new words, and the page that asks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from correspondence.models import Message
from programmes.models import Programme
from tests.factories import workshops
from tests.factories.accounts import NOW
from tests.workshops.moving.building import (
    AFTER,
    NEW,
    OLD,
    TELL,
    addresses,
    amend,
    booked,
    details,
    in_a_run,
    posted,
)  # fmt: skip
from tests.workshops.moving.changes import LATER, purposes, woman
from tests.workshops.pages.asking import sent, signed_in, text
from workshops import actions
from workshops import refusals as no
from workshops.models import Place, Venue
from workshops.statuses import Mark


@pytest.mark.django_db
class TestWhoIsAsked:
    def test_where_women_are_booked_it_must_be_said(self, programme: Programme, manager: User) -> None:
        referral, venue = booked(programme)

        with pytest.raises(no.SayWhoHears):
            amend(venue, manager, None)

        assert Venue.objects.get(pk=venue.pk).address == venue.address
        assert addresses(referral) == {OLD}

    @pytest.mark.parametrize(
        "other", [{"map_link": "https://maps.example/quay"}, {"access_notes": "A ramp"}, {"island": True}]
    )
    def test_what_stands_in_no_letter_is_nobodys_news(
        self, programme: Programme, manager: User, other: dict[str, Any]
    ) -> None:
        referral, venue = booked(programme)
        before = set(Message.objects.about(referral.pk).values_list("pk", "status"))

        amend(venue, manager, None, address=venue.address, **other)

        assert set(Message.objects.about(referral.pk).values_list("pk", "status")) == before

    def test_once_her_days_are_over_nobody_is_asked(self, programme: Programme, manager: User) -> None:
        referral, venue = booked(programme)
        over = NOW + timedelta(days=60)

        amend(venue, manager, None, at=over)

        assert Venue.objects.get(pk=venue.pk).address.startswith(NEW)
        assert not Message.objects.about(referral.pk).filter(purpose="CHANGED_DATES").exists()

    def test_a_register_that_has_begun_holds_nobody_up_and_its_women_are_there_already(
        self, programme: Programme, manager: User
    ) -> None:
        room = workshops.room(programme.provider)
        now, later = workshops.pair(programme, room=room)
        here, coming = woman(programme, 1), woman(programme, 2)
        [place, _second] = workshops.booked(here, [now, later])
        third = workshops.pair(programme, room=room, first_on=date(2026, 12, 9))
        workshops.booked(coming, third)
        at = now.starts_at - timedelta(minutes=30)
        actions.mark(place, actions.Entry(Mark.HERE), by=manager, at=at)

        amend(room.venue, manager, TELL, at=at)

        assert {*addresses(coming), *addresses(here)} == {NEW}

    def test_somebody_booked_since_the_page_was_read_makes_it_be_read_again(
        self, programme: Programme, manager: User
    ) -> None:
        referral, venue = booked(programme)

        with pytest.raises(no.BookingsChanged):
            actions.amend_venue(venue, details(venue), who_hears=TELL, expected=[], by=manager, at=LATER)

        assert addresses(referral) == {OLD}


def typed(venue: Venue, **other: str) -> dict[str, Any]:
    as_it_is = {
        "name": venue.name, "address": f"{NEW}\r\nExampletown", "postcode": venue.postcode,
        "travel_notes": venue.travel_notes, "access_notes": venue.access_notes, "map_link": "",
        "access_facts": ["STEP_FREE"], "room_name": "", "people": "", "version": str(venue.version),
    }  # fmt: skip
    return sent(**{**as_it_is, **other})


def hidden(page: Any) -> dict[str, Any]:
    """Return what a page would send back, without an answer."""
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in given.items() if value not in (None, "")}


@pytest.mark.django_db
class TestThePage:
    def test_it_says_who_knows_the_old_address_what_goes_and_that_nothing_is_saved(
        self, programme: Programme, manager: User
    ) -> None:
        pair = workshops.pair(programme)
        venue = pair[0].room.venue
        for number, name in ((1, "Aisha"), (2, "Bronwen")):
            workshops.booked(woman(programme, number, first_names=name), pair)
        posted(Place.objects.filter(participant__first_names="Aisha")[0].referral)

        page = signed_in(manager).post(reverse("workshops:venue_edit", args=[venue.pk]), typed(venue))

        said = text(page)
        assert "Nothing is saved yet. 2 women are booked in this building." in said
        assert "1 has been told where it is, in the old words." in said
        assert "Knows the old one: Letter, Fri 20 Nov" in said
        assert "Has not been told where it is yet" in said
        assert "Until now: 2 Quay Street, Exampletown, PO1 2AB 7 Chapel Lane" in said
        assert "Her new dates (letter)" in said
        assert "nobody need be told" in said
        assert Venue.objects.get(pk=venue.pk).address == venue.address

    @pytest.mark.parametrize(("answer", "changed"), [("EVERYBODY", True), ("NOBODY", False)])
    def test_the_answer_saves_what_was_typed(
        self, programme: Programme, manager: User, answer: str, changed: bool
    ) -> None:
        referral, venue = booked(programme)
        posted(referral)
        client, where = signed_in(manager), reverse("workshops:venue_edit", args=[venue.pk])
        page = client.post(where, typed(venue, room_name="Blue room", people="9"))

        missing = client.post(where, hidden(page))
        done = client.post(where, {**hidden(page), "who_hears": answer})

        assert "Say whether each woman is told" in text(missing)
        assert done.status_code == 302
        now = Venue.objects.get(pk=venue.pk)
        assert (now.address.splitlines(), now.access_facts) == ([NEW, "Exampletown"], ["STEP_FREE"])
        assert now.rooms.filter(name="Blue room", capacity=9).exists()
        assert ("CHANGED_DATES" in purposes(referral)) is changed
        assert client.post(where, {**hidden(page), "who_hears": answer}).status_code == 302
        assert Venue.objects.get(pk=venue.pk).version == now.version

    def test_the_way_back_keeps_what_was_typed(self, programme: Programme, manager: User) -> None:
        _referral, venue = booked(programme)
        client, where = signed_in(manager), reverse("workshops:venue_edit", args=[venue.pk])
        page = client.post(where, typed(venue))

        again = client.post(where, {**hidden(page), "back": "1"})

        assert again.status_code == 200
        assert NEW in again.content.decode()
        assert "Name of the building" in text(again)

    def test_it_names_the_open_print_run_a_letter_leaves(self, programme: Programme, manager: User) -> None:
        referral, venue = booked(programme)
        _letter, run = in_a_run(referral, manager)

        with time_machine.travel(AFTER):
            page = signed_in(manager).post(reverse("workshops:venue_edit", args=[venue.pk]), typed(venue))

        assert "1 letter in an open print run is taken out of it" in text(page)
        assert reverse("correspondence:run", args=[run.pk]) in page.content.decode()

    def test_seven_women_cost_no_more_queries_than_two(self, programme: Programme, manager: User) -> None:
        pair = workshops.pair(programme, capacity=12)
        venue = pair[0].room.venue
        client, counted = signed_in(manager), []
        for number in range(1, 8):
            referral = woman(programme, number)
            workshops.booked(referral, pair)
            posted(referral)
            if number in (2, 7):
                with CaptureQueriesContext(connection) as queries:
                    client.post(reverse("workshops:venue_edit", args=[venue.pk]), typed(venue))
                counted.append(len(queries))

        assert counted[0] == counted[1]
        assert counted[0] <= 25
