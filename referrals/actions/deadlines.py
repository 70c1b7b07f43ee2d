"""The deadline of the condition: police state it, and only they extend it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CASEWORKERS, POLICE
from audit import trail
from referrals.actions import plan
from referrals.actions.moving import NotYours, holds, lock
from referrals.models import Referral
from ui.refusals import Refused


class NotAnExtension(Refused):
    """An extension ends later than the deadline that stands."""

    sentence = _("Enter a date after the deadline that stands now.")
    field = "new_deadline_on"


class BeforeTheDisposal(Refused):
    """A deadline before the caution was given cannot be."""

    sentence = _("Check the date: the deadline cannot be before the disposal was given.")
    field = "deadline_on"


class SayWhoStatedIt(Refused):
    """A coordinator writes down a deadline only as somebody in the force stated it."""

    sentence = _("Say which officer told you this date, and how.")
    field = "stated_by"


def set_deadline(
    referral: Referral, *, on: date, by: User, at: datetime, stated_by: str = "", seen: int | None = None
) -> Referral:
    """Keep the deadline as police state it: by themselves, or through a coordinator they told.

    :raises SayWhoStatedIt: when a coordinator does not say who stated it.
    :raises BeforeTheDisposal: when it lies before the disposal.
    """
    with transaction.atomic():
        locked = lock(referral)
        _check(locked, on, by=by, stated_by=stated_by)
        locked.expect(seen)
        return _write(locked, "set_deadline", on, by=by, at=at, stated_by=stated_by)


def extend_deadline(
    referral: Referral, *, until: date, by: User, at: datetime, stated_by: str = "", seen: int | None = None
) -> Referral:
    """Keep a later deadline that police grant.

    :raises NotAnExtension: when it is not later than the one that stands.
    """
    with transaction.atomic():
        locked = lock(referral)
        _check(locked, until, by=by, stated_by=stated_by)
        locked.expect(seen)
        if locked.deadline_on is not None and until <= locked.deadline_on:
            raise NotAnExtension
        return _write(locked, "extend_deadline", until, by=by, at=at, stated_by=stated_by)


def _check(locked: Referral, on: date, *, by: User, stated_by: str) -> None:
    if holds(by, locked, *CASEWORKERS):
        if not stated_by.strip():
            raise SayWhoStatedIt
    elif not holds(by, locked, *POLICE):
        raise NotYours
    if locked.disposal_on is not None and on < locked.disposal_on:
        raise BeforeTheDisposal


def _write(locked: Referral, verb: str, on: date, *, by: User, at: datetime, stated_by: str) -> Referral:
    before, locked.deadline_on = locked.deadline_on, on
    locked.advance("deadline_on")
    plan.move_bounds(locked, at=at)
    facts = {"from": before and before.isoformat(), "to": on.isoformat(), "stated_by": stated_by}
    trail.record(f"referral.{verb}", locked, by=by, at=at, fields=["deadline_on"], facts=facts)
    return locked
