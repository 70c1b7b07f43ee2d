"""Post that came back."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from casework.actions import telling
from correspondence import returned
from correspondence.models import Message, ReturnedLetter
from correspondence.moves import CannotMove
from correspondence.statuses import CameBack, MessageStatus
from participants import actions as participants
from programmes.models import Programme
from tests.casework.reach_lists.her import LATER, amended, her, may_post, on, posted
from tests.casework.test_pages import client_of, send
from tests.factories import casework
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db


def test_after_a_letter_came_back_nothing_is_posted_there_until_the_address_is_another(
    juno: Programme, worker: Any
) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    letter = posted(referral)
    assert may_post(referral)

    client = client_of(worker)
    with time_machine.travel(LATER, tick=False):
        link = reverse("correspondence:came_back", args=[letter.pk])
        assert link in client.get(reverse("correspondence:message", args=[letter.pk])).content.decode()
        answer = send(client, link, says="GONE_AWAY")
        row = ReturnedLetter.objects.get()
        assert answer.url == reverse("correspondence:returned", args=[row.pk])

    letter.refresh_from_db()
    assert (letter.status, letter.why) == (MessageStatus.FAILED, "CAME_BACK")
    assert Message.objects.needing_a_person().filter(pk=letter.pk).exists()
    assert not may_post(referral)
    assert on(referral, worker) == {"came-back"}
    events = Event.objects.filter(subject_id=her(referral).pk, verb="participant.post_came_back")
    assert events.get().facts["says"] == "GONE_AWAY"

    amended(referral, address_lines="2 Other Street\nExampletown")
    assert not may_post(referral)  # her yes was for the home before
    participants.confirm_safe_contact(
        her(referral), by=worker, at=LATER, source="HERSELF", **{**casework.SAFE, "post": "YES"}
    )
    assert may_post(referral)
    assert on(referral, worker) == set()
    with time_machine.travel(LATER, tick=False):
        assert "This is settled" in client.get(answer.url).content.decode()


def test_an_address_that_is_right_after_all_is_posted_to_again(juno: Programme, worker: Any) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    row = returned.come_back(posted(referral), says=CameBack.NOT_CALLED_FOR, by=worker, at=LATER)
    assert not may_post(referral)

    client = client_of(worker)
    with time_machine.travel(LATER, tick=False):
        send(client, reverse("correspondence:returned", args=[row.pk]))

    row.refresh_from_db()
    assert row.found_right_by == worker.trail_name
    assert may_post(referral)
    assert Event.objects.filter(verb="participant.address_found_right").count() == 1
    with pytest.raises(returned.NotFromHerAddress):
        returned.find_right(row, by=worker, at=LATER)


def test_only_a_posted_letter_comes_back_and_only_once(juno: Programme, worker: Any) -> None:
    letter = posted(casework.reached(programme=juno, worker=worker))
    returned.come_back(letter, says=CameBack.REFUSED, by=worker, at=LATER)

    with pytest.raises(CannotMove):
        returned.come_back(letter, says=CameBack.REFUSED, by=worker, at=LATER)
    assert ReturnedLetter.objects.count() == 1


def test_an_opened_letter_warns_that_somebody_may_have_read_it(juno: Programme, worker: Any) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    row = returned.come_back(posted(referral), says=CameBack.OPENED, by=worker, at=LATER)

    shown = client_of(worker).get(reverse("correspondence:returned", args=[row.pk])).content.decode()

    assert "Somebody may have read this letter" in shown


def test_nothing_turns_a_no_to_post_into_a_yes(juno: Programme, worker: Any) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    row = returned.come_back(posted(referral), says=CameBack.REFUSED, by=worker, at=LATER)
    telling.ask_what_is_safe(referral, answers={**casework.SAFE, "post": "NO"}, by=worker, at=LATER)

    returned.find_right(row, by=worker, at=LATER)

    assert not may_post(referral)


def test_another_providers_post_is_not_found(juno: Programme, worker: Any) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    letter = posted(referral)
    row = returned.come_back(letter, says=CameBack.REFUSED, by=worker, at=LATER)
    client = client_of(make.caseworker())

    assert client.get(reverse("correspondence:came_back", args=[letter.pk])).status_code == 404
    assert client.get(reverse("correspondence:returned", args=[row.pk])).status_code == 404
