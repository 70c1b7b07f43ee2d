"""What a practitioner sees and does of one woman on her register, and the concerns that come of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from casework.actions import calls, in_the_room
from casework.actions.opening import NotOnTheBooks
from casework.forms.room import StillSafeForm
from casework.models import ContactAttempt, Need, Note, OnwardReferral
from casework.statuses import CallOutcome
from correspondence.models import Message
from participants.actions import confirm_safe_contact
from participants.models import ContactStop, Participant, SafeContact
from participants.safe_contact import Way
from programmes import actions as programmes
from programmes.models import Programme
from referrals.actions import NotYours
from referrals.models import Referral, ReferredPerson
from tests.casework.test_amending import change
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import sent, signed_in, text
from workshops import actions
from workshops.models import Place
from workshops.statuses import ReleaseReason

pytestmark = pytest.mark.django_db
NUMBER = "07700 900 123"
PAGES = ("room", "room_ring", "room_concern", "room_need", "room_safe")


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def jo(juno: Programme) -> User:
    return accounts.practitioner(juno.provider, name="Jo Practice")


@pytest.fixture
def case(juno: Programme) -> Referral:
    made = referrals.accepted(
        juno,
        risk_to_staff="Carries a craft knife",
        offence_text="Shoplifting",
        access_needs="A chair with arms",
        must_not_meet="YES",
        other_name_1="Kim Other",
    )
    casework.spoken_to(made, at=NOW)
    return made


@pytest.fixture
def place(case: Referral, juno: Programme, jo: User) -> Place:
    return workshops.booked(case, workshops.pair(juno, practitioners=[jo]))[0]


@pytest.fixture
def start(place: Place) -> datetime:
    starts_at: datetime = place.workshop.starts_at
    return starts_at


def get(user: User, name: str, place: Place) -> Any:
    return signed_in(user).get(reverse(f"casework:{name}", args=[place.pk]))


def post(user: User, name: str, place: Place, **values: Any) -> Any:
    return signed_in(user).post(reverse(f"casework:{name}", args=[place.pk]), sent(**values))


def her(place: Place) -> Participant:
    return Participant.objects.get(pk=place.participant_id)


class TestHerPage:
    def test_it_says_what_the_room_needs_and_nothing_more(self, jo: User, place: Place, start: Any) -> None:
        with time_machine.travel(start):
            page = get(jo, "room", place)

        said = text(page)
        assert "Carries a craft knife" in said
        assert "Her sister Pat, 01632 960 077" in said
        assert "A chair with arms" in said
        for kept in (
            "Shoplifting",
            "Testwell",
            "Kim Other",
            NUMBER,
            "1 Example Road",
            place.referral.reference,
        ):
            assert kept not in page.content.decode()

    def test_looking_leaves_an_event_on_her_case(self, jo: User, place: Place, start: Any) -> None:
        with time_machine.travel(start):
            get(jo, "room", place)

        event = Event.objects.get(verb="case.in_the_room")
        assert (event.subject_id, event.who_id) == (place.referral_id, jo.pk)

    @pytest.mark.parametrize("minutes", [-61, 5 * 60 + 24 * 60 + 1])
    def test_outside_the_practitioners_hours_no_page_names_her(
        self, jo: User, place: Place, start: Any, minutes: int
    ) -> None:
        with time_machine.travel(start + timedelta(minutes=minutes)):
            answers = [get(jo, name, place) for name in PAGES]
            with pytest.raises(in_the_room.NotInTheRoom):
                in_the_room.record_concern(place, words="Late", by=jo, at=start + timedelta(minutes=minutes))

        register = reverse("workshops:register", args=[place.workshop_id])
        assert [answer.headers.get("Location") for answer in answers] == [register] * len(PAGES)
        assert not Event.objects.filter(verb__in=("case.in_the_room", "case.ring")).exists()

    def test_another_practitioner_finds_no_page(self, juno: Programme, place: Place, start: Any) -> None:
        other = accounts.practitioner(juno.provider, name="Al Other")

        with time_machine.travel(start):
            found = [get(other, name, place).status_code for name in PAGES]
            with pytest.raises(in_the_room.NotInTheRoom):
                in_the_room.ring(place, outcome=CallOutcome.SPOKE, by=other, at=start)

        assert found == [404] * len(PAGES)

    def test_a_place_given_back_closes_the_page(self, jo: User, place: Place, start: Any) -> None:
        actions.release(place, why=ReleaseReason.SHE_ASKED, by=referrals.worker_of(place.referral), at=NOW)

        with time_machine.travel(start):
            page = get(jo, "room", place)

        assert page.status_code == 404

    def test_the_line_for_staff_is_as_police_say_it_now_and_as_we_have_it(
        self, jo: User, place: Place, start: Any
    ) -> None:
        officer = place.referral.referred_by
        assert officer is not None
        change(place.referral, officer, risk_to_staff="Nobody should meet her alone")

        with time_machine.travel(start):
            said = text(get(jo, "room", place))

        assert "Nobody should meet her alone" in said
        assert "Carries a craft knife" in said

    def test_the_register_only_says_that_there_is_something_to_read(
        self, jo: User, place: Place, start: Any
    ) -> None:
        with time_machine.travel(start):
            page = signed_in(jo).get(reverse("workshops:register", args=[place.workshop_id]))
            sheet = signed_in(jo).get(reverse("workshops:sheet", args=[place.workshop_id]))

        for shown in (page, sheet):
            assert "Staff: read her page first" in text(shown)
            assert "craft knife" not in text(shown)
        assert reverse("casework:room", args=[place.pk]) in page.content.decode()

    def test_nobody_is_flagged_without_such_a_line(
        self, juno: Programme, jo: User, place: Place, start: Any
    ) -> None:
        ReferredPerson.objects.update(risk_to_staff=None)

        with time_machine.travel(start):
            page = signed_in(jo).get(reverse("workshops:register", args=[place.workshop_id]))

        assert "read her page first" not in text(page)

    def test_her_page_takes_few_queries(self, jo: User, place: Place, start: Any) -> None:
        client = signed_in(jo)
        with (
            time_machine.travel(start),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            client.get(reverse("casework:room", args=[place.pk]))

        assert len(asked) <= 25


class TestRingHer:
    def test_the_number_is_shown_where_she_may_be_rung_and_that_is_logged(
        self, jo: User, place: Place, start: Any
    ) -> None:
        with time_machine.travel(start):
            page = get(jo, "room_ring", place)

        assert NUMBER in text(page)
        assert "Left a voicemail" not in text(page)
        event = Event.objects.get(verb="case.ring")
        assert (event.who_id, event.subject_id, event.facts) == (
            jo.pk,
            place.referral_id,
            {"number_shown": True},
        )

    def test_where_she_said_no_the_number_is_not_shown_and_no_call_can_be_logged_from_the_page(
        self, jo: User, place: Place, start: Any
    ) -> None:
        answers = {**casework.SAFE, "call": "NO"}
        confirm_safe_contact(her(place), by=jo, at=NOW + timedelta(hours=1), source="HERSELF", **answers)

        with time_machine.travel(start):
            page = get(jo, "room_ring", place)

        assert NUMBER not in page.content.decode()
        assert "Do not ring her from here" in text(page)
        assert 'name="outcome"' not in page.content.decode()
        assert Event.objects.get(verb="case.ring").facts == {"number_shown": False}

    def test_when_somebody_else_answered_nobody_rings_from_the_room_either(
        self, jo: User, place: Place, start: Any
    ) -> None:
        with time_machine.travel(start):
            post(jo, "room_ring", place, outcome="SOMEBODY_ELSE")
            page = get(jo, "room_ring", place)

        assert ContactStop.objects.get().stopped_by == jo.trail_name
        assert NUMBER not in page.content.decode()

    def test_a_call_from_the_room_is_a_call_of_her_case(self, jo: User, place: Place, start: Any) -> None:
        before = ContactAttempt.objects.count()

        with time_machine.travel(start + timedelta(hours=1), tick=False):
            page = post(jo, "room_ring", place, outcome="NO_ANSWER", words="Rang twice")

        made = ContactAttempt.objects.order_by("-number")[0]
        assert page.headers["Location"] == reverse("workshops:register", args=[place.workshop_id])
        assert ContactAttempt.objects.count() == before + 1
        assert (made.outcome, made.words, made.made_by) == ("NO_ANSWER", "Rang twice", jo.trail_name)
        assert Event.objects.filter(verb="case.call", who_id=jo.pk).count() == 1

    def test_a_voicemail_is_refused_where_it_is_not_safe(self, jo: User, place: Place, start: Any) -> None:
        with pytest.raises(calls.VoicemailNotSafe):
            in_the_room.ring(place, outcome=CallOutcome.VOICEMAIL, by=jo, at=start)

    def test_a_practitioner_still_logs_no_call_on_the_case_itself(
        self, jo: User, place: Place, start: Any
    ) -> None:
        with pytest.raises(NotYours):
            calls.log_call(place.referral, outcome=CallOutcome.SPOKE, by=jo, at=start)

        assert ContactAttempt.objects.filter(made_by=jo.trail_name).count() == 0


class TestConcern:
    def test_it_is_work_for_the_coordinators_until_one_has_said_what_was_done(
        self, jo: User, place: Place, start: Any
    ) -> None:
        worker = referrals.worker_of(place.referral)
        with time_machine.travel(start):
            post(jo, "room_concern", place, words="She was afraid to go home")
            client = signed_in(worker)
            today, queue = client.get("/today/"), client.get("/today/concerns/")
            note = Note.objects.get(kind="CONCERN")
            shown = client.get(reverse("casework:concern", args=[note.pk]))
            client.post(reverse("casework:concern", args=[note.pk]), sent(done="Rang her: she is with Pat"))
            after, notes = client.get("/today/"), client.get(f"/cases/{place.referral_id}/notes/")

        assert "1 concern to take up" in text(today)
        assert "She was afraid to go home" not in text(queue)
        assert "She was afraid to go home" in text(shown)
        assert "concern to take up" not in text(after)
        assert "Concern, taken up" in text(notes)
        assert "Rang her: she is with Pat" in text(notes)
        verbs = Event.objects.filter(subject_id=place.referral_id).values_list("verb", "who_id")
        assert {("case.concern", jo.pk), ("case.take_up_concern", worker.pk)} <= set(verbs)

    def test_the_practitioner_reads_no_note_back(self, jo: User, place: Place, start: Any) -> None:
        with time_machine.travel(start):
            post(jo, "room_concern", place, words="She was afraid to go home")
            note = Note.objects.get(kind="CONCERN")
            pages = [get(jo, name, place) for name in PAGES]
            answer = signed_in(jo).get(reverse("casework:concern", args=[note.pk]))

        assert not any("afraid to go home" in page.content.decode() for page in pages)
        assert answer.status_code == 403

    def test_an_empty_one_says_what_to_do_and_keeps_nothing(self, jo: User, place: Place, start: Any) -> None:
        with time_machine.travel(start):
            page = post(jo, "room_concern", place, words=" ")

        assert "Write what you saw or heard" in text(page)
        assert not Note.objects.filter(kind="CONCERN").exists()

    def test_the_page_says_in_which_hours_it_is_read(self, jo: User, place: Place, start: Any) -> None:
        tomorrow = NOW.date() + timedelta(days=1)
        programmes.set_hours(opens=time(8, 30), closes=time(16), from_on=tomorrow, by=jo, at=NOW)

        with time_machine.travel(start):
            page = get(jo, "room_concern", place)

        assert "is read in office hours: 8:30am to 4pm, Monday to Friday." in text(page)

    def test_it_is_taken_up_once(self, jo: User, place: Place, start: Any) -> None:
        note = in_the_room.record_concern(place, words="A concern", by=jo, at=start)
        worker = referrals.worker_of(place.referral)
        in_the_room.take_up_concern(note, done="Rang her", by=worker, at=start)

        with pytest.raises(in_the_room.TakenUpBefore):
            in_the_room.take_up_concern(note, done="Rang her again", by=worker, at=start)

        assert Note.objects.filter(kind="NOTE").count() == 1

    def test_a_double_press_makes_one(self, jo: User, place: Place, start: Any) -> None:
        with time_machine.travel(start):
            client: Client = signed_in(jo)
            data = sent(words="A concern")
            for _press in range(2):
                client.post(reverse("casework:room_concern", args=[place.pk]), data)

        assert Note.objects.filter(kind="CONCERN").count() == 1


class TestStillSafe:
    def test_nothing_changed_renews_her_own_answers(self, jo: User, place: Place, start: Any) -> None:
        with time_machine.travel(start, tick=False):
            post(jo, "room_safe", place, still="YES")

        row = SafeContact.objects.filter(source="HERSELF").latest("confirmed_at")
        assert (row.renewed_at, row.renewed_by) == (start, jo.trail_name)
        assert not Note.objects.filter(kind="CONCERN").exists()

    def test_what_is_not_safe_any_more_is_off_at_once_and_a_coordinator_asks_the_rest(
        self, jo: User, place: Place, start: Any
    ) -> None:
        waiting = Message.objects.filter(participant=place.participant, channel="TEXT", status="QUEUED")
        assert waiting.exists()

        with time_machine.travel(start):
            post(jo, "room_safe", place, still="CHANGED", no_longer=["TEXT"])

        row = SafeContact.objects.filter(source="HERSELF").latest("confirmed_at")
        assert (row.text, row.post, row.call, row.voicemail) == ("NO", "YES", "YES", "NO")
        assert row.emergency_contact == "Her sister Pat, 01632 960 077"
        assert not waiting.exists()
        assert "not safe any more: Text." in (Note.objects.get(kind="CONCERN").words or "")

    def test_when_nobody_knows_what_changed_nothing_is_written_to_her(
        self, jo: User, place: Place, start: Any
    ) -> None:
        in_the_room.still_safe(place, no_longer=[], unsure=True, by=jo, at=start)

        row = SafeContact.objects.filter(source="HERSELF").latest("confirmed_at")
        assert (row.text, row.post, row.email, row.voicemail, row.call) == ("NO", "NO", "NO", "NO", "YES")
        assert (row.trusted_person, row.in_person) == ("NO", "NO"), "nor said to anybody for her"

    def test_what_may_be_taken_back_is_every_way_that_reaches_her(self) -> None:
        asked = {value for value, _label in StillSafeForm().fields["no_longer"].choices}  # type: ignore[attr-defined]

        assert set(in_the_room.TAKEN_BACK) == set(Way) - {Way.PAGE}
        assert {way.value for way in in_the_room.TAKEN_BACK} == asked - {"UNSURE"}

    def test_nothing_is_ever_turned_to_yes(self, jo: User, place: Place, start: Any) -> None:
        for ways in ([Way.CALL], [Way.POST, Way.TEXT]):
            in_the_room.still_safe(place, no_longer=ways, by=jo, at=start)

        rows = SafeContact.objects.filter(source="HERSELF").order_by("confirmed_at")
        answers = [(row.call, row.text, row.post, row.email) for row in rows]
        assert answers[-1] == ("NO", "NO", "NO", "NO")

    def test_she_who_never_told_a_worker_has_nothing_to_renew(
        self, juno: Programme, jo: User, place: Place, start: Any
    ) -> None:
        SafeContact.objects.filter(source="HERSELF").delete()

        with time_machine.travel(start):
            page = post(jo, "room_safe", place, still="YES")

        assert "She has not told us herself what is safe yet" in text(page)
        assert not SafeContact.objects.filter(renewed_at__isnull=False).exists()


class TestNeeds:
    def test_a_need_and_a_service_are_kept_with_the_case(self, jo: User, place: Place, start: Any) -> None:
        said = {"pathway": "HLT", "level": "2", "service": "Wellbeing line", "accepted": "YES"}
        with time_machine.travel(start):
            post(jo, "room_need", place, **said, words="Sleeps badly")
            page = get(jo, "room", place)

        assert Need.objects.get().noted_by == jo.trail_name
        assert OnwardReferral.objects.get().accepted is True
        assert "Wellbeing line" in text(page)
        assert "Sleeps badly" not in text(page)

    def test_a_closed_case_takes_a_concern_and_nothing_else(self, jo: User, place: Place, start: Any) -> None:
        Referral.objects.filter(pk=place.referral_id).update(
            status="COMPLETED", closed_at=start, closed_by="Somebody"
        )

        with pytest.raises(NotOnTheBooks):
            in_the_room.note_need(place, {"pathway": "HLT", "level": "2"}, by=jo, at=start)
        with pytest.raises(NotOnTheBooks):
            in_the_room.still_safe(place, no_longer=[], by=jo, at=start)
        in_the_room.record_concern(place, words="A concern", by=jo, at=start)

        assert (Need.objects.count(), Note.objects.filter(kind="CONCERN").count()) == (0, 1)
