"""What is sent empty, twice, or again from the back button: nothing is lost and nothing done twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect

from accounts.models import User
from audit.models import Event
from referrals import actions
from referrals.models import QuestionKind, Referral
from tests.conftest import Service
from tests.factories import accounts, casework, referrals
from tests.factories import workshops as planned
from tests.system.browsing import Desk, at_a_desk
from tests.system.cast import DURING, REFERRED, Cast, cast
from workshops.models import Place
from workshops.statuses import Mark

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HERS: dict[str, Any] = {"first_names": "Bronwen", "last_name": "Penhaligon"}
TWICE = """
async () => {
  const form = document.querySelector("main form[method=post]");
  const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
  const answers = await Promise.all([send(), send()]);
  return answers.map((answer) => `${answer.status} ${new URL(answer.url).pathname}`);
}
"""


@dataclass(frozen=True)
class World:
    """One woman at each point where a form is to be filled in."""

    people: Cast
    officer: User
    draft: Referral
    sent: Referral
    reached: Referral
    absent: Place
    question: Any


@pytest.fixture
def clock(service: Service) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(REFERRED + timedelta(hours=6), tick=True) as traveller:
        yield traveller


@pytest.fixture
def world(clock: time_machine.Traveller) -> World:
    people = cast()
    programme, worker = people.programme, people.coordinator
    officer = accounts.officer(referrals.force_of(programme))
    given = {**HERS, "deadline_on": DURING[2].date() + timedelta(days=60), "by": officer, "at": REFERRED}
    came = casework.reached(programme=programme, worker=worker, **given, crime_reference="44270000001")
    places = planned.booked(came, people.workshops, at=REFERRED + timedelta(hours=4))
    sent = referrals.submitted(programme, **given, crime_reference="44270000002")
    return World(
        people,
        officer,
        referrals.draft(programme, by=officer, at=REFERRED, pages={}),
        sent,
        casework.reached(programme=programme, worker=worker, **given, crime_reference="44270000003"),
        places[0],
        actions.ask(sent, kind=QuestionKind.OTHER, words="Which?", by=worker, at=timezone.now()),
    )


def come_in(desk: Desk, user: User) -> None:
    """Give the browser a session: how people sign in is told in the stories."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    desk.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": desk.service.url}]
    )


def says_what_is_missing(desk: Desk, path: str, button: str) -> None:
    """Send a form empty: the title says so, the summary has the focus, and its links lead to questions."""
    page = desk.page
    page.goto(desk.service.url + path)
    if not desk.button(button).is_visible():
        page.locator("main details:not([open]) > summary").first.click()
    desk.press(button)

    desk.is_told_of_mistakes()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    links = page.locator(".govuk-error-summary__list a")
    assert links.count() > 0, path
    for number in range(links.count()):
        links.nth(number).click()
        found = page.evaluate("document.activeElement.matches('main input, main select, main textarea')")
        assert found, f"{path}: {links.nth(number).inner_text()}"


def test_every_form_police_fill_in_says_what_is_missing(
    service: Service, browser: Browser, world: World
) -> None:
    with at_a_desk(browser, service) as desk:
        says_what_is_missing(desk, "/sign-in/", "Sign in")
        says_what_is_missing(desk, "/sign-in/code/", "Email me a code")
        come_in(desk, world.officer)
        says_what_is_missing(desk, "/referrals/start/", "Continue")
        for key in ("about", "reach", "offence", "help"):
            says_what_is_missing(desk, f"/referrals/{world.draft.pk}/{key}/", "Save and continue")
        says_what_is_missing(desk, f"/questions/{world.question.pk}/answer/", "Send the answer")
    assert Referral.objects.sent().count() == 3


def test_every_form_of_a_case_says_what_is_missing(service: Service, browser: Browser, world: World) -> None:
    case, sent = f"/cases/{world.reached.pk}", f"/referrals/{world.sent.pk}"
    events = Event.objects.filter(verb__in=["referral.decline", "referral.withdraw", "case.call"]).count()
    with at_a_desk(browser, service) as desk:
        come_in(desk, world.people.coordinator)
        for path, button in (
            (f"{sent}/decline/", "Decline the referral"),
            (f"{sent}/ask/", "See what police will read"),
            (f"{case}/call/", "Log the call"),
            (f"{case}/safe-contact/", "Save what she said"),
            (f"{case}/book/", "Continue"),
            (f"{case}/notes/", "Save the note"),
            (f"{case}/arrangement/", "Add the arrangement"),
            (f"{case}/hand-back/", "Check what police will read"),
            (f"{case}/withdraw/", "Withdraw the referral"),
        ):
            says_what_is_missing(desk, path, button)
        come_in(desk, world.people.manager)
        says_what_is_missing(desk, "/venues/add/", "Save the venue")
    refused = Event.objects.filter(verb__in=["referral.decline", "referral.withdraw", "case.call"])
    assert refused.count() == events


def test_a_register_and_an_absence_say_what_is_missing(
    service: Service, browser: Browser, world: World, clock: time_machine.Traveller
) -> None:
    clock.move_to(DURING[1])
    with at_a_desk(browser, service) as desk:
        come_in(desk, world.people.practitioner)
        path = f"/workshops/{world.absent.workshop_id}/register/"
        says_what_is_missing(desk, path, "Finish and sign off")
        planned.marked([world.absent], Mark.NOT_HERE, by=world.people.practitioner)
        clock.move_to(DURING[1] + timedelta(days=1))
        come_in(desk, world.people.coordinator)
        says_what_is_missing(desk, f"/places/{world.absent.pk}/absence/", "Save")
    assert not Event.objects.filter(verb="case.note_absence").exists()


def test_a_double_click_on_send_makes_one_referral_and_the_back_button_none_more(
    service: Service, browser: Browser, clock: time_machine.Traveller
) -> None:
    people = cast()
    officer = accounts.officer(referrals.force_of(people.programme))
    draft = referrals.draft(people.programme, by=officer, at=REFERRED, **HERS)
    with at_a_desk(browser, service) as desk:
        come_in(desk, officer)
        desk.open(f"/referrals/{draft.pk}/check/")
        for landed in desk.page.evaluate(TWICE):
            assert re.fullmatch(f"200 /referrals/{draft.pk}/(equality|sent)/", landed)

        desk.button("Send referral").dblclick()  # the page as it was before, from the back button
        desk.page.wait_for_url(re.compile("/(equality|sent)/$"))
        desk.look()
        desk.page.go_back()
        if desk.button("Send referral").is_visible():
            desk.press("Send referral")

    assert Referral.objects.sent().count() == 1
    assert Event.objects.filter(verb="referral.submit").count() == 1


def test_booking_twice_gives_her_one_pair_and_one_letter(
    service: Service, browser: Browser, world: World
) -> None:
    with at_a_desk(browser, service) as desk:
        come_in(desk, world.people.coordinator)
        desk.open(f"/cases/{world.reached.pk}/book/")
        desk.page.get_by_role("radio").first.check()
        desk.press("Continue")
        landed = desk.page.evaluate(TWICE)
        assert len(set(landed)) == 1, landed
        desk.press("Book her and prepare what is sent")
        desk.sees("Wed 27 January 2027")

    assert Place.objects.filter(referral=world.reached).count() == 2
    assert Event.objects.filter(verb="referral.book", subject_id=world.reached.pk).count() == 1
