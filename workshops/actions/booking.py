"""Booking a woman on her workshops: one act, all of them or none.

Locks are taken in the order participants (hers, and those she is kept apart from), referral,
workshops by key. The locks keep the rules; the constraints of migration 0002 have the last word.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import CASEWORKERS, Role
from audit import trail
from participants.models import Participant
from programmes.clock import ask_for
from programmes.messages import why_not_possible
from programmes.offers import NotPossible, Offered, Why
from programmes.rules import deadline
from programmes.runs import find_runs, steps_of
from referrals.actions import BOOKED, tell_officer
from referrals.models import PlanStep, Referral
from referrals.statuses import Status
from ui.refusals import Refused
from workshops import clashes, invitations, offers, standing
from workshops import refusals as no
from workshops.actions.constraints import named
from workshops.actions.releasing import give_back
from workshops.actions.seats import free_own, free_seats, lock_workshops
from workshops.models import Place, Workshop
from workshops.statuses import Mark, ReleaseReason, WhyFreed


@dataclass(frozen=True)
class Override:
    """Two people let kept-apart women into one building: the booking manager and `second`, and why."""

    reason: str
    second: User


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
        locked = _lock(referral)
        places = _book(locked, workshops, by=by, at=at, override=override)
        trail.record("referral.book", locked, by=by, at=at, facts=_facts(places, override))
        if write:
            _write(locked, places, by=by, at=at)
        return places


def move_run(
    referral: Referral,
    workshops: Collection[Workshop],
    *,
    why: ReleaseReason,
    by: User,
    at: datetime,
    override: Override | None = None,
) -> list[Place]:
    """Give back her places ahead and book her on these instead; what was queued for the old is replaced.

    :raises Refused: as `book_run`; she then keeps the places she had.
    """
    with transaction.atomic():
        locked = _lock(referral)
        old = offers.held_ahead(locked, at=at)
        lock_workshops({place.workshop_id for place in old} | {w.pk for w in workshops})
        give_back(old, why=why, by=by, at=at)
        places = _book(locked, workshops, by=by, at=at, override=override)
        facts = {**_facts(places, override), "from": _days(old), "why": str(why)}
        trail.record("referral.move", locked, by=by, at=at, facts=facts)
        invitations.withdraw(locked, why="MOVED", by=by, at=at)
        _write(locked, places, by=by, at=at)
        return places


def _write(referral: Referral, places: Sequence[Place], *, by: User, at: datetime) -> None:
    """Owe her the letter and the reminders, and the officer word that there are dates."""
    invitations.write(referral, places, by=by, at=at)
    tell_officer(referral, BOOKED, revision=str(places[0].pk), by=by, at=at)


def _lock(referral: Referral) -> Referral:
    """Lock her and whom she is kept apart from, by key, then the referral.

    Two women kept apart are booked at once from two desks: each booking locks both, so that the
    second sees the first.
    """
    participant_id = Referral.objects.values_list("participant_id", flat=True).get(pk=referral.pk)
    if participant_id is None:
        raise no.NotOpen
    everyone = {participant_id, *clashes.kept_apart_from(participant_id)}
    list(Participant.objects.select_for_update().filter(pk__in=everyone).order_by("pk"))
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.status != Status.ACCEPTED or locked.participant_id != participant_id:
        raise no.NotOpen
    return locked


def _book(
    referral: Referral,
    workshops: Collection[Workshop],
    *,
    by: User,
    at: datetime,
    override: Override | None,
) -> list[Place]:
    locked = lock_workshops({w.pk for w in workshops})
    chosen = sorted(locked.values(), key=lambda w: (w.starts_at, w.pk))
    if not chosen or any(not _on_offer(w, referral, at) for w in chosen):
        raise no.NotOffered
    _check_not_booked(referral, at=at)
    free_own(referral, chosen, why=WhyFreed.BOOKED, by=by, at=at)
    seats = free_seats(chosen)
    steps = _check_run(referral, chosen, seats, at=at)
    overridden = _check_apart(referral, chosen, by=by, override=override)
    if clashes.elsewhere(referral.participant, chosen, but=referral):
        raise no.Clash
    return [
        _place(referral, w, number, seats[w.pk], override if w.pk in overridden else None, by=by, at=at)
        for w, number in zip(chosen, steps, strict=True)
    ]


def _on_offer(workshop: Workshop, referral: Referral, at: datetime) -> bool:
    ahead = workshop.cancelled_at is None and workshop.starts_at > at
    return ahead and workshop.programme_id == referral.programme_id


def _check_not_booked(referral: Referral, *, at: datetime) -> None:
    unmarked = Place.objects.held().filter(referral=referral, mark=Mark.NOT_MARKED)
    if unmarked.filter(workshop__starts_at__gt=at).exists():
        raise no.AlreadyBooked
    if unmarked.exists():
        raise no.NotMarked


def _check_run(
    referral: Referral, chosen: Sequence[Workshop], seats: dict[UUID, int], *, at: datetime
) -> tuple[int, ...]:
    """Return the number of the step for which each workshop is taken, as the clock allows it."""
    definition = referral.definition.parsed
    ask = ask_for(
        definition,
        deadline(definition.window, referral.dates),
        today=timezone.localdate(at),
        attendances=standing.attendances(referral),
        steps=standing.own_steps(referral, definition),
    )
    if not ask.left:
        raise no.NothingToBook
    if ask.needs_deadline and ask.deadline is None:
        raise no.NoDeadline
    on_offer = [offers.offered(w, definition, left=int(w.pk in seats)) for w in chosen]
    runs = find_runs(ask, on_offer)
    wanted = {w.key for w in on_offer}
    for run in runs.feasible:
        if set(run.keys) == wanted:
            return steps_of(ask, run.workshops)
    raise refusal(on_offer, runs.impossible)


def refusal(on_offer: Sequence[Offered], impossible: Sequence[NotPossible]) -> Refused:
    """Return the first reason why workshops do not make up a run, as a refusal."""
    if any(w.places_left < 1 for w in on_offer):
        return no.Full()
    if not impossible:
        return no.DoesNotFit()
    first = impossible[0]
    if first.why is Why.AFTER_DEADLINE:
        return no.AfterDeadline()
    return no.DoesNotFit(why_not_possible(first))


def _check_apart(
    referral: Referral, chosen: Sequence[Workshop], *, by: User, override: Override | None
) -> set[UUID]:
    """Return the workshops on which two people let her be in spite of a keep-apart."""
    assert referral.participant_id is not None  # noqa: S101 (`_lock` has seen to it)
    days = clashes.kept_apart_days(clashes.kept_apart_from(referral.participant_id), chosen)
    if not days:
        return set()
    if override is None:
        raise no.KeptApart
    second_may = override.second.pk != by.pk and override.second.has_role(*CASEWORKERS)
    if not (by.has_role(Role.MANAGER) and second_may and override.reason.strip()):
        raise no.SecondPersonNeeded
    return {w.pk for w in chosen if clashes.venue_day(w) in days}


def _place(
    referral: Referral,
    workshop: Workshop,
    number: int,
    seat: int,
    override: Override | None,
    *,
    by: User,
    at: datetime,
) -> Place:
    participant = referral.participant
    assert participant is not None  # noqa: S101
    place = Place(
        plan_step=_plan_step(referral, number, by=by, at=at),
        referral=referral,
        participant=participant,
        workshop=workshop,
        during=workshop.during,
        seat=seat,
        booked_at=at,
        booked_by=by.trail_name,
        seal_key_id=participant.seal_key_id,
        override_reason=override.reason if override else None,
        overridden_by_second=override.second.trail_name if override else "",
    )
    with named():
        place.save(force_insert=True)
    return place


def _plan_step(referral: Referral, number: int, *, by: User, at: datetime) -> PlanStep:
    """Return her plan step of that number that is free; one used up by a mark is followed by a new round."""
    latest = PlanStep.objects.filter(referral=referral, number=number).order_by("-round").first()
    if latest is None:
        raise no.DoesNotFit
    used = Place.objects.held().filter(plan_step=latest).exists()
    if not used and latest.ended_at is None:
        return latest
    return PlanStep.objects.create(
        referral=referral,
        number=number,
        round=latest.round + 1,
        key=latest.key,
        kind=latest.kind,
        compulsory=latest.compulsory,
        earliest_on=latest.earliest_on,
        latest_on=latest.latest_on,
        made_at=at,
        made_by=by.trail_name,
    )


def _facts(places: Sequence[Place], override: Override | None) -> dict[str, object]:
    facts: dict[str, object] = {"workshops": _days(places), "seats": [place.seat for place in places]}
    if override is not None and any(place.overridden_by_second for place in places):
        facts["kept_apart_overridden_with"] = override.second.trail_name
    return facts


def _days(places: Sequence[Place]) -> list[str]:
    return [timezone.localdate(place.workshop.starts_at).isoformat() for place in places]
