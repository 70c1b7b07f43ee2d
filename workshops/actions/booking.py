"""Booking a woman on her workshops, and moving her to others: one act, all of them or none.

The checks, the locks and their order are in `seating`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit import trail
from referrals.actions import BOOKED, tell_officer
from referrals.models import Referral
from workshops import arranging, invitations, offers
from workshops import refusals as no
from workshops.actions.releasing import give_back
from workshops.actions.seating import Override, lock_case, take_places
from workshops.actions.seats import lock_workshops
from workshops.models import BookingMove, Place, Workshop
from workshops.statuses import AskedBy, ReleaseReason


def book_run(
    referral: Referral,
    workshops: Collection[Workshop],
    *,
    by: User,
    at: datetime,
    override: Override | None = None,
    write: bool = True,
) -> list[Place]:
    """Book her on these workshops as one act, and write her invitation and reminders with it.

    :param override: needed only where she is kept apart from somebody in the building that day.
    :param write: False for an import, which writes to nobody.
    :raises Refused: NotOpen, NoDeadline, Full, AlreadyBooked, NotMarked, NotOffered, AfterDeadline,
        DoesNotFit, KeptApart, SecondPersonNeeded, Clash, NothingToBook; nothing is booked then.
    """
    with transaction.atomic():
        locked = lock_case(referral)
        places = take_places(locked, workshops, by=by, at=at, override=override)
        trail.record("referral.book", locked, by=by, at=at, facts=facts_of(places, override))
        if write:
            owe(locked, places, by=by, at=at)
        return places


@dataclass(frozen=True)
class Asked:
    """Who asked that she be moved, and what they said."""

    by: AskedBy = AskedBy.US
    words: str = ""


def move_run(
    referral: Referral,
    workshops: Collection[Workshop],
    *,
    why: ReleaseReason,
    by: User,
    at: datetime,
    override: Override | None = None,
    asked: Asked | None = None,
    seen: Collection[UUID] | None = None,
) -> list[Place]:
    """Book her on these instead of what she has ahead; a day that is in both stays hers, seat and all.

    What was queued for the old days is taken back and written again. Who asked and why is kept.

    :param seen: the places the person saw she had.
    :raises Refused: as `book_run`, or MovedMeanwhile; she then keeps the places she had.
    """
    with transaction.atomic():
        locked = lock_case(referral)
        old = offers.held_ahead(locked, at=at)
        if seen is not None and {place.pk for place in old} != set(seen):
            raise no.MovedMeanwhile
        new = {w.pk for w in workshops}
        lock_workshops({place.workshop_id for place in old} | new)
        kept = {place.workshop_id: place for place in old if place.workshop_id in new}
        if len(kept) == len(old) == len(new):
            raise no.NothingMoves
        give_back([p for p in old if p.workshop_id not in kept], why=why, by=by, at=at)
        places = take_places(locked, workshops, by=by, at=at, override=override, kept=kept)
        _keep_move(locked, old, places, why=why, asked=asked or Asked(), by=by, at=at)
        facts = {**facts_of(places, override), "from": days_of(old), "why": str(why)}
        trail.record("referral.move", locked, by=by, at=at, facts=facts)
        invitations.withdraw(locked, why="MOVED", by=by, at=at)
        owe(locked, places, by=by, at=at)
        return places


def _keep_move(
    referral: Referral,
    old: Sequence[Place],
    new: Sequence[Place],
    *,
    why: ReleaseReason,
    asked: Asked,
    by: User,
    at: datetime,
) -> None:
    BookingMove(
        referral=referral,
        seal_key_id=new[0].seal_key_id,
        asked_by=asked.by,
        why=why,
        words=asked.words.strip() or None,
        from_days=days_of(old),
        to_days=days_of(new),
        moved_at=at,
        moved_by=by.trail_name,
    ).save(force_insert=True)


def owe(referral: Referral, places: Sequence[Place], *, by: User, at: datetime) -> None:
    """Owe her the letter, the reminders and what she needs to come, and the officer word that there are dates."""
    invitations.withdraw_gone(referral, by=by, at=at)
    invitations.write(referral, places, by=by, at=at)
    arranging.arrange(referral, places, by=by, at=at)
    newest = max(str(place.pk) for place in places)  # told again when any day is another
    tell_officer(referral, BOOKED, revision=newest, by=by, at=at)


def facts_of(places: Sequence[Place], override: Override | None) -> dict[str, object]:
    facts: dict[str, object] = {"workshops": days_of(places), "seats": [place.seat for place in places]}
    if override is not None and any(place.overridden_by_second for place in places):
        facts["kept_apart_overridden_with"] = override.second.trail_name
    end = places[0].referral.deadline
    if end.on and not all(end.allows(timezone.localdate(place.workshop.ends_at)) for place in places):
        facts["past_deadline"] = end.on.isoformat()
    return facts


def days_of(places: Sequence[Place]) -> list[str]:
    return [timezone.localdate(place.workshop.starts_at).isoformat() for place in places]
