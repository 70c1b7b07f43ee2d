"""She comes once and not the second time: she is heard, then a person decides, then police are told facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.models import User
from correspondence import outbox
from referrals.models import OutcomeNotice, Referral
from tests.conftest import Service
from tests.factories import accounts, casework, referrals
from tests.factories import workshops as planned
from tests.system import steps
from tests.system.browsing import Desk, at_a_desk
from tests.system.cast import DURING, OFFICER, REFERRED, SECOND_ON, Cast, cast, hers
from workshops.models import Place
from workshops.statuses import Mark

pytestmark = [pytest.mark.browser, pytest.mark.slow]
THE_DAY_AFTER = datetime(2027, 2, 25, 9, 30, tzinfo=UTC)
SHE_SAID = "Her son had a fever and she had no credit to ring"
UNDECIDED = "Decide about every workshop she missed before you tell police that she did not attend."
NOT_HEARD = "Try to hear her reason for every workshop she missed"
NOT_TOLD = "Nothing here shows that she was told the dates she missed"
STILL_POSSIBLE = "She can still finish before her deadline."


@pytest.fixture
def clock(service: Service) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING[2], tick=True) as traveller:
        yield traveller


def came_to_the_first(people: Cast, *, told: bool) -> Referral:
    """Take her by the actions themselves to the morning of workshop 2."""
    officer: User = accounts.officer(referrals.force_of(people.programme), email=OFFICER)
    referral = casework.reached(
        programme=people.programme,
        worker=people.coordinator,
        by=officer,
        at=REFERRED,
        first_names="Bronwen",
        last_name="Penhaligon",
        preferred_name="Bron",
        deadline_on=date(2027, 4, 30),
    )
    places = planned.booked(referral, people.workshops, at=REFERRED + timedelta(hours=4))
    if told:
        casework.told_dates(referral, at=REFERRED + timedelta(hours=5))
    planned.marked(places[:1], Mark.HERE, by=people.practitioner)
    return referral


def hand_back(desk: Desk, referral: Referral) -> None:
    """Ask to hand the case back because she can no longer finish in time."""
    desk.open(f"/cases/{referral.pk}/hand-back/")
    desk.fill({"ground": "CANNOT_BE_MET"})
    desk.press("Check what police will read")


def is_still_open(referral: Referral) -> bool:
    referral.refresh_from_db()
    return referral.status == "ACCEPTED" and not OutcomeNotice.objects.exists()


def test_she_is_heard_before_police_are_told_and_they_are_told_facts_only(
    service: Service, browser: Browser, clock: time_machine.Traveller
) -> None:
    people = cast()
    referral = came_to_the_first(people, told=True)

    with at_a_desk(browser, service, viewport={"width": 810, "height": 1080}) as tablet:
        steps.mark_the_register(tablet, people, "Not here")
    clock.move_to(THE_DAY_AFTER)
    outbox.send_due(clock=timezone.now)
    with at_a_desk(browser, service) as desk:
        desk.sign_in(people.coordinator)
        desk.sees("Absences to note")
        _refused_while_nobody_heard_her(desk, referral)
        _ring_her(desk, referral)
        _note_what_she_said(desk)
        _refused_while_undecided(desk, referral)
        _decide_and_hand_back(desk, referral)
    with at_a_desk(browser, service) as officer:
        _police_read_it(officer)

    assert Place.objects.held().filter(referral=referral).count() == 2  # what was, stays


def _refused_while_nobody_heard_her(desk: Desk, referral: Referral) -> None:
    hand_back(desk, referral)
    desk.is_told_of_mistakes()
    desk.sees(UNDECIDED)
    desk.sees(NOT_HEARD)
    assert is_still_open(referral)


def _ring_her(desk: Desk, referral: Referral) -> None:
    desk.open("/today/")
    desk.follow("Open the call page", within=f"section:has(#call) {steps.row()}")
    desk.fill({"outcome": "SPOKE", "words": SHE_SAID})
    desk.press("Log the call")
    desk.sees("Call logged: you spoke to her.")


def _note_what_she_said(desk: Desk) -> None:
    desk.go_to("Today")
    desk.follow("Note the absence", within=steps.row())
    desk.sees("She was not there on Wed 24 February 2027")
    desk.fill({"told_before": "NO", "reason": "CHILD", "words": SHE_SAID, "asked_her": "on"})
    desk.press("Save")
    desk.sees("Decide what follows from the absence")


def _refused_while_undecided(desk: Desk, referral: Referral) -> None:
    hand_back(desk, referral)
    desk.sees(UNDECIDED)
    desk.does_not_see(NOT_HEARD)
    assert is_still_open(referral)


def _decide_and_hand_back(desk: Desk, referral: Referral) -> None:
    desk.open(f"/cases/{referral.pk}/")
    desk.follow("Decide", within=".juno-next")
    desk.fill({"decision": "REPORT"})
    desk.press("Save")
    desk.follow("Hand back to police", within=".juno-next")
    desk.fill({"ground": "CANNOT_BE_MET"})
    desk.press("Check what police will read")
    desk.sees("Police will read exactly this")
    desk.sees("Wed 27 January 2027")
    assert is_still_open(referral)
    desk.press("Hand back and tell police")
    desk.sees("Waiting for police to acknowledge")
    referral.refresh_from_db()
    assert (referral.status, OutcomeNotice.objects.get().ground) == ("NOT_COMPLETED", "CANNOT_BE_MET")


def _police_read_it(officer: Desk) -> None:
    sent_before = len(mail.outbox)
    outbox.send_due(clock=timezone.now)
    (told,) = [message for message in mail.outbox[sent_before:] if message.to == [OFFICER]]
    assert "Bron" not in f"{told.subject} {told.body}"
    officer.sign_in_by_code(OFFICER)
    officer.go_to("Outcomes")
    officer.follow(hers().reference, within="main")
    officer.sees("Wed 27 January 2027")
    officer.sees("The workshops can no longer be completed in time")
    officer.does_not_see(SHE_SAID, "fever", "child", "Spoke to her", "breach", "failed to attend")
    officer.press("I have read this")
    officer.sees("Acknowledged")


def test_she_is_not_reported_for_a_day_nobody_told_her_and_gets_other_dates(
    service: Service, browser: Browser, clock: time_machine.Traveller
) -> None:
    people = cast()
    referral = came_to_the_first(people, told=False)
    later = planned.pair(people.programme, first_on=SECOND_ON)
    missed = Place.objects.get(referral=referral, plan_step__number=2)
    planned.marked([missed], Mark.NOT_HERE, by=people.practitioner)
    clock.move_to(THE_DAY_AFTER)

    with at_a_desk(browser, service) as desk:
        desk.sign_in(people.coordinator)
        desk.follow("Note the absence", within=steps.row())
        desk.fill({"told_before": "NO", "reason": "NOT_TOLD", "asked_her": "on", "decision": "REBOOK"})
        desk.press("Save")
        hand_back(desk, referral)
        desk.sees(NOT_TOLD)
        desk.sees(STILL_POSSIBLE)
        assert is_still_open(referral)

        desk.open(f"/cases/{referral.pk}/")
        desk.follow("See the dates")
        desk.page.get_by_role("radio").first.check()
        desk.press("Continue")
        desk.press("Book her and prepare what is sent")
        desk.sees("Booked: Wed 24 March 2027")

    held = Place.objects.held().filter(referral=referral, mark=Mark.NOT_MARKED)
    assert [place.workshop_id for place in held] == [later[1].pk]
    assert is_still_open(referral)
