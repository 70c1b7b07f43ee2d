"""The register on a tablet, and every page at every width."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from accounts.models import User
from participants.models import Participant
from programmes.models import Programme
from referrals.models import Referral
from tests.browser import shown_width
from tests.conftest import Service
from tests.factories import accounts, referrals, workshops
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from tests.ui.axe import violations
from workshops import actions
from workshops.models import Place, Workshop
from workshops.statuses import Mark

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("JUNO_SHOTS", "")
WIDTHS = ((320, 900), (768, 1024), (1280, 900))
TABLET = (810, 1080)


def sign_in(page: Page, service: Service, user: User) -> None:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": service.url}])


def look(page: Page, name: str, *more: tuple[int, int]) -> None:
    """Nothing lies outside the screen, axe finds nothing; a picture is kept where one is wanted."""
    for width, height in (*WIDTHS, *more):
        page.set_viewport_size({"width": width, "height": height})
        wide = shown_width(page)
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
        assert wide <= width, f"{name} is {wide} px wide at {width}"
    assert violations(page) == []


NAMES = (
    "Aisha",
    "Bronwen",
    "Chloe",
    "Siân",
    "O’Malley",
    "Maria-Magdalena Konstantynopolitańczykiewicz",
    "Sam",
    "Sam",
)


@pytest.fixture
def programme(service: Service) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def jo(programme: Programme) -> User:
    return accounts.practitioner(programme.provider, name="Jo Practice")


@pytest.fixture
def places(programme: Programme, jo: User) -> list[Place]:
    """Women on a workshop that began half an hour ago."""
    pair = workshops.pair(programme, practitioners=[jo])
    made = []
    for number, name in enumerate(NAMES):
        referral = referrals.accepted(
            programme,
            first_names=name,
            last_name=f"Testwell{number}",
            crime_reference=f"442600000{number:02}",
            interpreter="Polish" if number == 5 else "",
            access_needs="Uses a wheelchair. Needs the lift" if number == 1 else "",
            reading="WITH_HELP" if number in (1, 5) else "YES",
        )
        made.append(workshops.booked(referral, pair)[0])
    begin_now(pair[0])
    return made


def begin_now(workshop: Workshop) -> None:
    """Move a workshop so that it began half an hour ago; its places move with it."""
    starts_at = timezone.now() - timedelta(minutes=30)
    ends_at = starts_at + timedelta(hours=5)
    during = type(workshop.during)(starts_at, ends_at)
    Workshop.objects.filter(pk=workshop.pk).update(starts_at=starts_at, ends_at=ends_at, during=during)


def row(page: Page, place: Place) -> str:
    return f"#row-{place.pk}"


def tap(page: Page, place: Place, label: str) -> None:
    page.locator(row(page, place)).get_by_role("radio", name=label, exact=True).check()


def test_the_register_is_kept_tap_by_tap(service: Service, page: Page, jo: User, places: list[Place]) -> None:
    sign_in(page, service, jo)
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{service.url}/workshops/{places[0].workshop_id}/register/")
    look(page, "register", TABLET)
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})

    heights = page.locator(".juno-marks label").evaluate_all(
        "all => all.filter(e => e.offsetParent).map(e => e.offsetHeight)"
    )
    assert min(heights) >= 48
    tap(page, places[0], "Here")
    expect(page.locator(row(page, places[0])).get_by_text("Saved")).to_be_visible()
    tap(page, places[1], "Late")
    expect(page.locator(row(page, places[1])).get_by_label("Came at")).to_be_visible()
    tap(page, places[2], "Not here")
    expect(page.locator("#register-total")).to_contain_text("1 here")
    expect(page.locator("#register-total")).to_contain_text("1 late")
    expect(page.locator("#register-total")).to_contain_text("5 not marked")

    tap(page, places[2], "Here")
    expect(page.locator("#register-total")).to_contain_text("2 here")
    page.locator(row(page, places[3])).locator("summary").click()
    tap(page, places[3], "Left early")
    expect(page.locator(row(page, places[3])).get_by_label("Left at")).to_be_visible()
    look(page, "register-marked", TABLET)
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})

    page.get_by_role("button", name="Finish and sign off").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look(page, "register-unmarked", TABLET)
    page.locator(".govuk-error-summary a").first.click()
    assert "mark-" in str(page.evaluate("document.activeElement.id"))
    for place in places[4:]:
        tap(page, place, "Here")
        expect(page.locator(row(page, place)).get_by_text("Saved")).to_be_visible()
    tap(page, places[7], "Not here")
    expect(page.locator("#register-total")).to_contain_text("1 not here")
    page.get_by_role("button", name="Finish and sign off").click()
    expect(page.get_by_role("heading", name="Before you sign off")).to_be_visible()
    look(page, "register-questions", TABLET)
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    page.locator("[name^=told-][value=unknown]").check()
    page.locator("[name^=rung-][value=NOT_RUNG]").check()
    page.locator("select[name^=reason-]").select_option("NOT_KNOWN")
    for asked in page.locator("textarea[name^=late-]").all():  # past the cut-off, should this run slowly
        asked.fill("Her bus was late")
    page.get_by_role("button", name="Sign off the register").click()
    expect(page.get_by_text("Signed off by Jo Practice")).to_be_visible()
    look(page, "register-finished", TABLET)

    marks = [Place.objects.get(pk=p.pk).mark for p in places]
    assert marks == ["HERE", "LATE", "HERE", "LEFT_EARLY", "HERE", "HERE", "HERE", "NOT_HERE"]
    assert problems == []


def test_a_tap_that_does_not_get_through_stays_on_the_page_until_it_is_saved(
    service: Service, page: Page, jo: User, places: list[Place]
) -> None:
    sign_in(page, service, jo)
    page.goto(f"{service.url}/workshops/{places[0].workshop_id}/register/")
    broken: Callable[[Route], None] = lambda route: route.abort()  # noqa: E731
    page.route("**/mark/", broken)

    tap(page, places[0], "Here")

    failed = page.locator(row(page, places[0])).get_by_role("button", name="Not saved. Tap to retry")
    expect(failed).to_be_visible()
    expect(page.locator(f"{row(page, places[0])} input[value=HERE]")).to_be_checked()
    assert Place.objects.get(pk=places[0].pk).mark == Mark.NOT_MARKED
    look(page, "register-not-saved")
    page.unroute("**/mark/", broken)
    failed.click()
    expect(page.locator(row(page, places[0])).get_by_text("Saved")).to_be_visible()
    assert Place.objects.get(pk=places[0].pk).mark == Mark.HERE


@pytest.mark.real_clock
def test_a_register_begun_without_signal_is_finished_with_it(
    service: Service, page: Page, jo: User, places: list[Place]
) -> None:
    """The story of a church hall: the network goes in the middle, the page is opened again, it comes back."""
    address = f"{service.url}/workshops/{places[0].workshop_id}/register/"
    sign_in(page, service, jo)
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    page.goto(address)
    tap(page, places[0], "Here")
    expect(page.locator(row(page, places[0])).get_by_text("Saved")).to_be_visible()

    page.context.set_offline(True)
    tap(page, places[1], "Late")
    tap(page, places[2], "Not here")
    for place in places[1:3]:
        failed = page.locator(row(page, place)).get_by_role("button", name="Not saved. Tap to retry")
        expect(failed).to_be_visible()
    tapped = timezone.now()
    kept = str(page.evaluate("JSON.stringify(localStorage)"))
    assert all(str(place.pk) in kept for place in places[1:3])
    assert not any(name in kept for name in NAMES)
    assert Place.objects.get(pk=places[1].pk).mark == Mark.NOT_MARKED

    # Locked and signed in again, the page opened anew: nothing was lost.
    broken: Callable[[Route], None] = lambda route: route.abort()  # noqa: E731
    page.route("**/mark/", broken)  # before the signal is back: marks are sent again the moment it is
    page.context.set_offline(False)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto(address)
    sign_in(page, service, jo)
    page.goto(address)
    expect(page.locator(f"{row(page, places[1])} input[value=LATE]")).to_be_checked()
    expect(page.locator(row(page, places[2])).get_by_role("button", name="Not saved")).to_be_visible()
    look(page, "register-restored", TABLET)
    page.unroute("**/mark/", broken)
    page.evaluate("window.dispatchEvent(new Event('online'))")

    for place, mark in ((places[1], Mark.LATE), (places[2], Mark.NOT_HERE)):
        expect(page.locator(row(page, place)).get_by_text("Saved")).to_be_visible()
        saved = Place.objects.get(pk=place.pk)
        assert saved.mark == mark
        assert saved.marked_at is not None
        assert saved.marked_at <= tapped  # the time of the tap, not of the signal
    page.wait_for_function("localStorage.length === 0")


def test_somebody_signed_out_meanwhile_is_told_and_her_answer_stays(
    service: Service, page: Page, jo: User, places: list[Place]
) -> None:
    sign_in(page, service, jo)
    page.goto(f"{service.url}/workshops/{places[0].workshop_id}/register/")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    tap(page, places[0], "Here")

    expect(page.locator(row(page, places[0])).get_by_role("button", name="Not saved")).to_be_visible()
    expect(page.locator(f"{row(page, places[0])} input[value=HERE]")).to_be_checked()


def test_the_register_works_without_javascript(
    service: Service, browser: Browser, jo: User, places: list[Place]
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, service, jo)
    page.goto(f"{service.url}/workshops/{places[0].workshop_id}/register/")

    for place in places[:-1]:
        tap(page, place, "Here")
    page.get_by_role("button", name="Finish and sign off").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    tap(page, places[-1], "Not here")
    page.get_by_role("button", name="Finish and sign off").click()
    page.get_by_role("button", name="Sign off the register").click()
    expect(page.get_by_text("Choose whether she told us before").first).to_be_visible()
    page.locator("[name^=told-][value=yes]").check()
    page.locator("[name^=rung-][value=NO_ANSWER]").check()
    page.locator("select[name^=reason-]").select_option("TRANSPORT")
    page.get_by_role("button", name="Sign off the register").click()

    expect(page.get_by_text("Signed off by Jo Practice")).to_be_visible()
    context.close()
    assert {Place.objects.get(pk=p.pk).mark for p in places[:-1]} == {"HERE"}
    assert Place.objects.get(pk=places[-1].pk).mark == "NOT_HERE"


def test_every_page_of_workshops_fits_and_is_accessible(
    service: Service, page: Page, programme: Programme, jo: User, places: list[Place]
) -> None:
    manager = accounts.manager(programme.provider, name="Max Manager")
    sign_in(page, service, manager)
    today = timezone.localdate()
    first = today + timedelta(days=(2 - today.weekday()) % 7 + 14)
    for week in range(3):
        workshops.pair(
            programme,
            first_on=first + timedelta(weeks=week),
            practitioners=[jo],
            at=timezone.now(),
            capacity=week + 1,
        )
    referral = Referral.objects.get(pk=places[0].referral_id)
    other = referrals.accepted(
        programme, crime_reference="44260088888", deadline_on=first + timedelta(days=40)
    )
    for case in (referral, other):
        answered_herself(Participant.objects.get(referrals=case), at=timezone.now())
    soon = today + timedelta(days=30)
    workshops.trained(jo, by=manager, until=soon, at=timezone.now(), codes=["TRAUMA_INFORMED"])
    training = actions.keep_training(jo, code="FIRST_AID", expires_on=None, by=manager, at=timezone.now())
    day = places[0].workshop_id
    second = places[0].workshop.cohort.workshops.latest("starts_at").pk

    for name, where in {
        "workshops": "workshops/",
        "workshops-past": "workshops/?when=past",
        "workshop": f"workshops/{day}/",
        "plan": "workshops/plan/",
        "plan-where": (
            f"workshops/plan/?programme=juno&first_on-day={first.day}&first_on-month={first.month}"
            f"&first_on-year={first.year}&starts="
        ),
        "plan-year": "workshops/plan-year/",
        "plan-year-check": (  # whose second group begins where workshop 2 of the first is
            f"workshops/plan-year/?programme=juno&first_on-day={first.day}&first_on-month={first.month}"
            f"&first_on-year={first.year}&every_weeks=4&room={places[0].workshop.room_id}&practitioners={jo.pk}"
        ),
        "who-runs-it": f"workshops/{second}/practitioners/",
        "practitioners": "practitioners/",
        "practitioner": f"practitioners/{jo.pk}/",
        "end-training": f"training/{training.pk}/end/",
        "add": "workshops/add/juno/",
        "raise": f"workshops/{second}/raise-capacity/",
        "cancel": f"workshops/{second}/cancel/",
        "venues": "venues/",
        "venue-add": "venues/add/",
        "sheet": f"workshops/{day}/sheet/",
        "book": f"cases/{other.pk}/book/",
        "move": f"cases/{referral.pk}/book/",
    }.items():
        page.goto(f"{service.url}/{where}")
        look(page, name)
    page.goto(f"{service.url}/cases/{other.pk}/book/")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look(page, "book-error")
    page.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="Continue").click()
    look(page, "book-confirm")
    page.get_by_role("button", name="Book her and prepare what is sent").click()
    expect(page).to_have_url(f"{service.url}/cases/{other.pk}/workshops/")
    assert Place.objects.held().filter(referral=other).count() == 2

    actions.mark(places[0], actions.Entry(Mark.HERE), by=manager, at=timezone.now())
    page.goto(f"{service.url}/places/{places[0].pk}/correct/")
    look(page, "correct")


def test_a_practitioner_s_list_fits(service: Service, page: Page, jo: User, places: list[Place]) -> None:
    sign_in(page, service, jo)
    page.goto(f"{service.url}/registers/")
    look(page, "registers", TABLET)
