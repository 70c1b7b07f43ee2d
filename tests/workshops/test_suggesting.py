"""The waiting list and the proposal for everybody on it: asked, worked out, edited, accepted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from audit.models import Event
from casework.actions import calls, suggesting
from casework.models import FirstCall
from casework.statuses import CallOutcome
from participants.models import KeepApart
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import sent, signed_in, text
from workshops import actions, clashes, waiting
from workshops import refusals as no
from workshops.models import Place, SuggestedRun, Suggestion, Workshop

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def on_the_day_of_the_factories() -> Any:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def coordinator(programme: Programme) -> User:
    return accounts.coordinator(programme.provider)


def woman(programme: Programme, number: int, **given: Any) -> Referral:
    """A woman who was reached and waits for dates."""
    made = referrals.accepted(programme, **{"crime_reference": f"442600005{number:02}", **given})
    calls.log_call(made, outcome=CallOutcome.SPOKE, by=referrals.worker_of(made), at=LATER)
    return made


def read(programme: Programme, user: User) -> waiting.Waiting:
    return waiting.read(programme, suggesting.who_waits(programme, user=user), at=LATER)


def worked_out(programme: Programme, user: User) -> Suggestion:
    made = actions.suggest(programme, by=user, at=LATER, task=suggesting.TASK)
    return suggesting.work_out(made.pk, at=LATER)


def days(referral: Referral) -> list[date]:
    return [
        p.workshop.starts_at.date() for p in Place.objects.held().filter(referral=referral).order_by("during")
    ]


class TestTheList:
    def test_who_can_wait_least_stands_before_who_can_wait_longer_and_whom_nothing_fits_first(
        self, programme: Programme, coordinator: User
    ) -> None:
        for first_on in (date(2026, 12, 2), date(2026, 12, 9), date(2027, 1, 6)):
            workshops.pair(programme, first_on=first_on)
        easy = woman(programme, 1)
        tight = woman(programme, 2, deadline_on=date(2027, 1, 7))
        never = woman(programme, 3, deadline_on=date(2026, 12, 20))

        found = read(programme, coordinator)

        assert [w.referral.pk for w in found.women] == [never.pk, tight.pk, easy.pk]
        assert [w.last_first for w in found.women] == [None, date(2026, 12, 9), date(2027, 1, 6)]
        assert found.women[0].why == "AFTER_DEADLINE"

    def test_the_page_says_since_when_and_why(self, programme: Programme, coordinator: User) -> None:
        workshops.pair(programme)
        woman(programme, 1, first_names="Aisha")
        woman(programme, 2, first_names="Bronwen", deadline_on=date(2026, 12, 20))

        page = text(signed_in(coordinator).get(reverse("casework:waiting", args=["juno"])))

        assert page.index("Bronwen") < page.index("Aisha")
        assert "Ask police for an extension" in page
        assert "Wed 2 December" in page
        assert "Fri 20 November" in page

    def test_five_women_cost_no_more_queries_than_one(self, programme: Programme, coordinator: User) -> None:
        workshops.pair(programme)
        client, counted = signed_in(coordinator), []
        for number in range(1, 6):
            woman(programme, number)
            if number in (1, 5):
                with CaptureQueriesContext(connection) as queries:
                    client.get(reverse("casework:waiting", args=["juno"]))
                counted.append(len(queries))

        assert counted[0] == counted[1]
        assert counted[0] <= 25


class TestTheProposal:
    def test_it_places_everybody_who_can_be_placed_and_books_nothing(
        self, programme: Programme, coordinator: User
    ) -> None:
        early = workshops.pair(programme, capacity=1)
        late = workshops.pair(programme, first_on=date(2027, 1, 6), capacity=1)
        easy, tight = woman(programme, 1), woman(programme, 2, deadline_on=date(2027, 1, 7))

        made = worked_out(programme, coordinator)

        proposed = {r.referral_id: r.workshops for r in SuggestedRun.objects.filter(suggestion=made)}
        assert proposed == {
            tight.pk: [str(w.pk) for w in early],
            easy.pk: [str(w.pk) for w in late],
        }
        assert made.proved
        assert not Place.objects.exists()

    def test_a_woman_left_out_has_the_rule_that_stops_her(
        self, programme: Programme, coordinator: User
    ) -> None:
        workshops.pair(programme, capacity=1)
        women = [woman(programme, number) for number in (1, 2)]
        never = woman(programme, 3, deadline_on=date(2026, 12, 20))

        made = worked_out(programme, coordinator)

        whys = {r.referral_id: r.why for r in SuggestedRun.objects.filter(suggestion=made) if not r.workshops}
        assert whys.pop(never.pk) == "AFTER_DEADLINE"
        assert list(whys.values()) == ["NO_PLACES"]
        assert set(whys) < {w.pk for w in women}

    def test_women_kept_apart_are_never_put_in_one_building_on_one_day(
        self, programme: Programme, coordinator: User
    ) -> None:
        workshops.pair(programme)
        one, other = woman(programme, 1), woman(programme, 2)
        KeepApart.objects.create(
            participant=one.participant, other=other.participant, made_at=NOW, made_by="somebody",
            seal_key_id=one.participant.seal_key_id,
        )  # fmt: skip

        made = worked_out(programme, coordinator)

        runs = SuggestedRun.objects.filter(suggestion=made)
        assert sorted(bool(r.workshops) for r in runs) == [False, True]
        assert {r.why for r in runs} == {"", "KEPT_APART"}

    def test_what_a_person_accepts_is_booked_and_what_she_leaves_is_not(
        self, programme: Programme, coordinator: User
    ) -> None:
        pair = workshops.pair(programme)
        one, other = woman(programme, 1), woman(programme, 2)
        made = worked_out(programme, coordinator)
        client = signed_in(coordinator)
        address = reverse("casework:suggestion", args=[made.pk])
        run = ".".join(str(w.pk) for w in pair)
        assert "Nothing is booked until you say so" in text(client.get(address))

        answers = {f"run-{one.pk}": run, f"run-{other.pk}": ""}
        page = text(client.post(address, sent(version=made.version, **answers), follow=True))

        assert "1 woman is booked." in page
        assert "Left for now" in page
        assert days(one) == [date(2026, 12, 2), date(2026, 12, 30)]
        assert days(other) == []
        assert Event.objects.filter(verb="referral.book", subject_id=one.pk).exists()
        assert Event.objects.get(verb="suggestion.accept").facts == {"booked": 1, "women": 2}

    def test_whom_somebody_booked_meanwhile_is_said_and_the_others_are_booked(
        self, programme: Programme, coordinator: User
    ) -> None:
        pair = workshops.pair(programme)
        one, other = woman(programme, 1), woman(programme, 2)
        made = worked_out(programme, coordinator)
        workshops.booked(one, pair, at=LATER)

        chosen = {one.pk: [w.pk for w in pair], other.pk: [w.pk for w in pair]}
        found = actions.accept(made, chosen, by=coordinator, at=LATER)

        assert sorted(row.outcome for row, _why in found) == ["BOOKED", "REFUSED"]
        assert [why for _row, why in found if why] == [str(no.AlreadyBooked.sentence)]
        assert Place.objects.held().count() == 4

    def test_a_proposal_is_accepted_once(self, programme: Programme, coordinator: User) -> None:
        workshops.pair(programme)
        woman(programme, 1)
        made = worked_out(programme, coordinator)
        actions.accept(made, {}, by=coordinator, at=LATER)

        with pytest.raises(no.SettledBefore):
            actions.accept(made, {}, by=coordinator, at=LATER)

    def test_a_worker_woken_twice_works_it_out_once(self, programme: Programme, coordinator: User) -> None:
        workshops.pair(programme)
        woman(programme, 1)
        made = worked_out(programme, coordinator)

        suggesting.work_out(made.pk, at=LATER)

        assert SuggestedRun.objects.filter(suggestion=made).count() == 1

    def test_another_providers_coordinator_sees_none_of_it(
        self, programme: Programme, coordinator: User
    ) -> None:
        made = worked_out(programme, coordinator)
        other = Organisation.objects.create(kind="PROVIDER", code="other", name="Another charity")
        stranger = accounts.coordinator(other)

        answer = signed_in(stranger).get(reverse("casework:suggestion", args=[made.pk]))

        assert answer.status_code == 404


class TestWhatKeepsHerAway:
    def test_on_a_weekday_she_cannot_come_she_is_neither_offered_nor_booked(
        self, programme: Programme
    ) -> None:
        pair = workshops.pair(programme)  # Wednesdays
        referral = woman(programme, 1)
        assert referral.participant is not None
        FirstCall.objects.create(
            referral=referral, seal_key_id=referral.participant.seal_key_id, cannot_come_on=[2],
            started_at=NOW, started_by="somebody",
        )  # fmt: skip

        with pytest.raises(no.CannotComeThatDay, match="Wednesday"):
            workshops.booked(referral, pair, at=LATER)
        page = signed_in(referrals.worker_of(referral)).get(reverse("workshops:book", args=[referral.pk]))

        assert "She cannot come on a Wednesday." in text(page)
        assert not Place.objects.exists()

    def test_two_women_of_one_crime_number_are_kept_apart_though_nobody_noted_it(
        self, programme: Programme
    ) -> None:
        pair = workshops.pair(programme)
        one = woman(programme, 1, address_lines="1 Elm Row\nExampletown")
        other = woman(programme, 1, address_lines="9 Oak Road\nExampletown")
        workshops.booked(one, pair, at=LATER)

        with pytest.raises(no.KeptApart):
            workshops.booked(other, pair, at=LATER)

    @pytest.mark.parametrize(
        ("lines", "postcode", "apart"),
        [
            ("12a Quay St.\nElsewhere", "po1 2ab", True),
            ("12A QUAY ST", "PO1 2AB", True),
            ("14 Quay St.", "PO1 2AB", False),
            ("12a Quay St.", "PO1 2AC", False),
        ],
    )
    def test_two_women_of_one_household_are_kept_apart_however_the_address_is_written(
        self, programme: Programme, lines: str, postcode: str, apart: bool
    ) -> None:
        one = woman(programme, 1, address_lines="12A Quay St\nExampletown", postcode="PO1 2AB")
        other = woman(programme, 2)
        participant = other.participant
        assert participant is not None
        participant.address_lines, participant.postcode = lines, postcode.upper()
        participant.save()

        found = clashes.kept_apart_from(participant.pk)

        assert found == ({one.participant_id} if apart else set())

    def test_for_a_woman_on_the_island_its_venues_come_first(self, programme: Programme) -> None:
        workshops.pair(programme, first_on=date(2026, 12, 2))
        island = workshops.room(programme.provider, island=True, name="Medina Hall")
        workshops.pair(programme, first_on=date(2026, 12, 9), room=island)
        here = woman(programme, 1, postcode="PO30 1AA", address_lines="3 High St")
        there = woman(programme, 2, postcode="SO14 1AA", address_lines="4 High St")

        pages = [
            text(signed_in(referrals.worker_of(r)).get(reverse("workshops:book", args=[r.pk])))
            for r in (here, there)
        ]

        first = [page.index("Wed 9 December") < page.index("Wed 2 December") for page in pages]
        assert first == [True, False]
        assert Workshop.objects.count() == 4
