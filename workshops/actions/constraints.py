"""The database has the last word: what it refuses, in words a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from ui.refusals import Refused
from workshops import refusals as no

_REFUSALS: dict[str, tuple[type[Refused], str | None]] = {
    "workshop_has_its_room_to_itself": (no.NoRoom, "room"),
    "workshop_practitioner_is_in_one_place": (no.PractitionerElsewhere, "practitioners"),
    "cohort_name_is_unique_in_programme": (no.NameTaken, "name"),
    "venue_name_is_unique_for_a_provider": (no.NameTaken, "name"),
    "room_name_is_unique_in_venue": (no.NameTaken, "room_name"),
    "place_participant_is_in_one_place": (no.Clash, None),
    "place_seat_is_taken_once": (no.Full, None),
    "place_seat_is_within_capacity": (no.Full, None),
    "place_seat_is_not_held": (no.Full, None),
    "held_seat_is_held_once": (no.Full, None),
    "held_seat_is_nobodys_place": (no.Full, None),
    "held_seat_is_within_capacity": (no.Full, None),
    "held_seat_is_on_a_workshop_that_runs": (no.NotOffered, None),
    "place_is_on_a_workshop_that_runs": (no.NotOffered, None),
    "place_is_single_for_a_plan_step": (no.AlreadyBooked, None),
}


@contextmanager
def named() -> Iterator[None]:
    """Turn a constraint that says no into the refusal it stands for; only what is inside is undone.

    :raises Refused: the one that belongs to the constraint; any other error passes.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        found = _REFUSALS.get(getattr(diagnosis, "constraint_name", None) or "")
        if found is None:
            raise
        refusal, field = found
        raise refusal(field=field) from error
