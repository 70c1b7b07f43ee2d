"""What is written in place of a held message is held as well."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from audit import trail
from correspondence import holding
from correspondence.models import Message
from correspondence.statuses import Channel
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import referrals, workshops
from tests.factories.accounts import NOW
from tests.workshops.moving.building import SPELL, TELL, amend
from tests.workshops.moving.changes import EARLIER, LATER, to, woman
from workshops import actions
from workshops.models import Place
from workshops.statuses import ReleaseReason, WhoHears

pytestmark = pytest.mark.django_db
WHY = "Her partner is at home"


@pytest.fixture
def place(programme: Programme) -> Place:
    return workshops.booked(woman(programme, 1), workshops.pair(programme))[0]


def hold(referral: Referral, purpose: str, channel: Channel = Channel.TEXT) -> Message:
    message = Message.objects.about(referral.pk).filter(purpose=purpose, channel=channel).latest("due_at")
    return holding.hold(message, reason=WHY, by=trail.SERVICE, at=NOW)


def held(referral: Referral) -> set[tuple[str, str]]:
    return set(Message.objects.about(referral.pk).held().values_list("purpose", "channel"))


def test_a_moved_workshop_takes_the_held_text_back_and_holds_the_new_one(place: Place, manager: User) -> None:
    old = hold(place.referral, "BOOKED")

    actions.move_workshop(place.workshop, to(place.workshop, EARLIER), why="Flood", by=manager, at=LATER)

    old.refresh_from_db()
    assert (old.status, old.why) == ("WITHDRAWN", "WORKSHOP_MOVED")
    new = Message.objects.about(place.referral_id).held().get()
    assert (new.purpose, new.channel, new.hold_reason) == ("BOOKED", "TEXT", WHY)
    assert new.pk != old.pk


def test_the_word_that_her_dates_changed_is_held_in_the_place_of_the_first(
    place: Place, manager: User
) -> None:
    hold(place.referral, "BOOKED")
    gone = Message.objects.about(place.referral_id).get(purpose="INVITATION")
    Message.objects.filter(pk=gone.pk).update(channel="TEXT", status="SENT", ended_at=NOW, ended_by="x")

    actions.move_workshop(place.workshop, to(place.workshop, EARLIER), why="Flood", by=manager, at=LATER)

    assert held(place.referral) == {("CHANGED_DATES", "TEXT")}


def test_other_dates_of_her_own_hold_the_reminder_too(place: Place, programme: Programme) -> None:
    hold(place.referral, "REMINDER_DAY")
    later = workshops.pair(programme, first_on=to(place.workshop, EARLIER).on + timedelta(days=36))

    actions.move_run(
        place.referral, later, why=ReleaseReason.MOVED, by=referrals.worker_of(place.referral), at=LATER
    )

    assert held(place.referral) == {("REMINDER_DAY", "TEXT")}


@pytest.mark.parametrize("who", [TELL, SPELL])
def test_another_address_leaves_it_held(place: Place, manager: User, who: WhoHears) -> None:
    hold(place.referral, "BOOKED")

    amend(place.workshop.room.venue, manager, who, name="Chapel House")

    kept = Message.objects.about(place.referral_id).held().get()
    assert (kept.purpose, kept.hold_reason) == ("BOOKED", WHY)
    assert "Chapel House" in (kept.words or "")


def test_what_was_held_and_is_too_late_holds_nothing_more(place: Place, manager: User) -> None:
    old = hold(place.referral, "BOOKED")
    Message.objects.filter(pk=old.pk).update(
        status="TOO_LATE", why="NOT_AFTER", ended_at=NOW, ended_by="worker"
    )

    actions.move_workshop(place.workshop, to(place.workshop, EARLIER), why="Flood", by=manager, at=LATER)

    assert held(place.referral) == set()
