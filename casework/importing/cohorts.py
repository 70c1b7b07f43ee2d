"""Groups that already exist, part-way or over: one row of the file is one workshop day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.roles import Role
from casework.importing.cells import Cells, email
from programmes.group_dates import CannotPlan, NoDates, check_apart
from programmes.messages import why_no_dates
from programmes.models import ClosedDay, Programme
from programmes.parts import group_steps
from programmes.working_days import is_closed
from ui.refusals import Refused
from workshops import refusals as no
from workshops.actions import add_workshop
from workshops.actions.running import refuse_shut
from workshops.models import Cohort, Room, Workshop

COLUMNS = (
    "cohort", "workshop", "date", "start", "end", "venue", "room", "places", "practitioner", "as_it_was",
)  # fmt: skip
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
    practitioners: tuple[str, ...]
    as_it_was: bool

    @property
    def between(self) -> tuple[datetime, datetime]:
        """When it starts and ends; the day is known by then."""
        assert self.on is not None  # noqa: S101 (`bring_in` has seen to it)
        starts_at = timezone.make_aware(datetime.combine(self.on, self.start))
        return starts_at, timezone.make_aware(datetime.combine(self.on, self.end))


def key(cells: Cells) -> tuple[str, ...]:
    """Return what a file says once: one day of one group."""
    return cells.raw("cohort"), cells.raw("workshop")


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
        practitioners=tuple(cells.read("practitioner", _emails, empty=())),
        as_it_was=cells.flag("as_it_was"),
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
    rooms = Room.objects.filter(venue__provider=programme.provider, venue__name=found.venue, name=found.room)
    room = rooms.select_related("venue").first()
    if room is None:
        cells.refuse("room", _("Add this venue and room first, or write its name as it is there."))
    _check_step(cells, programme, found)
    staff = _practitioners(cells, found, programme)
    if cells.faults or room is None or found.on is None:
        return False
    try:
        with transaction.atomic():
            return _keep(cells, found, programme, room, staff, by=by, at=at)
    except Refused as refused:
        cells.refuse(COLUMN_OF.get(type(refused).__name__, "date"), refused.sentence)
        return False


COLUMN_OF = {
    "TooManyForTheRoom": "places",
    "NoRoom": "room",
    "VenueShut": "venue",
    "BuildingShut": "venue",
    "PractitionerElsewhere": "practitioner",
    "TrainingRanOut": "practitioner",
}


def _keep(
    cells: Cells, found: Day, programme: Programme, room: Room, staff: list[User], *, by: User, at: datetime
) -> bool:
    starts_at, ends_at = found.between
    cohort = _cohort(programme, found.cohort, by=by, at=at)
    days = {day.step_number: day for day in Workshop.objects.filter(cohort=cohort)}
    if found.number in days:
        if days[found.number].starts_at != starts_at or days[found.number].room_id != room.pk:
            cells.refuse(
                "workshop", _("The group has this workshop at another time or place. Change it there.")
            )
        return False
    if any((n < found.number) != (day.starts_at < starts_at) for n, day in days.items() if n):
        raise no.CannotBePlanned(_("The workshops of a group follow each other. Write their dates in order."))
    _check_apart(cohort, found, days, programme)
    refuse_shut(room, [starts_at])
    if starts_at > at and is_closed(timezone.localdate(starts_at), ClosedDay.days()):
        raise no.ClosedThatDay(_("This day is a bank holiday or a closed day. Write another."))
    add_workshop(
        programme,
        cohort=cohort,
        step_number=found.number,
        room=room,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=found.places,
        practitioners=staff,
        by=by,
        at=min(at, starts_at - timedelta(days=1)),
    )
    return True


def _check_apart(
    cohort: Cohort, found: Day, days: Mapping[int | None, Workshop], programme: Programme
) -> None:
    """Ask how far the day lies from its neighbours that are there: days over before the group came are facts.

    :raises CannotBePlanned: when it is outside its gap, and does not say that it was so where it may have been.
    """
    this = Workshop(cohort=cohort, starts_at=found.between[0], ends_at=found.between[1])
    there = {**days, found.number: this}
    for before, step in pairwise(group_steps(programme.current.parsed.steps)):
        if found.number not in (before.number, step.number) or not {before.number, step.number} <= set(there):
            continue
        first, then = (timezone.localdate(there[number].starts_at) for number in (before.number, step.number))
        been = there[step.number].entered_afterwards
        try:
            check_apart(step, first, then, been=been, as_it_was=found.as_it_was)
        except CannotPlan as refusal:
            raise no.CannotBePlanned(_why(refusal)) from refusal


def _why(refusal: CannotPlan) -> str:
    if refusal.code is not NoDates.WAS_OUTSIDE_GAP:
        return why_no_dates(refusal)
    so = _g("If the group did meet that day, write yes in the column as_it_was.")
    return f"{why_no_dates(refusal)} {so}"


def _check_step(cells: Cells, programme: Programme, found: Day) -> None:
    numbers = {step.number for step in programme.current.parsed.steps}
    if found.number not in numbers:
        words = _g("The programme has no workshop of this number. Write one from 1 to %(most)d.")
        cells.refuse("workshop", words % {"most": max(numbers)})


def _emails(text: str) -> list[str]:
    return [email(one.strip()) for one in text.split(";") if one.strip()]


def _practitioners(cells: Cells, found: Day, programme: Programme) -> list[User]:
    """Return who runs it: people of this provider."""
    held = Membership.objects.filter(
        organisation=programme.provider_id, role=Role.PRACTITIONER, ended_at__isnull=True
    )
    wanted = set(found.practitioners)
    staff = list(User.objects.filter(email__in=wanted, pk__in=held.values("user"), is_active=True))
    if len(staff) < len(wanted):
        cells.refuse("practitioner", _("Add this person first, or leave the cell empty."))
    return staff


def _cohort(programme: Programme, name: str, *, by: User, at: datetime) -> Cohort:
    cohort, _made = Cohort.objects.get_or_create(
        programme=programme,
        name=name,
        defaults={"source_reference": name[:60], "made_at": at, "made_by": by.trail_name},
    )
    return cohort
