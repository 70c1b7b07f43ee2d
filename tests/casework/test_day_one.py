"""A manager enters a group that had begun, and the women on it; it runs normally from there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from casework import invariants
from casework.actions import closing
from casework.actions.day_one import PastMark, close_past, give_mark, put_on_group
from casework.actions.releasing import release_import
from casework.models import Absence, Review
from casework.statuses import AbsenceReason
from casework.today import today
from casework.track import AtRisk
from correspondence.models import Message
from programmes.models import ClosedDay, Programme
from referrals.models import PlanStep, Referral
from tests.casework.tracking import tracks_of
from tests.conftest import TODAY
from tests.factories import referrals, workshops
from tests.factories.accounts import person
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import sent, signed_in, text
from workshops import actions, refusals
from workshops.actions import Entry
from workshops.models import Cohort, Place, Room, Workshop
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db
NOW: datetime = TODAY
FIRST, SECOND = date(2026, 11, 11), date(2026, 12, 9)


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def manager(juno: Programme) -> User:
    return person(Role.MANAGER, organisation=juno.provider)


def days(juno: Programme, first_on: date = FIRST, **chosen: Any) -> list[actions.PlannedDay]:
    return actions.running_days(juno.current.parsed, first_on, today=NOW.date(), **chosen)


def group(juno: Programme, by: User, *, capacity: int = 12) -> list[Workshop]:
    room = workshops.room(juno.provider)
    made = actions.enter_running(
        juno, days(juno), room=room, practitioners=[], capacity=capacity, by=by, at=NOW
    )
    return list(Workshop.objects.filter(cohort=made).order_by("starts_at"))


def woman(juno: Programme, by: User, number: int = 1) -> Referral:
    made = referrals.accepted(
        juno,
        worker=by,
        first_names=f"Ada {number}",
        crime_reference=f"4426012{number:04}",
        at=NOW - timedelta(days=30),
    )
    assert made.participant is not None
    answered_herself(made.participant)
    return made


def test_the_days_follow_the_programme_and_may_be_in_the_past(juno: Programme) -> None:
    assert [day.on for day in days(juno)] == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("first_on", "second_on", "sentence"),
    [
        (FIRST, date(2026, 12, 1), "too soon or too late"),  # ahead, and twenty days after what was
        (FIRST, date(2026, 11, 10), "is not after the day before it"),
        (date(2026, 11, 25), date(2026, 12, 25), "closed"),
    ],
)
def test_a_day_outside_its_gap_or_closed_ahead_is_refused(
    juno: Programme, first_on: date, second_on: date, sentence: str
) -> None:
    with pytest.raises(refusals.CannotBePlanned) as refused:
        days(juno, first_on, chosen={2: second_on})

    assert refused.value.field == "on-2"
    assert sentence in str(refused.value.sentence)


WEEKS = [3, 6, 12]  # JUNO asks for four, or five where a day is closed


def odd_group(juno: Programme, by: User, weeks: int) -> list[Workshop]:
    """A group that is over, its two days so many weeks apart, as a manager entered it."""
    second_on = NOW.date() - timedelta(days=6)
    first_on = second_on - timedelta(weeks=weeks)
    made = actions.enter_running(
        juno,
        days(juno, first_on, chosen={2: second_on}, as_it_was=True),
        room=workshops.room(juno.provider),
        practitioners=[],
        capacity=12,
        by=by,
        at=NOW,
    )
    return list(Workshop.objects.filter(cohort=made).order_by("starts_at"))


def long_before(juno: Programme, by: User, number: int) -> Referral:
    """A woman whose case came before any of those groups began."""
    made = referrals.accepted(
        juno,
        worker=by,
        first_names=f"Ada {number}",
        crime_reference=f"4426012{number:04}",
        deadline_on=NOW.date() + timedelta(days=60),
        at=NOW - timedelta(days=120),
    )
    assert made.participant is not None
    answered_herself(made.participant)
    return made


@pytest.mark.parametrize("weeks", WEEKS)
def test_days_that_have_been_are_entered_once_somebody_says_that_they_were_so(
    juno: Programme, manager: User, weeks: int
) -> None:
    first_on = NOW.date() - timedelta(weeks=weeks, days=6)
    chosen = {2: NOW.date() - timedelta(days=6)}

    with pytest.raises(refusals.WasItSo) as refused:
        days(juno, first_on, chosen=chosen)
    entered = odd_group(juno, manager, weeks)

    assert refused.value.field == "on-2"
    assert f"{7 * weeks} days after the day before it; the programme asks for at least 28" in str(
        refused.value
    )
    assert [day.starts_at.date() for day in entered] == [first_on, chosen[2]]
    assert Event.objects.get(verb="cohort.enter").facts["outside_gap"] == [2]


@pytest.mark.parametrize("weeks", WEEKS)
def test_women_come_onto_days_that_were_otherwise_than_the_rule_and_finish_from_there(
    juno: Programme, manager: User, weeks: int
) -> None:
    first, second = odd_group(juno, manager, weeks)
    came, missed, open_still = (long_before(juno, manager, number) for number in (1, 2, 3))
    here, ill = PastMark(Mark.HERE), PastMark(Mark.NOT_HERE, AbsenceReason.ILL)

    put_on_group(came, [first, second], {first.pk: here, second.pk: here}, by=manager, at=NOW)
    put_on_group(missed, [first, second], {first.pk: here, second.pk: ill}, by=manager, at=NOW)
    put_on_group(open_still, [first, second], {first.pk: here}, by=manager, at=NOW)

    assert [found for found in invariants.look() if found.references] == []
    assert give_mark(open_still, second, here, by=manager, at=NOW)
    assert close_past([first, second], by=manager, at=NOW) == 2
    assert not Message.objects.exists()
    assert closing.complete(came, by=manager, at=NOW).status == "COMPLETED"
    assert [found for found in invariants.look() if found.references] == []
    assert (
        AtRisk.NO_WAY_LEFT in tracks_of(manager, at=NOW).values()
    )  # nothing is on offer for her who missed it


def test_looking_again_still_finds_such_days_in_the_wrong_order(juno: Programme, manager: User) -> None:
    first, second = odd_group(juno, manager, 6)
    ada = long_before(juno, manager, 1)
    one, two = put_on_group(ada, [first, second], by=manager, at=NOW)
    for place, number in ((one, 9), (two, 1), (one, 2)):
        PlanStep.objects.filter(pk=place.plan_step_id).update(number=number)

    assert [(found.name, found.references) for found in invariants.look() if found.references] == [
        ("the_days_of_a_run_are_in_order_and_apart", (ada.reference,))
    ]


def test_what_lies_ahead_of_such_days_keeps_the_rule_when_she_is_booked(
    juno: Programme, manager: User
) -> None:
    first, second = odd_group(juno, manager, 6)
    ada = long_before(juno, manager, 1)
    marks = {first.pk: PastMark(Mark.HERE), second.pk: PastMark(Mark.NOT_HERE, AbsenceReason.ILL)}
    put_on_group(ada, [first, second], marks, by=manager, at=NOW)
    near, far = (
        actions.add_workshop(
            juno,
            room=workshops.room(juno.provider),
            starts_at=first.starts_at + timedelta(days=after),
            step_number=2,
            by=manager,
            at=NOW,
        )
        for after in (84, 91)  # up to 84 days after the first, when the second was missed
    )

    with pytest.raises(refusals.DoesNotFit):
        actions.book_run(ada, [far], by=manager, at=NOW)
    actions.book_run(ada, [near], by=manager, at=NOW)

    assert [found for found in invariants.look() if found.references] == []


def test_a_day_that_has_been_may_have_been_on_a_day_since_closed(juno: Programme, manager: User) -> None:
    ClosedDay.objects.create(on=FIRST, label="Shut", added_at=NOW, added_by="A manager")

    assert len(group(juno, manager)) == 2


def test_only_a_manager_enters_it_and_only_when_it_has_begun(juno: Programme, manager: User) -> None:
    room, coordinator = workshops.room(juno.provider), person(Role.COORDINATOR, organisation=juno.provider)
    given: dict[str, Any] = {"room": room, "practitioners": [], "capacity": 9, "at": NOW}

    with pytest.raises(refusals.ManagersOnly):
        actions.enter_running(juno, days(juno), by=coordinator, **given)
    with pytest.raises(refusals.NotBegun):
        actions.enter_running(juno, days(juno, date(2026, 12, 2)), by=manager, **given)

    assert not Cohort.objects.exists()


def test_it_is_not_entered_for_a_building_given_up_or_shut_on_a_day_ahead(
    juno: Programme, manager: User
) -> None:
    shut, given_up = workshops.room(juno.provider), workshops.room(juno.provider)
    actions.shut_venue(shut.venue, first_on=SECOND, last_on=None, why="Flood", by=manager, at=NOW)
    venue = given_up.venue
    venue.closed_at, venue.closed_by = days(juno)[0].starts_at, "somebody"
    venue.save()
    given: dict[str, Any] = {"practitioners": [], "capacity": 9, "by": manager, "at": NOW}

    with pytest.raises(refusals.BuildingShut):
        actions.enter_running(juno, days(juno), room=shut, **given)
    with pytest.raises(refusals.VenueShut):
        actions.enter_running(juno, days(juno), room=given_up, **given)

    assert not Cohort.objects.exists()


def test_nobody_is_put_on_a_group_of_no_days(juno: Programme, manager: User) -> None:
    with pytest.raises(refusals.NotOnTheGroup):
        put_on_group(woman(juno, manager), [], by=manager, at=NOW)


def test_expired_training_matters_only_for_the_days_ahead(juno: Programme, manager: User) -> None:
    lapsed = person(Role.PRACTITIONER, organisation=juno.provider)
    workshops.trained(lapsed, by=manager, until=date(2026, 11, 20))
    room = workshops.room(juno.provider)
    both, over = days(juno), days(juno, date(2026, 10, 7))
    given: dict[str, Any] = {"room": room, "practitioners": [lapsed], "capacity": 9, "by": manager, "at": NOW}

    with pytest.raises(refusals.TrainingRanOut):
        actions.enter_running(juno, both, **given)
    actions.enter_running(juno, over, **given)

    assert Cohort.objects.count() == 1


def test_she_comes_onto_it_as_she_was_and_runs_normally_to_the_end(juno: Programme, manager: User) -> None:
    first, second = group(juno, manager)
    ada = woman(juno, manager)

    put_on_group(ada, [first, second], {first.pk: PastMark(Mark.HERE)}, by=manager, at=NOW)
    actions.history.close_past_register(first, by=manager, at=NOW)

    assert not Message.objects.exists()
    assert not {"registers", "absences"} & {queue.slug for queue in today(manager, now=NOW).queues}
    assert release_import(ada, by=manager, at=NOW) > 0
    assert all(message.due_at >= NOW for message in Message.objects.all())

    later = second.starts_at + timedelta(hours=1)
    place = ada.places.get(workshop=second)
    actions.mark(place, Entry(Mark.HERE), by=manager, at=later)
    actions.finish(second, by=manager, at=later + timedelta(hours=4))
    done = closing.complete(ada, by=manager, at=later + timedelta(hours=5))

    assert done.status == "COMPLETED"
    assert [found for found in invariants.look() if found.references] == []


def test_a_register_signed_off_takes_her_only_with_her_mark(juno: Programme, manager: User) -> None:
    first, second = group(juno, manager)
    ada, bea = woman(juno, manager, 1), woman(juno, manager, 2)
    here = {first.pk: PastMark(Mark.HERE)}
    put_on_group(ada, [first, second], here, by=manager, at=NOW)
    actions.history.close_past_register(first, by=manager, at=NOW)

    with pytest.raises(refusals.RegisterDone):
        put_on_group(bea, [first, second], by=manager, at=NOW)
    assert not bea.places.exists()
    put_on_group(bea, [first, second], here, by=manager, at=NOW)

    assert Place.objects.held().filter(workshop=first, mark="HERE").count() == 2
    assert [found for found in invariants.look() if found.references] == []


def test_a_mark_for_a_day_ahead_is_refused_and_nothing_is_kept(juno: Programme, manager: User) -> None:
    first, second = group(juno, manager)
    ada = woman(juno, manager)

    with pytest.raises(refusals.LiesAhead):
        put_on_group(ada, [first, second], {second.pk: PastMark(Mark.HERE)}, by=manager, at=NOW)

    assert not Place.objects.exists()
    assert not Review.objects.exists()
    assert not Event.objects.filter(verb="case.put_on_group").exists()


class TestPages:
    """As the manager uses them."""

    @pytest.fixture(autouse=True)
    def _now(self) -> Any:
        with time_machine.travel(NOW, tick=True):
            yield

    def enter(self, juno: Programme, manager: User, **changed: str) -> Any:
        room = Room.objects.filter(venue__provider=juno.provider).first() or workshops.room(juno.provider)
        asked = "?programme=juno&first_on-day=11&first_on-month=11&first_on-year=2026"
        given = {
            "on-2-day": "9",
            "on-2-month": "12",
            "on-2-year": "2026",
            "room": str(room.pk),
            "capacity": "12",
            "name": "Harbour",
            **changed,
        }
        return signed_in(manager).post(reverse("workshops:enter_running") + asked, sent(**given))

    def test_a_manager_enters_a_group_then_its_women_and_signs_off(
        self, juno: Programme, manager: User
    ) -> None:
        ada, bea = woman(juno, manager, 1), woman(juno, manager, 2)
        client = signed_in(manager)

        entered = self.enter(juno, manager)
        page = entered.url
        one = sent(reference=ada.reference, mark_1="LATE")
        client.post(page, one)
        client.post(page, one)  # pressed twice
        client.post(page, sent(reference=bea.reference.lower(), mark_1="NOT_HERE", reason_1="ILL"))
        words = text(client.get(page))
        client.post(reverse("casework:sign_off_past", args=[Cohort.objects.get().pk]), sent())

        first = Workshop.objects.get(step_number=1)
        assert list(Workshop.objects.order_by("starts_at").values_list("capacity", flat=True)) == [12, 12]
        assert set(first.places.values_list("mark", flat=True)) == {"LATE", "NOT_HERE"}
        assert first.finished_at is not None
        assert Absence.objects.get().reason == "ILL"
        assert "Late" in words
        assert ada.reference in words
        assert Review.objects.waiting("imported").count() == 2
        assert not Message.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"reference": "J-0", "mark_1": "HERE"}, "No case of this programme has this reference"),
            ({"reference": "{ref}", "mark_1": ""}, "Choose what the register of"),
            ({"reference": "{ref}", "mark_1": "NOT_HERE"}, "Say why she was not there"),
            ({"reference": "{ref}", "mark_1": "HERE", "reason_1": "ILL"}, "A reason belongs only to"),
        ],
    )
    def test_what_cannot_be_has_a_sentence_and_what_was_typed_stays(
        self, juno: Programme, manager: User, typed: dict[str, str], sentence: str
    ) -> None:
        ada = woman(juno, manager)
        page = self.enter(juno, manager).url
        said = {name: value.format(ref=ada.reference) for name, value in typed.items()}

        answer = signed_in(manager).post(page, sent(**said))

        assert sentence in text(answer)
        assert f'value="{said["reference"]}"' in answer.content.decode()
        assert not Place.objects.exists()

    def test_a_group_that_cannot_be_has_a_sentence_beside_its_day(
        self, juno: Programme, manager: User
    ) -> None:
        answer = self.enter(juno, manager, **{"on-2-day": "25"})  # Christmas Day

        assert "Fri 25 December 2026 is a bank holiday or a closed day. Choose another day." in text(answer)
        assert 'href="#id_on-2-day"' in answer.content.decode()
        assert not Cohort.objects.exists()

    def test_it_asks_whether_a_day_that_has_been_was_so_and_then_keeps_it(
        self, juno: Programme, manager: User
    ) -> None:
        room, three_weeks = workshops.room(juno.provider), {"on-2-day": "4", "on-2-month": "11"}
        asked = "?programme=juno&first_on-day=14&first_on-month=10&first_on-year=2026"
        given = {"on-2-year": "2026", "room": str(room.pk), "capacity": "12", "name": "Quay", **three_weeks}
        client, page = signed_in(manager), reverse("workshops:enter_running") + asked
        tick = "The group did meet on these days"

        shown = client.get(page)
        refused = client.post(page, sent(**given))
        kept = Cohort.objects.exists()
        ahead = client.post(page, sent(**{**given, "on-2-month": "12", "as_it_was": "on"}))
        entered = client.post(page, sent(**given, as_it_was="on"))

        assert tick not in text(shown)
        assert "21 days after the day before it; the programme asks for at least 28 and at most 35." in text(
            refused
        )
        assert tick in text(refused)
        assert 'href="#id_on-2-day"' in refused.content.decode()
        assert not kept
        assert "too soon or too late after the day before it" in text(ahead)  # 4 December is still to come
        assert entered["location"] == reverse("casework:group_women", args=[Cohort.objects.get().pk])
        assert [
            d.date() for d in Workshop.objects.order_by("starts_at").values_list("starts_at", flat=True)
        ] == [
            date(2026, 10, 14),
            date(2026, 11, 4),
        ]

    def test_the_page_asks_as_much_for_ten_women_as_for_one(self, juno: Programme, manager: User) -> None:
        first, second = group(juno, manager)
        client, counts = signed_in(manager), []
        for number in range(1, 5):
            marks = {first.pk: PastMark(Mark.HERE)}
            put_on_group(woman(juno, manager, number), [first, second], marks, by=manager, at=NOW)
            if number in (1, 4):
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    client.get(reverse("casework:group_women", args=[first.cohort_id]))
                counts.append(len(asked))

        assert counts[0] == counts[1] <= 25

    def test_a_group_planned_ahead_has_no_such_page(self, juno: Programme, manager: User) -> None:
        ahead = workshops.pair(juno, at=NOW)

        answer = signed_in(manager).get(reverse("casework:group_women", args=[ahead[0].cohort_id]))

        assert answer.status_code == 404
