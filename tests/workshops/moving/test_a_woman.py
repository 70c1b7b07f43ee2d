"""Moving a woman to other workshops."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import User
from correspondence.models import Message
from programmes.models import Programme
from tests.factories import referrals, workshops
from tests.factories.accounts import NOW
from tests.workshops.moving.changes import woman
from tests.workshops.pages.asking import sent, signed_in, text
from workshops import actions
from workshops import refusals as no
from workshops.actions import Asked
from workshops.models import BookingMove, Place
from workshops.statuses import AskedBy, Mark, ReleaseReason

pytestmark = pytest.mark.django_db


class TestAWoman:
    def test_who_asked_and_why_is_kept_with_the_old_days_and_the_new(self, programme: Programme) -> None:
        referral = woman(programme, 1)
        workshops.booked(referral, workshops.pair(programme))
        later = workshops.pair(programme, first_on=date(2027, 1, 6))

        actions.move_run(
            referral,
            later,
            why=ReleaseReason.SHE_ASKED,
            asked=Asked(AskedBy.FOR_HER, "Her sister is in hospital"),
            by=referrals.worker_of(referral),
            at=NOW,
        )

        move = BookingMove.objects.get(referral=referral)
        assert (move.asked_by, move.why, move.words) == ("FOR_HER", "SHE_ASKED", "Her sister is in hospital")
        assert move.from_days == ["2026-12-02", "2026-12-30"]
        assert move.to_days == ["2027-01-06", "2027-02-03"]

    def test_another_workshop_two_leaves_her_seat_at_workshop_one(self, programme: Programme) -> None:
        referral = woman(programme, 1)
        first, second = workshops.booked(referral, workshops.pair(programme))
        other = workshops.pair(programme, first_on=date(2026, 12, 9))

        places = actions.move_run(
            referral,
            [first.workshop, other[1]],
            why=ReleaseReason.SHE_ASKED,
            by=referrals.worker_of(referral),
            at=NOW,
        )

        assert places[0] == first
        assert Place.objects.get(pk=first.pk).released_at is None
        assert Place.objects.get(pk=second.pk).why_released == "SHE_ASKED"
        assert places[1].workshop == other[1]
        news = Message.objects.about(referral.pk).filter(purpose="BOOKED_NEWS")
        assert news.count() == 2  # the officer hears of the new day too

    def test_another_workshop_two_may_be_had_while_the_building_of_workshop_one_is_shut(
        self, programme: Programme, manager: User
    ) -> None:
        referral, pair = woman(programme, 1), workshops.pair(programme)
        workshops.booked(referral, pair)
        later = workshops.pair(programme, first_on=date(2026, 12, 9))
        actions.shut_venue(
            pair[0].room.venue, first_on=workshops.FIRST_ON, last_on=None, why="A flood", by=manager, at=NOW
        )

        by = referrals.worker_of(referral)
        actions.move_run(referral, [pair[0], later[1]], why=ReleaseReason.SHE_ASKED, by=by, at=NOW)

        held = Place.objects.held().filter(referral=referral).order_by("workshop__starts_at")
        assert [place.workshop_id for place in held] == [pair[0].pk, later[1].pk]

    def test_another_workshop_two_after_workshop_one_is_a_move_too(self, programme: Programme) -> None:
        referral = woman(programme, 1)
        places = workshops.booked(referral, workshops.pair(programme))
        workshops.marked(places, Mark.HERE, by=referrals.worker_of(referral))
        at = places[0].workshop.ends_at + timedelta(days=1)
        other = workshops.pair(programme, first_on=date(2026, 12, 9))

        [moved] = actions.move_run(
            referral, other[1:], why=ReleaseReason.SHE_ASKED, by=referrals.worker_of(referral), at=at
        )

        assert moved.plan_step.number == 2
        assert Place.objects.get(pk=places[0].pk).mark == "HERE"

    def test_somebody_moving_her_meanwhile_is_said_and_she_stays(self, programme: Programme) -> None:
        referral = woman(programme, 1)
        workshops.booked(referral, workshops.pair(programme))
        later = workshops.pair(programme, first_on=date(2027, 1, 6))

        with pytest.raises(no.MovedMeanwhile):
            actions.move_run(
                referral,
                later,
                why=ReleaseReason.MOVED,
                by=referrals.worker_of(referral),
                at=NOW,
                seen=[uuid4()],
            )

        assert not BookingMove.objects.exists()

    def test_the_page_asks_who_and_why_and_the_case_shows_it(self, programme: Programme) -> None:
        referral = woman(programme, 1)
        held = workshops.booked(referral, workshops.pair(programme))
        later = workshops.pair(programme, first_on=date(2027, 1, 6))
        client = signed_in(referrals.worker_of(referral))
        run = ".".join(str(w.pk) for w in later)
        address = reverse("workshops:book_confirm", args=[referral.pk]) + f"?run={run}"

        assert "Choose who asked" in text(client.post(address, sent(why="SHE_ASKED")))
        places = ".".join(sorted(str(p.pk) for p in held))
        client.post(address, sent(why="SHE_ASKED", asked_by="HER", words="New job", places=places))

        page = text(client.get(reverse("casework:case_workshops", args=[referral.pk])))
        assert "How her dates changed" in page
        assert "From 2 Dec and 30 Dec to 6 Jan and 3 Feb" in page
        assert "She herself" in page
        assert "New job" in page
