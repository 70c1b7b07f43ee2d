"""The pages on which an officer holds dates, and where they are seen until they are booked."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from programmes.models import Programme
from referrals import actions as referring
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.programmes import ProgrammeFactory
from tests.referrals import walking
from workshops import actions
from workshops.models import HeldSeat, Place, Workshop

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FIRST = walking.TODAY + timedelta(days=14)


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def officer(juno: Programme) -> User:
    return accounts.officer(referrals.force_of(juno))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def draft_of(officer: User, juno: Programme, *, weeks: int = 12) -> Referral:
    dates: dict[str, Any] = {
        "offence_on": walking.OFFENCE_ON,
        "disposal_on": walking.DISPOSAL_ON,
        "deadline_on": walking.TODAY + timedelta(weeks=weeks),
    }
    return referrals.draft(juno, by=officer, at=timezone.now(), **dates)


def pair(juno: Programme, on: Any = FIRST, **given: Any) -> list[Workshop]:
    return workshops.pair(juno, first_on=on, at=timezone.now(), **given)


def run_of(pair: list[Workshop]) -> str:
    return ".".join(str(workshop.pk) for workshop in pair)


def test_an_officer_holds_dates_and_goes_on(officer: User, juno: Programme) -> None:
    days, draft, client = pair(juno), draft_of(officer, juno), signed_in(officer)
    url = f"/referrals/{draft.pk}/hold/"

    offered = text_of(client.get(url))
    landed = walking.send(client, url, {"run": run_of(days)})
    page = text_of(client.get(landed["Location"]))

    assert "Which dates suit her?" in offered
    assert landed["Location"] == f"/referrals/{draft.pk}/check/"
    assert "held for her until the end of" in page
    assert HeldSeat.objects.unfreed().count() == 2
    assert not Place.objects.exists()


def test_the_page_of_the_deadline_saves_and_leads_to_the_dates(officer: User, juno: Programme) -> None:
    pair(juno)
    draft = referrals.draft(juno, by=officer, pages={})
    until = walking.TODAY + timedelta(weeks=12)
    deadline = {f"deadline_on-{name}": str(getattr(until, name)) for name in ("day", "month", "year")}
    answers = {**walking.OFFENCE, "deadline_known": "DATE", **deadline}
    client, url = signed_in(officer), f"/referrals/{draft.pk}/offence/"

    looked = text_of(walking.send(client, url, answers, do="check"))
    landed = walking.send(client, url, answers, do="hold", version=0)

    assert "Save, and hold dates for her" in looked
    assert landed["Location"] == f"/referrals/{draft.pk}/hold/"
    assert Referral.objects.get().dates.police_deadline_on == until


def test_nothing_to_hold_is_offered_where_nothing_fits(officer: User, juno: Programme) -> None:
    pair(juno)
    draft = draft_of(officer, juno, weeks=5)
    client = signed_in(officer)

    page = text_of(client.get(f"/referrals/{draft.pk}/hold/"))

    assert "No workshops with places fit" in page
    assert "You can send this" in page
    assert "Hold these dates" not in page


def test_the_last_pair_that_fits_is_always_among_the_choices(officer: User, juno: Programme) -> None:
    pairs = [pair(juno, FIRST + timedelta(weeks=week)) for week in range(8)]
    draft = draft_of(officer, juno, weeks=14)

    page = text_of(signed_in(officer).get(f"/referrals/{draft.pk}/hold/"))

    assert len(re.findall(r'name="run"', page)) == 6
    assert run_of(pairs[0]) in page
    assert run_of(pairs[7]) in page


def test_a_pair_taken_meanwhile_is_refused_in_words(officer: User, juno: Programme) -> None:
    days = pair(juno, capacity=1)
    others = pair(juno, FIRST + timedelta(weeks=1))
    draft, rival = draft_of(officer, juno), draft_of(officer, juno)
    client, url = signed_in(officer), f"/referrals/{draft.pk}/hold/"
    client.get(url)
    actions.hold_run(rival, days, by=officer, at=timezone.now())

    answered = walking.send(client, url, {"run": run_of(days)})

    page = text_of(answered)
    assert "<title>Error" in page
    assert run_of(others) in page
    assert not HeldSeat.objects.filter(referral=draft).exists()


def test_she_may_do_without_them(officer: User, juno: Programme) -> None:
    days, draft, client = pair(juno), draft_of(officer, juno), signed_in(officer)
    actions.hold_run(draft, days, by=officer, at=timezone.now())
    url = f"/referrals/{draft.pk}/do-without/"

    assert "Give the dates up?" in text_of(client.get(url))
    walking.send(client, url, {})

    assert not HeldSeat.objects.unfreed().exists()


def test_nobody_opens_the_dates_of_anothers_draft(officer: User, juno: Programme) -> None:
    draft = draft_of(officer, juno)

    for other in (accounts.officer(referrals.force_of(juno)), accounts.coordinator(juno.provider)):
        assert signed_in(other).get(f"/referrals/{draft.pk}/hold/").status_code == 404


def test_the_coordinator_sees_what_is_held_and_books_it_by_one_act(officer: User, juno: Programme) -> None:
    days, draft = pair(juno, capacity=1), draft_of(officer, juno)
    worker = accounts.coordinator(juno.provider)
    now = timezone.now()
    actions.hold_run(draft, days, by=officer, at=now)
    sent = referring.submit(draft, by=officer, at=now)
    staff = signed_in(worker)
    before = [text_of(staff.get(f"/referrals/{sent.pk}/{name}/")) for name in ("review", "accept")]
    taken = referring.accept(sent, by=worker, at=now)

    case = text_of(staff.get(f"/cases/{taken.pk}/workshops/"))
    confirm = f"/cases/{taken.pk}/book/confirm/?run={run_of(days)}"
    done = walking.send(staff, confirm, {})

    assert all("held for her until the end of" in page for page in before)
    assert confirm.replace("/?", "/?") in case
    assert done.status_code == 302
    assert {place.workshop for place in Place.objects.held()} == set(days)
    assert not HeldSeat.objects.unfreed().exists()
    assert "Dates the officer held with her" not in text_of(staff.get(f"/cases/{taken.pk}/workshops/"))


def test_an_accepted_referral_leads_back_to_what_was_sent(officer: User, juno: Programme) -> None:
    draft = draft_of(officer, juno)
    sent = referring.submit(draft, by=officer, at=timezone.now())
    referring.accept(sent, by=accounts.coordinator(juno.provider), at=timezone.now())

    answered = signed_in(officer).get(f"/referrals/{sent.pk}/hold/")

    assert answered["Location"] == f"/referrals/{sent.pk}/sent/"


def test_the_answer_comes_by_itself_without_a_line_for_each_date(officer: User, juno: Programme) -> None:
    pair(juno)
    draft = referrals.draft(juno, by=officer, pages={})
    client, url = signed_in(officer), f"/referrals/{draft.pk}/offence/"
    until = walking.TODAY + timedelta(weeks=12)
    deadline = {f"deadline_on-{name}": str(getattr(until, name)) for name in ("day", "month", "year")}
    answers = {**walking.OFFENCE, "deadline_known": "DATE", **deadline, "do": "check"}

    said = client.post(url, answers, headers={"HX-Request": "true"})

    page = text_of(said)
    assert "The first workshops with places" in page
    assert "<html" not in page
    assert said.status_code == 200
