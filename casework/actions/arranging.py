"""Arrangements that a booking calls for: childcare, travel, the ferry, an interpreter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.utils import timezone

from audit import trail
from casework.models import Arrangement, FirstCall
from casework.statuses import ArrangementKind, ArrangementState
from referrals.messages import Help
from referrals.models import Referral
from workshops import rules
from workshops.models import Place

_CALLED_FOR = {
    Help.CHILDCARE: ArrangementKind.CHILDCARE,
    Help.TRAVEL: ArrangementKind.TRAVEL,
    Help.CARING: ArrangementKind.OTHER,
}


def arrange_for(referral: Referral, places: Sequence[Place], by: trail.Person, at: datetime) -> None:
    """Note what her own answers call for on each day; what only days she lost needed is not needed any more.

    What somebody has booked or confirmed for a day she lost stays: a person has to call it off. Her
    record is locked by the booking.
    """
    days = {timezone.localdate(place.workshop.starts_at) for place in places}
    _drop_needed(referral, days, by=by, at=at)
    there = set(Arrangement.objects.filter(referral=referral).values_list("kind", "for_on"))
    for kind, on in _called_for(referral, places):
        if (kind, on) not in there:
            row = Arrangement(
                referral=referral,
                seal_key_id=places[0].seal_key_id,
                kind=kind,
                for_on=on,
                made_at=at,
                made_by=by.trail_name,
            )
            row.save(force_insert=True)
            facts = {"kind": kind, "by_booking": True}
            trail.record("case.add_arrangement", referral, by=by, at=at, facts=facts)


def _called_for(referral: Referral, places: Sequence[Place]) -> Iterator[tuple[ArrangementKind, date]]:
    first = FirstCall.objects.filter(referral=referral).first()
    wanted = [_CALLED_FOR[Help(code)] for code in (first.help_wanted if first else []) if code in _CALLED_FOR]
    her = referral.participant
    if her is not None and her.interpreter:
        wanted.append(ArrangementKind.INTERPRETER)
    islander = rules.lives_on_island(her.postcode if her else "")
    for place in places:
        on = timezone.localdate(place.workshop.starts_at)
        yield from ((kind, on) for kind in wanted)
        if place.workshop.room.venue.island != islander and (islander or place.workshop.room.venue.island):
            yield ArrangementKind.FERRY, on


def _drop_needed(referral: Referral, days: set[date], *, by: trail.Person, at: datetime) -> None:
    rows = Arrangement.objects.select_for_update().filter(
        referral=referral, state=ArrangementState.NEEDED, for_on__isnull=False, for_on__gte=at.date()
    )
    for row in rows.exclude(for_on__in=days).order_by("pk"):
        row.state = ArrangementState.NOT_NEEDED
        row.advance("state")
        facts = {"kind": row.kind, "from": ArrangementState.NEEDED, "to": row.state}
        trail.record("case.set_arrangement", referral, by=by, at=at, facts=facts)
