"""Police amend what they sent; for us it is a proposal that never replaces her own word."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from casework import proposals
from casework.actions.amendments import HersStands, LookedAtAlready, settle_amendments
from casework.models import Review
from correspondence import gate
from participants.actions import Details, amend, confirm_safe_contact
from participants.models import Participant, SafeContact
from participants.safe_contact import Allowed, Way
from programmes.models import Programme
from referrals import actions
from referrals.models import AmendedField, Amendment, Referral, ReferredPerson, Taken
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from tests.referrals import walking
from tests.referrals.writing.pages import text_of
from ui.refusals import Stale

LATER = NOW + timedelta(hours=3)
THEN = NOW + timedelta(hours=4)
pytestmark = pytest.mark.django_db


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def officer(juno: Programme) -> User:
    return accounts.officer(referrals.force_of(juno))


@pytest.fixture
def new(juno: Programme, officer: User) -> Referral:
    return referrals.submitted(juno, by=officer)


@pytest.fixture
def case(juno: Programme, officer: User) -> Referral:
    return referrals.accepted(juno, by=officer)


def client_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def change(referral: Referral, by: User, *, why: str = "She rang back", **new: Any) -> Amendment:
    return actions.amend(referral, new, why=why, by=by, at=LATER)


def her(referral: Referral) -> Participant:
    found: Participant | None = Referral.objects.get(pk=referral.pk).participant
    assert found is not None
    return found


def waiting(referral: Referral) -> dict[str, UUID]:
    return {row.name: row.pk for row in proposals.waiting(referral)}


def settle(referral: Referral, *, take: tuple[str, ...] = (), leave: tuple[str, ...] = ()) -> None:
    rows = waiting(referral)
    taken = {rows[name]: True for name in take} | {rows[name]: False for name in leave}
    settle_amendments(referral, taken, by=referrals.worker_of(referral), at=THEN)


class TestOfficers:
    def test_old_and_new_are_kept_with_who_when_and_why(self, new: Referral, officer: User) -> None:
        amendment = change(new, officer, phone="07700 900 555", last_name="Testwell-Reid")

        person = ReferredPerson.objects.get(referral=new)
        assert (person.phone, person.phone_digits, person.version) == ("07700 900 555", "07700900555", 2)
        assert "rt" in person.sounds
        kept = {row.name: (row.old, row.new) for row in AmendedField.objects.all()}
        assert kept["phone"] == ('"07700 900 123"', '"07700 900 555"')
        assert (amendment.why, amendment.amended_by) == ("She rang back", officer.trail_name)
        line = Event.objects.get(verb="referral.amend")
        assert line.fields == ["last_name", "phone"]
        assert "900 555" not in str(line.facts)

    def test_nothing_different_or_no_reason_is_refused(self, new: Referral, officer: User) -> None:
        with pytest.raises(actions.NothingChanged):
            change(new, officer, phone="07700 900 123")
        with pytest.raises(actions.SayWhyAmended):
            change(new, officer, why=" ", phone="07700 900 555")

        assert not Amendment.objects.exists()

    def test_only_those_who_sent_it_amend(self, juno: Programme, new: Referral, officer: User) -> None:
        force = referrals.force_of(juno)
        others = [
            accounts.officer(force),
            accounts.officer(accounts.ForceFactory.create(force_code="34")),
            accounts.coordinator(juno.provider),
        ]
        for other in others:
            with pytest.raises(actions.NotYours):
                change(new, other, phone="07700 900 555")

        change(new, accounts.police_team(force), phone="07700 900 555")
        assert Amendment.objects.count() == 1

    def test_a_date_of_birth_that_makes_her_too_young_is_refused_with_what_to_do(
        self, new: Referral, officer: User
    ) -> None:
        with pytest.raises(actions.TooYoung) as refused:
            change(new, officer, date_of_birth=date(2010, 1, 1))

        assert "ring us today, or withdraw" in str(refused.value)
        assert ReferredPerson.objects.get().date_of_birth == date(1990, 3, 14)

    def test_a_closed_referral_is_not_amended(self, juno: Programme, officer: User) -> None:
        with pytest.raises(actions.NotOpen):
            change(referrals.declined(juno, by=officer), officer, phone="07700 900 555")

    def test_two_colleagues_at_once_lose_nothing(self, new: Referral, officer: User) -> None:
        actions.amend(new, {"phone": "07700 900 555"}, why="One", by=officer, at=LATER, seen=1)

        with pytest.raises(Stale):
            actions.amend(new, {"phone": "07700 900 666"}, why="Two", by=officer, at=LATER, seen=1)

        assert ReferredPerson.objects.get().phone == "07700 900 555"

    def test_an_amended_number_may_show_that_she_is_known(self, juno: Programme, officer: User) -> None:
        known = referrals.accepted(juno, crime_reference="44260999999")
        new = referrals.submitted(
            juno, by=officer, first_names="Ada", last_name="Brown", date_of_birth=date(1971, 1, 2),
            phone="07700 900 999",
        )  # fmt: skip
        assert not Review.objects.exists()

        change(new, officer, phone="07700 900 123")

        assert Review.objects.get().about_id == known.participant_id


class TestPages:
    def test_the_officer_amends_and_reads_the_log(self, new: Referral, officer: User) -> None:
        client, url = client_of(officer), f"/referrals/{new.pk}/amend/reach/"
        page = text_of(client.get(url))
        answers = {**walking.REACH, "phone": "07700 900 555", "why": "Her old one is broken"}

        bad = walking.send(client, url, {**answers, "phone": "07700 900 55"}, version=1)
        sent = walking.send(client, url, answers, version=1)

        log = text_of(client.get(sent["Location"]))
        assert "07700 900 123" in page
        assert "does not look like one that can be rung" in text_of(bad)
        assert sent["Location"] == f"/referrals/{new.pk}/changes/"
        assert "Her old one is broken" in log
        assert "07700 900 123" in log
        assert "07700 900 555" in log

    def test_a_check_letter_that_is_wrong_is_pointed_out_and_kept_when_ticked(
        self, new: Referral, officer: User
    ) -> None:
        client, url = client_of(officer), f"/referrals/{new.pk}/amend/about/"
        answers = {**walking.ABOUT, "pnc_id": "2019/0500001A", "why": "From custody"}

        doubted = walking.send(client, url, answers, version=1)
        kept = walking.send(client, url, {**answers, "as_is": "on"}, version=1)

        assert "its last letter does not fit" in text_of(doubted)
        assert kept.status_code == 302
        assert ReferredPerson.objects.get().pnc_id == "2019/0500001A"

    def test_an_older_page_shows_both_and_a_double_press_changes_once(
        self, new: Referral, officer: User
    ) -> None:
        client, url = client_of(officer), f"/referrals/{new.pk}/amend/numbers/"
        first = {
            "crime_reference": "44260000001",
            "why": "Typing",
            "submission": "0" * 31 + "1",
            "version": 1,
        }

        once = client.post(url, first)
        again = client.post(url, first)
        stale = walking.send(client, url, {"crime_reference": "44260000002", "why": "Mine"}, version=1)

        assert once["Location"] == again["Location"]
        assert Amendment.objects.count() == 1
        assert stale.status_code == 409
        assert "44260000001" in text_of(stale)
        assert "44260000002" in text_of(stale)

    def test_police_never_see_what_we_made_of_it(self, case: Referral, officer: User) -> None:
        change(case, officer, phone="07700 900 555")
        worker = referrals.worker_of(case)
        amend(her(case), Details(first_names="Secretname", phone="07700 900 777"), by=worker, at=LATER)
        settle(case, leave=("phone",))
        client = client_of(officer)

        pages = [f"/police/referrals/{case.pk}/", f"/referrals/{case.pk}/changes/"]
        pages += [f"/referrals/{case.pk}/amend/{part}/" for part in ("about", "reach", "numbers")]
        shown = "".join(text_of(client.get(url)) for url in pages)

        assert "07700 900 555" in shown
        assert "900 777" not in shown
        assert "Secretname" not in shown
        assert "Left as we have it" not in shown

    def test_another_force_finds_no_log(self, new: Referral) -> None:
        stranger = client_of(accounts.officer(accounts.ForceFactory.create(force_code="34")))

        for page in ("changes/", "amend/about/"):
            assert stranger.get(f"/referrals/{new.pk}/{page}").status_code == 404

    def test_a_coordinator_finds_it_on_today_and_answers_each_field(
        self, case: Referral, officer: User
    ) -> None:
        change(case, officer, phone="07700 900 555", last_name="Reid")
        client, url = client_of(referrals.worker_of(case)), f"/cases/{case.pk}/amendments/"
        today, page = text_of(client.get("/today/")), text_of(client.get(url))
        rows = waiting(case)
        answers = {f"p{rows['phone'].hex}": "TAKE", f"p{rows['last_name'].hex}": "LEAVE"}

        unsaid = walking.send(client, url, {})
        sent = walking.send(client, url, answers)

        assert "Police changed something on 1 case" in today
        assert "She rang back" in page
        assert "Say whether you take over each change" in text_of(unsaid)
        assert sent.status_code == 302
        assert (her(case).phone, her(case).last_name) == ("07700 900 555", "Testwell")
        assert case.reference not in text_of(client.get("/cases/amended/"))


class TestProposals:
    def test_before_she_is_accepted_there_is_nothing_to_take(self, new: Referral, officer: User) -> None:
        change(new, officer, phone="07700 900 555")

        assert AmendedField.objects.get().taken == Taken.AS_SENT
        accepted = actions.accept(new, by=accounts.coordinator(new.provider), at=THEN)
        assert her(accepted).phone == "07700 900 555"

    def test_afterwards_our_record_waits(self, case: Referral, officer: User) -> None:
        change(case, officer, phone="07700 900 555", crime_reference="44260000001")

        assert her(case).phone == "07700 900 123"
        assert set(waiting(case)) == {"phone"}

    def test_what_police_change_again_replaces_what_waited(self, case: Referral, officer: User) -> None:
        change(case, officer, phone="07700 900 555")
        change(case, officer, phone="07700 900 666")

        settle(case, take=("phone",))

        assert her(case).phone == "07700 900 666"
        assert sorted(AmendedField.objects.values_list("taken", flat=True)) == ["REPLACED", "TAKEN"]

    def test_what_she_confirmed_herself_is_never_replaced(self, case: Referral, officer: User) -> None:
        answered_herself(her(case), at=NOW, text="YES")
        before = SafeContact.objects.filter(source="HERSELF").values().get()
        change(case, officer, phone="07700 900 555", text="NO", postcode="SO14 1AA", safe_times=[])

        for name in ("phone", "text", "postcode", "safe_times"):
            with pytest.raises(HersStands):
                settle(case, take=(name,))

        settle(case, leave=("phone", "text", "postcode", "safe_times"))
        assert SafeContact.objects.filter(source="HERSELF").values().get() == before
        assert (her(case).phone, her(case).postcode) == ("07700 900 123", "PO1 1AA")
        assert isinstance(gate.decisions(her(case), at=THEN)[Way.TEXT], Allowed)

    def test_she_who_answers_between_page_and_button_is_heard(self, case: Referral, officer: User) -> None:
        change(case, officer, email="new@x.example")
        rows = waiting(case)
        answered_herself(her(case), at=LATER)

        with pytest.raises(HersStands):
            settle_amendments(case, {rows["email"]: True}, by=referrals.worker_of(case), at=THEN)

    def test_a_no_that_she_told_police_counts_at_once(self, case: Referral, officer: User) -> None:
        assert isinstance(gate.decisions(her(case), at=LATER)[Way.TEXT], Allowed)

        change(case, officer, text="NO")

        assert not isinstance(gate.decisions(her(case), at=LATER)[Way.TEXT], Allowed)

    def test_a_yes_to_police_waits_for_us(self, case: Referral, officer: User) -> None:
        change(case, officer, voicemail="YES")
        assert not isinstance(gate.decisions(her(case), at=LATER)[Way.VOICEMAIL], Allowed)

        settle(case, leave=("voicemail",))

        assert not isinstance(gate.decisions(her(case), at=THEN)[Way.VOICEMAIL], Allowed)

    def test_a_new_number_that_is_left_keeps_its_yes_away_from_ours(
        self, case: Referral, officer: User
    ) -> None:
        change(case, officer, phone="07700 900 555", voicemail="YES")

        settle(case, take=("voicemail",), leave=("phone",))

        latest = SafeContact.objects.filter(participant=her(case)).order_by("-pk")[0]
        assert latest.voicemail == "NOT_ASKED"

    def test_a_new_number_that_is_taken_over_was_not_checked_by_the_old_check(
        self, case: Referral, officer: User
    ) -> None:
        assert SafeContact.objects.get(participant=case.participant).check_now == "RANG_IN_HAND"

        change(case, officer, phone="07700 900 888")
        settle(case, take=("phone",))

        newest = SafeContact.objects.filter(participant=case.participant).order_by("-pk").first()
        assert newest is not None
        assert newest.check_now == "NOT_CHECKED"

    def test_a_change_is_answered_once(self, case: Referral, officer: User) -> None:
        change(case, officer, phone="07700 900 555")
        rows = waiting(case)
        settle(case, leave=("phone",))

        with pytest.raises(LookedAtAlready):
            settle_amendments(case, {rows["phone"]: True}, by=referrals.worker_of(case), at=THEN)

        assert her(case).phone == "07700 900 123"
        line = Event.objects.get(verb="case.settle_amendments")
        assert line.facts == {"taken": [], "left": 1}

    def test_only_the_provider_settles(self, case: Referral, officer: User) -> None:
        change(case, officer, phone="07700 900 555")

        with pytest.raises(actions.NotYours):
            settle_amendments(case, {}, by=officer, at=THEN)

    def test_her_word_about_another_way_leaves_this_one_open(self, case: Referral, officer: User) -> None:
        confirm_safe_contact(
            her(case), by=referrals.worker_of(case), at=NOW, source="HERSELF", call="YES", email="NOT_ASKED"
        )
        change(case, officer, email="new@x.example")

        settle(case, take=("email",))

        assert her(case).email == "new@x.example"
