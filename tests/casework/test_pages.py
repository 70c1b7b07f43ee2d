"""Every page of casework opens, for whom it is meant, and does what it says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
import time_machine
from django.template.context import Context
from django.test import Client
from django.urls import reverse

from audit.models import Event
from casework.actions import telling
from casework.history import LOOKED
from casework.models import Absence, ContactAttempt, FirstCall, Note, Telling
from casework.statuses import CallOutcome
from correspondence.statuses import Channel
from participants.models import SafeContact
from referrals.models import Referral
from tests.factories import accounts, casework, referrals, workshops
from tests.factories import correspondence as letters
from tests.factories.accounts import NOW
from ui.forms import Form
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def now() -> Any:
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield NOW + timedelta(hours=3)


def send(client: Client, url: str, **answers: Any) -> Any:
    """Send a page as a browser does, with the version it showed."""
    page = client.get(url)
    version = ""
    layers = cast("list[Context]", page.context or [])
    shown: list[Any] = [value for layer in layers for value in layer.flatten().values()]
    for form in shown:
        if isinstance(form, Form) and "version" in form.fields:
            version = form.fields["version"].initial or version
    return client.post(url, {"submission": uuid4(), "version": version, **answers})


CASE_PAGES = (
    "case", "case_contact", "case_workshops", "case_letters", "case_notes", "case_history",
    "details", "safe_contact", "call", "first_call", "need", "arrangement", "complete", "hand_back", "withdraw",
)  # fmt: skip


@pytest.mark.parametrize("stage", ["accepted", "booked"])
def test_a_caseworker_opens_every_page_of_a_case_and_is_on_the_trail(stage: str, now: Any) -> None:
    referral = referrals.accepted() if stage == "accepted" else casework.reached()
    if stage == "booked":
        workshops.booked(referral, workshops.pair(referral.programme), at=now)
    client = client_of(referral.worker)

    pages = {view: client.get(reverse(f"casework:{view}", args=[referral.pk])) for view in CASE_PAGES}

    assert {view: page.status_code for view, page in pages.items()} == dict.fromkeys(CASE_PAGES, 200)
    titles = [page.content.decode().split("</title>")[0] for page in pages.values()]
    assert not any("Testwell" in title or "Sam" in title for title in titles)
    looks = Event.objects.filter(reference=referral.reference, who_id=referral.worker.pk, verb__in=LOOKED)
    assert looks.count() >= len(CASE_PAGES)


def test_nobody_else_opens_a_page_of_a_case(now: Any) -> None:
    referral = referrals.accepted()
    stranger = client_of(accounts.coordinator(accounts.OrganisationFactory.create()))
    officer = client_of(referral.referred_by)
    urls = [reverse(f"casework:{view}", args=[referral.pk]) for view in CASE_PAGES]

    assert {stranger.get(url).status_code for url in urls} == {404}
    assert {officer.get(url).status_code for url in urls} == {403}


def test_today_leads_to_each_kind_of_work(now: Any) -> None:
    referral = referrals.submitted()
    user = accounts.coordinator(referral.provider)

    page = client_of(user).get(reverse("casework:today"))

    assert page.status_code == 200
    assert "New referrals" in page.content.decode()
    assert "1 to do today" in page.content.decode()


def test_home_sends_each_role_to_its_own_page(now: Any) -> None:
    referral = referrals.submitted()
    homes = {
        accounts.coordinator(referral.provider): "casework:today",
        accounts.practitioner(referral.provider): "workshops:registers",
        accounts.data_protection(referral.provider): "casework:trail",
        referral.referred_by: "casework:police_home",
    }

    found = {user: client_of(user).get("/").headers["Location"] for user in homes}

    assert found == {user: reverse(view) for user, view in homes.items()}


def test_a_logged_call_sets_the_next_and_may_be_undone(now: Any) -> None:
    referral = referrals.accepted()
    client = client_of(referral.worker)

    answer = send(client, reverse("casework:call", args=[referral.pk]), outcome="NO_ANSWER", words="")
    attempt = ContactAttempt.objects.get(referral=referral)
    undone = send(client, reverse("casework:undo_call", args=[attempt.pk]))

    assert answer.status_code == 302
    assert attempt.next_due_at > now
    assert undone.status_code == 302
    attempt.refresh_from_db()
    assert attempt.undone_at == now


def test_the_call_page_offers_no_voicemail_where_it_is_not_safe(now: Any) -> None:
    referral = casework.reached()
    client = client_of(referral.worker)
    url = reverse("casework:call", args=[referral.pk])

    page = client.get(url).content.decode()
    answer = send(client, url, outcome="VOICEMAIL", words="")

    assert "Leave no voicemail" in page
    assert 'value="VOICEMAIL"' not in page
    assert answer.status_code == 200
    assert not ContactAttempt.objects.filter(outcome="VOICEMAIL").exists()


def test_the_first_call_is_saved_as_it_goes_and_finished_when_all_is_said(now: Any) -> None:
    referral = referrals.accepted()
    client = client_of(referral.worker)
    send(client, reverse("casework:call", args=[referral.pk]), outcome="SPOKE", words="")
    url = reverse("casework:first_call", args=[referral.pk])
    early = send(client, url, do="finish", reading="YES", number_confirmed="on")
    send(client, reverse("casework:safe_contact", args=[referral.pk]), **ANSWERS)

    done = send(
        client, url, do="finish", reading="YES", number_confirmed="on", told_privacy="on", told_a_miss="on"
    )

    assert early.status_code == 200
    assert "Before you finish" in early.content.decode()
    assert done.status_code == 302
    assert FirstCall.objects.get(referral=referral).finished_at == now
    assert {t.what for t in Telling.objects.filter(referral=referral)} == {"PRIVACY", "A_MISS"}
    assert SafeContact.objects.filter(source="HERSELF", call="YES").exists()


ANSWERS = {
    "call": "YES", "voicemail": "NO", "text": "YES", "email": "NO", "post": "YES", "in_person": "NO", "page": "YES",
    "trusted_person": "NO",
    "number_check": "READ_BACK", "words": "NORMAL", "withheld_number": "on",
}  # fmt: skip


def test_a_note_is_written_and_sent_twice_only_once(now: Any) -> None:
    referral = referrals.accepted()
    client = client_of(referral.worker)
    url, sent = reverse("casework:case_notes", args=[referral.pk]), {"submission": uuid4(), "words": "Rang"}

    client.post(url, sent)
    client.post(url, sent)

    assert Note.objects.filter(referral=referral).count() == 1


def test_a_stale_page_of_details_shows_both_values_and_changes_nothing(now: Any) -> None:
    referral = referrals.accepted()
    client = client_of(referral.worker)
    url = reverse("casework:details", args=[referral.pk])
    seen = referral.participant.version
    mine = {"first_names": "Mine", "last_name": "Testwell", "reading": "YES", "date_of_birth-day": ""}
    client.post(url, {"submission": uuid4(), "version": seen, **mine, "first_names": "Theirs"})

    answer = client.post(url, {"submission": uuid4(), "version": seen, **mine})

    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    assert "Mine" in answer.content.decode()
    referral.participant.refresh_from_db()
    assert referral.participant.first_names == "Theirs"


def test_an_absence_is_noted_and_decided_on_one_page(now: Any) -> None:
    referral = casework.reached()
    places = workshops.booked(referral, workshops.pair(referral.programme), at=now)
    workshops.marked(places, Mark.NOT_HERE, by=referral.worker)
    with time_machine.travel(places[0].workshop.ends_at + timedelta(days=1), tick=False):
        answer = send(
            client_of(referral.worker),
            reverse("casework:absence", args=[places[0].pk]),
            told_before="NO", reason="ILL", words="Flu", asked_her="on", decision="REBOOK",
        )  # fmt: skip

    assert answer.status_code == 302
    assert Absence.objects.get(place=places[0]).decision == "REBOOK"


def test_completing_shows_what_police_will_read_and_they_read_it(now: Any) -> None:
    referral = casework.reached()
    places = workshops.booked(referral, workshops.pair(referral.programme), at=now)
    workshops.marked(places, Mark.HERE, Mark.HERE, by=referral.worker)
    later = places[1].workshop.ends_at + timedelta(hours=2)
    with time_machine.travel(later, tick=False):
        client, officer = client_of(referral.worker), client_of(referral.referred_by)
        url = reverse("casework:complete", args=[referral.pk])
        preview = client.get(url).content.decode()
        answer = send(client, url)
        notice = Referral.objects.get(pk=referral.pk).notices.get()
        read = officer.get(reverse("casework:police_notice", args=[notice.pk])).content.decode()

    words = "She attended both workshops, on Wed 2 December 2026 and Wed 30 December 2026."
    assert answer.status_code == 302
    assert words in preview
    assert words in read


def test_police_acknowledge_and_record_a_decision(now: Any) -> None:
    referral = referrals.handed_back()
    officer = client_of(referral.referred_by)
    notice = referral.notices.get()
    url = reverse("casework:police_notice", args=[notice.pk])

    send(officer, url, do="acknowledge")
    send(officer, url, do="decide", kind="NO_FURTHER_ACTION", words="")

    notice.refresh_from_db()
    assert notice.acknowledged_by == referral.referred_by.trail_name
    assert notice.decisions.get().kind == "NO_FURTHER_ACTION"


@pytest.mark.parametrize("view", ["police_home", "police_notices"])
def test_police_open_their_lists(view: str, now: Any) -> None:
    referral = referrals.handed_back()

    page = client_of(referral.referred_by).get(reverse(f"casework:{view}"), {"state": "not-sent"})

    assert page.status_code == 200
    assert referral.reference in page.content.decode()


def test_a_draft_leads_back_to_where_it_was_left(now: Any) -> None:
    draft = referrals.draft()

    page = client_of(draft.referred_by).get(reverse("casework:police_home")).content.decode()

    assert reverse("referrals:check", args=[draft.pk]) in page


def test_searching_keeps_the_name_out_of_every_address(now: Any) -> None:
    referral = referrals.accepted()
    client = client_of(referral.worker)

    answer = client.post(reverse("casework:search"), {"submission": uuid4(), "q": "testw"})
    found = client.get(answer.headers["Location"])

    assert "testw" not in answer.headers["Location"].lower()
    assert referral.reference in found.content.decode()
    event = Event.objects.get(verb="case.search")
    assert event.facts == {"kinds": ["name"]}


def test_the_trail_is_searched_by_reference_and_is_itself_on_the_trail(now: Any) -> None:
    referral = referrals.accepted()
    client_of(referral.worker).get(reverse("casework:case", args=[referral.pk]))
    lead = accounts.data_protection(referral.provider)

    page = send(client_of(lead), reverse("casework:trail"), reference=referral.reference, person="")

    assert "Looked at the case" in page.content.decode()
    assert Event.objects.filter(verb="trail.search", who_id=lead.pk).exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"trusted_person": "YES", "trusted_contact": "Her sister Pat, 07700 900461"}, True),
        ({"trusted_person": "YES"}, False),  # nobody to ask
        ({"trusted_contact": "Her sister Pat, 07700 900461"}, True),
        ({"trusted_person": ""}, False),
    ],
)
def test_a_yes_to_the_person_she_trusts_says_who_it_is(given: dict[str, str], kept: bool, now: Any) -> None:
    referral = referrals.accepted()
    client = client_of(referral.worker)
    address = reverse("casework:safe_contact", args=[referral.pk])

    sent = client.post(address, {"submission": uuid4(), "version": "", **ANSWERS, **given})

    assert (sent.status_code == 302) is kept
    hers = SafeContact.objects.filter(participant=referral.participant, source="HERSELF")
    assert hers.exists() is kept
    if not kept:
        wrong = "Enter whom she trusts" if given["trusted_person"] else "Choose yes, no"
        assert wrong in sent.content.decode()


def test_what_she_said_of_both_ways_stands_under_contact(now: Any) -> None:
    referral = referrals.accepted()
    client = client_of(referral.worker)
    given = {"trusted_person": "YES", "in_person": "NO", "trusted_contact": "Her sister Pat"}
    address = reverse("casework:safe_contact", args=[referral.pk])
    client.post(address, {"submission": uuid4(), "version": "", **ANSWERS, **given})

    shown = client.get(reverse("casework:case_contact", args=[referral.pk])).content.decode()

    # That it is open, with a link that names it, and what she said.
    assert shown.count("Through the person she trusts") == 3
    assert shown.count("In person") == 2


def test_speaking_to_her_takes_back_what_was_to_be_told_her(now: Any) -> None:
    referral = referrals.accepted()
    her = referral.participant
    given = {"trusted_person": "YES", "trusted_contact": "Her sister Pat"}
    answers = {**casework.SAFE, **given}
    telling.ask_what_is_safe(referral, by=referral.worker, at=now, answers=answers)
    message = letters.message(her, Channel.TRUSTED_PERSON, due_at=now, at=now)
    assert message.status == "QUEUED"

    casework.called(referral, CallOutcome.SPOKE, at=now)

    message.refresh_from_db()
    assert (message.status, message.why) == ("WITHDRAWN", "SPOKEN_TO")
