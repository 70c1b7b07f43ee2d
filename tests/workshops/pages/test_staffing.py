"""Who runs a workshop, and what she is trained in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, workshops
from tests.factories.accounts import NOW
from tests.workshops.pages.asking import sent, signed_in, text, worker
from workshops import actions
from workshops import refusals as no
from workshops.models import Training, Workshop, WorkshopPractitioner

pytestmark = pytest.mark.django_db
YESTERDAY = NOW.date() - timedelta(days=1)


@pytest.fixture
def manager(programme: Programme) -> User:
    return accounts.manager(programme.provider)


@pytest.fixture
def jo(programme: Programme) -> User:
    return accounts.practitioner(programme.provider, name="Jo Quayle")


def keep(person: User, manager: User, **given: Any) -> Any:
    address = reverse("workshops:practitioner", args=[person.pk])
    return signed_in(manager).post(address, sent(**{"code": "TRAUMA_INFORMED", **given}))


def until(on: date) -> dict[str, str]:
    return {"expires_on-day": str(on.day), "expires_on-month": str(on.month), "expires_on-year": str(on.year)}


def who(workshop: Workshop) -> list[User]:
    held = WorkshopPractitioner.objects.filter(workshop=workshop, ended_at__isnull=True)
    return [row.practitioner for row in held.order_by("practitioner__name")]


class TestTraining:
    def test_only_a_manager_keeps_or_ends_one_and_only_one_that_is_known(
        self, programme: Programme, manager: User, jo: User
    ) -> None:
        coordinator = accounts.coordinator(programme.provider)
        given: dict[str, Any] = {"expires_on": None, "at": NOW}

        with pytest.raises(no.NoSuchTraining):
            actions.keep_training(jo, code="JUGGLING", by=manager, **given)
        with pytest.raises(no.ManagersOnly):
            actions.keep_training(jo, code="TRAUMA_INFORMED", by=coordinator, **given)
        kept = actions.keep_training(jo, code="TRAUMA_INFORMED", by=manager, **given)
        with pytest.raises(no.ManagersOnly):
            actions.end_training(kept, by=coordinator, at=NOW)

        assert Training.objects.on_record().get() == kept

    def test_a_manager_keeps_a_training_and_later_its_new_date(self, manager: User, jo: User) -> None:
        keep(jo, manager, **until(date(2027, 1, 31)))
        keep(jo, manager, **until(date(2028, 1, 31)))

        row = Training.objects.get()
        assert (row.practitioner, row.code, row.expires_on) == (jo, "TRAUMA_INFORMED", date(2028, 1, 31))
        assert [e.facts["until"] for e in Event.objects.filter(verb="training.keep").order_by("pk")] == [
            "2027-01-31", "2028-01-31",
        ]  # fmt: skip
        page = signed_in(manager).get(reverse("workshops:practitioner", args=[jo.pk]))
        assert "Trauma-informed practice Until Mon 31 January 2028" in text(page)

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"code": ""}, "Choose a training from the list"),
            ({"code": "JUGGLING"}, "Choose a training from the list"),
            ({"expires_on-day": "31", "expires_on-month": "2", "expires_on-year": "2027"}, "does not exist"),
            (until(date(2099, 1, 1)), "does not last more than 10 years"),
        ],
    )
    def test_a_mistake_is_said_in_a_sentence(
        self, manager: User, jo: User, given: dict[str, str], said: str
    ) -> None:
        assert said in text(keep(jo, manager, **given))
        assert not Training.objects.exists()

    def test_a_training_entered_by_mistake_is_taken_off(self, manager: User, jo: User) -> None:
        row = actions.keep_training(jo, code="FIRST_AID", expires_on=None, by=manager, at=NOW)

        signed_in(manager).post(reverse("workshops:end_training", args=[row.pk]), sent())

        ended = Training.objects.get()
        assert (ended.ended_at is not None, ended.ended_by) == (True, manager.trail_name)
        assert "First aid" not in text(signed_in(manager).get(reverse("workshops:practitioners")))
        assert Event.objects.filter(verb="training.end").exists()

    def test_only_her_own_managers_reach_a_practitioner(self, programme: Programme, jo: User) -> None:
        other = accounts.manager(accounts.OrganisationFactory.create())
        mine = accounts.manager(programme.provider)
        row = actions.keep_training(jo, code="FIRST_AID", expires_on=None, by=mine, at=NOW)
        client = signed_in(other)

        assert client.get(reverse("workshops:practitioner", args=[jo.pk])).status_code == 404
        assert client.get(reverse("workshops:end_training", args=[row.pk])).status_code == 404
        assert "Jo Quayle" not in text(client.get(reverse("workshops:practitioners")))
        with pytest.raises(no.ManagersOnly):
            actions.keep_training(
                jo, code="FIRST_AID", expires_on=None, by=accounts.coordinator(programme.provider), at=NOW
            )

    @pytest.mark.parametrize(("days", "shown"), [(-1, True), (0, True), (60, True), (61, False)])
    def test_what_runs_out_within_60_days_is_listed_and_on_the_managers_today(
        self, programme: Programme, manager: User, jo: User, days: int, shown: bool
    ) -> None:
        workshops.trained(jo, by=manager, until=NOW.date() + timedelta(days=days), codes=["FIRST_AID"])

        listed = text(signed_in(manager).get(reverse("workshops:practitioners")))
        today = text(signed_in(manager).get(reverse("casework:today")))
        coordinators = text(
            signed_in(accounts.coordinator(programme.provider)).get(reverse("casework:today"))
        )

        assert ("runs out in the next 60 days" in listed) is shown
        assert ("1 training runs out soon" in today) is shown
        assert "runs out soon" not in coordinators


class TestWhoRunsIt:
    def test_whose_training_has_run_out_is_not_put_on_a_workshop(
        self, programme: Programme, manager: User, jo: User
    ) -> None:
        workshops.trained(jo, by=manager)
        workshops.trained(jo, by=manager, until=YESTERDAY, codes=["SAFEGUARDING_ADULTS"])
        day = workshops.pair(programme)[0]

        with pytest.raises(no.TrainingRanOut, match="Jo Quayle: “Safeguarding adults” ran out"):
            workshops.pair(programme, first_on=date(2027, 1, 13), practitioners=[jo])
        with pytest.raises(no.TrainingRanOut):
            actions.set_practitioners(day, [jo], by=manager, at=NOW)
        with pytest.raises(no.TrainingRanOut):
            actions.add_workshop(
                programme, room=day.room, starts_at=day.starts_at + timedelta(days=2), step_number=1,
                practitioners=[jo], by=manager, at=NOW,
            )  # fmt: skip

        assert Workshop.objects.count() == 2
        assert who(day) == []

    def test_who_is_on_it_already_stays_when_her_training_runs_out(
        self, programme: Programme, manager: User, jo: User
    ) -> None:
        day = workshops.pair(programme, practitioners=[jo])[0]
        workshops.trained(jo, by=manager, until=YESTERDAY)
        other = accounts.practitioner(programme.provider)

        actions.set_practitioners(day, [jo, other], by=manager, at=NOW)

        assert set(who(day)) == {jo, other}

    def test_the_workshop_says_what_it_still_needs(
        self, programme: Programme, manager: User, jo: User
    ) -> None:
        workshops.trained(jo, by=manager, codes=["TRAUMA_INFORMED", "SAFEGUARDING_ADULTS"])
        workshops.trained(jo, by=manager, until=date(2026, 12, 20), codes=["SAFEGUARDING_ADULTS"])
        second = workshops.pair(programme, practitioners=[jo])[1]

        words = text(signed_in(manager).get(reverse("workshops:workshop", args=[second.pk])))
        listed = text(signed_in(manager).get(reverse("workshops:practitioners")))

        for page in (words, listed):
            assert "2 practitioners are needed; 1 chosen so far." in page
            assert (
                "Jo Quayle: “Safeguarding adults” runs out on Sun 20 December 2026, before this workshop."
                in page
            )
            assert "Jo Quayle: “Safeguarding children” is not on record." in page
            assert "“Trauma-informed practice” is not" not in page

    def test_a_workshop_with_all_it_needs_says_nothing(self, programme: Programme, manager: User) -> None:
        people = [workshops.trained(accounts.practitioner(programme.provider), by=manager) for _ in range(2)]
        day = workshops.pair(programme, practitioners=people)[0]

        words = text(signed_in(manager).get(reverse("workshops:workshop", args=[day.pk])))
        listed = text(signed_in(manager).get(reverse("workshops:practitioners")))

        assert "Still missing" not in words
        assert "still need something" not in listed

    def test_a_coordinator_changes_who_runs_a_workshop(
        self, programme: Programme, referral: Referral, jo: User
    ) -> None:
        day = workshops.pair(programme, practitioners=[jo])[0]
        sam = accounts.practitioner(programme.provider, name="Sam Ellis")
        address = reverse("workshops:workshop_practitioners", args=[day.pk])

        page = signed_in(worker(referral)).post(
            address, sent(practitioners=[str(sam.pk)], version=str(day.version)), follow=True
        )

        assert who(day) == [sam]
        assert "Sam Ellis: “Trauma-informed practice” is not on record." in text(page)
        assert signed_in(sam).get(reverse("workshops:register", args=[day.pk])).status_code == 200
        assert signed_in(jo).get(reverse("workshops:register", args=[day.pk])).status_code == 404
        [event] = Event.objects.filter(verb="workshop.set_practitioners")
        assert event.facts == {"added": 1, "taken_off": 1}

    def test_nobody_is_put_on_two_workshops_at_once(
        self, programme: Programme, manager: User, jo: User
    ) -> None:
        workshops.pair(programme, practitioners=[jo])
        day = workshops.pair(programme, name="Elsewhere")[0]
        address = reverse("workshops:workshop_practitioners", args=[day.pk])

        page = signed_in(manager).post(address, sent(practitioners=[str(jo.pk)], version=str(day.version)))

        assert "One of the practitioners has another workshop at that time" in text(page)
        assert who(day) == []

    def test_two_who_change_it_at_once_see_both_versions(
        self, programme: Programme, manager: User, jo: User
    ) -> None:
        day = workshops.pair(programme)[0]
        actions.set_practitioners(day, [jo], by=manager, at=NOW)
        address = reverse("workshops:workshop_practitioners", args=[day.pk])

        page = signed_in(manager).post(address, sent(version=str(day.version)))

        assert "Check both versions" in text(page) or "changed" in text(page)
        assert who(day) == [jo]

    def test_who_ran_it_stays_once_it_is_over(self, programme: Programme, manager: User, jo: User) -> None:
        day = workshops.pair(programme, practitioners=[jo])[0]
        over = day.ends_at + timedelta(days=1, minutes=1)

        with pytest.raises(no.TookPlace):
            actions.set_practitioners(day, [], by=manager, at=over)
        actions.set_practitioners(day, [jo], by=manager, at=over - timedelta(minutes=2))
        actions.cancel_workshop(day, why="Flood", by=manager, at=NOW)
        with pytest.raises(no.TookPlace):
            actions.set_practitioners(day, [jo], by=manager, at=NOW)

    def test_ten_workshops_and_people_cost_what_two_cost(self, programme: Programme, manager: User) -> None:
        client, address = signed_in(manager), reverse("workshops:practitioners")

        def another(week: int) -> None:
            person = accounts.practitioner(programme.provider)
            workshops.trained(person, by=manager, until=date(2026, 12, 20), codes=["FIRST_AID"])
            workshops.pair(
                programme, first_on=workshops.FIRST_ON + timedelta(weeks=week), practitioners=[person]
            )

        another(0)
        client.get(address)
        with CaptureQueriesContext(connection) as one:
            client.get(address)
        for week in range(1, 5):
            another(week)
        with CaptureQueriesContext(connection) as five:
            client.get(address)

        assert len(five) == len(one) <= 25
