"""When the office is open. No Django here.

Hours are wall time of Europe/London and hold Monday to Friday; the days on which the office works are
`programmes.working_days`. Both clock changes fall on a Sunday and leave 9 o'clock at 9 o'clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from programmes.working_days import NO_DAYS, ONE_DAY, is_working_day

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From the opening up to the closing time of one day.

    :raises ValueError: when it does not open before it closes.
    """

    opens: time = time(9)
    closes: time = time(17)

    def __post_init__(self) -> None:
        if not self.opens < self.closes:
            raise ValueError(f"An office that opens at {self.opens} cannot close at {self.closes}")

    def within(self, usual: time, *, since: time = time.min, before: time = time.max) -> time:
        """Return a usual time of day, or where the office is shut then, the first time it is open.

        :param since, before: the part of the day to stay in; where the office is shut throughout, `usual`.
        """
        opens, closes = max(self.opens, since), min(self.closes, before)
        return usual if opens <= usual < closes or not opens < closes else opens


USUAL = OfficeHours()  # until somebody sets others


@dataclass(frozen=True, slots=True)
class Change:
    """Hours that hold from a day on, and the instant at which they were set."""

    hours: OfficeHours
    from_on: date
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Office:
    """When the office works: the extra days on which it is shut, and its hours as they were set.

    Whatever is due at the end of an office day takes the closing time that was known when it began to
    run (`known_at`): a later change of hours moves nothing that was promised.
    """

    closed: frozenset[date] = NO_DAYS
    changes: tuple[Change, ...] = ()

    def change_on(self, on: date, known_at: datetime | None = None) -> Change | None:
        """Return what set the hours of a day: of the latest first day, what was said last of it.

        :param known_at: as it was known at an aware instant; None: as it is known now.
        """
        known = (
            change
            for change in self.changes
            if change.from_on <= on and (known_at is None or change.set_at <= known_at)
        )
        return max(known, key=lambda change: (change.from_on, change.set_at), default=None)

    def hours_on(self, on: date, known_at: datetime | None = None) -> OfficeHours:
        """Return the hours of a day."""
        change = self.change_on(on, known_at)
        return USUAL if change is None else change.hours

    def opening(self, on: date, known_at: datetime | None = None) -> datetime:
        """Return the instant (in London) at which the office opens on a day."""
        return datetime.combine(on, self.hours_on(on, known_at).opens, LONDON)

    def closing(self, on: date, known_at: datetime | None = None) -> datetime:
        """Return the instant (in London) at which the office closes on a day."""
        return datetime.combine(on, self.hours_on(on, known_at).closes, LONDON)

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """Return how long the office was open between two aware instants; nothing if `end` is not later."""
        total, on = timedelta(), start.astimezone(LONDON).date()
        last = end.astimezone(LONDON).date()
        while on <= last:
            if is_working_day(on, self.closed):
                # Of two times in one zone Python takes the difference of the clocks; in UTC it is elapsed time.
                opens, closes = self.opening(on).astimezone(UTC), self.closing(on).astimezone(UTC)
                total += max(
                    min(end.astimezone(UTC), closes) - max(start.astimezone(UTC), opens), timedelta()
                )
            on += ONE_DAY
        return total
