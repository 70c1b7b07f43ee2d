"""Women on a group that had begun before this service was used: their places and marks as they were.

Nothing is written to anybody. Where a day lies ahead the case waits until a coordinator releases it
(`casework.actions.releasing`), as a case that was brought in does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from audit import trail
from casework.actions.absences import Known, note_absence
from casework.actions.opening import open_case
from casework.actions.releasing import IMPORTED
from casework.models import Review
from casework.statuses import AbsenceReason
from referrals.models import Referral
from ui.refusals import Refused
from workshops import refusals as no
from workshops.actions import Entry, Override, book_run
from workshops.actions.history import close_past_register, record_mark
from workshops.models import Place, Workshop
from workshops.statuses import ABSENT, Mark


class NoSuchCase(Refused):
    """No case of this programme has that reference."""

    sentence = _lazy("No case of this programme has this reference. Check it, or take her case on first.")
    field = "reference"


@dataclass(frozen=True)
class PastMark:
    """What another record says of one day; a reason belongs to an absence, and only there."""

    mark: Mark
    reason: AbsenceReason | None = None
    told_before: bool | None = None

    def check(self) -> None:
        """:raises Refused: WhyAbsent, OnlyAbsences."""
        if self.mark in ABSENT and self.reason is None:
            raise no.WhyAbsent(field="reason")
        if self.mark not in ABSENT and self.reason is not None:
            raise no.OnlyAbsences(field="reason")


NO_MARKS: Mapping[UUID, PastMark] = {}


def put_on_group(
    referral: Referral,
    days: Sequence[Workshop],
    marks: Mapping[UUID, PastMark] = NO_MARKS,
    *,
    by: User,
    at: datetime,
    override: Override | None = None,
) -> list[Place]:
    """Put her on these days of one group as if she had been booked before the first; then her marks.

    All of the rules of a booking hold, as they would have held then.

    :param marks: by workshop, for days that have been.
    :param override: two people who say that she was, or may be, in a building with somebody she is kept apart from.
    :raises Refused: as `workshops.actions.book_run`, NotYours, NotOnTheBooks, RegisterDone, LiesAhead,
        WhyAbsent, OnlyAbsences; nothing is kept then.
    """
    if not days:
        raise no.NotOnTheGroup
    before = min(day.starts_at for day in days) - timedelta(hours=1)
    with transaction.atomic():
        _participant, locked = open_case(referral, by=by)
        places = book_run(locked, days, by=by, at=min(at, before), override=override, write=False)
        for place in places:
            if place.workshop_id in marks:
                _write(place, marks[place.workshop_id], by=by, at=at)
            elif place.workshop.finished_at is not None:
                raise no.RegisterDone
        _wait_for_release(locked, places, by=by, at=at)
        return places


def give_mark(referral: Referral, workshop: Workshop, given: PastMark, *, by: User, at: datetime) -> bool:
    """Give her the mark another record has; tell whether it was new.

    :raises Refused: NotYours, NotOnTheBooks, NotOnTheGroup, LiesAhead, MarkedOtherwise, WhyAbsent,
        OnlyAbsences.
    """
    with transaction.atomic():
        _participant, locked = open_case(referral, by=by)
        place = Place.objects.held().filter(referral=locked, workshop=workshop).first()
        if place is None:
            raise no.NotOnTheGroup
        if place.mark == given.mark:
            return False
        if place.mark != Mark.NOT_MARKED:
            words = _("Her register says “%(mark)s”. A manager corrects it there, with a reason.")
            raise no.MarkedOtherwise(words % {"mark": place.get_mark_display()})
        _write(place, given, by=by, at=at)
        return True


def close_past(workshops: Sequence[Workshop], *, by: User, at: datetime) -> int:
    """Sign off the registers of these days on which everybody is marked, without a word to anybody."""
    return sum(close_past_register(workshop, by=by, at=at) for workshop in workshops)


def _write(place: Place, given: PastMark, *, by: User, at: datetime) -> None:
    given.check()
    if place.workshop.starts_at > at:
        raise no.LiesAhead(field="mark")
    marked = record_mark(place, Entry(given.mark), by=by, at=min(at, place.workshop.ends_at))
    if given.reason is not None:
        known = Known(told_before=given.told_before, reason=given.reason)
        note_absence(marked, known, by=by, at=at)


def _wait_for_release(referral: Referral, places: Sequence[Place], *, by: User, at: datetime) -> None:
    trail.record("case.put_on_group", referral, by=by, at=at, facts={"days": len(places)})
    waits = Review.objects.filter(referral=referral, kind=IMPORTED, settled_at__isnull=True)
    if any(place.workshop.starts_at > at for place in places) and not waits.exists():
        Review.objects.create(referral=referral, kind=IMPORTED, raised_at=at)
