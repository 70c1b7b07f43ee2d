"""What moving or cancelling a workshop, or another address, does to the women on it, before anything is written.

The page shows it, the action does it: both ask here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from programmes.clock import alone, ask_for, find_runs, fit
from programmes.messages import why_not_possible
from programmes.offers import Ask, NotPossible, Offered
from referrals.models import Referral
from workshops import clashes, offers, standing
from workshops.buildings import venue_day
from workshops.models import Place, Room, Venue, Workshop
from workshops.statuses import Mark

OF_A_WOMAN = (
    "plan_step",
    "participant",
    "workshop__room__venue",
    "referral__worker",
    "referral__provider",
    "referral__programme",
    "referral__definition",
    "referral__participant",
)


@dataclass(frozen=True)
class Change:
    """Where and when a workshop shall be; `later_too` shifts the later ones of its group alike."""

    on: date
    starts: time
    room: Room
    later_too: bool = False


@dataclass(frozen=True)
class Effect:
    """What the change does to one woman: her places ahead as they will be, and why she cannot keep some.

    `lost` are the places given back; empty where her dates still fit.
    """

    referral: Referral
    kept: tuple[Place, ...]
    lost: tuple[Place, ...] = ()
    why: str = ""

    @property
    def stays(self) -> bool:
        return not self.lost


def later_of(workshop: Workshop, *, at: datetime) -> QuerySet[Workshop]:
    """Return the workshops of the same group that come after this one and lie ahead."""
    if workshop.cohort_id is None:
        return Workshop.objects.none()
    later = Workshop.objects.coming(at).filter(cohort=workshop.cohort_id, starts_at__gt=workshop.starts_at)
    return later.select_related("room__venue", "programme")


def shifted(workshop: Workshop, later: Sequence[Workshop], change: Change) -> list[Workshop]:
    """Return the workshops with their new times and rooms, not saved. Each keeps its length.

    Later ones move by as many days, keep their hour unless the first one's changes, and change
    rooms only where the first one does.
    """
    starts = timezone.localtime(workshop.starts_at)
    by_days = change.on - starts.date()
    new_hour = change.starts != starts.time()
    new_room = change.room.pk != workshop.room_id
    _put(workshop, change.on, change.starts, change.room)
    for other in later if change.later_too else ():
        begins = timezone.localtime(other.starts_at)
        hour = change.starts if new_hour else begins.time()
        _put(other, begins.date() + by_days, hour, change.room if new_room else other.room)
    return [workshop, *(later if change.later_too else ())]


def _put(workshop: Workshop, on: date, starts: time, room: Room) -> None:
    lasts: timedelta = workshop.ends_at - workshop.starts_at
    workshop.starts_at = timezone.make_aware(datetime.combine(on, starts))
    workshop.ends_at = workshop.starts_at + lasts
    workshop.during = DateTimeTZRange(workshop.starts_at, workshop.ends_at)
    workshop.room = room


def places_on(workshops: Collection[Workshop]) -> list[Place]:
    """Return the places held on these workshops, with everything that is asked of them."""
    held = Place.objects.held().filter(workshop__in=[w.pk for w in workshops])
    return list(held.select_related(*OF_A_WOMAN).order_by("referral", "workshop__starts_at", "pk"))


def of_cancelling(places: Sequence[Place], *, at: datetime) -> list[Effect]:
    """Return what cancelling does: everybody on it loses that place and keeps her others ahead."""
    hers = _others_ahead(places, at=at)
    return [
        Effect(place.referral, tuple(hers[place.referral_id]), (place,), _("The workshop is cancelled."))
        for place in places
    ]


def of_moving(places: Sequence[Place], moved: Sequence[Workshop], *, at: datetime) -> list[Effect]:
    """Return what the change does to each woman on the moved workshops, in a fixed number of queries."""
    new, old = {workshop.pk: workshop for workshop in moved}, {place.pk: place.workshop for place in places}
    before = {place.pk: venue_day(place.workshop) for place in places}
    for place in places:
        place.workshop = new[place.workshop_id]
    theirs: defaultdict[UUID, list[Place]] = defaultdict(list)
    for place in places:
        theirs[place.referral_id].append(place)
    others = _others_ahead(places, at=at)
    blocked = clashes.blocked_by_moving(places, before=before)
    attended = standing.attendances_of(list(theirs))
    effects = []
    for key, mine in theirs.items():
        ahead = sorted([*mine, *others[key]], key=_by_day)
        ask = _ask(mine[0].referral, attended.get(key, []), at=at)
        why = _why_not(ask, ahead, blocked, mine[0].referral)
        kept = tuple(others[key]) if why else tuple(ahead)
        for place in mine if why else ():
            place.workshop = old[place.pk]  # what she loses is the day she knew
        effects.append(Effect(mine[0].referral, kept, tuple(mine) if why else (), why))
    return effects


def to_come_in(venue: Venue, *, at: datetime) -> list[Workshop]:
    """Return the workshops ahead in a building, but those whose register has begun: who is there is there."""
    begun = Place.objects.held().exclude(mark=Mark.NOT_MARKED)
    ahead = Workshop.objects.coming(at).filter(room__venue=venue).exclude(pk__in=begun.values("workshop"))
    return list(ahead.select_related("room__venue", "programme"))


def of_other_words(places: Sequence[Place], *, at: datetime) -> list[Effect]:
    """Return what another name or address of the building does: everybody keeps her places."""
    theirs: defaultdict[UUID, list[Place]] = defaultdict(list)
    for place in places:
        theirs[place.referral_id].append(place)
    others = _others_ahead(places, at=at)
    return [
        Effect(mine[0].referral, tuple(sorted([*mine, *others[key]], key=_by_day)))
        for key, mine in theirs.items()
    ]


def _by_day(place: Place) -> tuple[datetime, UUID]:
    return place.workshop.starts_at, place.pk


def _others_ahead(places: Sequence[Place], *, at: datetime) -> Mapping[UUID, list[Place]]:
    """Return, for each woman, her places ahead on workshops that do not change."""
    changing = {place.pk for place in places}
    found: defaultdict[UUID, list[Place]] = defaultdict(list)
    ahead = Place.objects.held().filter(
        referral__in={place.referral_id for place in places}, workshop__starts_at__gt=at
    )
    for place in ahead.select_related(*OF_A_WOMAN).order_by("workshop__starts_at", "pk"):
        if place.pk not in changing:
            found[place.referral_id].append(place)
    return found


def _ask(referral: Referral, attended: Sequence[object], *, at: datetime) -> Ask:
    definition = referral.definition.parsed
    return ask_for(
        definition,
        referral.deadline,
        today=timezone.localdate(at),
        attendances=attended,  # type: ignore[arg-type]
        steps=standing.own_steps(referral, definition),
    )


def _why_not(ask: Ask, ahead: Sequence[Place], blocked: Mapping[UUID, str], referral: Referral) -> str:
    """Say why her dates no longer fit; empty when they do."""
    definition = referral.definition.parsed
    asked = offers.held_as_offered(ahead, definition, blocked=blocked)
    if definition.day_by_day or any(w.own for w in asked):
        fitted = fit(ask, asked)
        return why_not_possible(fitted) if isinstance(fitted, NotPossible) else ""
    if len(asked) < ask.left:  # she was booked on a part of it only: each day by itself
        return next((text for w in asked if (text := _alone(ask, w))), "")
    runs = find_runs(ask, asked)
    if any(len(run.keys) == ask.left for run in runs.feasible):
        return ""
    if runs.impossible:
        return why_not_possible(runs.impossible[0])
    return _("The new dates do not make up what her plan still asks.")


def _alone(ask: Ask, workshop: Offered) -> str:
    refused = alone(ask, workshop)
    return "" if refused is None else why_not_possible(refused)
