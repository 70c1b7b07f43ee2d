"""The page that says first what a change means."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from correspondence.models import Message
from programmes.models import Programme
from tests.factories import workshops
from tests.workshops.moving.changes import EARLIER, address, asked, woman
from tests.workshops.pages.asking import sent, signed_in, text
from workshops.models import Place

pytestmark = pytest.mark.django_db


class TestThePage:
    def test_it_says_how_many_women_what_goes_and_whose_deadline_breaks_before_anything_changes(
        self, programme: Programme, manager: User
    ) -> None:
        pair = workshops.pair(programme)
        workshops.booked(woman(programme, 1, first_names="Aisha", deadline_on=date(2027, 1, 3)), pair)
        workshops.booked(woman(programme, 2, first_names="Bronwen"), pair)
        client = signed_in(manager)

        page = text(client.get(address(pair[1]), asked(date(2027, 1, 5), pair[1])))

        assert "1 woman loses her place" in page
        assert "1 woman keeps her place" in page
        assert "Tue 5 January 2027 is 2 days after the deadline." in page
        assert "Word that a date is off (text)" in page
        assert "Invitation letter with both dates (letter)" in page
        assert Place.objects.held().count() == 4
        assert not Message.objects.filter(purpose="DATES_GONE").exists()

    def test_confirming_moves_it_and_its_page_keeps_the_history(
        self, programme: Programme, manager: User
    ) -> None:
        pair = workshops.pair(programme)
        places = workshops.booked(woman(programme, 1), pair)
        client = signed_in(manager)
        query = "?" + "&".join(f"{k}={v}" for k, v in asked(EARLIER, pair[0]).items())

        done = client.post(address(pair[0]) + query, sent(why="Flood", version=1, places=str(places[0].pk)))

        assert done.status_code == 302
        page = text(client.get(reverse("workshops:workshop", args=[pair[0].pk])))
        assert "Tue 1 December 2026" in page
        assert "from Wed 2 December 2026 at 10am" in page
        assert "Flood" in page

    def test_a_day_that_has_passed_is_said_beside_the_day(self, programme: Programme, manager: User) -> None:
        pair = workshops.pair(programme)

        page = text(signed_in(manager).get(address(pair[0]), asked(date(2026, 11, 1), pair[0])))

        assert "nothing is moved into the past" in page

    def test_seven_women_cost_no_more_queries_than_two(self, programme: Programme, manager: User) -> None:
        pair = workshops.pair(programme, capacity=12)
        client = signed_in(manager)
        counted = []
        for number in range(1, 8):
            workshops.booked(woman(programme, number), pair)
            if number in (2, 7):
                with CaptureQueriesContext(connection) as queries:
                    client.get(address(pair[0]), asked(EARLIER, pair[0]))
                counted.append(len(queries))

        assert counted[0] == counted[1]
        assert counted[0] <= 25
