"""What a figure is made from: one frozen record a case, cut off at an instant. No database here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.functional import cached_property

from programmes.definition import ContactTarget
from programmes.kinds import Mark, StartEvent
from programmes.standing import done_steps, mark_counts
from programmes.working_days import add_working_days
from referrals.statuses import CLOSED, Status
from reports.measures.helped import NOTHING, Held, Help, Money, Offer
from reports.measures.places import Booking, Telling
from reports.measures.rules import Rules
from reports.quarters import Quarter, RollingYear, local_day

if TYPE_CHECKING:
    from reports.followup.rates import Followed

ClosedDays = frozenset[date]


@dataclass(frozen=True)
class Case:
    """One referral as far as figures go. Nothing here could name her.

    Ids are text: a thousand UUIDs take longer to make and compare than what is counted with them.
    """

    id: str
    person: str
    status: str
    sent_at: datetime
    rules: Rules
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    arrested_on: date | None = None
    deadline_on: date | None = None
    police_to_tell: bool = True
    first_call_at: datetime | None = None
    first_spoken_at: datetime | None = None
    bookings: tuple[Booking, ...] = ()
    tellings: tuple[Telling, ...] = field(default=())
    help: Help = NOTHING
    age: int | None = None  # in whole years on the day of the referral

    def as_of(self, at: datetime) -> Case:
        """Return the case as it stood at an instant: what came later has not happened."""
        if self.last_at <= at:
            return self

        def known(when: datetime | None) -> datetime | None:
            return when if when is not None and when <= at else None

        accepted_at, closed_at = known(self.accepted_at), known(self.closed_at)
        status = self.status
        if self.closed_at != closed_at or self.accepted_at != accepted_at:
            status = Status.ACCEPTED if accepted_at else Status.SUBMITTED
        return replace(
            self,
            status=status,
            accepted_at=accepted_at,
            closed_at=closed_at,
            first_call_at=known(self.first_call_at),
            first_spoken_at=known(self.first_spoken_at),
            bookings=tuple(b.as_of(at) for b in self.bookings if b.booked_at <= at),
            tellings=tuple(t for t in self.tellings if t.sent_at <= at),
            help=self.help.as_of(at),
        )

    @cached_property
    def instants(self) -> list[datetime]:
        """When whatever a figure counts happened, the earliest first."""
        found = [self.sent_at, *[b.held_at for b in self.bookings]]
        if self.closed_at is not None:
            found.append(self.closed_at)
        if self.first_spoken_at is not None:
            found.append(self.first_spoken_at)
        if self.help is not NOTHING:
            found += self.help.instants()
        found.sort()
        return found

    @cached_property
    def last_at(self) -> datetime:
        """The instant of the last thing known of it, a workshop to come included."""
        last = self.instants[-1]
        others = [self.accepted_at, self.first_call_at, *[t.sent_at for t in self.tellings]]
        for booking in self.bookings:
            others += (booking.booked_at, booking.released_at)
        for at in others:
            if at is not None and at > last:
                last = at
        return last

    def touches(self, start: datetime, end: datetime) -> bool:
        """Tell whether it can be behind a figure of the quarter from `start` to before `end`."""
        if start <= self.sent_at < end:
            return True
        instants = self.instants
        first = bisect_left(instants, start)
        return first < len(instants) and instants[first] < end

    def attended(self, booking: Booking) -> bool:
        """Tell whether a booking ended in her coming, by the marks her definition counts."""
        return booking.meant and mark_counts(self.rules.definition.completion, booking.mark, booking.enough)

    @cached_property
    def sent_on(self) -> date:
        """The day the referral was sent."""
        return local_day(self.sent_at)

    @cached_property
    def visits(self) -> list[Booking]:
        """The workshops she came to, in the order they were held."""
        return sorted([b for b in self.bookings if self.attended(b)], key=lambda b: b.held_at)

    @cached_property
    def booked(self) -> bool:
        """Whether she was ever given a place that was meant."""
        return any(b.meant for b in self.bookings)

    @cached_property
    def came(self) -> bool:
        """Whether she came to the first workshop of her plan (to any, where any may be the first)."""
        first = self.rules.first_step
        return any(first is None or visit.step == first for visit in self.visits)

    @cached_property
    def came_to_all(self) -> bool:
        """Whether she came to as many different workshops as her programme needs."""
        if not 0 < self.rules.needed <= len(self.visits):
            return False
        marks = [b.attendance for b in self.bookings if b.meant and b.mark != Mark.NOT_MARKED]
        return len(done_steps(self.rules.definition, marks)) >= self.rules.needed

    @property
    def closed(self) -> bool:
        return self.status in CLOSED

    @cached_property
    def told(self) -> Telling | None:
        """The newest version of the notice."""
        return max(self.tellings, default=None)  # by their number, which comes first

    @property
    def tell_by(self) -> date | None:
        """The deadline by which police are to be told: as it stood in the notice, else as it stands."""
        told = self.told
        return self.deadline_on if told is None or told.due_on is None else told.due_on

    @property
    def told_in_time(self) -> bool:
        """Whether the newest notice went out on or before the deadline."""
        told, due = self.told, self.tell_by
        return told is not None and due is not None and local_day(told.sent_at) <= due

    def target_day(self, target: ContactTarget, closed: ClosedDays) -> date:
        """Return the last day on which the target is met.

        A target that runs from the arrest runs from the referral where the day of arrest is not known.
        """
        arrest = self.arrested_on if target.start is StartEvent.ARREST else None
        return _days_on(arrest or self.sent_on, target.days, target.working_days, closed)


class Cases(list[Case]):
    """Cases that several figures are about. Never changed once it is made."""

    @cached_property
    def ids(self) -> frozenset[str]:
        """Their ids."""
        return frozenset([case.id for case in self])


@dataclass(frozen=True)
class Period:
    """A quarter (or a year of four) as it stood at an instant: what every figure is computed from."""

    quarter: Quarter | RollingYear
    at: datetime
    cases: tuple[Case, ...]
    closed_days: ClosedDays = frozenset()
    held: tuple[Held, ...] = ()
    money: Money | None = None
    followed: tuple[Followed, ...] = ()  # a year on: read for its own table only

    @classmethod
    def of(
        cls,
        cases: Iterable[Case],
        quarter: Quarter | RollingYear,
        at: datetime,
        closed_days: ClosedDays,
        held: Iterable[Held] = (),
        money: Money | None = None,
    ) -> Period:
        """Take the cases that touch the quarter, as they stood at an instant; not those sent after it."""
        start, end = quarter.starts_at, quarter.ends_at
        touching = (case for case in cases if case.sent_at <= at and case.touches(start, end))
        ran = tuple(one for one in held if start <= one.starts_at < end and one.starts_at <= at)
        return cls(quarter, at, tuple(case.as_of(at) for case in touching), closed_days, ran, money)

    @cached_property
    def bounds(self) -> tuple[datetime, datetime]:
        """The quarter's first instant, and the first after it."""
        return self.quarter.starts_at, self.quarter.ends_at

    def holds(self, at: datetime | None) -> bool:
        """Tell whether an instant falls in the quarter."""
        if at is None:
            return False
        start, end = self.bounds
        return start <= at < end

    @property
    def today(self) -> date:
        return local_day(self.at)

    @cached_property
    def referred(self) -> Cases:
        """The cohort: referrals sent in the quarter."""
        start, end = self.bounds
        return Cases([case for case in self.cases if start <= case.sent_at < end])

    @cached_property
    def accepted(self) -> Cases:
        """Those of the cohort that were accepted."""
        return Cases([case for case in self.referred if case.accepted_at])

    @cached_property
    def ended(self) -> Cases:
        """Activity: accepted cases that were closed in the quarter."""
        closed = (c for c in self.cases if self.holds(c.closed_at))
        return Cases([c for c in closed if c.closed and c.accepted_at])

    @cached_property
    def reached(self) -> Cases:
        """Activity: accepted cases whose first conversation was in the quarter."""
        return Cases([c for c in self.cases if c.accepted_at and self.holds(c.first_spoken_at)])

    @cached_property
    def began(self) -> Cases:
        """Activity: cases whose first attended workshop was in the quarter."""
        return Cases([c for c in self.cases if c.visits and self.holds(c.visits[0].held_at)])

    @cached_property
    def assessed(self) -> Cases:
        """Activity: cases whose first conversation, with its questions, was finished in the quarter."""
        return Cases([case for case in self.cases if self.holds(case.help.assessed_at)])

    @cached_property
    def offers(self) -> list[tuple[Case, Offer]]:
        """Activity: the services offered in the quarter."""
        return [(c, offer) for c in self.cases for offer in c.help.offers if self.holds(offer.offered_at)]

    def places(self, wanted: Callable[[Case, Booking], bool]) -> list[tuple[Case, Booking]]:
        """Activity: places kept until a workshop held in the quarter that have a mark."""
        return [(case, booking) for case, booking in self._places if wanted(case, booking)]

    @cached_property
    def _places(self) -> list[tuple[Case, Booking]]:
        return [
            (case, booking)
            for case in self.cases
            for booking in case.bookings
            if self.holds(booking.held_at)
            and booking.held_at <= self.at
            and booking.mark != Mark.NOT_MARKED
            and booking.kept_until_the_day
        ]


@lru_cache(maxsize=20_000)
def _days_on(start: date, days: int, working: bool, closed: ClosedDays) -> date:
    return add_working_days(start, days, closed) if working else start + timedelta(days=days)
