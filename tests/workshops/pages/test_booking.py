"""Booking a woman, page by page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from correspondence.models import Message
from participants.models import KeepApart
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.workshops.pages.asking import run_of, sent, signed_in, text, worker
from workshops.models import Place

pytestmark = pytest.mark.django_db


class TestBooking:
    def test_pairs_are_offered_with_places_and_slack(self, programme: Programme, referral: Referral) -> None:
        pair = workshops.pair(programme)

        page = signed_in(worker(referral)).get(reverse("workshops:book", args=[referral.pk]))

        words = text(page)
        assert "Wed 2 December and Wed 30 December 2026" in words
        assert f"10am to 3pm, {pair[0].room.venue.name} — 12 places" in words
        assert "she would finish 62 days before her deadline" in words
        assert Event.objects.filter(verb="referral.view_booking", subject_id=referral.pk).exists()

    def test_what_is_not_possible_says_why(self, programme: Programme) -> None:
        tight = referrals.accepted(programme, deadline_on=date(2027, 1, 10))
        workshops.pair(programme, first_on=date(2026, 12, 16))
        full = workshops.pair(programme, capacity=1)
        workshops.booked(referrals.accepted(programme, crime_reference="44260777777"), full)

        page = signed_in(worker(tight)).get(reverse("workshops:book", args=[tight.pk]))

        words = text(page)
        assert "Not possible" in words
        assert "Wed 13 January 2027 is 3 days after the deadline." in words
        assert "Wed 2 December 2026 is full." in words
        assert "No dates on offer fit" in words

    def test_nothing_chosen_is_said_with_a_link_to_the_choices(
        self, programme: Programme, referral: Referral
    ) -> None:
        workshops.pair(programme)

        page = signed_in(worker(referral)).get(
            reverse("workshops:book", args=[referral.pk]), {"do": "choose"}
        )

        assert "Choose the dates that suit her" in text(page)
        assert "<title>Error: " in page.content.decode()

    def test_the_page_before_booking_says_what_will_be_sent(
        self, programme: Programme, referral: Referral
    ) -> None:
        pair = workshops.pair(programme)
        client = signed_in(worker(referral))

        chosen = client.get(reverse("workshops:book", args=[referral.pk]), {"run": run_of(pair)})
        page = client.get(chosen.headers["Location"])

        words = text(page)
        assert "Invitation letter with both dates" in words
        assert "Text the day before each workshop" in words
        assert "In full words" in words
        assert not Place.objects.exists()
        assert not Message.objects.exclude(purpose="ASK_AGAIN").exists()

    def test_sending_the_same_page_twice_books_once(self, programme: Programme, referral: Referral) -> None:
        pair = workshops.pair(programme)
        client = signed_in(worker(referral))
        address = reverse("workshops:book_confirm", args=[referral.pk]) + f"?run={run_of(pair)}"
        values = sent()

        first, second = client.post(address, values), client.post(address, values)

        assert first.status_code == second.status_code == 302
        assert first.headers["Location"] == second.headers["Location"]
        assert Place.objects.count() == 2

    def test_a_place_that_has_just_gone_is_said_and_nothing_is_lost(
        self, programme: Programme, referral: Referral
    ) -> None:
        pair = workshops.pair(programme, capacity=1)
        workshops.booked(referrals.accepted(programme, crime_reference="44260777777"), pair)

        page = signed_in(worker(referral)).post(
            reverse("workshops:book_confirm", args=[referral.pk]) + f"?run={run_of(pair)}", sent()
        )

        assert "The last place has just gone" in text(page)
        assert not Place.objects.filter(referral=referral).exists()

    def test_moving_her_asks_why(self, programme: Programme, referral: Referral) -> None:
        workshops.booked(referral, workshops.pair(programme))
        later = workshops.pair(programme, first_on=date(2027, 1, 6))
        client = signed_in(worker(referral))
        address = reverse("workshops:book_confirm", args=[referral.pk]) + f"?run={run_of(later)}"

        assert "Choose why she is moved" in text(client.post(address, sent()))
        client.post(address, sent(why="SHE_ASKED", asked_by="HER"))

        assert [p.workshop_id for p in Place.objects.held().order_by("during")] == [w.pk for w in later]

    def test_two_people_together_may_book_a_kept_apart_woman_with_the_second_one_s_own_password(
        self, programme: Programme, referral: Referral
    ) -> None:
        other = referrals.accepted(programme, crime_reference="44260777777")
        pair = workshops.pair(programme)
        workshops.booked(other, pair)
        assert referral.participant is not None
        KeepApart.objects.create(
            participant=referral.participant,
            other=other.participant,
            seal_key_id=referral.participant.seal_key_id,
            made_at=NOW,
            made_by="somebody",
        )
        manager = accounts.manager(programme.provider)
        second = accounts.coordinator(programme.provider, password=accounts.PASSWORD)
        client = signed_in(manager)
        page = client.get(reverse("workshops:book", args=[referral.pk]))
        assert other.reference in text(page)
        address = reverse("workshops:book_confirm", args=[referral.pk]) + f"?run={run_of(pair)}"
        values = {"reason": "Peace is made", "second_email": second.email}

        wrong = client.post(address, sent(**values, second_password="not hers"))
        assert "do not belong together" in text(wrong)
        assert not Place.objects.filter(referral=referral).exists()
        client.post(address, sent(**values, second_password=accounts.PASSWORD))

        assert Place.objects.filter(referral=referral, overridden_by_second=second.trail_name).count() == 2

    def test_the_number_of_queries_does_not_grow_with_the_groups(
        self, programme: Programme, referral: Referral
    ) -> None:
        client = signed_in(worker(referral))
        address = reverse("workshops:book", args=[referral.pk])
        workshops.pair(programme)
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)

        for week in range(1, 6):
            workshops.pair(programme, first_on=workshops.FIRST_ON + timedelta(weeks=week))
        with CaptureQueriesContext(connection) as many:
            client.get(address)

        assert len(many) == len(few)
        assert len(many) <= 25, "\n".join(q["sql"][:150] for q in many)

    def test_another_provider_s_case_is_not_found(self, referral: Referral) -> None:
        stranger = accounts.coordinator(accounts.OrganisationFactory.create())

        page = signed_in(stranger).get(reverse("workshops:book", args=[referral.pk]))

        assert page.status_code == 404
