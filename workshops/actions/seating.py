"""Giving a woman her seats: every check, and the places themselves. Booking and moving come here.

Locks are taken in the order participants (hers, and those she is kept apart from), referral,
workshops by key. The locks keep the rules; the constraints of migration 0002 have the last word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.roles import CASEWORKERS, Role
from participants.models import Participant
from programmes.clock import Ask, ask_for, find_runs, fit, steps_of
from programmes.messages import why_not_possible
from programmes.offers import NotPossible, Offered, Why
from referrals.models import PlanStep, Referral, StepKind
from referrals.statuses import Status
from ui.refusals import Refused
from workshops import clashes, extending, known, offers, perhaps, standing
from workshops import refusals as no
from workshops.actions.constraints import named
from workshops.actions.seats import free_own, free_seats, lock_workshops
from workshops.buildings import venue_day
from workshops.models import Place, Workshop
from workshops.statuses import Mark, WhyFreed


@dataclass(frozen=True)
class Override:
    """Two people let kept-apart women into one building: the booking manager and `second`, and why."""

    reason: str
    second: User


def lock_case(referral: Referral) -> Referral:
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


def take_places(
    referral: Referral,
    workshops: Collection[Workshop],
    *,
    by: User,
    at: datetime,
    override: Override | None,
    kept: Mapping[UUID, Place] = MappingProxyType({}),
    number: int | None = None,
) -> list[Place]:
    """Book her on the workshops, of which she has a place on `kept` already.

    :param number: the step of her plan that those she has no place on yet are for; None: as they fit.
    """
    locked = lock_workshops({w.pk for w in workshops})
    chosen = sorted(locked.values(), key=lambda w: (w.starts_at, w.pk))
    if not chosen or any(not _on_offer(w, referral, at) for w in chosen):
        raise no.NotOffered
    _check_not_booked(referral, kept, at=at)
    free_own(referral, chosen, why=WhyFreed.BOOKED, by=by, at=at)
    seats = free_seats(chosen) | {pk: place.seat for pk, place in kept.items()}
    numbers = {w.pk: kept[w.pk].plan_step.number if w.pk in kept else number for w in chosen}
    steps = _check_run(referral, chosen, seats, kept, numbers, at=at)
    overridden = _check_apart(referral, chosen, kept, by=by, override=override)
    _check_limits(referral, [w for w in chosen if w.pk not in kept])
    _check_known(referral, [w for w in chosen if w.pk not in kept])
    if clashes.elsewhere(referral.participant, chosen, but=referral):
        raise no.Clash
    return [
        kept.get(w.pk)
        or _place(referral, w, number, seats[w.pk], override if w.pk in overridden else None, by=by, at=at)
        for w, number in zip(chosen, steps, strict=True)
    ]


def _check_limits(referral: Referral, workshops: Sequence[Workshop]) -> None:
    """Refuse what she cannot do, or a building without what she needs: nobody decides otherwise."""
    limits = clashes.unavailable([referral.pk]).get(referral.pk, clashes.NO_LIMITS)
    for workshop in workshops:
        if why := limits.weekday(workshop):
            raise no.CannotComeThatDay(why)
        if why := limits.venue(workshop):
            raise no.VenueCannot(why)


def _check_known(referral: Referral, workshops: Sequence[Workshop]) -> None:
    """Refuse a workshop that somebody runs who knows her: nobody decides otherwise (docs/adr/0038)."""
    assert referral.participant_id is not None  # noqa: S101 (`lock_case` has seen to it)
    if known.blocking(known.of(referral.participant_id), workshops).get(referral.participant_id):
        raise no.PractitionerKnowsHer


def _on_offer(workshop: Workshop, referral: Referral, at: datetime) -> bool:
    ahead = workshop.cancelled_at is None and workshop.starts_at > at
    for_her = workshop.kept_for_id in (None, referral.pk)
    return ahead and for_her and workshop.programme_id == referral.programme_id


def _check_not_booked(referral: Referral, kept: Mapping[UUID, Place], *, at: datetime) -> None:
    unmarked = Place.objects.held().filter(referral=referral, mark=Mark.NOT_MARKED)
    unmarked = unmarked.exclude(workshop__in=list(kept))
    if unmarked.filter(workshop__starts_at__gt=at).exists():
        raise no.AlreadyBooked
    if unmarked.exists():
        raise no.NotMarked


def _check_run(
    referral: Referral,
    chosen: Sequence[Workshop],
    seats: Mapping[UUID, int],
    kept: Collection[UUID],
    numbers: Mapping[UUID, int | None],
    *,
    at: datetime,
) -> tuple[int, ...]:
    """Return the number of the step for which each workshop is taken, as the clock allows it.

    As one run, or as a part of it where days are booked one by one. While an extension is asked for, as far as it was asked for: by anybody who may book.
    """
    definition = referral.definition.parsed
    plan = standing.own_steps(referral, definition)
    ask = ask_for(
        definition,
        referral.deadline,
        today=timezone.localdate(at),
        attendances=standing.attendances(referral),
        steps=plan,
    )
    if not ask.left:
        raise no.NothingToBook
    if ask.needs_deadline and ask.deadline is None:
        raise no.NoDeadline
    on_offer = [
        offers.offered(
            w,
            definition,
            left=int(w.pk in seats),
            blocked="" if w.pk in kept else offers.shut(w),
            number=numbers[w.pk],
            plan=plan,
            been=w.entered_afterwards,
        )
        for w in chosen
    ]
    part = definition.day_by_day or any(w.own for w in on_offer)
    steps = _steps(ask, on_offer, part=part)
    if steps is None and (asked := extending.asked_for(referral)) is not None:
        later = replace(ask, deadline=asked.until, needs_deadline=False)
        steps = _steps(later, on_offer, part=part)
    if steps is None:
        refused = fit(ask, on_offer) if part else None
        first = (refused,) if isinstance(refused, NotPossible) else find_runs(ask, on_offer).impossible
        raise refusal(on_offer, first)
    return steps


def _steps(ask: Ask, on_offer: Sequence[Offered], *, part: bool) -> tuple[int, ...] | None:
    """Return the steps for which just these workshops would be taken; None where they make up no run.

    :param part: a part of a run will do.
    """
    if part:
        fitted = fit(ask, on_offer)
        return None if isinstance(fitted, NotPossible) else fitted
    wanted = {w.key for w in on_offer}
    found = (run for run in find_runs(ask, on_offer).feasible if set(run.keys) == wanted)
    return next((steps_of(ask, run.workshops) for run in found), None)


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
    referral: Referral,
    chosen: Sequence[Workshop],
    kept: Mapping[UUID, Place],
    *,
    by: User,
    override: Override | None,
) -> set[UUID]:
    """Return the workshops on which two people let her be in spite of a keep-apart."""
    assert referral.participant is not None  # noqa: S101 (`lock_case` has seen to it)
    new = [w for w in chosen if w.pk not in kept]  # of a day she keeps it was decided before
    sure = clashes.kept_apart_days(clashes.kept_apart_from(referral.participant.pk), new)
    days = {*sure, *perhaps.days(referral.participant, new)}
    if not days:
        return set()
    if override is None:
        raise no.KeptApart if sure else no.PerhapsApart
    second_may = override.second.pk != by.pk and override.second.has_role(*CASEWORKERS)
    if not (by.has_role(Role.MANAGER) and second_may and override.reason.strip()):
        raise no.SecondPersonNeeded
    return {w.pk for w in chosen if venue_day(w) in days}


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
        plan_step=_plan_step(referral, number, own=workshop.kept_for_id is not None, by=by, at=at),
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


def _plan_step(referral: Referral, number: int, *, own: bool, by: User, at: datetime) -> PlanStep:
    """Return her plan step of that number that is free; one used up by a mark is followed by a new round.

    :param own: a time of her own, which a missed group step may be caught up in.
    """
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
        kind=StepKind.ONE_TO_ONE if own else _kind_of(referral, latest),
        compulsory=latest.compulsory,
        earliest_on=latest.earliest_on,
        latest_on=latest.latest_on,
        made_at=at,
        made_by=by.trail_name,
    )


def _kind_of(referral: Referral, step: PlanStep) -> str:
    found = referral.definition.parsed.plan_of([(step.number, step.key)])
    return found[0].kind if found else step.kind
