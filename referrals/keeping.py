"""What is kept for a woman before her referral is accepted: workshops lie above this app, so they say so.

Whoever keeps something registers in `ready()`. It is asked what is kept, for the pages of a referral,
and told to let go in the same transaction in which a referral ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from audit.trail import Person
from referrals.models import Referral


@dataclass(frozen=True, slots=True)
class Kept:
    """Dates held for her: the days, where, and the last day on which they are held."""

    days: tuple[date, ...]
    where: str
    through: date


class Keeper(Protocol):
    def kept(self, referral: Referral, *, at: datetime) -> Kept | None: ...

    def let_go(self, referral: Referral, *, by: Person, at: datetime) -> int: ...


_registered: list[Keeper] = []


def register(keeper: Keeper) -> None:
    _registered[:] = [keeper]


def kept(referral: Referral, *, at: datetime) -> Kept | None:
    """Return the dates held for her now, None where there are none."""
    return _registered[0].kept(referral, at=at) if _registered else None


def let_go(referral: Referral, *, by: Person, at: datetime) -> int:
    """Give up what is held for a referral, already locked, that ends or goes elsewhere."""
    return _registered[0].let_go(referral, by=by, at=at) if _registered else 0
