"""Officers who hold seats while others book: many at once, on real connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.test_races import at_once, booking_of, women
from ui.refusals import Refused
from workshops import actions, rules
from workshops import refusals as no
from workshops.models import HeldSeat, Place, Workshop

pytestmark = [pytest.mark.servers]


def holding_of(draft: Referral, pair: Sequence[Workshop]) -> Callable[[], Any]:
    return lambda: actions.hold_run(draft, pair, by=draft.owner, at=NOW)


def promised(pair: Sequence[Workshop]) -> list[list[int]]:
    """Return for each workshop the seats booked or held, lowest first."""
    found = []
    for workshop in pair:
        booked = Place.objects.held().filter(workshop=workshop).values_list("seat", flat=True)
        kept = HeldSeat.objects.unfreed().filter(workshop=workshop).values_list("seat", flat=True)
        found.append(sorted([*booked, *kept]))
    return found


def test_places_and_seats_held_by_officers_together_never_exceed_capacity(committed_db: Any) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    officers = [accounts.officer(referrals.force_of(programme)) for _ in range(12)]
    drafts = [referrals.draft(programme, by=officer) for officer in officers]
    everybody = women(programme, 12)

    for _round in range(2):
        pair = workshops.pair(programme, capacity=8)
        holding = [holding_of(draft, pair) for draft in drafts]
        bookings = [booking_of(referral, pair) for referral in everybody]
        results = at_once([act for both in zip(holding, bookings, strict=True) for act in both])

        assert Counter(type(result) for result in results) == {list: 8, no.Full: 16}
        assert promised(pair) == [list(range(1, 9))] * 2
        for referral in everybody:
            actions.release_future(referral, by=referral.worker, at=NOW)


def test_two_officers_who_want_the_last_seats_hold_them_once(committed_db: Any) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    officers = [accounts.officer(referrals.force_of(programme)) for _ in range(6)]
    drafts = [referrals.draft(programme, by=officer) for officer in officers]

    for day in range(3):
        pair = workshops.pair(programme, capacity=1, name=f"pair {day}")
        results = at_once([holding_of(draft, pair) for draft in drafts])

        assert Counter(type(result) for result in results) == {list: 1, no.Full: 5}
        assert promised(pair) == [[1], [1]]


def test_a_hold_and_a_cancellation_at_once_leave_nothing_held_on_a_cancelled_workshop(
    committed_db: Any,
) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    officer = accounts.officer(referrals.force_of(programme))
    worker = accounts.coordinator(programme.provider)
    drafts = [referrals.draft(programme, by=officer) for _ in range(4)]

    for day in range(3):
        pair = workshops.pair(programme, name=f"pair {day}")
        cancelling = lambda: actions.cancel_workshop(pair[1], why="Flood", by=worker, at=NOW)  # noqa: B023, E731
        holding = [holding_of(draft, pair) for draft in drafts]
        results = at_once([cancelling, *holding])

        unexpected = [r for r in results if isinstance(r, Exception) and not isinstance(r, Refused)]
        assert unexpected == []
        assert promised(pair) == [[], []]


def test_an_officer_who_holds_on_several_screens_at_once_holds_no_more_than_allowed(
    committed_db: Any,
) -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    officer = accounts.officer(referrals.force_of(programme))
    drafts = [referrals.draft(programme, by=officer) for _ in range(6)]
    pairs = [workshops.pair(programme, first_on=workshops.FIRST_ON + timedelta(days=n)) for n in (0, 1)]

    results = at_once([holding_of(draft, pairs[n % 2]) for n, draft in enumerate(drafts)])

    assert Counter(type(result) for result in results) == {list: rules.MOST_HELD, no.TooManyHeld: 3}
    assert HeldSeat.objects.unfreed().count() == 2 * rules.MOST_HELD
