"""Marks that were made before this service was used: kept as they were, and nothing is sent for them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit import trail
from workshops import refusals as no
from workshops.actions.register import Entry, write_mark
from workshops.models import Place, Workshop
from workshops.statuses import Mark


def record_mark(place: Place, entry: Entry, *, by: User, at: datetime) -> Place:
    """Keep a mark from another record, on a register that may be signed off already.

    :raises TooEarly: when the workshop lies ahead.
    """
    with transaction.atomic():
        workshop = Workshop.objects.select_for_update().get(pk=place.workshop_id)
        if workshop.starts_at > at:
            raise no.TooEarly
        return write_mark(place, entry, by=by, at=at, from_paper=True)


def close_past_register(workshop: Workshop, *, by: User, at: datetime) -> bool:
    """Sign off a past register on which everybody is marked, without a word to anybody; tell whether it was."""
    with transaction.atomic():
        locked = Workshop.objects.select_for_update().get(pk=workshop.pk)
        unmarked = Place.objects.held().filter(workshop=locked, mark=Mark.NOT_MARKED)
        if locked.finished_at is not None or locked.ends_at > at or unmarked.exists():
            return False
        locked.finished_at, locked.finished_by = at, by.trail_name
        locked.advance("finished_at", "finished_by")
        trail.record("register.finish", locked, by=by, at=at, facts={"imported": True})
        return True
