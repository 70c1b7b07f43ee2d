"""Nothing of a woman but what police wrote themselves reaches police: page, e-mail, export or PDF.

Every sealed, naming or free-text field of every model is marked, found by looking at the models. A
new field is covered by itself; where police may read it, it is named in `POLICE_WROTE`, with why.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import User
from accounts.roles import POLICE
from audit import trail
from casework.actions import closing, disclosing, in_the_room, notes, support
from casework.statuses import AbsenceDecision, ArrangementKind, CallOutcome
from correspondence import outbox, registry
from correspondence.actions import About, write_official
from correspondence.choosing import choose_mail
from correspondence.models import Message
from correspondence.statuses import MailTiming
from programmes.models import Programme
from referrals import actions
from referrals.models import CardAnswer, DecisionKind, QuestionKind, Referral
from referrals.statuses import Ground
from tests.casework.marking import APPS, Marks, every_model, fields_that_tell, mark_everything, named, text_of
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.test_access import addresses, filled
from workshops.actions.holding import hold_run
from workshops.statuses import Mark

# What police wrote, or may read: by field, or by model with a full stop at its end.
POLICE_WROTE = {
    "referrals.ReferredPerson.": "what they sent about her, which is all that they ever see of her",
    "referrals.Referral.draft": "their own unsent words",
    "referrals.Referral.pasted": "the mail they wrote, which they are asked to confirm",
    "referrals.Referral.other_conditions": "the conditions they stated",
    "referrals.Referral.submitted_by": "the officer who sent it",
    "referrals.Referral.confirmed_by": "the officer who confirmed it",
    "referrals.Referral.started_by": "the officer who began it",
    "referrals.Referral.offence_text": "the offence as they named it",
    "referrals.Question.words": "the question that is put to them",
    "referrals.Question.sentence": "the same question as it was previewed",
    "referrals.Question.answer": "their answer",
    "referrals.Question.answered_by": "the officer who answered",
    "referrals.PoliceDecision.": "what they decided",
    "referrals.OutcomeNotice.seen_by": "the officer who opened it",
    "referrals.OutcomeNotice.acknowledged_by": "the officer who acknowledged it",
    "referrals.CardOffer.": "what they say she answered to the card",
    "referrals.Amendment.": "why they changed what they had sent",
    "referrals.AmendedField.": "what they changed, old and new, in their own words",
    "casework.Disclosure.made_by": "the manager who let them read it",
    "referrals.DeadlineChange.": "the deadline police stated, by whom, why and on what: shown to both sides",
    "casework.Disclosure.said": "what a manager let them read of one case, by a logged act",
    "casework.Disclosure.asked_by": "who of theirs asked for it",
    "correspondence.Message.team_address": "the mailbox of their own team",
    "workshops.HeldSeat.": "who held a seat: the officer, with her beside her",
    "programmes.": "the programme's own words, the same for everybody",
}
# What no row of a case can hold under a marker, with why nobody can read it there.
NOT_MARKED = {
    "audit.": "rows are only ever added; the values below are marked as they are written",
    "reports.": "returns hold no field about one woman; issued ones never change",
    "accounts.": "accounts of the staff: those that can be marked are",
}


def spared(name: str) -> bool:
    return any(name.startswith(kept) for kept in POLICE_WROTE)


def whole_case(programme: Programme, officer: User) -> Referral:
    """A case with everything in it, handed back: every act that leaves words."""
    from participants import actions as participants

    worker, manager = accounts.coordinator(programme.provider), accounts.manager(programme.provider)
    referral = referrals.accepted(
        programme, worker=worker, by=officer, other_name_1="Kim Other", must_not_meet="YES"
    )
    at = NOW + timedelta(hours=2)
    casework.spoken_to(referral, at=at)
    at += timedelta(hours=1)
    helper = accounts.practitioner(programme.provider)
    places = workshops.booked(referral, workshops.pair(programme, practitioners=[helper]), at=at)
    casework.told_dates(referral, at=at)
    notes.write_note(referral, words="a note", by=worker, at=at)
    support.note_need(referral, pathway="HLT", level=3, words="a need", by=worker, at=at)
    support.offer_service(referral, pathway="HLT", service="a service", accepted=True, by=worker, at=at)
    support.add_arrangement(referral, kind=ArrangementKind.CHILDCARE, words="a child", by=worker, at=at)
    casework.called(referral, CallOutcome.SPOKE, words="a call", at=at)
    actions.answer_card(referral, answer=CardAnswer.TOOK_IT, by=officer, at=at)
    asked = actions.ask(referral, kind=QuestionKind.OTHER, words="Which?", by=worker, at=at)
    actions.answer(asked, words="That one", by=officer, at=at)
    at_the_door = places[0].workshop.starts_at
    concern = in_the_room.record_concern(places[0], words="a concern", by=helper, at=at_the_door)
    in_the_room.take_up_concern(concern, done="rang her", by=worker, at=at_the_door)
    workshops.marked(places, Mark.HERE, Mark.NOT_HERE, by=worker)
    later = places[1].workshop.ends_at + timedelta(days=1)
    casework.noted(places[1], at=later, decision=AbsenceDecision.REPORT)
    changed = casework.changed(preferred_name="Later", address_lines="9 Later Road")
    participants.amend(referral.participant, changed, by=worker, at=later)
    closing.hand_back(referral, ground=Ground.CANNOT_BE_MET, by=manager, at=later)
    disclosing.disclose(
        referral, disclosing.Chosen(words="She rang"), why="Court", asked_by="PC Lee", by=manager, at=later
    )
    notice = referral.notices.get()
    actions.record_decision(notice, kind=DecisionKind.OTHER, words="decided", by=officer, at=later)
    return Referral.objects.get(pk=referral.pk)


def open_case(programme: Programme, officer: User) -> Referral:
    """A case that goes on: booked, with a question to police open and news for them unsent."""
    worker = accounts.coordinator(programme.provider)
    referral = referrals.accepted(
        programme, worker=worker, by=officer, first_names="Ann", date_of_birth=NOW.date().replace(year=1980),
        phone="07700 900 456", crime_reference="44260999999",
    )  # fmt: skip
    casework.spoken_to(referral, at=NOW + timedelta(hours=2))
    workshops.booked(referral, workshops.pair(programme, first_on=workshops.FIRST_ON + timedelta(days=7)),
                     at=NOW + timedelta(hours=3))  # fmt: skip
    actions.ask(referral, kind=QuestionKind.EXTENSION, words="Until?", by=worker, at=NOW + timedelta(hours=4))
    write_official(
        purpose=actions.BOOKED, to=team_of(referral), provider=programme.provider,
        about=About(id=referral.pk, revision="8", reference=referral.reference), key="to a team",
        due_at=NOW, by=worker, at=NOW,
    )  # fmt: skip
    actions.tell_officer(referral, actions.BOOKED, revision="9", by=worker, at=NOW + timedelta(hours=4))
    return referral


def team_of(referral: Referral) -> str:
    force = referral.referring_organisation
    assert force is not None
    return accounts.TeamFactory.create(organisation=force, email="desk@force44.police.example").email


class World:
    """Two cases full of secrets, a draft of the same woman, and the people of one force."""

    def __init__(self) -> None:
        self.marks = Marks()
        first = referrals.submitted()
        self.programme, self.officer = first.programme, first.referred_by
        assert self.officer is not None
        self.ended = whole_case(self.programme, self.officer)
        self.going_on = open_case(self.programme, self.officer)
        held = workshops.pair(self.programme, first_on=workshops.FIRST_ON + timedelta(days=14))
        hold_run(first, held, by=self.officer, at=NOW)
        self.draft = referrals.draft(self.programme, by=self.officer)
        self.completed = referrals.completed(self.programme, by=self.officer)
        self.team = accounts.police_team(self.officer.active_memberships()[0].organisation)
        self.worker = accounts.coordinator(self.programme.provider)
        every = [purpose.code for purpose in registry.choosable()]
        choose_mail(self.officer, timing=MailTiming.EACH, purposes=every, by=self.officer, at=NOW)
        self.empty = mark_everything(self.marks, spared=spared, key_id=self.ended.seal_key_id)
        word = self.marks.value(Message._meta.get_field("key"), "audit.Event.values")
        trail.record("case.view", self.ended, by=trail.SERVICE, at=NOW, values={"words": word})

    def client(self, user: User) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=user.pk), backend=settings.AUTHENTICATION_BACKENDS[1])
        return client


@pytest.fixture
def world(db: None) -> Iterator[World]:
    made = World()
    last = made.ended.closed_at
    assert last is not None
    with time_machine.travel(last + timedelta(hours=1), tick=False):
        yield made


def addresses_of_police() -> list[str]:
    return [
        route
        for route, entry in addresses()
        if set(getattr(entry.callback, "roles", None) or ()) & set(POLICE)
    ]


def keys(*, apps: str, most: int) -> list[str]:
    """Ids of what there is in some apps, so many of each kind."""
    found = []
    for model in every_model():
        if model._meta.app_label in apps:
            rows = model._base_manager.order_by("pk").values_list("pk", flat=True)[:most]
            found += [str(pk) for pk in rows if len(str(pk)) == 36]
    return found


class Walk:
    """Everything an account of police can fetch: every address with every id, and every link from there."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.seen: dict[str, int] = {}
        self.opened: set[str] = set()
        self.said: list[tuple[str, str]] = []

    def follow(self, *waiting: str) -> None:
        todo = list(waiting)
        while todo:
            url = todo.pop()
            if url in self.seen or url.startswith(("/sign-", "/mailbox", "/static", "/design", "/password")):
                continue
            todo += self._open(url)

    def _open(self, url: str) -> list[str]:
        response: Any = self.client.get(url)
        if response.status_code == 405:
            response = self.client.post(url, {"submission": uuid4(), "q": "Testwell"}, follow=True)
        self.seen[url] = response.status_code
        self.said.append((url, text_of(response)))
        if response.status_code != 200:
            return (
                [response.headers["Location"]] if response.headers.get("Location", "").startswith("/") else []
            )
        self.opened.add(resolve(url.partition("?")[0]).route)
        links = re.findall(r'(?:href|src|action)="(/[^"#]*)"', self.said[-1][1])
        return [html.unescape(link) for link in links]


def walk(world: World, user: User, *, shut: set[str]) -> Walk:
    """Open every address of police with the ids of referrals and what hangs on them.

    :param shut: addresses to be tried with one of every other kind of thing as well.
    """
    made = Walk(world.client(user))
    routes = [route.replace("<slug:key>", "about") for route in addresses_of_police()]
    slug = world.programme.slug
    made.follow(*(filled(route).replace("nothing", slug) for route in routes if "<uuid:pk>" not in route))
    for pk in keys(apps="referrals", most=4):
        made.follow(*("/" + route.replace("<uuid:pk>", pk) for route in routes if "<uuid:pk>" in route))
    for pk in keys(apps=" ".join(APPS), most=1):
        left = [route for route in routes if route in shut - made.opened]
        made.follow(*("/" + route.replace("<uuid:pk>", pk) for route in left))
    return made


def walks(world: World, opened: set[str]) -> Iterator[Walk]:
    """Walk as the officer, then as the team, who also tries what the officer could not open."""
    assert world.officer is not None
    yield walk(world, world.officer, shut=set())
    yield walk(world, world.team, shut=set(addresses_of_police()) - opened)


def a_year_on(world: World) -> Walk:
    """Open what police are asked when the time of the follow-up is over."""
    assert world.completed.closed_at is not None
    with time_machine.travel(world.completed.closed_at + timedelta(days=400), tick=False):
        made = Walk(world.client(world.team))
        made.follow("/police/follow-up/", f"/police/follow-up/{world.completed.pk}/")
    return made


# Addresses of police that only lead on to another one, or take nothing but a form.
LEADS_ON = {"", "referrals/start/", "sign-in/kept/", "police/search/"}


@pytest.mark.deep
def test_no_page_export_or_pdf_that_police_can_fetch_holds_a_secret(world: World) -> None:
    leaks, opened = {}, set[str]()
    for made in (*walks(world, opened), a_year_on(world)):
        opened |= made.opened
        assert [url for url, status in made.seen.items() if status >= 500] == []
        for url, said in made.said:
            if found := world.marks.found_in(said):
                leaks[url] = sorted(found)

    assert leaks == {}
    assert set(addresses_of_police()) - opened <= LEADS_ON


def test_no_form_that_police_send_answers_with_a_secret(world: World) -> None:
    client = world.client(world.team)
    leaks = {}
    for route in addresses_of_police():
        for pk in (world.ended.pk, world.going_on.pk, *world.ended.notices.values_list("pk", flat=True)):
            url = "/" + route.replace("<uuid:pk>", str(pk))
            if "<" in url:
                continue
            for data in ({}, {"submission": uuid4()}, {"submission": uuid4(), "do": "decide", "words": "x"}):
                response: Any = client.post(url, data)
                if found := world.marks.found_in(text_of(response)):
                    leaks[url] = sorted(found)

    assert leaks == {}


def test_no_e_mail_to_police_holds_a_secret(world: World) -> None:
    due = NOW + timedelta(days=90)
    with time_machine.travel(due, tick=False):
        outbox.send_due(clock=lambda: due)

    ours = [sent for sent in mail.outbox if any(to.endswith("police.example") for to in sent.to)]
    assert {row.purpose for row in Message.objects.filter(staff=world.officer, status="SENT")} >= {
        "QUESTION",
        "BOOKED_NEWS",
        "NOTICE",
    }
    for sent in ours:
        parts = (sent.subject, sent.body, sent.from_email, *sent.attachments)
        said = "\n".join(str(part) for part in parts)
        assert world.marks.found_in(said) == set()
        for name in ("Sam", "Ann", "Testwell", "Kim"):
            assert name not in said


def test_a_coordinator_does_see_what_was_marked(world: World) -> None:
    """The markers stand where they would be read: a look that finds none would prove nothing."""
    client = world.client(world.worker)
    found = set[str]()
    for name in ("case", "case_contact", "case_notes", "case_history", "case_workshops", "case_letters"):
        for case in (world.ended, world.going_on):
            page: Any = client.get(reverse(f"casework:{name}", args=[case.pk]))
            found |= world.marks.found_in(text_of(page))

    assert found >= {
        "casework.Note.words",
        "casework.Need.words",
        "casework.OnwardReferral.service",
        "casework.ContactAttempt.words",
        "participants.Participant.last_name",
        "participants.Participant.phone",
        "participants.SafeContact.who_must_not_know",
        "workshops.Venue.name",
    }


def test_every_field_that_could_tell_is_marked_or_says_why_not(world: World) -> None:
    every = {named(model, one) for model, fields in fields_that_tell().items() for one in fields}
    # Who did a thing is marked where it was done: a column for what never happened is empty.
    left = {
        name
        for name in every - world.marks.covered
        if not name.endswith("_by")
        and not spared(name)
        and not any(name.startswith(kept) for kept in NOT_MARKED)
    }

    assert world.empty == [label for label in world.empty if label.startswith(tuple(NOT_MARKED))]
    assert left == set()
    assert {kept for kept in POLICE_WROTE if not any(name.startswith(kept) for name in every)} == set()


@pytest.mark.parametrize("kept", sorted(POLICE_WROTE))
def test_what_police_may_read_says_why(kept: str) -> None:
    assert POLICE_WROTE[kept]
