"""A provisional pair: seats held for a woman before her referral is accepted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import User
from audit.models import Event
from programmes.models import Programme
from referrals import actions as referring
from referrals import keeping
from referrals.models import Referral
from referrals.statuses import Reason
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from ui.refusals import Refused
from workshops import actions, offers, rules
from workshops import refusals as no
from workshops.models import HeldSeat, Place, Workshop
from workshops.statuses import WhyFreed

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def officer(juno: Programme) -> User:
    return accounts.officer(referrals.force_of(juno))


def left(programme: Programme, at: datetime = NOW) -> list[int]:
    found = offers.as_offered(offers.coming(programme, at=at), programme.current.parsed, {})
    return [w.places_left for w in found]


def held(referral: Referral) -> list[tuple[int, str]]:
    rows = HeldSeat.objects.filter(referral=referral).order_by("workshop__starts_at", "pk")
    return [(row.seat, row.why_freed) for row in rows]


def test_an_officer_holds_a_seat_in_both_workshops_of_a_draft(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno, capacity=2)
    draft = referrals.draft(juno, by=officer)

    seats = actions.hold_run(draft, pair, by=officer, at=NOW)

    assert [seat.seat for seat in seats] == [1, 1]
    assert left(juno) == [1, 1]
    assert not Place.objects.exists()
    line = Event.objects.get(verb="referral.hold_seats")
    assert line.subject_id == draft.pk


def test_what_is_held_is_full_for_everybody_else(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno, capacity=1)
    actions.hold_run(referrals.draft(juno, by=officer), pair, by=officer, at=NOW)
    other = referrals.accepted(juno, crime_reference="44260000002")

    with pytest.raises(no.Full):
        workshops.booked(other, pair)
    with pytest.raises(no.Full):
        actions.hold_run(referrals.draft(juno, by=officer), pair, by=officer, at=NOW)

    assert left(juno) == [0, 0]


def test_what_is_held_for_her_is_booked_by_one_act(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno, capacity=1)
    draft = referrals.draft(juno, by=officer)
    actions.hold_run(draft, pair, by=officer, at=NOW)
    sent = referring.submit(draft, by=officer, at=NOW)
    worker = accounts.coordinator(juno.provider)
    taken = referring.accept(sent, by=worker, at=LATER)

    actions.book_run(taken, pair, by=worker, at=LATER)

    assert list(Place.objects.held().values_list("seat", flat=True)) == [1, 1]
    assert held(draft) == [(1, WhyFreed.BOOKED), (1, WhyFreed.BOOKED)]
    assert left(juno) == [0, 0]


def test_a_booking_that_is_refused_leaves_what_was_held(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno, capacity=1)
    late = workshops.pair(juno, first_on=date(2027, 2, 24))
    draft = referrals.draft(juno, by=officer)
    actions.hold_run(draft, pair, by=officer, at=NOW)
    worker = accounts.coordinator(juno.provider)
    taken = referring.accept(referring.submit(draft, by=officer, at=NOW), by=worker, at=LATER)

    with pytest.raises(no.AfterDeadline):
        actions.book_run(taken, late, by=worker, at=LATER)

    assert held(draft) == [(1, ""), (1, "")]


@pytest.mark.parametrize(
    ("held_on", "through"),
    [
        (date(2026, 11, 16), date(2026, 11, 19)),  # a Monday
        (date(2026, 11, 20), date(2026, 11, 25)),  # a Friday, over the weekend
        (date(2026, 12, 23), date(2026, 12, 30)),  # over Christmas and Boxing Day (substitute)
        (date(2026, 4, 1), date(2026, 4, 8)),  # over Good Friday and Easter Monday
        (date(2026, 10, 23), date(2026, 10, 28)),  # over the clocks going back
        (date(2028, 2, 28), date(2028, 3, 2)),  # over 29 February
        (date(2026, 11, 21), date(2026, 11, 25)),  # held on a Saturday
    ],
)
def test_three_working_days_are_counted_from_the_day_after(held_on: date, through: date) -> None:
    assert rules.held_through(held_on, frozenset()) == through


def test_seats_are_held_to_the_end_of_the_day_in_london() -> None:
    friday_before_the_clocks_go_back = datetime(2026, 10, 23, 9, tzinfo=LONDON)

    until = actions.held_until(friday_before_the_clocks_go_back)

    assert until == datetime(2026, 10, 29, 0, 0, tzinfo=LONDON)


def test_after_three_working_days_the_seats_are_free_before_anybody_sweeps(
    juno: Programme, officer: User
) -> None:
    pair = workshops.pair(juno, capacity=1)
    draft = referrals.draft(juno, by=officer)
    until = actions.hold_run(draft, pair, by=officer, at=NOW)[0].held_until
    other = referrals.accepted(juno, crime_reference="44260000002")
    at_the_end = until - timedelta(minutes=1)

    assert left(juno, at=at_the_end) == [0, 0]
    assert left(juno, at=until) == [1, 1]
    workshops.booked(other, pair, at=until)

    assert held(draft) == [(1, WhyFreed.LAPSED), (1, WhyFreed.LAPSED)]


def test_the_sweep_frees_what_has_lapsed_and_nothing_else(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno)
    old, new = referrals.draft(juno, by=officer), referrals.draft(juno, by=officer)
    until = actions.hold_run(old, pair, by=officer, at=NOW)[0].held_until
    actions.hold_run(new, pair, by=officer, at=NOW + timedelta(days=4))

    assert actions.free_lapsed(at=until) == 2

    assert {why for _seat, why in held(old)} == {WhyFreed.LAPSED}
    assert {why for _seat, why in held(new)} == {""}
    lines = Event.objects.filter(verb="referral.free_seat")
    assert {(line.who, line.facts["why"]) for line in lines} == {("JUNO", "LAPSED")}
    assert actions.free_lapsed(at=until) == 0


@pytest.mark.parametrize("verb", ["decline", "withdraw", "discard", "transfer"])
def test_what_ends_a_referral_gives_up_what_is_held(juno: Programme, officer: User, verb: str) -> None:
    pair = workshops.pair(juno, capacity=1)
    draft = referrals.draft(juno, by=officer)
    actions.hold_run(draft, pair, by=officer, at=NOW)
    worker = accounts.coordinator(juno.provider)

    if verb == "discard":
        referring.discard_draft(draft, by=officer, at=LATER)
    else:
        sent = referring.submit(draft, by=officer, at=NOW)
        if verb == "decline":
            referring.decline(sent, reason=Reason.OUT_OF_AREA, words="Moved", by=worker, at=LATER)
        elif verb == "withdraw":
            referring.withdraw(sent, reason=Reason.POLICE_DECISION, words="Moved", by=officer, at=LATER)
        else:
            referring.transfer(sent, words="Elsewhere", programme=juno, by=worker, at=LATER)

    assert left(juno) == [1, 1]
    assert not HeldSeat.objects.unfreed().exists()


def test_other_dates_are_held_instead_and_not_for_longer(juno: Programme, officer: User) -> None:
    first, second = workshops.pair(juno), workshops.pair(juno, first_on=date(2026, 12, 9))
    draft = referrals.draft(juno, by=officer)
    until = actions.hold_run(draft, first, by=officer, at=NOW)[0].held_until

    seats = actions.hold_run(draft, second, by=officer, at=NOW + timedelta(days=1))

    assert {seat.held_until for seat in seats} == {until}
    assert {seat.workshop for seat in HeldSeat.objects.live(NOW)} == set(second)


def test_she_may_do_without(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno)
    draft = referrals.draft(juno, by=officer)
    actions.hold_run(draft, pair, by=officer, at=NOW)

    assert actions.do_without(draft, by=officer, at=LATER) == 2
    with pytest.raises(no.NothingHeld):
        actions.do_without(draft, by=officer, at=LATER)


def test_a_cancelled_workshop_gives_up_both_seats_of_a_pair(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno)
    draft = referrals.draft(juno, by=officer)
    actions.hold_run(draft, pair, by=officer, at=NOW)

    actions.cancel_workshop(pair[1], why="Flood", by=accounts.coordinator(juno.provider), at=LATER)

    assert held(draft) == [(1, WhyFreed.WORKSHOP_CANCELLED)] * 2


def _deadline(days: int) -> dict[str, Any]:
    return {"deadline_on": date(2026, 12, 2) + timedelta(days=days)}


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [({"deadline_on": None}, no.NoDeadline), (_deadline(27), no.AfterDeadline)],
)
def test_only_what_the_clock_offers_is_held(
    juno: Programme, officer: User, changed: dict[str, Any], refusal: type[Refused]
) -> None:
    pair = workshops.pair(juno)
    draft = referrals.draft(juno, by=officer, **changed)

    with pytest.raises(refusal):
        actions.hold_run(draft, pair, by=officer, at=NOW)

    assert not HeldSeat.objects.exists()


def test_half_a_pair_is_not_held(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno)

    with pytest.raises(no.DoesNotFit):
        actions.hold_run(referrals.draft(juno, by=officer), pair[:1], by=officer, at=NOW)


def test_nobody_holds_seats_on_anothers_draft(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno)
    draft = referrals.draft(juno, by=officer)

    for other in (accounts.officer(referrals.force_of(juno)), accounts.coordinator(juno.provider)):
        with pytest.raises(referring.NotYours):
            actions.hold_run(draft, pair, by=other, at=NOW)


def test_an_accepted_referral_is_booked_and_not_held(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno)

    with pytest.raises(no.CannotBeHeld):
        actions.hold_run(referrals.accepted(juno, by=officer), pair, by=officer, at=LATER)


def test_a_workshop_that_has_begun_is_not_held(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno)

    with pytest.raises(no.NotOffered):
        actions.hold_run(referrals.draft(juno, by=officer), pair, by=officer, at=pair[0].starts_at)


def test_the_pages_are_told_what_is_held_and_until_when(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno)
    draft = referrals.draft(juno, by=officer)
    assert keeping.kept(draft, at=NOW) is None

    until = actions.hold_run(draft, pair, by=officer, at=NOW)[0].held_until
    kept = keeping.kept(draft, at=NOW)

    assert kept is not None
    assert kept.days == (date(2026, 12, 2), date(2026, 12, 30))
    assert kept.where.startswith("Harbour Hall")
    assert kept.through == (until - timedelta(seconds=1)).astimezone(LONDON).date()
    assert keeping.kept(draft, at=until) is None


@pytest.mark.parametrize("first", ["place", "held"])
def test_the_database_promises_no_seat_twice(juno: Programme, officer: User, first: str) -> None:
    pair = workshops.pair(juno, capacity=2)
    draft = referrals.draft(juno, by=officer)
    booked = referrals.accepted(juno, crime_reference="44260000002")
    (mine, _other) = actions.hold_run(draft, pair, by=officer, at=NOW)
    (place, _second) = workshops.booked(booked, pair)
    assert (mine.seat, place.seat) == (1, 2)
    held_seat = "UPDATE workshops_heldseat SET seat = 2 WHERE id = %s"
    place_seat = "UPDATE workshops_place SET seat = 1 WHERE id = %s"
    moves = {"place": (place_seat, place.pk, "is held"), "held": (held_seat, mine.pk, "is booked")}
    statement, key, words = moves[first]

    with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [key])


def test_the_database_holds_no_seat_past_capacity(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno, capacity=2)
    (seat, _other) = actions.hold_run(referrals.draft(juno, by=officer), pair, by=officer, at=NOW)

    with pytest.raises(IntegrityError, match="seat 3 of 2"), transaction.atomic():
        HeldSeat.objects.filter(pk=seat.pk).update(seat=3)


def test_booking_other_dates_gives_up_those_held(juno: Programme, officer: User) -> None:
    pair = workshops.pair(juno)
    others: list[Workshop] = workshops.pair(juno, first_on=date(2026, 12, 9))
    draft = referrals.draft(juno, by=officer)
    actions.hold_run(draft, pair, by=officer, at=NOW)
    worker = accounts.coordinator(juno.provider)
    taken = referring.accept(referring.submit(draft, by=officer, at=NOW), by=worker, at=LATER)

    actions.book_run(taken, others, by=worker, at=LATER)

    assert not HeldSeat.objects.unfreed().exists()


class TestHowMany:
    def test_an_officer_holds_dates_for_three_women_at_a_time(self, juno: Programme, officer: User) -> None:
        pair = workshops.pair(juno)
        drafts = [referrals.draft(juno, by=officer) for _ in range(rules.MOST_HELD + 1)]
        for draft in drafts[:-1]:
            actions.hold_run(draft, pair, by=officer, at=NOW)

        with pytest.raises(no.TooManyHeld, match="for 3 women already"):
            actions.hold_run(drafts[-1], pair, by=officer, at=NOW)

        assert held(drafts[-1]) == []
        assert HeldSeat.objects.live(NOW).count() == 2 * rules.MOST_HELD

    def test_other_dates_for_the_same_woman_are_no_further_hold(self, juno: Programme, officer: User) -> None:
        pair, other = workshops.pair(juno), workshops.pair(juno, first_on=date(2026, 12, 9))
        drafts = [referrals.draft(juno, by=officer) for _ in range(rules.MOST_HELD)]
        for draft in drafts:
            actions.hold_run(draft, pair, by=officer, at=NOW)

        actions.hold_run(drafts[0], other, by=officer, at=NOW)

        assert HeldSeat.objects.live(NOW).filter(workshop__in=other).count() == 2

    def test_what_lapsed_or_was_let_go_is_not_counted(self, juno: Programme, officer: User) -> None:
        pair = workshops.pair(juno, first_on=date(2026, 12, 9))
        drafts = [referrals.draft(juno, by=officer) for _ in range(rules.MOST_HELD + 2)]
        for draft in drafts[: rules.MOST_HELD]:
            actions.hold_run(draft, pair, by=officer, at=NOW)
        actions.do_without(drafts[0], by=officer, at=NOW)

        actions.hold_run(drafts[-2], pair, by=officer, at=NOW)
        actions.hold_run(drafts[-1], pair, by=officer, at=NOW + timedelta(days=7))

        assert len(held(drafts[-1])) == 2

    def test_another_officer_and_a_coordinator_are_not_stopped_by_it(
        self, juno: Programme, officer: User
    ) -> None:
        pair = workshops.pair(juno)
        for _ in range(rules.MOST_HELD):
            actions.hold_run(referrals.draft(juno, by=officer), pair, by=officer, at=NOW)
        other, worker = accounts.officer(referrals.force_of(juno)), accounts.coordinator(juno.provider)
        actions.hold_run(referrals.draft(juno, by=other), pair, by=other, at=NOW)
        sent = [referrals.submitted(juno, by=other) for _ in range(rules.MOST_HELD + 1)]

        for one in sent:
            actions.hold_run(one, pair, by=worker, at=NOW)

        assert HeldSeat.objects.live(NOW).filter(held_by=worker.trail_name).count() == 2 * len(sent)

    def test_coordinators_read_how_many_seats_are_only_held_and_until_when(
        self, juno: Programme, officer: User
    ) -> None:
        pair = workshops.pair(juno)
        worker, urls = accounts.coordinator(juno.provider), ["/workshops/", f"/workshops/{pair[0].pk}/"]
        before = read_at(NOW, worker, urls)
        for _ in range(2):
            actions.hold_run(referrals.draft(juno, by=officer), pair, by=officer, at=NOW)
        pages, lapsed = read_at(NOW, worker, urls), read_at(NOW + timedelta(days=7), worker, urls)

        words = "2 more held provisionally, the last until the end of Wed 25 November 2026"
        assert all(words in page for page in pages)
        assert not any("held provisionally" in page for page in [*before, *lapsed])
        assert all("0 of 12" in page for page in [*before, *pages, *lapsed])


def read_at(at: datetime, worker: User, urls: list[str]) -> list[str]:
    with time_machine.travel(at, tick=False):
        client = Client()
        client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
        return [client.get(url).content.decode() for url in urls]
