"""What a case is made from: its places at workshops, and the notices to police. No database here."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from programmes.kinds import Mark
from programmes.standing import Attendance
from reports.quarters import local_day
from workshops.statuses import ReleaseReason


class Booking(NamedTuple):
    """One place she had on one workshop. `step` is the number of the plan step."""

    step: int
    booked_at: datetime
    held_at: datetime
    mark: str
    round: int = 1
    enough: bool | None = None  # what was decided of somebody who left early
    released_at: datetime | None = None
    why_released: str = ""
    cancelled: bool = False

    def as_of(self, at: datetime) -> Booking:
        """Return the place as it stood at an instant."""
        if self.held_at <= at and (self.released_at is None or self.released_at <= at):
            return self
        given_back = self.released_at is not None and self.released_at <= at
        return self._replace(
            mark=self.mark if self.held_at <= at else Mark.NOT_MARKED,
            released_at=self.released_at if given_back else None,
            why_released=self.why_released if given_back or not self.meant else "",
        )

    @property
    def attendance(self) -> Attendance:
        """The mark in the words of the programme's rules."""
        return Attendance(self.step, self.mark, local_day(self.held_at), self.round, self.enough)

    @property
    def meant(self) -> bool:
        """Whether it was more than a slip: a place booked by mistake is no booking."""
        return self.why_released != ReleaseReason.MISTAKE

    @property
    def kept_until_the_day(self) -> bool:
        """Whether the workshop took place and she still had the place when it began."""
        given_back = self.released_at is not None and self.released_at < self.held_at
        return self.meant and not given_back and not self.cancelled and self.mark != Mark.DID_NOT_RUN


class Telling(NamedTuple):
    """One version of the notice to police, and the deadline as it stood then."""

    number: int
    sent_at: datetime
    due_on: date | None
