"""Groups that already exist, part-way or over: one row of the file is one workshop day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.importing.cells import Cells, email
from programmes.models import Programme
from workshops.actions import add_workshop
from workshops.models import Cohort, Room, Workshop

COLUMNS = ("cohort", "workshop", "date", "start", "end", "venue", "room", "places", "practitioner")
NEEDED = ("cohort", "workshop", "date", "venue", "room")


@dataclass(frozen=True)
class Day:
    """One workshop day as the file has it; times are Europe/London."""

    cohort: str
    number: int
    on: date | None
    start: time
    end: time
    venue: str
    room: str
    places: int
    practitioner: str


def read(cells: Cells) -> Day:
    """Return what one row says; its faults are left in `cells`."""
    found = Day(
        cohort=cells.text("cohort", most=80),
        number=cells.number("workshop", 1),
        on=cells.day("date"),
        start=cells.clock("start", time(10)),
        end=cells.clock("end", time(15)),
        venue=cells.text("venue", most=100),
        room=cells.text("room", most=60),
        places=cells.number("places", 12),
        practitioner=str(cells.read("practitioner", email, empty="")),
    )
    for column in ("cohort", "date", "venue", "room"):
        if not cells.raw(column):
            cells.refuse(column, _("Fill this in."))
    if found.end <= found.start:
        cells.refuse("end", _("Write an end that is after the start."))
    return found


def bring_in(cells: Cells, programme: Programme, *, by: User, at: datetime) -> bool:
    """Make the workshop day of one row; tell whether it was new. Faults are left in `cells`."""
    found = read(cells)
    room = Room.objects.filter(
        venue__provider=programme.provider, venue__name=found.venue, name=found.room
    ).first()
    if room is None:
        cells.refuse("room", _("Add this venue and room first, or write its name as it is there."))
    staff = _practitioner(cells, found)
    if cells.faults or room is None or found.on is None:
        return False
    with transaction.atomic():
        cohort = _cohort(programme, found.cohort, by=by, at=at)
        if Workshop.objects.filter(cohort=cohort, step_number=found.number).exists():
            return False
        starts_at = timezone.make_aware(datetime.combine(found.on, found.start))
        add_workshop(
            programme,
            cohort=cohort,
            step_number=found.number,
            room=room,
            starts_at=starts_at,
            ends_at=timezone.make_aware(datetime.combine(found.on, found.end)),
            capacity=found.places,
            practitioners=staff,
            by=by,
            at=min(at, starts_at - timedelta(days=1)),
        )
    return True


def _practitioner(cells: Cells, found: Day) -> list[User]:
    if not found.practitioner:
        return []
    staff = User.objects.filter(email=found.practitioner).first()
    if staff is None:
        cells.refuse("practitioner", _("Add this person first, or leave the cell empty."))
        return []
    return [staff]


def _cohort(programme: Programme, name: str, *, by: User, at: datetime) -> Cohort:
    cohort, _made = Cohort.objects.get_or_create(
        programme=programme,
        name=name,
        defaults={"source_reference": name[:60], "made_at": at, "made_by": by.trail_name},
    )
    return cohort
