"""On a machine where no script runs: the referral, the booking and the register work all the same."""

from __future__ import annotations

import pytest
import time_machine
from playwright.sync_api import Browser

from referrals.models import Referral
from tests.conftest import Service
from tests.system import steps
from tests.system.browsing import at_a_desk
from tests.system.cast import DURING, REFERRED, cast
from workshops.models import Place, Workshop

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_she_is_referred_booked_and_marked_without_javascript(service: Service, browser: Browser) -> None:
    with time_machine.travel(REFERRED, tick=True) as clock:
        people = cast()

        with at_a_desk(browser, service, javascript=False) as officer:
            steps.refer_her(officer)
        with at_a_desk(browser, service, javascript=False) as desk:
            steps.accept_her(desk, people)
            steps.reach_her(desk)
            steps.book_her(desk)
            steps.tell_her_the_dates(desk)
        assert Referral.objects.get().status == "ACCEPTED"
        assert Place.objects.held().count() == 2

        clock.move_to(DURING[1])
        with at_a_desk(browser, service, javascript=False) as tablet:
            tablet.sign_in(people.practitioner)
            tablet.follow("Open the register")
            tablet.press("Finish and sign off")
            tablet.is_told_of_mistakes()
            assert Workshop.objects.filter(finished_at__isnull=False).count() == 0
            tablet.page.get_by_role("radio", name="Here", exact=True).check()
            tablet.press("Finish and sign off")
            tablet.sees("Signed off by Amal Reed")

        assert list(Place.objects.order_by("workshop__starts_at").values_list("mark", flat=True)) == [
            "HERE",
            "NOT_MARKED",
        ]
