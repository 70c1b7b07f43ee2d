"""What the pages of a referral are told of the dates held for her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from audit.trail import Person
from referrals.keeping import Kept
from referrals.messages import held_in_words
from referrals.models import Referral
from referrals.statuses import Status
from workshops.actions import let_go
from workshops.models import HeldSeat


@dataclass(frozen=True)
class ToBook:
    """Dates held for a woman who may be booked on them now, as they are."""

    words: str
    url: str


def to_book(referral: Referral, *, at: datetime) -> ToBook | None:
    """Return what an officer held for her, with the page that books it by one act."""
    kept = Seats().kept(referral, at=at)
    if kept is None or referral.status != Status.ACCEPTED:
        return None
    live = HeldSeat.objects.live(at).filter(referral=referral).order_by("workshop__starts_at")
    run = ".".join(str(key) for key in live.values_list("workshop", flat=True))
    url = reverse("workshops:book_confirm", args=[referral.pk]) + "?" + urlencode({"run": run})
    return ToBook(held_in_words(kept), url)


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
