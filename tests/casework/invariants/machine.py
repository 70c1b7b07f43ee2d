"""Booking, moving, cancelling, marking, correcting and closing, in every order, by the real actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.models import User
from casework import invariants
from casework.actions import absences, closing, correcting
from casework.statuses import AbsenceDecision, AbsenceReason
from referrals.actions import Because
from referrals.statuses import Ground, Status
from tests.casework.invariants import world as worlds
from tests.casework.invariants.world import World
from ui.refusals import Refused
from workshops import actions
from workshops.actions import Change, Entry, Override, OwnTime
from workshops.models import HeldSeat, Place, Workshop
from workshops.statuses import Mark, ReleaseReason

women = st.integers(0, 4)
firsts, seconds = st.integers(0, 3), st.integers(4, 7)
some_workshop = st.integers(0, 7)
marks = st.sampled_from([Mark.HERE, Mark.HERE, Mark.NOT_HERE, Mark.LATE, Mark.LEFT_EARLY, Mark.TURNED_AWAY])
corrections = st.sampled_from([*Mark])
any_place = st.integers(0, 11)
RUNS = [(0, 4), (1, 5), (2, 6), (3, 7), (0, 5), (1, 4)]
REASON = "They have made their peace"


class EveryOrder(RuleBasedStateMachine):
    """Each example lives within a savepoint of the test's transaction and is rolled back."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.now = worlds.STARTS
        self.changed = True
        self.kept = transaction.atomic()
        self.kept.__enter__()
        self.before = self.picture()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.kept.__exit__(None, None, None)

    # --- what is asked after every step ---

    @invariant()
    def everything_that_must_hold_does(self) -> None:
        if not self.changed:
            return  # it was refused, and left everything as it was
        broken = {f.name: f.references for f in invariants.look() if f.references}
        assert broken == {}

    # --- where it begins ---

    @initialize(
        runs=st.lists(st.sampled_from(RUNS), min_size=5, max_size=5),
        stage=st.sampled_from(["nothing", "booked", "begun", "begun", "over"]),
        how=st.lists(marks, min_size=3, max_size=3),
    )
    def some_way_on(self, runs: list[tuple[int, int]], stage: str, how: list[Mark]) -> None:
        """Begin where most of it has happened: nothing, bookings, first registers, or all of them."""
        if stage == "nothing":
            return
        for who, days in enumerate(runs):
            self._book(who, days, False)
        for which in range({"booked": 0, "begun": 4, "over": 8}[stage]):
            self.hold_a_register(which, 20, how)
            self.sign_off(which)

    # --- what people do ---

    def attempt(self, name: str, act: Callable[[], Any]) -> None:
        """Do it; what is refused leaves every place and workshop as it was."""
        self.now += timedelta(seconds=1)
        self.changed = False
        try:
            with transaction.atomic():
                act()
        except Refused as refused:
            event(f"{name}: {type(refused).__name__}")
            assert self.picture() == self.before
            return
        event(f"{name}: done")
        self.changed, self.before = True, self.picture()

    def picture(self) -> tuple[Any, ...]:
        places = Place.objects.order_by("pk").values_list("pk", "version", "released_at", "mark", "workshop")
        days = Workshop.objects.order_by("pk").values_list("pk", "version", "starts_at", "cancelled_at")
        held = HeldSeat.objects.order_by("pk").values_list("pk", "freed_at")
        return (*places, *days, *held)

    def place(self, index: int) -> Place | None:
        found = self.world.places()
        return found[index % len(found)] if found else None

    @rule(who=women, first=firsts, second=seconds, by_two=st.booleans())
    def book(self, who: int, first: int, second: int, by_two: bool) -> None:
        self._book(who, [first, second], by_two)

    @rule(who=women, second=some_workshop)
    def book_one_day(self, who: int, second: int) -> None:
        self._book(who, [second], False)

    def _book(self, who: int, days: Sequence[int], by_two: bool) -> None:
        by, override = self._deciding(by_two)
        chosen = [self.world.workshop(day) for day in days]
        case = self.world.woman(who)
        self.attempt("book", lambda: actions.book_run(case, chosen, by=by, at=self.now, override=override))

    def _deciding(self, by_two: bool) -> tuple[User, Override | None]:
        if not by_two:
            return self.world.worker, None
        return self.world.manager, Override(REASON, second=self.world.worker)

    @rule(who=women, first=firsts, second=seconds, by_two=st.booleans())
    def move(self, who: int, first: int, second: int, by_two: bool) -> None:
        by, override = self._deciding(by_two)
        chosen = [self.world.workshop(first), self.world.workshop(second)]
        case, why = self.world.woman(who), ReleaseReason.SHE_ASKED
        self.attempt(
            "move", lambda: actions.move_run(case, chosen, why=why, by=by, at=self.now, override=override)
        )

    @rule(
        who=women,
        number=st.integers(1, 2),
        days=st.integers(0, 21),
        hour=st.sampled_from([12, 16]),
        room=st.integers(0, 2),
    )
    def give_time(self, who: int, number: int, days: int, hour: int, room: int) -> None:
        """Make her a time alone for a workshop she missed; at noon the groups are in the rooms."""
        day = (timezone.localtime(self.now) + timedelta(days=days)).date()
        starts = timezone.make_aware(datetime.combine(day, time(hour)))
        own = OwnTime(starts, 90, self.world.rooms[room], [self.world.practitioner])
        case, by = self.world.woman(who), self.world.worker
        self.attempt("give time", lambda: actions.give_time(case, number, own, by=by, at=self.now))

    @rule(who=women, how=marks)
    def hold_her_time(self, who: int, how: Mark) -> None:
        """Her time alone comes: it is marked and signed off."""
        hers = [p for p in self.world.places() if p.workshop.kept_for_id == self.world.women[who].pk]
        ahead = [p for p in hers if p.released_at is None and p.mark == Mark.NOT_MARKED]
        if not ahead:
            return
        [place], by = ahead[:1], self.world.worker
        self.now = max(self.now, place.workshop.starts_at + timedelta(minutes=20))
        self.attempt("mark her time", lambda: actions.mark(place, Entry(how), by=by, at=self.now))
        self.attempt("sign her time off", lambda: actions.finish(place.workshop, by=by, at=self.now))

    @rule(index=any_place)
    def give_back(self, index: int) -> None:
        if place := self.place(index):
            why = ReleaseReason.MISTAKE
            self.attempt(
                "give back", lambda: actions.release(place, why=why, by=self.world.worker, at=self.now)
            )

    @rule(which=some_workshop)
    def cancel(self, which: int) -> None:
        workshop, by = self.world.workshop(which), self.world.manager
        self.attempt("cancel", lambda: actions.cancel_workshop(workshop, why="Flood", by=by, at=self.now))

    @rule(
        which=some_workshop,
        days=st.sampled_from([-7, -1, 0, 1, 7]),
        room=st.integers(0, 2),
        later_too=st.booleans(),
    )
    def move_workshop(self, which: int, days: int, room: int, later_too: bool) -> None:
        workshop, by = self.world.workshop(which), self.world.manager
        starts = timezone.localtime(workshop.starts_at)
        on = starts.date() + timedelta(days=days)
        change = Change(on, starts.time(), self.world.rooms[room], later_too)
        self.attempt(
            "move workshop",
            lambda: actions.move_workshop(workshop, change, why="Flood", by=by, at=self.now),
        )

    @rule(which=some_workshop)
    def one_more_place(self, which: int) -> None:
        workshop, by = self.world.workshop(which), self.world.manager
        to = workshop.capacity + 1
        self.attempt("raise", lambda: actions.raise_capacity(workshop, to=to, by=by, at=self.now))

    @rule(first=firsts, second=seconds)
    def hold_seats(self, first: int, second: int) -> None:
        chosen = [self.world.workshop(first), self.world.workshop(second)]
        asking, by = self.world.asking, self.world.officer
        self.attempt("hold", lambda: actions.hold_run(asking, chosen, by=by, at=self.now))

    @rule()
    def free_what_lapsed(self) -> None:
        self.attempt("lapse", lambda: actions.free_lapsed(at=self.now))

    @rule(one=women, other=women)
    def keep_apart(self, one: int, other: int) -> None:
        pair = self.world.woman(one), self.world.woman(other)
        if pair[0].participant_id != pair[1].participant_id:
            self.now += timedelta(seconds=1)
            worlds.keep_apart(*pair, at=self.now)
            self.changed = True

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.changed = False

    @rule(
        which=some_workshop, minutes=st.sampled_from([-50, 20]), how=st.lists(marks, min_size=3, max_size=3)
    )
    def hold_a_register(self, which: int, minutes: int, how: list[Mark]) -> None:
        """Somebody marks everybody on it, just before it begins or in its first half-hour."""
        workshop = self.world.workshop(which)
        self.now = max(self.now, workshop.starts_at + timedelta(minutes=minutes))
        there = [p for p in self.world.places() if p.workshop_id == workshop.pk and p.released_at is None]
        entries = {p: Entry(how[n % 3]) for n, p in enumerate(there)}
        by = self.world.worker
        self.attempt("mark all", lambda: actions.mark_all(workshop, entries, by=by, at=self.now))

    @rule(index=any_place, mark=corrections)
    def mark(self, index: int, mark: Mark) -> None:
        if place := self.place(index):
            by = self.world.worker
            self.attempt("mark", lambda: actions.mark(place, Entry(mark), by=by, at=self.now))

    @rule(which=some_workshop)
    def sign_off(self, which: int) -> None:
        workshop, by = self.world.workshop(which), self.world.worker
        self.attempt("sign off", lambda: actions.finish(workshop, by=by, at=self.now))

    @rule(index=any_place, mark=corrections)
    def correct(self, index: int, mark: Mark) -> None:
        if place := self.place(index):
            by, entry = self.world.manager, Entry(mark)
            self.attempt(
                "correct",
                lambda: correcting.correct_mark(place, entry, why="A slip", by=by, at=self.now),
            )

    @rule(index=any_place, counts=st.booleans())
    def judge_leaving(self, index: int, counts: bool) -> None:
        if place := self.place(index):
            by = self.world.manager
            self.attempt(
                "judge leaving",
                lambda: actions.decide_left_early(place, counts=counts, by=by, at=self.now),
            )

    @rule(index=any_place, decision=st.sampled_from([*AbsenceDecision]))
    def decide_absence(self, index: int, decision: AbsenceDecision) -> None:
        if place := self.place(index):
            self.attempt("decide absence", lambda: self._decide(place, decision))

    def _decide(self, place: Place, decision: AbsenceDecision) -> None:
        by, known = self.world.worker, absences.Known(reason=AbsenceReason.NOT_KNOWN, asked_her=True)
        row = absences.note_absence(place, known, by=by, at=self.now)
        absences.decide_absence(row, decision=decision, by=by, at=self.now)

    @rule(who=women)
    def complete(self, who: int) -> None:
        case, by = self.world.woman(who), self.world.worker
        self.attempt("complete", lambda: closing.complete(case, by=by, at=self.now))

    @rule(who=women)
    def hand_back(self, who: int) -> None:
        case, by = self.world.woman(who), self.world.manager
        ground = Ground.UNSUITABLE
        self.attempt("hand back", lambda: closing.hand_back(case, ground=ground, by=by, at=self.now))

    @precondition(lambda self: any(self.world.woman(n).status != Status.ACCEPTED for n in range(5)))
    @rule(who=women)
    def reopen(self, who: int) -> None:
        case, by = self.world.woman(who), self.world.manager
        why = Because.CORRECTION
        self.attempt("reopen", lambda: closing.reopen(case, because=why, words="A slip", by=by, at=self.now))
