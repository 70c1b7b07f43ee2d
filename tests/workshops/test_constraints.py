"""What the database itself refuses, whatever the code above it does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from audit.rows import new_id
from programmes.models import Programme
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from workshops.models import Place, Workshop, WorkshopPractitioner

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


def run(sql: str, values: Sequence[Any] = ()) -> str | None:
    """Run raw SQL as the application's role; return the constraint that refused it, None if none did."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except IntegrityError as error:
        return str(error.__cause__.diag.constraint_name)  # type: ignore[union-attr]
    return None


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def pair(programme: Programme) -> list[Workshop]:
    return workshops.pair(programme)


def copy_of(workshop: Workshop, **changed: Any) -> tuple[str, list[Any]]:
    columns = {f.attname: getattr(workshop, f.attname) for f in Workshop._meta.concrete_fields} | {
        "id": new_id(),
        "cohort_id": None,
        **changed,
    }
    names = ", ".join(columns)
    return f"INSERT INTO workshops_workshop ({names}) VALUES ({', '.join(['%s'] * len(columns))})", list(
        columns.values()
    )


def at_hours(workshop: Workshop, hours: int) -> dict[str, Any]:
    starts_at = workshop.starts_at + timedelta(hours=hours)
    ends_at = workshop.ends_at + timedelta(hours=hours)
    return {"starts_at": starts_at, "ends_at": ends_at, "during": type(workshop.during)(starts_at, ends_at)}


def test_a_room_holds_one_workshop_at_a_time(pair: list[Workshop]) -> None:
    assert run(*copy_of(pair[0])) == "workshop_has_its_room_to_itself"
    assert run(*copy_of(pair[0], **at_hours(pair[0], 4))) == "workshop_has_its_room_to_itself"


def test_a_room_is_free_again_the_moment_a_workshop_ends(pair: list[Workshop]) -> None:
    assert run(*copy_of(pair[0], **at_hours(pair[0], 5))) is None


def test_another_room_is_free_at_the_same_time(pair: list[Workshop], programme: Programme) -> None:
    other = workshops.room(programme.provider)

    assert run(*copy_of(pair[0], room_id=other.pk)) is None


def test_a_cancelled_workshop_leaves_its_room(pair: list[Workshop]) -> None:
    Workshop.objects.filter(pk=pair[0].pk).update(cancelled_at=NOW, cancelled_by="somebody")

    assert run(*copy_of(pair[0])) is None


def test_a_practitioner_is_in_one_place_at_a_time(programme: Programme) -> None:
    jo = accounts.practitioner(programme.provider)
    workshops.pair(programme, practitioners=[jo])
    other = workshops.pair(programme)[0]
    row = WorkshopPractitioner(workshop=other, practitioner=jo, during=other.during)

    with pytest.raises(IntegrityError, match="workshop_practitioner_is_in_one_place"), transaction.atomic():
        row.save()


def test_a_practitioner_taken_off_one_workshop_may_run_another(programme: Programme) -> None:
    jo = accounts.practitioner(programme.provider)
    workshops.pair(programme, practitioners=[jo])
    WorkshopPractitioner.objects.update(ended_at=NOW, ended_by="somebody")
    other = workshops.pair(programme)[0]

    WorkshopPractitioner.objects.create(workshop=other, practitioner=jo, during=other.during)

    assert WorkshopPractitioner.objects.filter(ended_at=None).count() == 1


def test_a_woman_is_in_one_place_at_a_time_through_any_referral(programme: Programme) -> None:
    first = referrals.accepted(programme)
    again = referrals.accepted(programme, participant=first.participant, crime_reference="44260999999")
    place = workshops.booked(first, workshops.pair(programme))[0]
    other = workshops.pair(programme)[0]

    changed = {
        "id": new_id(),
        "workshop_id": other.pk,
        "referral_id": again.pk,
        "plan_step_id": again.plan.earliest("number").pk,
    }
    refused = run(
        "INSERT INTO workshops_place SELECT (jsonb_populate_record(p, %s::jsonb)).* "
        "FROM workshops_place p WHERE id = %s",
        [
            json.dumps(changed, default=str),
            place.pk,
        ],
    )

    assert refused == "place_participant_is_in_one_place"


def test_a_seat_lies_within_the_capacity(programme: Programme) -> None:
    place = workshops.booked(referrals.accepted(programme), workshops.pair(programme))[0]

    assert run("UPDATE workshops_place SET seat = 13 WHERE id = %s", [place.pk]) == (
        "place_seat_is_within_capacity"
    )


def test_capacity_never_falls_below_a_seat_that_is_taken(programme: Programme) -> None:
    places = workshops.booked(referrals.accepted(programme), workshops.pair(programme))
    Place.objects.filter(pk=places[0].pk).update(seat=9)

    shrink = "UPDATE workshops_workshop SET capacity = %s WHERE id = %s"

    assert run(shrink, [8, places[0].workshop_id]) == "workshop_capacity_covers_its_seats"
    assert run(shrink, [9, places[0].workshop_id]) is None


def test_nobody_holds_a_place_on_a_cancelled_workshop(programme: Programme) -> None:
    places = workshops.booked(referrals.accepted(programme), workshops.pair(programme))
    cancel = "UPDATE workshops_workshop SET cancelled_at = now(), cancelled_by = 'x' WHERE id = %s"

    assert run(cancel, [places[0].workshop_id]) == "workshop_cancelled_holds_no_place"

    Place.objects.filter(pk=places[0].pk).update(
        released_at=NOW, released_by="somebody", why_released="MISTAKE"
    )
    assert run(cancel, [places[0].workshop_id]) is None
    back = "UPDATE workshops_place SET released_at = NULL, released_by = '', why_released = '' WHERE id = %s"
    assert run(back, [places[0].pk]) == "place_is_on_a_workshop_that_runs"


def test_when_a_workshop_moves_its_places_move_with_it(programme: Programme) -> None:
    jo = accounts.practitioner(programme.provider)
    places = workshops.booked(referrals.accepted(programme), workshops.pair(programme, practitioners=[jo]))
    workshop = places[0].workshop
    moved = at_hours(workshop, 1)

    refused = run(
        "UPDATE workshops_workshop SET starts_at = %s, ends_at = %s, during = %s WHERE id = %s",
        [*moved.values(), workshop.pk],
    )

    assert refused is None
    assert Place.objects.get(pk=places[0].pk).during == moved["during"]
    assert WorkshopPractitioner.objects.get(workshop=workshop).during == moved["during"]


def test_the_time_of_a_workshop_is_what_its_start_and_end_say(pair: list[Workshop]) -> None:
    later = pair[0].starts_at + timedelta(hours=1)

    assert run("UPDATE workshops_workshop SET starts_at = %s WHERE id = %s", [later, pair[0].pk]) == (
        "workshop_during_is_its_times"
    )


def test_a_group_is_28_days_apart_at_the_same_wall_time_over_a_clock_change(programme: Programme) -> None:
    first, second = workshops.pair(programme, first_on=date(2027, 3, 10))

    assert (second.starts_at - first.starts_at) == timedelta(days=28, hours=-1)
