"""Holding seats for a woman before her referral is accepted: a provisional pair, for three working days.

An officer holds them with the woman beside her. They count against capacity. Booking turns them
into places; else they are given up when she does not want them, when the referral is closed, or by
themselves. Locks are taken in the order whoever holds them, referral, workshops by key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import CASEWORKERS, POLICE
from audit import trail
from programmes.clock import ask_for, find_runs
from programmes.models import ClosedDay
from referrals.actions import NotYours, holds, lock
from referrals.models import Referral
from referrals.statuses import Status
from workshops import offers, rules
from workshops import refusals as no
from workshops.actions.constraints import named
from workshops.actions.seating import refusal
from workshops.actions.seats import free, free_own, free_seats, lock_workshops
from workshops.models import HeldSeat, Workshop
from workshops.statuses import WhyFreed


def hold_run(
    referral: Referral, workshops: Collection[Workshop], *, by: User, at: datetime
) -> list[HeldSeat]:
    """Keep a seat for her on each of these workshops, as one act; what was held before is given up.

    Choosing other dates does not lengthen the three working days. An officer holds dates for a few
    women at a time (`rules.MOST_HELD`): two holds at one moment are counted one after the other.

    :raises Refused: CannotBeHeld, NotYours, TooManyHeld, NotOffered, NoDeadline, AfterDeadline, Full, DoesNotFit;
        she then keeps what was held for her.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        locked = _lock_unaccepted(referral, by=by)
        _refuse_too_many(locked, by=by, at=at)
        before = list(HeldSeat.objects.live(at).filter(referral=locked))
        rows = lock_workshops({w.pk for w in workshops} | {seat.workshop_id for seat in before})
        chosen = sorted((rows[w.pk] for w in workshops), key=lambda w: (w.starts_at, w.pk))
        if not chosen or any(not _on_offer(w, locked, at) for w in chosen):
            raise no.NotOffered
        free_own(locked, chosen, why=WhyFreed.CHANGED, by=by, at=at)
        seats = free_seats(chosen)
        _check_run(locked, chosen, seats, at=at)
        until = min((seat.held_until for seat in before), default=held_until(at))
        held = [_hold(locked, w, seats[w.pk], until=until, by=by, at=at) for w in chosen]
        days = [timezone.localdate(w.starts_at).isoformat() for w in chosen]
        facts = {"workshops": days, "until": until.isoformat()}
        trail.record("referral.hold_seats", locked, by=by, at=at, facts=facts)
        return held


def let_go(referral: Referral, *, by: trail.Person, at: datetime, why: WhyFreed = WhyFreed.CLOSED) -> int:
    """Give up whatever is held for a referral; return how many seats. The referral is locked first."""
    with transaction.atomic():
        locked = lock(referral)
        lock_workshops(
            set(HeldSeat.objects.unfreed().filter(referral=locked).values_list("workshop", flat=True))
        )
        held = HeldSeat.objects.unfreed().filter(referral=locked)
        return free(held.select_related("workshop", "referral").order_by("pk"), why=why, by=by, at=at)


def do_without(referral: Referral, *, by: User, at: datetime) -> int:
    """Give up the dates held for her because she does not want them.

    :raises Refused: CannotBeHeld, NotYours, NothingHeld.
    """
    with transaction.atomic():
        locked = _lock_unaccepted(referral, by=by)
        freed = let_go(locked, why=WhyFreed.LET_GO, by=by, at=at)
        if not freed:
            raise no.NothingHeld
        return freed


def free_lapsed(*, at: datetime) -> int:
    """Give up every seat whose three working days are over; return how many."""
    freed = 0
    lapsed = HeldSeat.objects.unfreed().filter(held_until__lte=at)
    for pk in lapsed.order_by("referral").values_list("referral", flat=True).distinct():
        with transaction.atomic():
            found = Referral.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if found is not None:
                freed += let_go(found, why=WhyFreed.LAPSED, by=trail.SERVICE, at=at)
    return freed


def held_until(at: datetime) -> datetime:
    """Return the end, in London, of the third working day after an instant."""
    through = rules.held_through(timezone.localtime(at).date(), ClosedDay.days())
    return timezone.make_aware(datetime.combine(through + timedelta(days=1), time.min))


def _lock_unaccepted(referral: Referral, *, by: User) -> Referral:
    locked = lock(referral)
    if locked.status not in {Status.DRAFT, Status.SUBMITTED}:
        raise no.CannotBeHeld
    mine = (
        locked.owner_id == by.pk
        if locked.status == Status.DRAFT
        else holds(by, locked, *POLICE, *CASEWORKERS)
    )
    if not mine:
        raise NotYours
    return locked


def _refuse_too_many(locked: Referral, *, by: User, at: datetime) -> None:
    """Refuse a pair beyond those an officer may hold; a coordinator, who can book them, is not counted."""
    if holds(by, locked, *CASEWORKERS):
        return
    live = HeldSeat.objects.live(at).filter(held_by=by.trail_name).exclude(referral=locked)
    women = live.values("referral").distinct().count()
    if women >= rules.MOST_HELD:
        raise no.TooManyHeld(no.TooManyHeld.sentence % {"women": women})


def _on_offer(workshop: Workshop, referral: Referral, at: datetime) -> bool:
    ahead = workshop.cancelled_at is None and workshop.starts_at > at
    return ahead and workshop.programme_id == referral.programme_id


def _check_run(
    referral: Referral, chosen: Sequence[Workshop], seats: Mapping[UUID, int], *, at: datetime
) -> None:
    """Refuse what the clock does not offer her: the same question as for a booking."""
    definition = referral.definition.parsed
    ask = ask_for(definition, referral.deadline, today=timezone.localtime(at).date())
    if ask.needs_deadline and ask.deadline is None:
        raise no.NoDeadline
    on_offer = [
        offers.offered(w, definition, left=int(w.pk in seats), blocked=offers.shut(w)) for w in chosen
    ]
    runs = find_runs(ask, on_offer)
    if not any(set(run.keys) == {w.key for w in on_offer} for run in runs.feasible):
        raise refusal(on_offer, runs.impossible)


def _hold(
    referral: Referral, workshop: Workshop, seat: int, *, until: datetime, by: User, at: datetime
) -> HeldSeat:
    held = HeldSeat(
        referral=referral, workshop=workshop, seat=seat, held_at=at, held_by=by.trail_name, held_until=until
    )
    with named():
        held.save(force_insert=True)
    return held
