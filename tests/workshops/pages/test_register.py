"""The register in the room, as a practitioner uses it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from correspondence.models import Message
from programmes.models import Programme
from tests.factories import accounts, referrals, workshops
from tests.workshops.pages.asking import known, sent, signed_in, text
from workshops import actions, needs
from workshops.models import Place, Workshop
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db


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

    def test_a_register_signed_off_at_night_sends_the_kind_words_in_the_morning(
        self, jo: User, places: list[Place], start: datetime
    ) -> None:
        night = start.replace(hour=21, minute=30)
        marks = {place.pk: mark for place, mark in zip(places, ("HERE", "NOT_HERE", "LATE"), strict=True)}
        for place in places:
            actions.mark(place, actions.Entry(Mark(marks[place.pk])), by=jo, at=night)

        actions.finish(places[0].workshop, by=jo, at=night)

        text = Message.objects.get(purpose="MISSED", channel="TEXT")
        assert text.due_at == start.replace(hour=8, minute=0) + timedelta(days=1)
        assert text.not_after == start.replace(hour=0, minute=0) + timedelta(days=5)

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
