"""Booking day by day: more days beside those she has, and times made for her alone.

A day that is added is booked as every other is, by `seating`, under the same locks: her days ahead and the
new one are looked at together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from audit import trail
from programmes.definition import Step
from programmes.kinds import StepKind
from programmes.standing import missed_steps
from referrals.models import Referral
from workshops import invitations, offers, standing
from workshops import refusals as no
from workshops.actions.booking import facts_of, owe
from workshops.actions.own_time import OwnTime, make_time
from workshops.actions.seating import Override, lock_case, take_places
from workshops.models import Place, Workshop


def add_days(
    referral: Referral,
    workshops: Collection[Workshop],
    *,
    by: User,
    at: datetime,
    override: Override | None = None,
    seen: Collection[UUID] | None = None,
) -> list[Place]:
    """Book her on these beside the days she has ahead; what is sent names all of them.

    :param seen: the places the person saw she had.
    :raises Refused: as `book_run`, or MovedMeanwhile, NothingMoves.
    """
    with transaction.atomic():
        locked = lock_case(referral)
        held = _held(locked, seen=seen, at=at)
        if {w.pk for w in workshops} <= {place.workshop_id for place in held}:
            raise no.NothingMoves
        return _add(locked, held, workshops, by=by, at=at, override=override)


def give_time(
    referral: Referral,
    number: int,
    time: OwnTime,
    *,
    by: User,
    at: datetime,
    override: Override | None = None,
    seen: Collection[UUID] | None = None,
) -> list[Place]:
    """Make a time for her alone for one step of her plan, and book her on it.

    :param number: the step: one to one, or a group step she missed that may be caught up so.
    :param override: needed only where she is kept apart from somebody in the building that day.
    :raises Refused: NotOneToOne, NoCatchUp, NotMissed; as `make_time` and `book_run`; nothing is made then.
    """
    with transaction.atomic():
        locked = lock_case(referral)
        held = _held(locked, seen=seen, at=at)
        made = make_time(locked, step_for(locked, number), time, by=by, at=at)
        return _add(locked, held, [made], by=by, at=at, override=override, number=number)


def step_for(referral: Referral, number: int) -> Step:
    """Return the step of her plan for which a time of her own may be made.

    :raises Refused: NothingToBook, NotOneToOne, NotMissed, NoCatchUp.
    """
    definition = referral.definition.parsed
    plan = standing.own_steps(referral, definition)
    steps = definition.steps if plan is None else plan
    step = next((step for step in steps if step.number == number), None)
    if step is None:
        raise no.NothingToBook
    return step if step.kind is StepKind.ONE_TO_ONE else _caught_up(referral, step)


def _caught_up(referral: Referral, step: Step) -> Step:
    """Return a step in a group that she missed, as long as its catch-up session is.

    :raises Refused: NotOneToOne, NotMissed, NoCatchUp.
    """
    definition = referral.definition.parsed
    catch_up = definition.miss.catch_up
    missed = step.number in missed_steps(definition, standing.attendances(referral))
    if catch_up is None:
        raise no.NoCatchUp if missed else no.NotOneToOne
    if not missed:
        raise no.NotMissed
    return replace(step, length_minutes=catch_up.length_minutes)


def _held(referral: Referral, *, seen: Collection[UUID] | None, at: datetime) -> list[Place]:
    held = offers.held_ahead(referral, at=at)
    if seen is not None and {place.pk for place in held} != set(seen):
        raise no.MovedMeanwhile
    return held


def _add(
    referral: Referral,
    held: Sequence[Place],
    workshops: Collection[Workshop],
    *,
    by: User,
    at: datetime,
    override: Override | None = None,
    number: int | None = None,
) -> list[Place]:
    kept = {place.workshop_id: place for place in held}
    every = {w.pk: w for w in (*(place.workshop for place in held), *workshops)}
    places = take_places(
        referral, list(every.values()), by=by, at=at, override=override, kept=kept, number=number
    )
    trail.record("referral.book", referral, by=by, at=at, facts=facts_of(places, override))
    if held:
        invitations.withdraw(referral, why="MORE_DAYS", by=by, at=at)
    owe(referral, places, by=by, at=at)
    return places
