"""A duplicate is asked about where the officer may know of it, and is silent everywhere else (rule 14)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit import sealing, trail
from audit.models import Event
from participants.models import Participant
from programmes.models import Programme
from referrals import actions, matching
from referrals.models import Referral, ReferredPerson, SameWoman, Source
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.participants import ParticipantFactory
from tests.referrals import walking
from tests.referrals.writing.pages import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
# One thing at a time is the same as "Sam Testwell, 14 3 1990, 07700 900123".
OTHER: dict[str, Any] = {
    "first_names": "Ada",
    "last_name": "Brown",
    "date_of_birth": date(1971, 1, 2),
    "phone": "07700 900 999",
    "crime_reference": "44260777777",
}


def check(referral: Referral) -> str:
    return f"/referrals/{referral.pk}/check/"


def body(client: Client, referral: Referral) -> str:
    """The page but for what differs on every page: tokens, ids, the draft's own address."""
    page = client.get(check(referral)).content.decode()
    page = page.replace(str(referral.pk), "ID")
    return re.sub(r'(?:value|nonce|content|CSRFToken)"?[=:] ?"[^"]*"', "", page)


@pytest.mark.parametrize(
    "again",
    [
        {"pnc_id": "2019/0500001T"},
        {"date_of_birth": date(1990, 3, 14), "last_name": "Testwel"},
        {"date_of_birth": date(1990, 3, 14), "last_name": "Smith-Testwell"},
        {"phone": "+44 7700 900123"},
    ],
    ids=["her PNC ID", "birth and a surname that sounds alike", "one part of a double name", "her number"],
)
def test_she_is_found_by(juno: Programme, officer: User, again: dict[str, Any]) -> None:
    first = referrals.submitted(juno, by=officer, pnc_id="2019/0500001T")
    draft = referrals.draft(juno, by=officer, **{**OTHER, **again})

    assert [one.referral for one in actions.look_for_earlier(draft, by=officer, at=NOW)] == [first]


@pytest.mark.parametrize(
    "again",
    [{}, {"date_of_birth": date(1990, 3, 14)}, {"last_name": "Testwell"}, {"first_names": "Sam"}],
    ids=["nothing the same", "birth alone", "surname alone", "first name alone"],
)
def test_she_is_not_found_by(juno: Programme, officer: User, again: dict[str, Any]) -> None:
    referrals.submitted(juno, by=officer, pnc_id="2019/0500001T")
    draft = referrals.draft(juno, by=officer, **{**OTHER, **again})

    assert actions.look_for_earlier(draft, by=officer, at=NOW) == []


@pytest.mark.parametrize("source", [Source.ONLINE, Source.PHONE])
def test_she_is_not_asked_about_the_referral_that_a_first_press_sent(
    juno: Programme, officer: User, source: Source
) -> None:
    """The second press of a double click read the draft before the first had sent it."""
    by = officer if source == Source.ONLINE else accounts.coordinator(juno.provider)
    second = referrals.draft(juno, by=by, source=source, officer=officer)
    actions.submit(Referral.objects.get(pk=second.pk), by=by, at=NOW)

    assert actions.look_for_earlier(second, by=by, at=NOW) == []


def test_nobody_else_learns_that_she_is_known(signed_in: SignIn, juno: Programme, officer: User) -> None:
    """The same page, the same words, as many queries, before and after a stranger sent the same woman."""
    draft = referrals.draft(juno, by=officer, pnc_id="2019/0500001T")
    client = signed_in(officer)
    client.get(check(draft))  # warms what is read once per process
    pages, queries = [], []

    for known in (False, True):
        if known:
            stranger = accounts.officer(referrals.force_of(juno))
            referrals.accepted(juno, by=stranger, crime_reference="44260999999", pnc_id="2019/0500001T")
        sealing.forget(draft.seal_key_id)  # kept for seconds only: read anew both times
        with CaptureQueriesContext(connection) as seen:
            pages.append(body(client, draft))
        queries.append(len(seen))
    sent = walking.send(client, check(draft), {}, version=draft.version)

    assert "Testwell" in pages[0]
    assert pages[0] == pages[1]
    assert queries[0] == queries[1]
    assert sent["Location"] == f"/referrals/{draft.pk}/equality/"


def test_a_colleague_of_the_team_is_told(juno: Programme) -> None:
    force = referrals.force_of(juno)
    team = accounts.TeamFactory.create(organisation=force)
    first = referrals.submitted(juno, by=accounts.officer(force, team=team), crime_reference="44260999999")
    colleague = accounts.officer(force, team=team)
    draft = referrals.draft(juno, by=colleague)

    assert [one.referral for one in actions.look_for_earlier(draft, by=colleague, at=NOW)] == [first]


def test_another_force_is_never_told_though_the_crime_number_is_the_same(juno: Programme) -> None:
    referrals.submitted(juno, by=accounts.officer(referrals.force_of(juno)))
    other = accounts.ForceFactory.create(force_code="34")
    juno.forces.add(other)
    elsewhere = accounts.officer(other)
    draft = referrals.draft(juno, by=elsewhere)

    assert actions.look_for_earlier(draft, by=elsewhere, at=NOW) == []


@pytest.mark.parametrize("marked", ["record", "referral"])
def test_a_restricted_woman_never_matches_on_the_police_side(
    juno: Programme, officer: User, marked: str
) -> None:
    first = (
        referrals.accepted(juno, by=officer) if marked == "record" else referrals.submitted(juno, by=officer)
    )
    draft = referrals.draft(juno, by=officer)
    assert len(actions.look_for_earlier(draft, by=officer, at=NOW)) == 1

    stamps = {"restricted_at": NOW, "restricted_by": "A manager"}
    rows = Participant if marked == "record" else Referral
    rows.objects.filter(pk=first.participant_id or first.pk).update(**stamps)

    assert actions.look_for_earlier(draft, by=officer, at=NOW) == []


def test_nothing_matches_while_a_restricted_record_may_be_hers(juno: Programme, officer: User) -> None:
    """Her later referrals are not on her record yet: they would give her away."""
    referrals.submitted(juno, by=officer)
    record = ParticipantFactory.create(provider=juno.provider, phone="07700 900 123")
    Participant.objects.filter(pk=record.pk).update(restricted_at=NOW, restricted_by="A manager")
    draft = referrals.draft(juno, by=officer)

    assert actions.look_for_earlier(draft, by=officer, at=NOW) == []


def test_every_look_up_leaves_an_event_and_the_same_answers_count_once(
    juno: Programme, officer: User, settings: Any
) -> None:
    settings.JUNO_DUPLICATE_CHECKS_AN_HOUR = 2
    first = referrals.submitted(juno, by=officer)
    drafts = [referrals.draft(juno, by=officer) for _ in range(3)]

    found = [
        len(actions.look_for_earlier(one, by=officer, at=NOW)) for one in (drafts[0], *drafts, drafts[1])
    ]
    later = actions.look_for_earlier(
        referrals.draft(juno, by=officer), by=officer, at=NOW + timedelta(hours=1, minutes=1)
    )

    assert found == [1, 1, 1, 0, 1]
    assert [one.referral for one in later] == [first]
    events = Event.objects.filter(verb="referral.check_duplicates").order_by("number")
    assert [e.facts["found"] for e in events] == [1, 1, 1, 0, 1, 1]
    assert all(e.who_id == officer.pk for e in events)


def test_past_the_limit_she_is_sent_silently(
    signed_in: SignIn, juno: Programme, officer: User, settings: Any
) -> None:
    settings.JUNO_DUPLICATE_CHECKS_AN_HOUR = 0
    referrals.submitted(juno, by=officer)
    draft = referrals.draft(juno, by=officer)
    client = signed_in(officer)

    page = text_of(client.get(check(draft)))
    sent = walking.send(client, check(draft), {}, version=draft.version)

    assert "same woman" not in page
    assert (sent.status_code, Referral.objects.get(pk=draft.pk).status) == (302, "SUBMITTED")


class TestAsked:
    """What the officer answers to "Is this the same woman?"."""

    @pytest.fixture
    def first(self, juno: Programme, officer: User) -> Referral:
        return referrals.submitted(juno, by=officer)

    @pytest.fixture
    def draft(self, juno: Programme, officer: User, first: Referral) -> Referral:
        return referrals.draft(juno, by=officer)

    def answer(self, client: Client, draft: Referral, said: str) -> str:
        sent = walking.send(client, check(draft), {"same_1": said}, version=draft.version)
        return sent["Location"]

    def test_yes_leads_her_to_the_earlier_one_and_keeps_the_draft(
        self, signed_in: SignIn, officer: User, first: Referral, draft: Referral
    ) -> None:
        assert self.answer(signed_in(officer), draft, "GO") == f"/police/referrals/{first.pk}/"

        assert Referral.objects.get(pk=draft.pk).status == "DRAFT"
        assert SameWoman.objects.get().same
        assert not Event.objects.filter(verb="referral.submit", subject_id=draft.pk).exists()

    def test_yes_for_a_new_matter_sends_it_knowingly(
        self, signed_in: SignIn, officer: User, first: Referral, draft: Referral
    ) -> None:
        assert self.answer(signed_in(officer), draft, "SEND").endswith("/equality/")

        said = SameWoman.objects.get()
        assert (said.referral, said.earlier, said.same) == (draft, first, True)
        assert said.said_by == officer.trail_name

    def test_no_is_recorded(self, signed_in: SignIn, officer: User, first: Referral, draft: Referral) -> None:
        self.answer(signed_in(officer), draft, "OTHER")

        assert Referral.objects.get(pk=draft.pk).status == "SUBMITTED"
        assert not SameWoman.objects.get().same
        line = Event.objects.get(verb="referral.say_same")
        assert line.facts == {"earlier": str(first.pk), "same": False}

    def test_a_colleagues_referral_that_she_may_not_open_is_named_only(
        self, signed_in: SignIn, juno: Programme, first: Referral
    ) -> None:
        other = accounts.officer(referrals.force_of(juno))  # of no team; the same crime number
        draft = referrals.draft(juno, by=other)
        client = signed_in(other)

        url = self.answer(client, draft, "GO")

        assert url == f"/referrals/earlier/{first.reference}/"
        page = text_of(client.get(url))
        assert "sent by a colleague" in page
        assert "Testwell" not in page

    def test_a_coordinator_who_enters_for_an_officer_is_asked_about_everything(
        self, signed_in: SignIn, juno: Programme, worker: User, first: Referral
    ) -> None:
        other = accounts.officer(referrals.force_of(juno))
        draft = referrals.draft(
            juno,
            by=worker,
            officer=other,
            source=Source.PHONE,
            crime_reference="44260777777",
        )

        assert f"Is this the same woman as {first.reference}" in text_of(signed_in(worker).get(check(draft)))


def test_what_is_looked_up_has_an_index(juno: Programme, officer: User) -> None:
    referrals.submitted(juno, by=officer)
    known = matching.Known("Sam", "Testwell", date(1990, 3, 14), "2019/0500001T", "07700 900123")
    plans = []

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for rows in (Participant.objects.all(), ReferredPerson.objects.all()):
            plans.append(rows.filter(known.alike()).explain())
            plans.append(rows.filter(sounds__overlap=known.sounds).explain())

    assert all("Seq Scan" not in plan for plan in plans)
    assert "participant_by_sound" in plans[1]
    assert "referred_person_by_sound" in plans[3]


def test_a_record_and_what_was_sent_keep_their_sound(juno: Programme) -> None:
    referral = referrals.accepted(juno, last_name="Smyth-Reid")

    assert referral.participant is not None
    assert set(referral.participant.sounds) >= {"smt", "rt"}
    assert referral.person.sounds == referral.participant.sounds
    assert trail.SERVICE.trail_name == "JUNO"
