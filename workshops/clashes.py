"""Whom she must not meet, and where she already is: what keeps a woman off a workshop day.

Kept apart means: not in one building on one day, whatever the group or the programme.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.models import KeepApart, Participant
from referrals.models import Referral
from workshops.models import Place, Workshop

VenueDay = tuple[UUID, date]


def venue_day(workshop: Workshop) -> VenueDay:
    """Return the building and the day (Europe/London) of a workshop whose room is at hand."""
    return workshop.room.venue_id, timezone.localdate(workshop.starts_at)


def kept_apart_from(participant_id: UUID) -> set[UUID]:
    """Return the women she is kept apart from, whichever of the two it was noted on."""
    rows = KeepApart.objects.filter(
        Q(participant=participant_id) | Q(other=participant_id),
        ended_at__isnull=True,
        other__isnull=False,
    ).values_list("participant_id", "other_id")
    return {one for pair in rows for one in pair if one is not None} - {participant_id}


def kept_apart_days(
    others: Collection[UUID], workshops: Iterable[Workshop]
) -> Mapping[VenueDay, list[Referral]]:
    """Return, by building and day of these workshops, the referrals of those `others` who are there."""
    days = {venue_day(workshop) for workshop in workshops}
    if not others or not days:
        return {}
    places = (
        Place.objects.held()
        .filter(participant__in=others, workshop__cancelled_at__isnull=True)
        .filter(workshop__room__venue__in={venue for venue, _on in days})
        .select_related("workshop__room", "referral")
    )
    found: defaultdict[VenueDay, list[Referral]] = defaultdict(list)
    for place in places:
        if venue_day(place.workshop) in days:
            found[venue_day(place.workshop)].append(place.referral)
    return found


def elsewhere(participant: Participant, workshops: Iterable[Workshop], *, but: Referral) -> set[UUID]:
    """Return those of the workshops during which she has a place through another referral."""
    held = list(
        Place.objects.held().filter(participant=participant).exclude(referral=but).values_list("during")
    )
    return {w.pk for w in workshops for (busy,) in held if _overlap(w.during, busy)}


def blocked_by_moving(places: Sequence[Place]) -> Mapping[UUID, str]:
    """Say in a sentence, for each place whose workshop is being moved, why she cannot be there then.

    The places carry their workshops as they will be. Three queries, whatever the number of women.
    A place two people agreed to in spite of a keep-apart is let be.
    """
    changing = {place.pk for place in places}
    apart = _kept_apart_pairs({place.participant_id for place in places})
    women = {*apart, *(other for others in apart.values() for other in others)}
    women |= {place.participant_id for place in places}
    held = Place.objects.held().filter(participant__in=women, workshop__cancelled_at__isnull=True)
    standing = [p for p in held.select_related("workshop__room") if p.pk not in changing]
    blocked = {}
    for place in places:
        others = apart.get(place.participant_id, set()) if not place.overridden_by_second else set()
        if any(
            p.participant_id in others and venue_day(p.workshop) == venue_day(place.workshop)
            for p in standing
        ):
            blocked[place.pk] = _kept_apart((), ())
        elif any(
            p.participant_id == place.participant_id and _overlap(p.during, place.workshop.during)
            for p in standing
        ):
            blocked[place.pk] = _("She has a place somewhere else at that time.")
    return blocked


def _kept_apart_pairs(women: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
    """Return, for each of these women, whom she is kept apart from, in one query."""
    rows = KeepApart.objects.filter(
        Q(participant__in=women) | Q(other__in=women), ended_at__isnull=True, other__isnull=False
    )
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for one, other in rows.values_list("participant_id", "other_id"):
        if one is not None and other is not None:
            found[one].add(other)
            found[other].add(one)
    return found


def blocked_for(
    referral: Referral, workshops: Collection[Workshop], *, visible: Collection[UUID] = ()
) -> Mapping[UUID, str]:
    """Say in a sentence, for each workshop she cannot be on for her own or others' sake, why.

    :param visible: the referrals the reader may see; only these are named, by reference.
    """
    if referral.participant is None:
        return {}
    days = kept_apart_days(kept_apart_from(referral.participant.pk), workshops)
    blocked = {w.pk: _kept_apart(days[venue_day(w)], visible) for w in workshops if venue_day(w) in days}
    for pk in elsewhere(referral.participant, workshops, but=referral):
        blocked[pk] = _("She has a place somewhere else at that time.")
    return blocked


def _kept_apart(referrals: Iterable[Referral], visible: Collection[UUID]) -> str:
    named = sorted({r.reference for r in referrals if r.pk in visible})
    if named:
        return _("Must be kept apart: %(references)s is in that building that day.") % {
            "references": ", ".join(named)
        }
    return _("Somebody she must be kept apart from is in that building that day.")


def _overlap(one: Any, other: Any) -> bool:
    return bool(one.lower < other.upper and other.lower < one.upper)
