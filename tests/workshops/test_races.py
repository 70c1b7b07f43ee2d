"""Many people booking at once, on real connections."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count

from participants.models import KeepApart
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from ui.refusals import Refused
from workshops import actions
from workshops import refusals as no
from workshops.actions import booking
from workshops.models import Place, Workshop

pytestmark = [pytest.mark.servers]

PEOPLE = 52
ROUNDS = 3


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every act in a thread of its own, all let go together; return results and exceptions."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        gate.wait()
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


@pytest.mark.slow
def test_places_never_exceed_capacity_when_many_book_at_once(committed_db: Any) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    everybody = women(programme, PEOPLE)

    for _round in range(ROUNDS):
        pair = workshops.pair(programme)
        results = at_once([booking_of(referral, pair) for referral in everybody])

        kinds = Counter(type(result) for result in results)
        assert kinds == {list: 12, no.Full: PEOPLE - 12}
        assert held(pair) == [12, 12]
        on_each = Place.objects.held().values("referral").annotate(n=Count("pk"))
        assert {row["n"] for row in on_each} == {2}
        assert sorted(Place.objects.held().filter(workshop=pair[0]).values_list("seat", flat=True)) == list(
            range(1, 13)
        )
        for referral in everybody:
            actions.release_future(referral, by=referral.worker, at=NOW)


@pytest.mark.slow
def test_without_the_lock_it_is_the_seat_constraint_that_refuses(
    committed_db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: unlocked bookings look together, want the same seat, and only one gets it."""
    programme = ProgrammeFactory.create(code="JUNO")
    everybody = women(programme, 16)
    pair = workshops.pair(programme)

    everybody_has_looked = threading.Barrier(len(everybody))
    look = booking._free_seats

    def look_together(chosen: Sequence[Workshop]) -> Any:
        seats = look(chosen)
        everybody_has_looked.wait()
        return seats

    def unlocked(keys: Any) -> dict[Any, Workshop]:
        rows = Workshop.objects.select_related("room__venue").filter(pk__in=keys)
        return {w.pk: w for w in rows}

    monkeypatch.setattr(booking, "_lock_workshops", unlocked)
    monkeypatch.setattr(booking, "_free_seats", look_together)
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
        assert held(pair)[1] == 0
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
