"""Many people booking at once, on real connections."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count

from accounts.models import User
from audit.models import Event
from participants.models import KeepApart
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from ui.refusals import Refused
from workshops import actions
from workshops import refusals as no
from workshops.actions import seating
from workshops.actions import seats as seats_of
from workshops.models import Place, Workshop
from workshops.statuses import Mark

pytestmark = [pytest.mark.servers]

CONNECTIONS = 80  # as many as a pool before the database would open; the server takes 200 in all


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every act in a thread of its own, all let go together; return results and exceptions."""
    gate = threading.Barrier(len(acts))
    pool = threading.Semaphore(CONNECTIONS)
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        gate.wait()
        with pool:
            try:
                results[index] = act()
            except Exception as error:  # noqa: BLE001 (the test looks at every one)
                results[index] = error
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def women(programme: Programme, count: int) -> list[Referral]:
    return [referrals.accepted(programme, crime_reference=f"442601{n:05}") for n in range(count)]


def booking_of(referral: Referral, pair: Sequence[Workshop]) -> Callable[[], Any]:
    return lambda: actions.book_run(referral, pair, by=referral.worker, at=NOW)


def held(pair: Sequence[Workshop]) -> list[int]:
    counts = dict(
        Place.objects.held().filter(workshop__in=pair).values_list("workshop").annotate(n=Count("pk"))
    )
    return [counts.get(workshop.pk, 0) for workshop in pair]


@pytest.mark.parametrize(
    ("people", "rounds"),
    [
        pytest.param(30, 2, id="quick"),
        pytest.param(200, 50, id="full", marks=[pytest.mark.deep, pytest.mark.slow]),
    ],
)
def test_places_never_exceed_capacity_when_many_book_at_once(
    committed_db: Any, people: int, rounds: int
) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    everybody = women(programme, people)

    for _round in range(rounds):
        pair = workshops.pair(programme)
        results = at_once([booking_of(referral, pair) for referral in everybody])

        assert Counter(type(result) for result in results) == {list: 12, no.Full: people - 12}
        assert held(pair) == [12, 12]
        on_each = Place.objects.held().values("referral").annotate(n=Count("pk"))
        assert {row["n"] for row in on_each} == {2}  # nobody is half-booked
        for workshop in pair:
            seats = Place.objects.held().filter(workshop=workshop).values_list("seat", flat=True)
            assert sorted(seats) == list(range(1, 13))
        for referral, result in zip(everybody, results, strict=True):
            if isinstance(result, list):
                actions.release_future(referral, by=referral.worker, at=NOW)


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Take the lock away: so many people look for a free seat together, then all book."""

    def take_away(people: int) -> None:
        everybody_has_looked = threading.Barrier(people)
        look = seats_of.free_seats

        def look_together(chosen: Sequence[Workshop]) -> Any:
            seats = look(chosen)
            everybody_has_looked.wait()
            return seats

        def without_lock(keys: Any) -> dict[Any, Workshop]:
            rows = Workshop.objects.with_shut().select_related("room__venue").filter(pk__in=keys)
            return {w.pk: w for w in rows}

        monkeypatch.setattr(seating, "lock_workshops", without_lock)
        monkeypatch.setattr(seating, "free_seats", look_together)

    return take_away


def test_without_the_lock_and_the_constraint_the_workshop_is_overbooked(
    committed_db: Any, unlocked: Callable[[int], None], as_owner: Callable[[], Any]
) -> None:
    """The negative control: were this not to overbook, the races above would prove nothing."""
    programme = ProgrammeFactory.create(code="JUNO")
    everybody = women(programme, 16)
    pair = workshops.pair(programme)
    connection.close()
    with as_owner() as cursor:
        cursor.execute("DROP INDEX place_seat_is_taken_once")
    unlocked(len(everybody))

    results = at_once([booking_of(referral, pair) for referral in everybody])

    assert Counter(type(result) for result in results) == {list: 16}
    assert held(pair) == [16, 16]  # of 12


def test_without_the_lock_it_is_the_seat_constraint_that_refuses(
    committed_db: Any, unlocked: Callable[[int], None]
) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    everybody = women(programme, 16)
    pair = workshops.pair(programme)
    unlocked(len(everybody))

    results = at_once([booking_of(referral, pair) for referral in everybody])

    # All saw seat 1 free. One got it; place_seat_is_taken_once refused the others.
    assert Counter(type(result) for result in results) == {list: 1, no.Full: len(everybody) - 1}
    assert held(pair) == [1, 1]


def test_a_booking_and_a_cancellation_at_once_leave_nobody_on_a_cancelled_workshop(
    committed_db: Any,
) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    everybody = women(programme, 8)

    for _round in range(4):
        pair = workshops.pair(programme)
        worker = everybody[0].worker
        cancelling = lambda: actions.cancel_workshop(pair[1], why="Flood", by=worker, at=NOW)  # noqa: B023, E731
        results = at_once([cancelling, *(booking_of(referral, pair) for referral in everybody)])

        unexpected = [r for r in results if isinstance(r, Exception) and not isinstance(r, Refused)]
        assert unexpected == []
        # Whoever cancels is asked to look again where somebody was booked meanwhile: then it still runs.
        runs = Workshop.objects.filter(pk=pair[1].pk, cancelled_at=None).exists()
        assert isinstance(results[0], Refused) if runs else held(pair)[1] == 0
        for referral in everybody:
            actions.release_future(referral, by=referral.worker, at=NOW)


def test_two_women_kept_apart_are_not_both_booked_from_two_desks(committed_db: Any) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    one, other = women(programme, 2)
    assert one.participant is not None
    KeepApart.objects.create(
        participant=one.participant,
        other=other.participant,
        seal_key_id=one.participant.seal_key_id,
        made_at=NOW,
        made_by="somebody",
    )
    room = workshops.room(programme.provider)

    for day in range(4):
        there = workshops.room(programme.provider, venue=room.venue)
        also_there = workshops.room(programme.provider, venue=room.venue)
        first = workshops.pair(programme, room=there, name=f"first {day}")
        second = workshops.pair(programme, room=also_there, name=f"second {day}")
        results = at_once([booking_of(one, first), booking_of(other, second)])

        assert sorted(type(result).__name__ for result in results) == ["KeptApart", "list"]
        for referral in (one, other):
            actions.release_future(referral, by=referral.worker, at=NOW)


def register_of(programme: Programme, count: int) -> tuple[list[Place], list[User]]:
    """Return the places of a workshop that has begun, and the two practitioners who run it."""
    both = [accounts.practitioner(programme.provider, name=f"Practitioner {n}") for n in (1, 2)]
    pair = workshops.pair(programme, practitioners=both)
    return [workshops.booked(referral, pair)[0] for referral in women(programme, count)], both


def test_two_practitioners_marking_one_woman_at_once_leave_one_mark_and_both_in_the_trail(
    committed_db: Any,
) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    [place], [one, other] = register_of(programme, 1)
    at = place.workshop.starts_at

    for first, second in ((Mark.HERE, Mark.NOT_HERE), (Mark.LATE, Mark.TURNED_AWAY)):
        before = Event.objects.filter(verb="place.mark").count()
        marking = [
            lambda: actions.mark(place, actions.Entry(first), by=one, at=at),  # noqa: B023
            lambda: actions.mark(place, actions.Entry(second), by=other, at=at),  # noqa: B023
        ]
        results = at_once(marking)

        assert [type(result) for result in results] == [Place, Place]
        told = list(Event.objects.filter(verb="place.mark").order_by("pk").values_list("facts", flat=True))
        earlier, later = told[before:]
        assert {earlier["to"], later["to"]} == {first, second}
        assert later["from"] == earlier["to"]  # the second saw what the first had written
        assert Place.objects.get(pk=place.pk).mark == later["to"]


def test_a_mark_and_a_sign_off_at_once_never_leave_a_signed_register_with_somebody_unmarked(
    committed_db: Any,
) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    places, [one, other] = register_of(programme, 2)
    at = places[0].workshop.starts_at

    for place in places:
        actions.mark(place, actions.Entry(Mark.HERE), by=one, at=at)
    unmarking = lambda: actions.mark(places[0], actions.Entry(Mark.NOT_MARKED), by=one, at=at)  # noqa: E731
    finishing = lambda: actions.finish(places[0].workshop, by=other, at=at)  # noqa: E731
    results = at_once([unmarking, finishing])

    refused = [type(result) for result in results if isinstance(result, Exception)]
    assert refused in ([no.SignedOff], [no.SomebodyUnmarked])
    finished = Workshop.objects.get(pk=places[0].workshop_id).finished_at is not None
    unmarked = Place.objects.held().filter(pk=places[0].pk, mark=Mark.NOT_MARKED).exists()
    assert finished is not unmarked


def test_two_corrections_at_once_keep_one_and_show_the_other_manager_both(committed_db: Any) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    places, [one, _other] = register_of(programme, 1)
    [place] = workshops.marked(places, Mark.NOT_HERE, by=one)
    managers = [accounts.manager(programme.provider, name=f"Manager {n}") for n in (1, 2)]
    at = place.workshop.ends_at
    seen = Place.objects.get(pk=place.pk).version

    def correcting(by: User, mark: Mark) -> Callable[[], Any]:
        return lambda: actions.correct(
            place, actions.Entry(mark), why="The paper says so", by=by, at=at, seen=seen
        )

    results = at_once([correcting(managers[0], Mark.HERE), correcting(managers[1], Mark.LATE)])

    assert sorted(type(result).__name__ for result in results) == ["Place", "Stale"]
    won = next(result for result in results if isinstance(result, Place))
    assert Place.objects.get(pk=place.pk).mark == won.mark
    assert Event.objects.filter(verb="register.correct").count() == 1
