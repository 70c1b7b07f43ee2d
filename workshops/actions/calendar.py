"""The secret address of a person's calendar: made, made anew, ended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit import trail
from workshops import calendar
from workshops.models import CalendarAddress


def make_calendar_address(user: User, *, at: datetime) -> CalendarAddress:
    """Give somebody an address for her calendar program; the one she had is read no more."""
    with transaction.atomic():
        end_calendar_address(user, at=at)
        address = CalendarAddress(user=user, made_at=at, made_by=user.trail_name)
        address.digest = calendar.digest_of(calendar.token_of(address))
        address.save(force_insert=True)
        trail.record("calendar.make", address, by=user, at=at)
        return address


def end_calendar_address(user: User, *, at: datetime) -> int:
    """End the address somebody has; return how many there were: one or none."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two presses at once: one address
        ended = 0
        for address in CalendarAddress.objects.in_use().filter(user=user):
            address.ended_at, address.ended_by = at, user.trail_name
            address.save(update_fields=["ended_at", "ended_by"])
            trail.record("calendar.end", address, by=user, at=at)
            ended += 1
        return ended
