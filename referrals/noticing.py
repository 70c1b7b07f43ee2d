"""Who is told that a woman may have been met before: casework lies above this app, so it says so here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from audit.trail import Person
from referrals.models import Referral

Noticed = Callable[[Referral, Collection[UUID], Person, datetime], None]

_registered: list[Noticed] = []


def register(noticed: Noticed) -> None:
    """Say what is done, in the same transaction, when she was sent, accepted, or known by something new."""
    _registered[:] = [noticed]


def tell(referral: Referral, *, by: Person, at: datetime, ruled_out: Collection[UUID] = ()) -> None:
    """Have possible duplicates raised or settled; the officer's page is the same whatever is found.

    :param ruled_out: the records of which a person has just said that they are not hers.
    """
    for noticed in _registered:
        noticed(referral, ruled_out, by, at)
