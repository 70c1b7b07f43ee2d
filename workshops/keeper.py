"""What the pages of a referral are told of the dates held for her."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from audit.trail import Person
from referrals.keeping import Kept
from referrals.models import Referral
from workshops.actions import let_go
from workshops.models import HeldSeat, Workshop


def held_for(referral: Referral, *, at: datetime) -> list[Workshop]:
    """Return the workshops on which a seat is held for her now, by day."""
    rows = Workshop.objects.filter(held_seats__in=HeldSeat.objects.live(at).filter(referral=referral))
    return list(rows.select_related("room__venue", "programme").order_by("starts_at", "pk"))


class Seats:
    """Keeps seats for women whose referrals are not accepted yet."""

    def kept(self, referral: Referral, *, at: datetime) -> Kept | None:
        live = HeldSeat.objects.live(at).filter(referral=referral)
        seats = list(live.select_related("workshop__room__venue").order_by("workshop__starts_at"))
        if not seats:
            return None
        until = timezone.localtime(min(seat.held_until for seat in seats))
        venues = dict.fromkeys(seat.workshop.room.venue.name for seat in seats)
        return Kept(
            days=tuple(timezone.localdate(seat.workshop.starts_at) for seat in seats),
            where=", ".join(venues),
            through=(until - timedelta(microseconds=1)).date(),
        )

    def let_go(self, referral: Referral, *, by: Person, at: datetime) -> int:
        return let_go(referral, by=by, at=at)
