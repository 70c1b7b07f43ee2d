"""What must be in place for a woman to come to the days she is booked on.

Arrangements lie in an app above this one, which registers here how they are made: whenever her days
change, it is told which they are now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from audit.trail import Person
from referrals.models import Referral
from workshops.models import Place

Arrange = Callable[[Referral, Sequence[Place], Person, datetime], None]

_registered: list[Arrange] = []


def register(arrange: Arrange) -> None:
    """Say who makes arrangements for the days of a referral; her record is locked when it is asked."""
    _registered[:] = [arrange]


def arrange(referral: Referral, places: Sequence[Place], *, by: Person, at: datetime) -> None:
    """Make what her answers call for on these days."""
    if _registered:
        _registered[0](referral, places, by, at)
