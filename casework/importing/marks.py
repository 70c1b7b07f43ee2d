"""Who was on the groups that exist, and her marks: one row puts a woman on a group, or is one mark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.actions.day_one import PastMark, give_mark, put_on_group
from casework.importing.cells import Cells
from casework.importing.mending import mend_of
from casework.statuses import AbsenceReason
from programmes.models import Programme
from referrals.models import Referral
from ui.refusals import Refused
from workshops import refusals as no
from workshops.models import Place, Workshop
from workshops.statuses import MARKED, Mark

COLUMNS = ("case", "cohort", "workshop", "mark", "reason", "told_before")
NEEDED = ("case", "cohort", "mark")
BOOKED = "BOOKED"
WORDS = (BOOKED, *(mark.value for mark in Mark if mark in MARKED))


def key(cells: Cells) -> tuple[str, ...]:
    """Return what a file says once: one mark of one woman for one day, or that she is on it."""
    word = BOOKED if cells.raw("mark").upper() == BOOKED else "MARK"
    return cells.raw("case").upper(), cells.raw("cohort"), cells.raw("workshop"), word


def bring_in(cells: Cells, programme: Programme, *, by: User, at: datetime) -> bool:
    """Bring one row in; tell whether it was new. Faults are left in `cells`."""
    word = cells.choice("mark", WORDS, "")
    referral = _case(cells, programme, by=by)
    days = _days(cells, programme, word)
    given = _given(cells, word)
    for column in NEEDED:
        if not cells.raw(column):
            cells.refuse(column, _("Fill this in."))
    if cells.faults or referral is None or not days:
        return False
    try:
        if given is None:
            return _put_on(referral, days, by=by, at=at)
        return give_mark(referral, days[0], given, by=by, at=at)
    except Refused as refused:
        cells.refuse(_column_of(refused), mend_of(refused))
        return False


def _put_on(referral: Referral, days: Sequence[Workshop], *, by: User, at: datetime) -> bool:
    there = set(Place.objects.held().filter(referral=referral).values_list("workshop", flat=True))
    if {day.pk for day in days} <= there:
        return False
    put_on_group(referral, days, by=by, at=at)
    return True


def _given(cells: Cells, word: str) -> PastMark | None:
    """Return the mark of a row; None where it puts her on the group."""
    reason = cells.choice("reason", AbsenceReason.values, "")
    told = cells.flag("told_before") if cells.raw("told_before") else None
    if word in ("", BOOKED):
        if reason:
            cells.refuse("reason", no.OnlyAbsences.sentence)
        return None
    return PastMark(Mark(word), AbsenceReason(reason) if reason else None, told)


def _case(cells: Cells, programme: Programme, *, by: User) -> Referral | None:
    text = cells.text("case", most=60)
    mine = Referral.objects.visible_to(by).filter(programme=programme, participant__isnull=False)
    found = mine.filter(Q(reference__iexact=text) | Q(source_reference=text)).first() if text else None
    if text and found is None:
        cells.refuse("case", _("No case has this reference. Check it, or bring the case in first."))
    return found


def _days(cells: Cells, programme: Programme, word: str) -> Sequence[Workshop]:
    """Return the days a row is about: of a mark one, of a booking all of the group unless it names one."""
    cohort = cells.text("cohort", most=80)
    mine = Workshop.objects.running().select_related("room__venue", "cohort").order_by("starts_at")
    days = list(mine.filter(cohort__name=cohort, programme=programme)) if cohort else []
    if cohort and not days:
        cells.refuse("cohort", _("Bring this group in first, or write its name as it is there."))
    if word != BOOKED and not cells.raw("workshop"):
        cells.refuse("workshop", _("Write which workshop of the group the mark is for."))
    if not days or not cells.raw("workshop"):
        return days
    number = cells.number("workshop", 0)
    found = [day for day in days if day.step_number == number]
    if number and not found:
        cells.refuse("workshop", _("The group has no workshop of this number. Check it."))
    return found


def _column_of(refused: Refused) -> str:
    if isinstance(refused, (no.WhyAbsent, no.OnlyAbsences)):
        return "reason"
    if isinstance(refused, (no.LiesAhead, no.MarkedOtherwise)):
        return "mark"
    named = {"NotOnTheBooks": "case", "NotYours": "case", "NotOpen": "case"}
    return named.get(type(refused).__name__, "cohort")
