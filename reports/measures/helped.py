"""What was done for her, as far as figures go: calls, messages, needs, services, absences. No database here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple


class Need(NamedTuple):
    """A need by pathway. `after` is its level when it was noted again."""

    pathway: str
    level: int
    after: int | None
    noted_at: datetime


class Offer(NamedTuple):
    """A service she was offered."""

    pathway: str
    offered_at: datetime
    accepted: bool | None  # None: it is not noted
    taken_up_at: datetime | None


class Miss(NamedTuple):
    """A workshop she did not come to, with the reason as it is known."""

    reason: str
    held_at: datetime


class Arranged(NamedTuple):
    """Something that was in place so that she could come, and the day it was for."""

    kind: str
    made_at: datetime
    for_on: date | None


class Sent(NamedTuple):
    """A letter, text or e-mail to her that went."""

    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Help:
    """Everything of one case."""

    calls: tuple[datetime, ...] = ()
    assessed_at: datetime | None = None
    needs: tuple[Need, ...] = ()
    offers: tuple[Offer, ...] = ()
    misses: tuple[Miss, ...] = ()
    sent: tuple[Sent, ...] = ()
    arranged: tuple[Arranged, ...] = ()  # read for tables only
    reason: str = ""  # why declined or withdrawn
    ground: str = ""  # why handed back

    def as_of(self, at: datetime) -> Help:
        """Return what had been done at an instant. A level and an answer are known as they are now."""
        return replace(
            self,
            calls=tuple(when for when in self.calls if when <= at),
            assessed_at=self.assessed_at if self.assessed_at and self.assessed_at <= at else None,
            needs=tuple(need for need in self.needs if need.noted_at <= at),
            offers=tuple(
                o if o.taken_up_at is None or o.taken_up_at <= at else o._replace(taken_up_at=None)
                for o in self.offers
                if o.offered_at <= at
            ),
            misses=tuple(miss for miss in self.misses if miss.held_at <= at),
            sent=tuple(one for one in self.sent if one.at <= at),
        )

    def instants(self) -> list[datetime]:
        """Return when each thing was done."""
        return [
            *self.calls,
            *[need.noted_at for need in self.needs],
            *[one.at for one in self.sent],
            *[miss.held_at for miss in self.misses],
            *[offer.offered_at for offer in self.offers],
            *[offer.taken_up_at for offer in self.offers if offer.taken_up_at],
            *([self.assessed_at] if self.assessed_at else []),
        ]


NOTHING = Help()


@dataclass(frozen=True, slots=True)
class Held:
    """A workshop that ran, and how many it had room for."""

    starts_at: datetime
    capacity: int


@dataclass(frozen=True, slots=True)
class Money:
    """What the agreement pays for the quarter, in pounds, and what it was signed for."""

    reference: str
    pounds: float
