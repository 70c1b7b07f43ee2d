"""The deadline of the condition: police state it, and only they extend it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CASEWORKERS, POLICE
from audit import trail
from referrals.actions import plan
from referrals.actions.moving import NotYours, holds, lock
from referrals.models import DeadlineChange, Evidence, Referral
from ui.refusals import Refused


class NotAnExtension(Refused):
    """An extension ends later than the deadline that stands."""

    sentence = _("Enter a date after the deadline that stands now.")
    field = "new_deadline_on"


class BeforeTheDisposal(Refused):
    """A deadline before the caution was given cannot be."""

    sentence = _("Check the date: the deadline cannot be before the disposal was given.")
    field = "deadline_on"


class SayWhyExtended(Refused):
    """An extension has a reason that can be shown later."""

    sentence = _("Say why police extended the deadline.")
    field = "why"


class SayWhoStatedIt(Refused):
    """A coordinator writes down a deadline only as somebody in the force stated it."""

    sentence = _("Say which officer told you this date, and how.")
    field = "stated_by"


@dataclass(frozen=True)
class Basis:
    """On what a new deadline rests: who in the force stated it, why, and how we know.

    :param stated_by: needed from a coordinator; an officer states it herself or himself.
    """

    stated_by: str = ""
    why: str = ""
    evidence: Evidence = Evidence.HERE
    evidence_words: str = ""


HERSELF = Basis()


def set_deadline(
    referral: Referral, *, on: date, by: User, at: datetime, basis: Basis = HERSELF, seen: int | None = None
) -> Referral:
    """Keep the deadline as police state it: by themselves, or through a coordinator they told.

    :raises SayWhoStatedIt: when a coordinator does not say who stated it.
    :raises BeforeTheDisposal: when it lies before the disposal.
    """
    with transaction.atomic():
        locked = lock(referral)
        _check(locked, on, by=by, basis=basis)
        locked.expect(seen)
        return _write(locked, "set_deadline", on, by=by, at=at, basis=basis)


def extend_deadline(
    referral: Referral, *, until: date, by: User, at: datetime, basis: Basis, seen: int | None = None
) -> Referral:
    """Keep a later deadline that police grant; the clock, the queues and her plan follow it.

    :raises NotAnExtension: when it is not later than the one that stands.
    :raises SayWhyExtended: without a reason.
    """
    with transaction.atomic():
        locked = lock(referral)
        _check(locked, until, by=by, basis=basis)
        locked.expect(seen)
        if locked.deadline_on is not None and until <= locked.deadline_on:
            raise NotAnExtension
        if not basis.why.strip():
            raise SayWhyExtended
        return _write(locked, "extend_deadline", until, by=by, at=at, basis=basis)


def state_deadline(
    referral: Referral, *, on: date, by: User, at: datetime, basis: Basis, seen: int | None = None
) -> Referral:
    """Keep a deadline: the first one as it is stated, a later one as an extension.

    :raises Refused: as `set_deadline` and `extend_deadline`.
    """
    with transaction.atomic():
        if lock(referral).deadline_on is None:
            return set_deadline(referral, on=on, by=by, at=at, basis=basis, seen=seen)
        return extend_deadline(referral, until=on, by=by, at=at, basis=basis, seen=seen)


def _check(locked: Referral, on: date, *, by: User, basis: Basis) -> None:
    if holds(by, locked, *CASEWORKERS):
        if not basis.stated_by.strip() or basis.evidence == Evidence.HERE:
            raise SayWhoStatedIt
    elif not (holds(by, locked, *POLICE) and Referral.objects.visible_to(by).filter(pk=locked.pk).exists()):
        raise NotYours
    if locked.disposal_on is not None and on < locked.disposal_on:
        raise BeforeTheDisposal


def _write(locked: Referral, verb: str, on: date, *, by: User, at: datetime, basis: Basis) -> Referral:
    before, locked.deadline_on = locked.deadline_on, on
    locked.advance("deadline_on")
    plan.move_bounds(locked, at=at)
    DeadlineChange(
        referral=locked,
        seal_key_id=locked.seal_key_id,
        was=before,
        until=on,
        why=basis.why.strip() or None,
        evidence=basis.evidence,
        evidence_words=basis.evidence_words.strip() or None,
        stated_by=basis.stated_by.strip() or by.trail_name,
        changed_at=at,
        changed_by=by.trail_name,
    ).save(force_insert=True)
    facts = {"from": before and before.isoformat(), "to": on.isoformat(), "stated_by": basis.stated_by}
    trail.record(f"referral.{verb}", locked, by=by, at=at, fields=["deadline_on"], facts=facts)
    return locked
