"""Made-up venues, groups and places, all made by the real actions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Organisation, User
from audit import trail
from programmes.models import Programme
from referrals.models import Referral
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from workshops import actions
from workshops.models import Place, Room, Workshop
from workshops.statuses import Mark

FIRST_ON = date(2026, 12, 2)  # a Wednesday; four weeks on is Wednesday 30 December
_numbers = itertools.count(1)


def room(provider: Organisation, *, capacity: int = 20, **details: Any) -> Room:
    """Return a room in a building of its own, or in the `venue` given."""
    if "venue" in details:
        name = details.get("name", f"Room {next(_numbers)}")
        return actions.add_room(details["venue"], name=name, capacity=capacity, by=trail.SERVICE, at=NOW)
    given = {
        "name": f"Harbour Hall {next(_numbers)}",
        "address": "2 Quay Street\nExampletown",
        "postcode": "PO1 2AB",
        "travel_notes": "Two minutes from the bus station.",
        "access_notes": "Level floor and a lift.",
        **details,
    }
    venue = actions.add_venue(
        actions.VenueDetails(**given),
        provider=provider,
        rooms=[("Main room", capacity)],
        by=trail.SERVICE,
        at=NOW,
    )
    return Room.objects.get(venue=venue)


def pair(
    programme: Programme | None = None,
    *,
    first_on: date = FIRST_ON,
    room: Room | None = None,
    practitioners: Sequence[User] = (),
    at: datetime = NOW,
    **given: Any,
) -> list[Workshop]:
    """Return the workshops of one group in order: for JUNO two, 28 days apart."""
    programme = programme or ProgrammeFactory.create(code="JUNO")
    cohort = actions.plan_cohort(
        programme,
        first_on=first_on,
        room=room or globals()["room"](programme.provider),
        practitioners=practitioners,
        by=trail.SERVICE,
        at=at,
        **given,
    )
    return list(Workshop.objects.filter(cohort=cohort).order_by("starts_at"))


ASKED_OF_JUNO = ("TRAUMA_INFORMED", "SAFEGUARDING_ADULTS", "SAFEGUARDING_CHILDREN")


def trained(
    person: User,
    *,
    by: User,
    until: date | None = None,
    codes: Sequence[str] = ASKED_OF_JUNO,
    at: datetime = NOW,
) -> User:
    """Put training on a practitioner's record: all that JUNO asks, or what is said."""
    for code in codes:
        actions.keep_training(person, code=code, expires_on=until, by=by, at=at)
    return person


def booked(
    referral: Referral, workshops: Sequence[Workshop], *, at: datetime = NOW, **given: Any
) -> list[Place]:
    """Book a referral on workshops, by its own worker."""
    assert referral.worker is not None
    return actions.book_run(referral, workshops, by=referral.worker, at=at, **given)


def marked(
    places: Sequence[Place], *marks: Mark, by: User, minutes: int = 30, finished: bool = True
) -> list[Place]:
    """Mark places one by one, half an hour into each workshop, and sign each register off."""
    done = []
    for place, mark in zip(places, marks, strict=False):
        at = place.workshop.starts_at + timedelta(minutes=minutes)
        done.append(actions.mark(place, actions.Entry(mark), by=by, at=at))
        if finished:
            actions.finish(place.workshop, by=by, at=at + timedelta(hours=4))
    return done
