"""What somebody must look at this morning: a name that may be a woman's, and a building that is shut."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from casework.actions.keeping_apart import Other, keep_apart
from demo.places import World
from referrals.models import Referral
from ui.refusals import Refused
from workshops import actions
from workshops.models import Place, Workshop


def this_morning(world: World, *, now: datetime) -> list[str]:
    """Note a name that another woman of the same workshop bears; shut a building on the day of the last workshop.

    :return: what was refused.
    """
    at, refused = now - timedelta(minutes=40), []
    ahead = Workshop.objects.filter(programme=world.juno).coming(now)
    for workshop in ahead:
        held = Place.objects.held().filter(workshop=workshop).select_related("participant", "referral")
        two = list(held.order_by("pk")[:2])
        if len(two) == 2:
            refused += _note(two[0].referral, two[1].participant.full_name, world, at=at)
            break
    last = ahead.select_related("room__venue").last()
    if last is not None:
        on = timezone.localdate(last.starts_at)
        actions.shut_venue(
            last.room.venue,
            first_on=on,
            last_on=None,
            why="the boiler is being changed",
            by=world.manager,
            at=at,
        )
    return refused


def _note(case: Referral, name: str, world: World, *, at: datetime) -> list[str]:
    """Note a name without a birthday: nobody says whose record it is."""
    first, *_rest, last = name.split() if " " in name else (name, "")
    try:
        keep_apart(
            case,
            Other(name=f"{first} {last}".strip()),
            reason="Her sister told us.",
            by=world.coordinators[0],
            at=at,
        )
    except Refused as said:
        return [str(said)]
    return []
