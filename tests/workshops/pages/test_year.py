"""A manager plans a whole year of groups at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from programmes.models import Programme
from tests.factories import accounts, workshops
from tests.factories.accounts import NOW
from tests.workshops.pages.asking import sent, signed_in, text
from ui.refusals import Refused
from workshops import actions
from workshops.models import Cohort, Room, Workshop, WorkshopPractitioner

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(programme: Programme) -> Room:
    return workshops.room(programme.provider)


@pytest.fixture
def client(programme: Programme) -> Client:
    return signed_in(accounts.manager(programme.provider))


def asked(room: Room, /, **changed: Any) -> str:
    given = {
        "programme": "juno", "first_on-day": "6", "first_on-month": "1", "first_on-year": "2027",
        "weekday": "", "every_weeks": "9", "starts": "", "room": str(room.pk), "capacity": "12", **changed,
    }  # fmt: skip
    return reverse("workshops:plan_year") + "?" + urlencode(given, doseq=True)


def day(name: str, on: date | None) -> dict[str, str]:
    """What the three boxes of a date send."""
    if on is None:
        return {f"{name}-{part}": "" for part in ("day", "month", "year")}
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def rows(room: Room, /, *first_days: date, people: Any = (), **changed: Any) -> dict[str, Any]:
    """What the page of groups sends when nothing is changed but what is said."""
    found: dict[str, Any] = {}
    for row, on in enumerate(first_days, start=1):
        found |= day(f"on-{row}-1", on) | day(f"on-{row}-2", None)
        found |= {f"starts-{row}": "", f"room-{row}": str(room.pk), f"who-{row}": [str(p.pk) for p in people]}
    return sent(**{"do": "save", **found, **changed})


NINE_WEEKS = [date(2027, 1, 6) + timedelta(weeks=9 * k) for k in range(6)]


def first_days() -> list[date]:
    return [
        timezone.localdate(w.starts_at) for w in Workshop.objects.filter(step_number=1).order_by("starts_at")
    ]


def test_a_year_is_shown_with_every_date_before_anything_is_saved(client: Client, room: Room) -> None:
    page = client.get(asked(room))

    words = text(page)
    assert "6 groups in this plan. Nothing stands in the way." in words
    assert "Wed 6 January 2027, 10am to 3pm" in words
    assert "Wed 3 February 2027, 10am to 3pm" in words  # its second day follows
    assert "Wed 17 November 2027" in words
    assert not Cohort.objects.exists()


def test_a_year_is_saved_as_one(client: Client, programme: Programme, room: Room) -> None:
    jo = accounts.practitioner(programme.provider)

    answer = client.post(asked(room, practitioners=[str(jo.pk)]), rows(room, *NINE_WEEKS, people=(jo,)))

    assert answer.status_code == 302
    assert first_days() == NINE_WEEKS
    assert Workshop.objects.count() == 12
    assert set(Workshop.objects.values_list("capacity", flat=True)) == {12}
    assert WorkshopPractitioner.objects.filter(practitioner=jo).count() == 12
    assert Event.objects.filter(verb="cohort.plan").count() == 6


def test_every_clash_is_named_in_its_row(client: Client, programme: Programme, room: Room) -> None:
    jo = accounts.practitioner(programme.provider, name="Jo Quayle")
    workshops.pair(programme, first_on=date(2027, 3, 10), room=room)
    workshops.pair(programme, first_on=date(2027, 5, 12), practitioners=[jo])
    easter = date(2027, 3, 29)  # Easter Monday

    page = client.post(
        asked(room, practitioners=[str(jo.pk)]),
        rows(
            room,
            *NINE_WEEKS,
            people=(jo,),
            **day("on-4-1", easter),
            **{"starts-6": "1.30am"},
            **day("on-6-1", date(2027, 10, 31)),
        ),
    )

    words = text(page)
    assert "Group 2: Wed 10 March 2027: another workshop is in Main room at that time." in words
    assert "Group 2: Wed 7 April 2027: another workshop is in Main room at that time." in words
    assert "Group 3: Wed 12 May 2027: Jo Quayle has another workshop at that time." in words
    assert "Group 4: Mon 29 March 2027 is a bank holiday or a closed day." in words
    assert "Group 6: Sun 31 October 2027: The clocks change that night" in words
    assert "Group 1:" not in words
    assert "Group 5:" not in words
    assert "<title>Error: " in page.content.decode()
    assert Cohort.objects.count() == 2  # nothing of the year


def test_groups_of_one_year_clash_with_each_other(client: Client, room: Room) -> None:
    """Every four weeks, workshop 2 of one group falls on workshop 1 of the next."""
    page = client.get(asked(room, every_weeks="4"))

    assert "Wed 3 February 2027: group 1 of this plan is in Main room at that time." in text(page)


def test_a_group_is_changed_or_left_out(client: Client, programme: Programme, room: Room) -> None:
    workshops.pair(programme, first_on=date(2027, 3, 10), room=room)
    other = workshops.room(programme.provider)
    changed = {
        "room-2": str(other.pk),  # away from the clash
        "starts-3": "1pm",
        "out-4": "on",
        **day("on-4-1", None),  # what is left out need not be mended
        **day("on-5-2", date(2027, 10, 15)),  # a day of one's own for workshop 2, within its gap
    }

    answer = client.post(asked(room), rows(room, *NINE_WEEKS, **changed))

    assert answer.status_code == 302
    kept = [on for row, on in enumerate(NINE_WEEKS, start=1) if row != 4]
    assert first_days() == sorted([*kept, date(2027, 3, 10)])
    assert Workshop.objects.filter(room=other).count() == 2
    assert (
        Workshop.objects.get(starts_at__date=NINE_WEEKS[2])
        .starts_at.astimezone(timezone.get_current_timezone())
        .hour
        == 13
    )
    assert Workshop.objects.filter(starts_at__date=date(2027, 10, 15), step_number=2).exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (day("on-2-1", None), "Enter the first day"),
        ({"on-2-1-month": "13"}, "does not exist"),
        ({"starts-2": "half past"}, "Enter a time, like 10:15"),
        ({"room-2": "nowhere"}, "Choose a room"),
        (day("on-2-2", date(2027, 3, 11)), "Choose from Wed 7 April 2027 to Wed 14 April 2027"),
        (day("on-2-1", date(2026, 11, 2)), "has passed"),
        ({f"out-{row}": "on" for row in range(1, 7)}, "Every group is left out"),
    ],
)
def test_a_bad_row_is_said_in_a_sentence_and_nothing_is_lost(
    client: Client, room: Room, changed: dict[str, str], said: str
) -> None:
    page = client.post(asked(room), rows(room, *NINE_WEEKS, **{"starts-1": "9.15am", **changed}))

    assert page.status_code == 200
    assert said in text(page)
    assert 'value="9.15am"' in page.content.decode()
    assert not Cohort.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"every_weeks": "1"}, "Enter a number that is 2 or more"),
        ({"every_weeks": ""}, "Enter after how many weeks"),
        ({"first_on-day": "31", "first_on-month": "2"}, "does not exist"),
        ({"room": str(UUID(int=1))}, "Choose a room"),
        ({"capacity": "0"}, "Enter a number that is 1 or more"),
    ],
)
def test_a_bad_rhythm_is_said_in_a_sentence(client: Client, room: Room, changed: Any, said: str) -> None:
    page = client.get(asked(room, **changed))

    assert said in text(page)
    assert "<title>Error: " in page.content.decode()


def test_more_places_than_the_room_holds_stand_in_the_way(client: Client, room: Room) -> None:
    assert "The room does not hold so many people" in text(client.get(asked(room, capacity="30")))


def test_whose_training_has_run_out_stands_in_the_way(
    client: Client, programme: Programme, room: Room
) -> None:
    jo, by = accounts.practitioner(programme.provider, name="Jo Quayle"), accounts.manager(programme.provider)
    workshops.trained(jo, by=by, until=date(2027, 6, 1))
    ahead = text(client.get(asked(room, practitioners=[str(jo.pk)])))
    workshops.trained(jo, by=by, until=date(2026, 11, 1), codes=["SAFEGUARDING_ADULTS"])

    page = client.post(asked(room, practitioners=[str(jo.pk)]), rows(room, *NINE_WEEKS, people=(jo,)))

    assert "Nothing stands in the way" in ahead
    assert ahead.count("“Safeguarding adults” runs out on Tue 1 June 2027, before this workshop.") == 4
    assert "Group 1: Jo Quayle: “Safeguarding adults” ran out on Sun 1 November 2026." in text(page)
    assert not Cohort.objects.exists()


def test_looking_again_saves_nothing(client: Client, room: Room) -> None:
    page = client.post(asked(room), rows(room, *NINE_WEEKS, do="check", **day("on-1-1", date(2027, 1, 13))))

    assert "Wed 10 February 2027" in text(page)
    assert "<title>Check the year" in page.content.decode()
    assert not Cohort.objects.exists()


def test_one_group_refused_refuses_the_year(programme: Programme, room: Room) -> None:
    """Whatever the page saw: who plans the room meanwhile is met by the database."""
    workshops.pair(programme, first_on=date(2027, 3, 10), room=room, name="Planned meanwhile")
    groups = [actions.Group(row, on, room) for row, on in enumerate(NINE_WEEKS, start=1)]

    with pytest.raises(Refused, match="Group 2: Another workshop is in that room") as refused:
        actions.plan_year(programme, groups, capacity=12, by=accounts.manager(programme.provider), at=NOW)

    assert refused.value.field == "on-2-1"
    assert Cohort.objects.count() == 1
    assert Workshop.objects.count() == 2


def test_the_preview_and_the_saving_refuse_the_same(programme: Programme, room: Room) -> None:
    jo = accounts.practitioner(programme.provider)
    workshops.pair(programme, first_on=date(2027, 3, 10), room=room, practitioners=[jo])
    later = timedelta(weeks=9)
    elsewhere = workshops.room(programme.provider)
    cases = [
        actions.Group(1, date(2027, 3, 10), room),
        actions.Group(1, date(2027, 3, 10), elsewhere, [jo]),
        actions.Group(1, date(2027, 3, 10), elsewhere),
        actions.Group(1, date(2027, 3, 10), workshops.room(programme.provider, venue=room.venue)),
        actions.Group(1, date(2027, 12, 27), elsewhere),
        actions.Group(1, date(2027, 3, 10) + later, room, [jo]),
        actions.Group(1, date(2027, 6, 2), workshops.room(programme.provider, capacity=4)),
        actions.Group(1, date(2027, 6, 2), elsewhere, chosen={2: date(2027, 6, 3)}),
    ]
    by, seen = accounts.manager(programme.provider), []

    for group in cases:
        [drawn] = actions.draw_year(programme, [group], capacity=12, at=NOW)
        try:
            actions.plan_year(programme, [group], capacity=12, by=by, at=NOW)
        except Refused:
            seen.append((bool(drawn.troubles), True))
        else:
            seen.append((bool(drawn.troubles), False))

    assert seen == [(True, True), (True, True), (False, False), (True, True), (True, True),
                    (False, False), (True, True), (True, True)]  # fmt: skip


def test_a_year_of_26_groups_costs_what_two_cost(client: Client, programme: Programme, room: Room) -> None:
    jo = accounts.practitioner(programme.provider)
    client.get(asked(room))
    with CaptureQueriesContext(connection) as two:
        client.get(asked(room, every_weeks="26", practitioners=[str(jo.pk)]))

    with CaptureQueriesContext(connection) as many:
        page = client.get(asked(room, every_weeks="2", practitioners=[str(jo.pk)]))

    assert "26 groups in this plan" in text(page)
    assert len(many) == len(two) <= 25


def test_only_a_manager_plans_a_year(programme: Programme, room: Room) -> None:
    answer = signed_in(accounts.coordinator(programme.provider)).get(asked(room))

    assert answer.status_code == 403
