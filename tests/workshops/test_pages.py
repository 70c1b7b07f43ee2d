"""The pages of workshops, as their people use them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from correspondence.models import Message
from participants.models import KeepApart
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from workshops import actions, needs
from workshops.models import Cohort, Place, Venue, Workshop, WorkshopPractitioner
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def referral(programme: Programme) -> Referral:
    made = referrals.accepted(programme)
    assert made.participant is not None
    answered_herself(made.participant)
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def worker(referral: Referral) -> User:
    return referrals.worker_of(referral)


def sent(**values: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), **values}


def run_of(pair: Sequence[Workshop]) -> str:
    return ".".join(str(workshop.pk) for workshop in pair)


@pytest.fixture(autouse=True)
def on_the_day_of_the_factories() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


def known(place: Place, **said: str) -> dict[str, str]:
    """What a practitioner says of one absence before she signs off."""
    answers = {"told": "unknown", "reason": "NOT_KNOWN", "rung": "NOT_RUNG", **said}
    return {f"{question}-{place.pk}": answer for question, answer in answers.items()}


class TestBooking:
    def test_pairs_are_offered_with_places_and_slack(self, programme: Programme, referral: Referral) -> None:
        pair = workshops.pair(programme)

        page = signed_in(worker(referral)).get(reverse("workshops:book", args=[referral.pk]))

        words = text(page)
        assert "Wed 2 December and Wed 30 December 2026" in words
        assert f"10am to 3pm, {pair[0].room.venue.name} — 12 places" in words
        assert "she would finish 62 days before her deadline" in words
        assert Event.objects.filter(verb="referral.view_booking", subject_id=referral.pk).exists()

    def test_what_is_not_possible_says_why(self, programme: Programme) -> None:
        tight = referrals.accepted(programme, deadline_on=date(2027, 1, 10))
        workshops.pair(programme, first_on=date(2026, 12, 16))
        full = workshops.pair(programme, capacity=1)
        workshops.booked(referrals.accepted(programme, crime_reference="44260777777"), full)

        page = signed_in(worker(tight)).get(reverse("workshops:book", args=[tight.pk]))

        words = text(page)
        assert "Not possible" in words
        assert "Wed 13 January 2027 is 3 days after the deadline." in words
        assert "Wed 2 December 2026 is full." in words
        assert "No dates on offer fit" in words

    def test_nothing_chosen_is_said_with_a_link_to_the_choices(
        self, programme: Programme, referral: Referral
    ) -> None:
        workshops.pair(programme)

        page = signed_in(worker(referral)).get(
            reverse("workshops:book", args=[referral.pk]), {"do": "choose"}
        )

        assert "Choose the dates that suit her" in text(page)
        assert "<title>Error: " in page.content.decode()

    def test_the_page_before_booking_says_what_will_be_sent(
        self, programme: Programme, referral: Referral
    ) -> None:
        pair = workshops.pair(programme)
        client = signed_in(worker(referral))

        chosen = client.get(reverse("workshops:book", args=[referral.pk]), {"run": run_of(pair)})
        page = client.get(chosen.headers["Location"])

        words = text(page)
        assert "Invitation letter with both dates" in words
        assert "Text the day before each workshop" in words
        assert "In full words" in words
        assert not Place.objects.exists()
        assert not Message.objects.exclude(purpose="ASK_AGAIN").exists()

    def test_sending_the_same_page_twice_books_once(self, programme: Programme, referral: Referral) -> None:
        pair = workshops.pair(programme)
        client = signed_in(worker(referral))
        address = reverse("workshops:book_confirm", args=[referral.pk]) + f"?run={run_of(pair)}"
        values = sent()

        first, second = client.post(address, values), client.post(address, values)

        assert first.status_code == second.status_code == 302
        assert first.headers["Location"] == second.headers["Location"]
        assert Place.objects.count() == 2

    def test_a_place_that_has_just_gone_is_said_and_nothing_is_lost(
        self, programme: Programme, referral: Referral
    ) -> None:
        pair = workshops.pair(programme, capacity=1)
        workshops.booked(referrals.accepted(programme, crime_reference="44260777777"), pair)

        page = signed_in(worker(referral)).post(
            reverse("workshops:book_confirm", args=[referral.pk]) + f"?run={run_of(pair)}", sent()
        )

        assert "The last place has just gone" in text(page)
        assert not Place.objects.filter(referral=referral).exists()

    def test_moving_her_asks_why(self, programme: Programme, referral: Referral) -> None:
        workshops.booked(referral, workshops.pair(programme))
        later = workshops.pair(programme, first_on=date(2027, 1, 6))
        client = signed_in(worker(referral))
        address = reverse("workshops:book_confirm", args=[referral.pk]) + f"?run={run_of(later)}"

        assert "Choose why she is moved" in text(client.post(address, sent()))
        client.post(address, sent(why="SHE_ASKED", asked_by="HER"))

        assert [p.workshop_id for p in Place.objects.held().order_by("during")] == [w.pk for w in later]

    def test_two_people_together_may_book_a_kept_apart_woman_with_the_second_one_s_own_password(
        self, programme: Programme, referral: Referral
    ) -> None:
        other = referrals.accepted(programme, crime_reference="44260777777")
        pair = workshops.pair(programme)
        workshops.booked(other, pair)
        assert referral.participant is not None
        KeepApart.objects.create(
            participant=referral.participant,
            other=other.participant,
            seal_key_id=referral.participant.seal_key_id,
            made_at=NOW,
            made_by="somebody",
        )
        manager = accounts.manager(programme.provider)
        second = accounts.coordinator(programme.provider, password=accounts.PASSWORD)
        client = signed_in(manager)
        page = client.get(reverse("workshops:book", args=[referral.pk]))
        assert other.reference in text(page)
        address = reverse("workshops:book_confirm", args=[referral.pk]) + f"?run={run_of(pair)}"
        values = {"reason": "Peace is made", "second_email": second.email}

        wrong = client.post(address, sent(**values, second_password="not hers"))
        assert "do not belong together" in text(wrong)
        assert not Place.objects.filter(referral=referral).exists()
        client.post(address, sent(**values, second_password=accounts.PASSWORD))

        assert Place.objects.filter(referral=referral, overridden_by_second=second.trail_name).count() == 2

    def test_the_number_of_queries_does_not_grow_with_the_groups(
        self, programme: Programme, referral: Referral
    ) -> None:
        client = signed_in(worker(referral))
        address = reverse("workshops:book", args=[referral.pk])
        workshops.pair(programme)
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)

        for week in range(1, 6):
            workshops.pair(programme, first_on=workshops.FIRST_ON + timedelta(weeks=week))
        with CaptureQueriesContext(connection) as many:
            client.get(address)

        assert len(many) == len(few)
        assert len(many) <= 25, "\n".join(q["sql"][:150] for q in many)

    def test_another_provider_s_case_is_not_found(self, referral: Referral) -> None:
        stranger = accounts.coordinator(accounts.OrganisationFactory.create())

        page = signed_in(stranger).get(reverse("workshops:book", args=[referral.pk]))

        assert page.status_code == 404


class TestWorkshops:
    def test_a_group_is_shown_before_it_is_saved(self, programme: Programme) -> None:
        room = workshops.room(programme.provider)
        jo = accounts.practitioner(programme.provider)
        client = signed_in(accounts.coordinator(programme.provider))
        chosen = {
            "programme": "juno",
            "first_on-day": "6",
            "first_on-month": "1",
            "first_on-year": "2027",
            "starts": "",
        }
        page = client.get(reverse("workshops:plan"), chosen)
        assert "Wed 6 January 2027" in text(page)
        assert "Wed 3 February 2027" in text(page)
        assert not Cohort.objects.exists()

        address = reverse("workshops:plan") + "?" + "&".join(f"{k}={v}" for k, v in chosen.items())
        client.post(address, sent(room=str(room.pk), practitioners=[str(jo.pk)], capacity="12", name=""))

        days = Workshop.objects.order_by("starts_at")
        assert [w.starts_at.date() for w in days] == [date(2027, 1, 6), date(2027, 2, 3)]
        assert WorkshopPractitioner.objects.filter(practitioner=jo).count() == 2

    @pytest.mark.parametrize(
        ("day", "said"),
        [
            (("25", "12", "2026"), "bank holiday"),
            (("2", "11", "2026"), "has passed"),
            (("31", "2", "2027"), "does not exist"),
        ],
    )
    def test_a_day_that_cannot_be_is_named(
        self, programme: Programme, day: tuple[str, str, str], said: str
    ) -> None:
        client = signed_in(accounts.coordinator(programme.provider))
        parts = dict(zip(("first_on-day", "first_on-month", "first_on-year"), day, strict=True))

        page = client.get(reverse("workshops:plan"), {"programme": "juno", "starts": "", **parts})

        assert said in text(page)
        assert "<title>Error: " in page.content.decode()

    def test_a_room_that_is_taken_is_named_beside_its_question(self, programme: Programme) -> None:
        there = workshops.pair(programme)[0]
        client = signed_in(accounts.coordinator(programme.provider))
        address = reverse("workshops:plan") + (
            "?programme=juno&first_on-day=2&first_on-month=12&first_on-year=2026&starts="
        )

        page = client.post(address, sent(room=str(there.room.pk), capacity="12", name="another"))

        assert "Another workshop is in that room at that time" in text(page)
        assert Cohort.objects.count() == 1

    def test_the_workshop_shows_what_helps_her_and_never_the_offence(self, programme: Programme) -> None:
        referral = referrals.accepted(
            programme, offence_text="Shoplifting", access_needs="Uses a wheelchair", interpreter="Polish"
        )
        place = workshops.booked(referral, workshops.pair(programme))[0]

        page = signed_in(worker(referral)).get(reverse("workshops:workshop", args=[place.workshop_id]))

        words = text(page)
        assert "Sam" in words
        assert "Uses a wheelchair" in words
        assert "Interpreter: Polish" in words
        assert "Shoplifting" not in words
        assert "Theft" not in words
        assert "<title>Wed 2 December 2026" in page.content.decode()
        assert Event.objects.filter(verb="workshop.view", subject_id=place.pk).exists()

    def test_a_list_of_five_costs_what_a_list_of_one_does(self, programme: Programme) -> None:
        client = signed_in(accounts.coordinator(programme.provider))
        workshops.pair(programme)
        client.get(reverse("workshops:workshops"))
        with CaptureQueriesContext(connection) as one:
            client.get(reverse("workshops:workshops"))
        for week in range(1, 5):
            workshops.pair(programme, first_on=workshops.FIRST_ON + timedelta(weeks=week))

        with CaptureQueriesContext(connection) as five:
            client.get(reverse("workshops:workshops"))

        assert len(five) == len(one)

    def test_cancelling_says_how_many_women_it_touches(
        self, programme: Programme, referral: Referral
    ) -> None:
        place = workshops.booked(referral, workshops.pair(programme))[0]
        client = signed_in(worker(referral))
        address = reverse("workshops:cancel", args=[place.workshop_id])

        assert "1 woman loses her place" in text(client.get(address))
        client.post(address, sent(why="Flood", places=str(place.pk)))

        assert Workshop.objects.get(pk=place.workshop_id).why_cancelled == "Flood"

    def test_a_coordinator_cannot_add_places(self, programme: Programme) -> None:
        pair = workshops.pair(programme)
        client = signed_in(accounts.coordinator(programme.provider))

        assert client.get(reverse("workshops:raise_capacity", args=[pair[0].pk])).status_code == 403

    def test_a_manager_adds_a_venue_with_its_room(self, programme: Programme) -> None:
        client = signed_in(accounts.manager(programme.provider))
        given = {"name": "Quay House", "address": "1 Quay", "postcode": "PO1 1AA", "travel_notes": "",
                 "access_notes": "Lift", "room_name": "Blue room", "people": "16"}  # fmt: skip

        client.post(reverse("workshops:venue_add"), sent(**given))

        venue = Venue.objects.get(name="Quay House")
        assert [(room.name, room.capacity) for room in venue.rooms.all()] == [("Blue room", 16)]

    def test_a_venue_changed_by_somebody_else_meanwhile_shows_both(self, programme: Programme) -> None:
        venue = workshops.room(programme.provider).venue
        client = signed_in(accounts.manager(programme.provider))
        given = {"name": venue.name, "address": "9 Other Street", "postcode": "PO1 1AA",
                 "travel_notes": "", "access_notes": "", "room_name": "", "people": ""}  # fmt: skip
        actions.amend_venue(
            venue,
            actions.VenueDetails(name=venue.name, address="8 First Street", postcode="PO1 1AA"),
            by=accounts.manager(programme.provider),
            at=NOW,
        )

        page = client.post(
            reverse("workshops:venue_edit", args=[venue.pk]), sent(version=str(venue.version), **given)
        )

        assert "8 First Street" in text(page)
        assert "9 Other Street" in text(page)
        assert Venue.objects.get(pk=venue.pk).address == "8 First Street"


class TestRegister:
    @pytest.fixture
    def jo(self, programme: Programme) -> User:
        return accounts.practitioner(programme.provider, name="Jo Practice")

    @pytest.fixture
    def places(self, programme: Programme, jo: User) -> list[Place]:
        pair = workshops.pair(programme, practitioners=[jo])
        made = []
        for number, name in enumerate(("Zoë", "ann", "Sam")):
            referral = referrals.accepted(
                programme, first_names=name, crime_reference=f"4426000000{number}", offence_text="Shoplifting"
            )
            made.append(workshops.booked(referral, pair)[0])
        return made

    @pytest.fixture
    def start(self, places: list[Place]) -> Any:
        return places[0].workshop.starts_at

    def address(self, places: list[Place]) -> str:
        return reverse("workshops:register", args=[places[0].workshop_id])

    def test_names_are_in_order_and_nothing_is_marked(
        self, jo: User, places: list[Place], start: Any
    ) -> None:
        with time_machine.travel(start - timedelta(minutes=30)):
            page = signed_in(jo).get(self.address(places))

        html = page.content.decode()
        names = re.findall(r'juno-register__name">([^<]+)<', html)
        assert names == ["ann", "Sam", "Zoë"]
        assert "3 not marked" in text(page)
        assert "checked" not in re.sub(r"<head.*?</head>", "", html, flags=re.S)
        assert "Shoplifting" not in html
        assert "Testwell" not in html

    def test_two_women_called_the_same_are_told_apart(self, programme: Programme, jo: User) -> None:
        pair = workshops.pair(programme, practitioners=[jo])
        for number, last in enumerate(("Adams", "Brown")):
            referral = referrals.accepted(programme, last_name=last, crime_reference=f"4426000000{number}")
            workshops.booked(referral, pair)

        with time_machine.travel(pair[0].starts_at):
            page = signed_in(jo).get(reverse("workshops:register", args=[pair[0].pk]))

        assert re.findall(r'juno-register__name">([^<]+)<', page.content.decode()) == ["Sam A", "Sam B"]

    def test_a_tap_saves_its_row_and_gives_the_running_total(
        self, jo: User, places: list[Place], start: Any
    ) -> None:
        place = places[0]
        with time_machine.travel(start):
            page = signed_in(jo).post(
                reverse("workshops:mark", args=[place.pk]),
                {f"mark-{place.pk}": "HERE", f"was-{place.pk}": "NOT_MARKED"},
            )

        assert "Saved 10:00" in text(page)
        assert "1 here" in text(page)
        assert "2 not marked" in text(page)
        assert Place.objects.get(pk=place.pk).mark == Mark.HERE

    def test_the_same_tap_twice_leaves_one_event(self, jo: User, places: list[Place], start: Any) -> None:
        tap = {f"mark-{places[0].pk}": "HERE", f"was-{places[0].pk}": "NOT_MARKED"}
        with time_machine.travel(start):
            client = signed_in(jo)
            for _again in range(3):
                client.post(reverse("workshops:mark", args=[places[0].pk]), tap)

        assert Event.objects.filter(verb="place.mark", subject_id=places[0].pk).count() == 1

    def test_late_fills_in_the_time_and_says_what_the_programme_advises(
        self, jo: User, places: list[Place], start: Any
    ) -> None:
        with time_machine.travel(start + timedelta(minutes=40)):
            page = signed_in(jo).post(
                reverse("workshops:mark", args=[places[0].pk]), {f"mark-{places[0].pk}": "LATE"}
            )

        assert 'value="10:40"' in page.content.decode()
        assert "40 minutes late. That is past the 30 minutes the programme advises." in text(page)
        assert Place.objects.get(pk=places[0].pk).mark == Mark.LATE

    def test_a_refused_tap_says_so_in_its_row_and_keeps_the_answer(
        self, jo: User, places: list[Place], start: Any
    ) -> None:
        with time_machine.travel(start - timedelta(hours=2)):
            page = signed_in(jo).post(
                reverse("workshops:mark", args=[places[0].pk]), {f"mark-{places[0].pk}": "HERE"}
            )

        assert "opens an hour before" in text(page)
        assert Place.objects.get(pk=places[0].pk).mark == Mark.NOT_MARKED

    def test_before_and_after_her_hours_a_practitioner_sees_no_name(
        self, jo: User, places: list[Place], start: Any
    ) -> None:
        for moment in (start - timedelta(hours=2), start + timedelta(days=2)):
            with time_machine.travel(moment):
                client = signed_in(jo)
                pages = [
                    client.get(self.address(places)),
                    client.get(self.address(places).replace("register", "sheet")),
                ]
            assert all("Zoë" not in page.content.decode() for page in pages)

    def test_another_practitioner_never_sees_it(
        self, programme: Programme, places: list[Place], start: Any
    ) -> None:
        with time_machine.travel(start):
            client = signed_in(accounts.practitioner(programme.provider))
            assert client.get(self.address(places)).status_code == 404
            assert client.post(reverse("workshops:mark", args=[places[0].pk]), {}).status_code == 404

    def test_without_javascript_the_whole_page_is_saved_at_once(
        self, jo: User, places: list[Place], start: Any
    ) -> None:
        marks = {f"mark-{p.pk}": m for p, m in zip(places, ("HERE", "NOT_HERE"), strict=False)}
        with time_machine.travel(start):
            signed_in(jo).post(self.address(places), sent(**marks, do="save"))

        assert [Place.objects.get(pk=p.pk).mark for p in places] == ["HERE", "NOT_HERE", "NOT_MARKED"]

    def test_a_row_left_as_it_was_shown_does_not_undo_somebody_else_s_mark(
        self, jo: User, places: list[Place], start: Any
    ) -> None:
        actions.mark(places[1], actions.Entry(Mark.LATE), by=jo, at=start)

        with time_machine.travel(start):
            stale = {f"mark-{places[1].pk}": "HERE", f"was-{places[1].pk}": "HERE"}
            signed_in(jo).post(self.address(places), sent(**stale, do="save"))

        assert Place.objects.get(pk=places[1].pk).mark == Mark.LATE

    def test_finishing_waits_for_everybody_and_keeps_what_was_marked(
        self, jo: User, places: list[Place], start: Any
    ) -> None:
        with time_machine.travel(start):
            client = signed_in(jo)
            page = client.post(
                self.address(places), sent(**{f"mark-{places[0].pk}": "HERE"}, do="finish"), follow=True
            )

        html = page.content.decode()
        assert "<title>Error: " in html
        assert "Choose Here, Late or Not here for Sam" in text(page)
        assert f'href="#mark-{places[1].pk}-1"' in html
        assert Place.objects.get(pk=places[0].pk).mark == Mark.HERE
        assert Workshop.objects.get(pk=places[0].workshop_id).finished_at is None

    def test_a_finished_register_is_signed_off_by_name_and_the_absent_get_kind_words(
        self, jo: User, places: list[Place], start: Any
    ) -> None:
        marks = {f"mark-{p.pk}": m for p, m in zip(places, ("HERE", "NOT_HERE", "LATE"), strict=True)}
        with time_machine.travel(start + timedelta(hours=5)):
            client = signed_in(jo)
            asked = client.post(self.address(places), sent(**marks, do="finish"), follow=True)
            assert "Before you sign off" in text(asked)
            assert not Message.objects.filter(purpose="MISSED").exists()
            page = client.post(asked.request["PATH_INFO"], sent(**known(places[1])), follow=True)

        assert "Signed off by Jo Practice" in text(page)
        missed = Message.objects.filter(purpose__in=["MISSED", "MISSED_CALL"])
        assert {m.about_revision for m in missed} == {str(places[1].pk)}
        assert missed.count() == 2

    def test_after_the_sign_off_only_a_manager_changes_it_with_a_reason(
        self, programme: Programme, jo: User, places: list[Place], start: Any
    ) -> None:
        with time_machine.travel(start):
            for place in places:
                actions.mark(place, actions.Entry(Mark.HERE), by=jo, at=start)
            actions.finish(places[0].workshop, by=jo, at=start)
            tap = signed_in(jo).post(
                reverse("workshops:mark", args=[places[0].pk]), {f"mark-{places[0].pk}": "NOT_HERE"}
            )
            assert "signed off" in text(tap)
            assert signed_in(jo).get(reverse("casework:correct", args=[places[0].pk])).status_code == 403

            client = signed_in(accounts.manager(programme.provider))
            address = reverse("casework:correct", args=[places[0].pk])
            assert "Say why the register is changed" in text(
                client.post(address, sent(mark="NOT_HERE", why=""))
            )
            client.post(address, sent(mark="NOT_HERE", why="The wrong row was tapped"))
            assert Place.objects.get(pk=places[0].pk).mark == Mark.HERE
            client.post(address, sent(mark="NOT_HERE", why="The wrong row was tapped", do="send"))

        assert Place.objects.get(pk=places[0].pk).mark == Mark.NOT_HERE
        event = Event.objects.get(verb="register.correct")
        assert event.facts == {"from": "HERE", "to": "NOT_HERE"}
        assert "wrong row" in event.values

    def test_a_coordinator_enters_a_paper_register_later(
        self, programme: Programme, places: list[Place], start: Any
    ) -> None:
        with time_machine.travel(start + timedelta(days=9)):
            client = signed_in(accounts.coordinator(programme.provider))
            assert "Entered later from paper" in text(client.get(self.address(places)))
            client.post(
                self.address(places), sent(**{f"mark-{places[0].pk}": "HERE"}, from_paper="on", do="save")
            )

        place = Place.objects.get(pk=places[0].pk)
        assert place.from_paper
        assert place.mark == Mark.HERE

    def test_what_is_arranged_on_the_case_is_shown_beside_her_name(
        self, jo: User, places: list[Place], start: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(needs, "_registered", [lambda ids: {i: ["Childcare booked"] for i in ids}])
        with time_machine.travel(start):
            page = signed_in(jo).get(self.address(places))

        assert text(page).count("Childcare booked") == 3

    def test_a_long_register_costs_no_more_queries_than_a_short_one(
        self, programme: Programme, jo: User, places: list[Place], start: Any
    ) -> None:
        with time_machine.travel(start):
            client = signed_in(jo)
            client.get(self.address(places))
            with CaptureQueriesContext(connection) as three:
                client.get(self.address(places))
        pair = list(Workshop.objects.filter(cohort=places[0].workshop.cohort).order_by("starts_at"))
        for number in range(3, 6):
            referral = referrals.accepted(
                programme, crime_reference=f"4426000000{number}", access_needs="Hearing loop"
            )
            workshops.booked(referral, pair)

        with time_machine.travel(start):
            client = signed_in(jo)
            client.get(self.address(places))
            with CaptureQueriesContext(connection) as six:
                client.get(self.address(places))

        assert len(six) <= len(three)
        assert len(six) <= 25

    def test_her_list_of_registers_names_no_woman(self, jo: User, places: list[Place], start: Any) -> None:
        with time_machine.travel(start):
            page = signed_in(jo).get(reverse("workshops:registers"))

        assert "Open the register" in text(page)
        assert "Zoë" not in page.content.decode()


def text(page: Any) -> str:
    """Return a page's words, without tags and double spaces."""
    import html

    plain = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r"\s+", " ", html.unescape(plain)).replace(" .", ".").replace(" ,", ",")
