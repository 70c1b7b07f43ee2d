"""Giving places back: what is ahead of a woman only, since what she came to counts for ever."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit import trail
from participants.models import Participant
from referrals.models import Referral
from workshops import invitations, offers
from workshops import refusals as no
from workshops.actions.safety import look_again
from workshops.models import Place, Workshop, WorkshopPractitioner
from workshops.statuses import Mark, ReleaseReason


def release(place: Place, *, why: ReleaseReason, by: trail.Person, at: datetime) -> Place:
    """Give one place back; letters and reminders are written anew for what she still has ahead.

    Locks participant, referral, workshop, place.

    :raises NotHeld: when it was given back already.
    :raises AlreadyMarked: when the register has a mark for it.
    """
    with transaction.atomic():
        referral = _lock(place.referral, [place.workshop_id])
        locked = Place.objects.select_for_update(of=("self",)).select_related("workshop").get(pk=place.pk)
        if locked.released_at is not None:
            raise no.NotHeld
        if locked.mark != Mark.NOT_MARKED:
            raise no.AlreadyMarked
        give_back([locked], why=why, by=by, at=at)
        invitations.withdraw(referral, why=str(why), by=by, at=at)
        left = offers.held_ahead(referral, at=at)
        if left:
            invitations.write(referral, left, by=by, at=at)
        return locked


def release_future(
    referral: Referral, *, by: trail.Person, at: datetime, why: ReleaseReason = ReleaseReason.CLOSED
) -> int:
    """Give back every place ahead of a referral and take back what was queued; return how many places.

    Whoever closes a referral calls this in the same transaction, before it locks anything further down.
    """
    with transaction.atomic():
        ahead = offers.held_ahead(referral, at=at)
        locked = _lock(referral, [place.workshop_id for place in ahead])
        ahead = offers.held_ahead(locked, at=at)
        give_back(ahead, why=why, by=by, at=at)
        invitations.withdraw(locked, why=str(why), by=by, at=at)
        return len(ahead)


def give_back(places: Iterable[Place], *, why: ReleaseReason, by: trail.Person, at: datetime) -> None:
    """Write on each place, already locked through its workshop, that it was given back, and record it."""
    given = list(places)
    for place in given:
        place.released_at, place.released_by, place.why_released = at, by.trail_name, why
        place.advance("released_at", "released_by", "why_released")
        on = timezone.localdate(place.workshop.starts_at).isoformat()
        trail.record("place.release", place, by=by, at=at, facts={"why": str(why), "workshop": on})
        if place.workshop.kept_for_id is not None and why != ReleaseReason.WORKSHOP_CANCELLED:
            _let_time_go(place.workshop, why=why, by=by, at=at)
    look_again({place.workshop.programme_id for place in given}, at=at)


def _let_time_go(workshop: Workshop, *, why: ReleaseReason, by: trail.Person, at: datetime) -> None:
    """Free the room and the practitioner of a time that was made for her alone; it is locked already."""
    staff = WorkshopPractitioner.objects.filter(workshop=workshop, ended_at__isnull=True)
    staff.update(ended_at=at, ended_by=by.trail_name)
    workshop.cancelled_at, workshop.cancelled_by, workshop.why_cancelled = at, by.trail_name, str(why.label)
    workshop.advance("cancelled_at", "cancelled_by", "why_cancelled")
    trail.record("workshop.cancel", workshop, by=by, at=at, facts={"why": str(why), "places": 1})


def _lock(referral: Referral, workshop_ids: Iterable[UUID]) -> Referral:
    if referral.participant_id is not None:
        Participant.objects.select_for_update().get(pk=referral.participant_id)
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    list(Workshop.objects.select_for_update().filter(pk__in=list(workshop_ids)).order_by("pk"))
    return locked
