"""Seats of workshops that are locked: which are free, and giving up those that were only held."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from audit import trail
from referrals.models import Referral
from workshops import rules
from workshops.models import HeldSeat, Place, Workshop
from workshops.statuses import WhyFreed


def lock_workshops(keys: Collection[UUID]) -> dict[UUID, Workshop]:
    """Lock workshops in the order of their keys, with the building and the group each is in."""
    rows = (
        Workshop.objects.with_shut().select_for_update(of=("self",)).select_related("room__venue", "cohort")
    )
    return {w.pk: w for w in rows.filter(pk__in=keys).order_by("pk")}


def free_seats(workshops: Sequence[Workshop]) -> dict[UUID, int]:
    """Return the lowest seat of each workshop that is neither booked nor held; one that is full is missing."""
    taken: dict[UUID, set[int]] = {w.pk: set() for w in workshops}
    booked = Place.objects.held().filter(workshop__in=list(taken))
    held = HeldSeat.objects.unfreed().filter(workshop__in=list(taken))
    for rows in (booked, held):
        for pk, seat in rows.values_list("workshop_id", "seat"):
            taken[pk].add(seat)
    free = {w.pk: rules.lowest_free_seat(w.capacity, taken[w.pk]) for w in workshops}
    return {pk: seat for pk, seat in free.items() if seat is not None}


def free_own(
    referral: Referral, workshops: Sequence[Workshop], *, why: WhyFreed, by: trail.Person, at: datetime
) -> list[HeldSeat]:
    """Give up every seat held for her, and every seat of these workshops that has lapsed; return hers.

    The workshops are locked by the caller: nobody else takes or frees a seat of them meanwhile.
    """
    rows = HeldSeat.objects.unfreed().select_related("workshop", "referral").order_by("pk")
    lapsed = rows.filter(workshop__in=workshops, held_until__lte=at).exclude(referral=referral)
    free(lapsed, why=WhyFreed.LAPSED, by=trail.SERVICE, at=at)
    own = list(rows.filter(referral=referral))
    free(own, why=why, by=by, at=at)
    return own


def free(seats: Iterable[HeldSeat], *, why: WhyFreed, by: trail.Person, at: datetime) -> int:
    """Write on each held seat that it was given up, with a line in the trail; return how many."""
    count = 0
    for seat in seats:
        seat.freed_at, seat.freed_by, seat.why_freed = at, by.trail_name, why
        seat.save(update_fields=["freed_at", "freed_by", "why_freed"])
        on = timezone.localdate(seat.workshop.starts_at).isoformat()
        trail.record(
            "referral.free_seat", seat.referral, by=by, at=at, facts={"why": str(why), "workshop": on}
        )
        count += 1
    return count
