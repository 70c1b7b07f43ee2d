"""What a booking keeps, refuses and leaves behind: what its tests share."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from participants.models import Participant
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import referrals

LONDON = ZoneInfo("Europe/London")


def worker(referral: Referral) -> User:
    return referrals.worker_of(referral)


def woman(referral: Referral) -> Participant:
    return Participant.objects.get(referrals=referral)


def another(programme: Programme, number: int = 2, **given: Any) -> Referral:
    return referrals.accepted(programme, crime_reference=f"4426012345{number}", **given)
