"""What is entered by hand on day one, and decided by two people, in a browser at every width."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from casework.actions.keeping_apart import Other, keep_apart
from tests.conftest import Service
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.programmes import ProgrammeFactory, mixed
from tests.workshops.test_browser import look, sign_in
from workshops import actions
from workshops.models import Place, Workshop

pytestmark = pytest.mark.browser


def test_groups_come_in_from_a_file_once_it_is_seen_what_it_would_do(
    page: Page, service: Service, tmp_path: Path
) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    manager = accounts.manager(juno.provider, name="Mo Manager")
    workshops.room(juno.provider, name="Harbour Hall")
    first_on = timezone.localdate() - timedelta(days=40)
    second_on = first_on + timedelta(days=21)
    file = tmp_path / "groups.csv"
    headings = "cohort,workshop,date,venue,room,places,as_it_was"
    rows = [f"Autumn,{n},{on},Harbour Hall,Main room,9" for n, on in ((1, first_on), (2, second_on))]
    sign_in(page, service, manager)

    def send(*lines: str) -> None:
        file.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig")
        page.get_by_label("Programme").select_option("juno")
        page.get_by_label("Groups: one row for each workshop day").check()
        page.get_by_label("The file", exact=True).set_input_files(file)
        page.get_by_role("button", name="Show what it would do").click()

    page.goto(service.url + "/workshops/enter-running/")
    page.get_by_role("link", name="Many groups at once").click()
    look(page, "bring-in")
    send(headings, rows[0] + ",", rows[1] + ",")
    expect(page.get_by_text("Nothing was brought in.").first).to_be_visible()
    look(page, "bring-in-mend")
    assert not Workshop.objects.exists()
    send(headings, rows[0] + ",", rows[1] + ",yes")
    expect(page.get_by_text("2 rows would come in.")).to_be_visible()
    look(page, "bring-in-check")
    assert not Workshop.objects.exists()
    page.get_by_role("button", name="Bring all of it in").click()

    expect(page.get_by_text("2 rows were brought in")).to_be_visible()
    assert Workshop.objects.count() == 2


def test_a_day_that_has_been_is_entered_as_it_was(page: Page, service: Service) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    workshops.room(juno.provider, name="Harbour Hall")
    first_on = timezone.localdate() - timedelta(days=50)
    second_on = first_on + timedelta(days=21)
    sign_in(page, service, accounts.manager(juno.provider, name="Mo Manager"))

    query = "&".join(f"first_on-{part}={getattr(first_on, part)}" for part in ("day", "month", "year"))
    page.goto(f"{service.url}{reverse('workshops:enter_running')}?programme=juno&{query}")
    for part in ("day", "month", "year"):
        page.locator(f"#id_on-2-{part}").fill(str(getattr(second_on, part)))
    page.get_by_label("Room").select_option(index=1)
    page.get_by_role("button", name="Save this group").click()
    expect(page.get_by_text("21 days after the day before it").first).to_be_visible()
    look(page, "as-it-was")
    page.get_by_label("The group did meet on these days").check()
    page.get_by_role("button", name="Save this group").click()

    expect(page.get_by_text("The group is saved.")).to_be_visible()
    assert [timezone.localdate(day.starts_at) for day in Workshop.objects.order_by("starts_at")] == [
        first_on,
        second_on,
    ]


def test_two_people_decide_on_a_time_of_her_own(page: Page, service: Service, tmp_path: Path) -> None:
    now = timezone.now()
    programme = mixed(tmp_path)
    manager = accounts.manager(programme.provider, name="Mo Manager")
    second = accounts.coordinator(programme.provider, password=accounts.PASSWORD)
    one, other = (
        referrals.accepted(
            programme,
            first_names=name,
            crime_reference=f"4426000090{number}",
            deadline_on=timezone.localdate() + timedelta(days=150),
            at=now - timedelta(days=1),
        )
        for number, name in enumerate(("Ann", "Bronwen"))
    )
    room = workshops.room(programme.provider)
    next_door = workshops.room(programme.provider, venue=room.venue)
    jo, ros = (accounts.practitioner(programme.provider, name=name) for name in ("Jo Tester", "Ros Tester"))
    on = timezone.localdate() + timedelta(days=2)
    while on.weekday() > 4:
        on += timedelta(days=1)
    theirs = actions.OwnTime(datetime.combine(on, time(10), tzinfo=UTC), 60, next_door, [ros])
    actions.give_time(other, 1, theirs, by=referrals.worker_of(other), at=now)
    keep_apart(one, Other(reference=other.reference), reason="They fell out", by=manager, at=now)
    sign_in(page, service, manager)

    page.goto(service.url + reverse("workshops:own_time", args=[one.pk, 1]))
    for part in ("Day", "Month", "Year"):
        page.get_by_label(part, exact=True).fill(str(getattr(on, part.lower())))
    page.get_by_label("Starts at").fill("2pm")
    page.get_by_label("Who sees her").select_option(str(jo.pk))
    page.get_by_label("Room").select_option(str(room.pk))
    page.get_by_role("button", name="Book it and prepare what is sent").click()
    expect(page.get_by_text("Only a manager and a second person together").first).to_be_visible()
    look(page, "two-people")
    page.get_by_label("Why is it safe for both to be in the building?").fill("They have made their peace.")
    page.get_by_label("The second person's email address").fill(second.email)
    page.get_by_label("The second person's password").fill(accounts.PASSWORD)
    page.get_by_role("button", name="Book it and prepare what is sent").click()

    expect(page.get_by_text("Booked:").first).to_be_visible()
    assert Place.objects.get(referral=one).overridden_by_second == second.trail_name


def test_a_name_that_keeps_her_off_all_there_is_is_a_risk_with_its_next_step(
    page: Page, service: Service
) -> None:
    juno, now = ProgrammeFactory.create(code="JUNO"), timezone.now()
    worker = accounts.coordinator(juno.provider, name="Cora Worker")
    deadline_on = timezone.localdate() + timedelta(days=120)
    case, other = (
        referrals.accepted(
            juno,
            worker=worker,
            first_names=name,
            crime_reference=f"4426000090{number}",
            deadline_on=deadline_on,
            at=now - timedelta(days=2),
        )
        for number, name in enumerate(("Ann", "Bronwen"))
    )
    casework.spoken_to(case, at=now - timedelta(days=1))
    first_on = timezone.localdate() + timedelta(days=14)
    workshops.booked(other, workshops.pair(juno, first_on=first_on, at=now), at=now)
    assert other.participant is not None
    keep_apart(case, Other(name=other.participant.full_name), reason="A threat", by=worker, at=now)
    sign_in(page, service, worker)

    page.goto(service.url + "/today/")
    expect(page.get_by_text("Only a name keeps her off every date that fits")).to_be_visible()
    look(page, "named-today")
    page.goto(service.url + reverse("casework:case", args=[case.pk]))
    look(page, "named-case")
    page.get_by_role("button", name="Say whether it is she").first.click()
    look(page, "named-book")
    page.get_by_role("link", name=f"Say whether {other.reference} is that person").first.click()

    expect(page.get_by_text(other.participant.full_name).first).to_be_visible()
