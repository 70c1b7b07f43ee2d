"""Moving a woman, and moving or cancelling a workshop: who keeps her place, and what is written: what its tests share."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from correspondence.models import Message
from participants.models import Participant
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import referrals
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from workshops.actions import Change
from workshops.models import Workshop

LONDON = ZoneInfo("Europe/London")

W1 = date(2026, 12, 2)

EARLIER = date(2026, 12, 1)  # 29 days before workshop 2: the programme wants 28 to 35

LATER = NOW + timedelta(hours=1)


def woman(programme: Programme, number: int, **given: Any) -> Referral:
    made = referrals.accepted(programme, crime_reference=f"442601234{number:02}", **given)
    answered_herself(Participant.objects.get(referrals=made))
    return made


def to(workshop: Workshop, on: date, **given: Any) -> Change:
    starts = timezone.localtime(workshop.starts_at).time()
    return Change(on, given.pop("starts", starts), given.pop("room", workshop.room), **given)


def purposes(referral: Referral, **given: Any) -> list[str]:
    rows = Message.objects.about(referral.pk).filter(status="QUEUED", **given)
    return sorted(rows.exclude(purpose__in=["ASK_AGAIN", "BOOKED_NEWS"]).values_list("purpose", flat=True))


def address(workshop: Workshop) -> str:
    return reverse("workshops:move", args=[workshop.pk])


def asked(on: date, workshop: Workshop) -> dict[str, Any]:
    later = {"later_too": "no"} if workshop.step_number == 1 else {}
    day = {"on-day": on.day, "on-month": on.month, "on-year": on.year}
    return {**day, "starts": "10am", "room": str(workshop.room_id), **later}
