"""Who is told that a woman may have been met before: casework lies above this app, so it says so here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from audit.trail import Person
from referrals.models import Referral

Noticed = Callable[[Referral, Person, datetime], None]

_registered: list[Noticed] = []


def register(noticed: Noticed) -> None:
    """Say what is done, in the same transaction, when she was sent or what police know of her changed."""
    _registered[:] = [noticed]


def tell(referral: Referral, *, by: Person, at: datetime) -> None:
    """Have possible duplicates raised; the officer's page is the same whatever is found."""
    for noticed in _registered:
        noticed(referral, by, at)
