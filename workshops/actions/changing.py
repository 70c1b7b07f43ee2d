"""Moving a workshop to another day, hour or room, and cancelling one.

Locks are taken in the order participants, referrals, workshops, each by key, then places. Who keeps
her place and who does not is worked out in `workshops.changes`, for the page and for the act alike.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import trail
from correspondence import registry
from participants.models import Participant
from programmes.messages import day as day_in_words
from programmes.models import ClosedDay
from programmes.working_days import is_closed
from referrals.actions import BOOKED, tell_officer
from referrals.models import Referral
from workshops import arranging, changes, closures, invitations, rules
from workshops import refusals as no
from workshops.actions.constraints import named
from workshops.actions.releasing import give_back
from workshops.actions.seats import free
from workshops.changes import Change, Effect
from workshops.models import HeldSeat, Place, Room, Workshop, WorkshopMove, WorkshopPractitioner
from workshops.statuses import Mark, ReleaseReason, WhyFreed


def move_workshop(
    workshop: Workshop,
    change: Change,
    *,
    why: str,
    by: trail.Person,
    at: datetime,
    seen: int | None = None,
    expected: Collection[UUID] | None = None,
) -> list[Effect]:
    """Move a workshop ahead, and the later ones of its group where that is asked.

    Whose dates still fit keeps her place: what was queued for her is taken back and written again.
    Whose do not gives it back, is told by a text where that is safe, and is to be rung.

    :param expected: the places the person saw on the page that says what this does.
    :raises Refused: HasBegun, IntoThePast, NothingChanges, ClosedThatDay, BuildingShut, NoSuchTime, NoRoom,
        TooManyForThatRoom, PractitionerElsewhere, BookingsChanged; nothing is moved then.
    :raises Stale: when the workshop was changed since the page was opened.
    """
    with transaction.atomic():
        found = [workshop, *(changes.later_of(workshop, at=at) if change.later_too else ())]
        locked, women = lock(found, workshop, at=at, seen=seen)
        before = {w.pk: (w.starts_at, w.room) for w in locked}
        check(locked[0], change, at=at)
        moved = changes.shifted(locked[0], locked[1:], change)
        for one in moved:
            check_day(one, before[one.pk][0], at=at)
        places = as_expected(changes.places_on(moved), women, expected)
        effects = changes.of_moving(places, moved, at=at)
        for effect in effects:
            if any(place.workshop.kept_for_id is not None for place in effect.lost):
                raise no.WouldLoseHerTime(effect.why, field="on")
            give_back(effect.lost, why=ReleaseReason.WORKSHOP_MOVED, by=by, at=at)
        _free_promised(moved, why=WhyFreed.WORKSHOP_MOVED, by=by, at=at)
        for one in _in_order(moved, before):
            _save(one, *before[one.pk], why=why, by=by, at=at)
        tell(effects, why="WORKSHOP_MOVED", by=by, at=at)
        return effects


def cancel_workshop(
    workshop: Workshop,
    *,
    why: str,
    by: trail.Person,
    at: datetime,
    seen: int | None = None,
    expected: Collection[UUID] | None = None,
) -> int:
    """Cancel a workshop ahead: its places are given back, and each woman is told and is to be rung.

    What was queued for it is taken back; reminders of what she still has ahead are written again.
    Return how many places were given back.

    :raises HasBegun: when it has begun, or was cancelled already.
    :raises BookingsChanged: when others are on it than the person saw.
    """
    with transaction.atomic():
        [locked], women = lock([workshop], workshop, at=at, seen=seen)
        places = as_expected(changes.places_on([locked]), women, expected)
        effects = changes.of_cancelling(places, at=at)
        give_back(places, why=ReleaseReason.WORKSHOP_CANCELLED, by=by, at=at)
        _free_promised([locked], why=WhyFreed.WORKSHOP_CANCELLED, by=by, at=at)
        staff = WorkshopPractitioner.objects.filter(workshop=locked, ended_at__isnull=True)
        staff.update(ended_at=at, ended_by=by.trail_name)
        locked.cancelled_at, locked.cancelled_by, locked.why_cancelled = at, by.trail_name, why
        locked.advance("cancelled_at", "cancelled_by", "why_cancelled")
        trail.record("workshop.cancel", locked, by=by, at=at, facts={"why": why, "places": len(places)})
        tell(effects, why="WORKSHOP_CANCELLED", by=by, at=at)
        return len(places)


def check(workshop: Workshop, change: Change, *, at: datetime) -> None:
    """Refuse a change that is none, or to a workshop that has begun.

    :raises Refused: HasBegun, NothingChanges, TooManyForThatRoom.
    """
    if workshop.cancelled_at is not None or workshop.starts_at <= at:
        raise no.HasBegun
    starts = timezone.localtime(workshop.starts_at)
    if (starts.date(), starts.time(), workshop.room_id) == (change.on, change.starts, change.room.pk):
        raise no.NothingChanges(field="on")
    if workshop.capacity > change.room.capacity:
        raise no.TooManyForThatRoom(field="room")


def check_day(workshop: Workshop, was: datetime, *, at: datetime) -> None:
    """Refuse a day on which a moved workshop, with its new times, cannot be.

    :raises Refused: IntoThePast, ClosedThatDay, BuildingShut, NoSuchTime.
    """
    if workshop.starts_at <= at:
        raise no.IntoThePast(field="on")
    on = timezone.localdate(workshop.starts_at)
    if on != timezone.localdate(was) and is_closed(on, ClosedDay.days()):
        words = _("%(day)s is a bank holiday or a closed day. Choose another day.")
        raise no.ClosedThatDay(words % {"day": day_in_words(on)}, field="on")
    closures.refuse(workshop.room, [on], field="on")
    if not all(
        rules.happens_once(timezone.localtime(moment)) for moment in (workshop.starts_at, workshop.ends_at)
    ):
        raise no.NoSuchTime(field="starts")


def lock(
    found: Sequence[Workshop], first: Workshop, *, at: datetime, seen: int | None
) -> tuple[list[Workshop], set[UUID]]:
    """Lock the women on the workshops, their referrals, the workshops; return the last by day, and the women."""
    keys = [w.pk for w in found]
    held = Place.objects.held().filter(workshop__in=keys)
    women = set(held.values_list("participant_id", flat=True))
    list(Participant.objects.select_for_update().filter(pk__in=women).order_by("pk"))
    referrals = set(held.values_list("referral_id", flat=True))
    list(Referral.objects.select_for_update().filter(pk__in=referrals).order_by("pk"))
    rows = Workshop.objects.select_for_update(of=("self",)).select_related("room__venue", "programme")
    locked = {w.pk: w for w in rows.filter(pk__in=keys).order_by("pk")}
    locked[first.pk].expect(seen)
    begun = held.exclude(mark=Mark.NOT_MARKED).exists()  # its register opens an hour before
    if begun or any(w.cancelled_at is not None or w.starts_at <= at for w in locked.values()):
        raise no.HasBegun
    later = sorted((w for w in locked.values() if w.pk != first.pk), key=lambda w: w.starts_at)
    return [locked[first.pk], *later], women


def as_expected(places: list[Place], women: set[UUID], expected: Collection[UUID] | None) -> list[Place]:
    """Return the places as they are under the lock.

    :raises BookingsChanged: when a woman came on meanwhile, or the person saw others.
    """
    if any(place.participant_id not in women for place in places):
        raise no.BookingsChanged
    if expected is not None and {place.pk for place in places} != set(expected):
        raise no.BookingsChanged
    return places


def _free_promised(workshops: Sequence[Workshop], *, why: WhyFreed, by: trail.Person, at: datetime) -> None:
    """Give up what officers hold on these days: nobody has been told of the new ones."""
    for workshop in workshops:
        promised = HeldSeat.objects.unfreed().with_one_on(workshop).select_related("workshop", "referral")
        free(promised, why=why, by=by, at=at)


def _in_order(moved: Sequence[Workshop], before: dict[UUID, tuple[datetime, Room]]) -> list[Workshop]:
    """Return the workshops in the order in which none runs into one of its own group that is yet to move."""
    later = moved[0].starts_at > before[moved[0].pk][0]
    return sorted(moved, key=lambda w: w.starts_at, reverse=later)


def _save(
    workshop: Workshop, was_at: datetime, was_in: Room, *, why: str, by: trail.Person, at: datetime
) -> None:
    with named():
        workshop.advance("starts_at", "ends_at", "during", "room")
    WorkshopMove(
        workshop=workshop,
        was=was_at,
        became=workshop.starts_at,
        from_room=was_in,
        to_room=workshop.room,
        why=why,
        moved_at=at,
        moved_by=by.trail_name,
    ).save(force_insert=True)
    facts = {"why": why, "from": was_at.isoformat(), "to": workshop.starts_at.isoformat()}
    trail.record("workshop.move", workshop, by=by, at=at, facts=facts)


def tell(
    effects: Sequence[Effect], *, why: str, by: trail.Person, at: datetime, officer: bool = True
) -> None:
    """Take back what was queued for the old days, and write what is owed now.

    :param officer: False where her days stay as they are: police see no more of them.
    """
    with registry.asked_once():
        for effect in effects:
            invitations.withdraw(effect.referral, why=why, by=by, at=at)
            if effect.kept:
                invitations.write(effect.referral, effect.kept, letters=effect.stays, by=by, at=at)
                arranging.arrange(effect.referral, effect.kept, by=by, at=at)
            if effect.stays and officer:
                revision = f"{effect.kept[0].pk}:{at:%Y%m%d%H%M%S%f}"
                tell_officer(effect.referral, BOOKED, revision=revision, by=by, at=at)
            if not effect.stays:
                invitations.write_gone(effect.referral, effect.lost, by=by, at=at)
