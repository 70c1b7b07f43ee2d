"""Figures about what happened in the quarter, whenever she was referred."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from referrals.statuses import Status
from reports.measures.facts import Case, Period
from reports.measures.measure import (
    Basis,
    Counts,
    Figure,
    Unit,
    measure,
    median_days,
    share,
    share_of_numbers,
    total,
)
from reports.measures.places import Booking
from reports.quarters import local_day

ENDED = _("Accepted cases that ended in the quarter")


@measure(
    "activity_places_used",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    counts=Counts.PLACES,
    label=_("Places used, all workshops"),
    definition=_(
        "Places women still had when a workshop in the quarter began, and whether they came. A workshop that "
        "did not run, a place given back before the day and a place not marked yet are not counted."
    ),
    numerator=_("Places where she came"),
    denominator=_("Places booked for workshops held in the quarter, with a mark"),
)
def places_used(period: Period) -> Figure:
    return _places(period.places(lambda case, booking: True))


@measure(
    "activity_attended_first",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    counts=Counts.PLACES,
    label=_("Attended %(first)s"),
    definition=_(
        "Of the places booked for the first workshop of a plan, held in the quarter, how many were used. "
        "Turned away late is not attended."
    ),
    numerator=_("Places where she came"),
    denominator=_("Places booked for first workshops held in the quarter, with a mark"),
    applies=lambda rules: rules.last_step is not None,
)
def attended_first(period: Period) -> Figure:
    return _places(period.places(lambda case, booking: booking.step == case.rules.first_step))


@measure(
    "activity_attended_last",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    counts=Counts.PLACES,
    label=_("Attended %(last)s"),
    definition=_(
        "Of the places booked for the last workshop of a plan, held in the quarter, how many were used. "
        "Turned away late is not attended."
    ),
    numerator=_("Places where she came"),
    denominator=_("Places booked for last workshops held in the quarter, with a mark"),
    applies=lambda rules: rules.last_step is not None and rules.last_step != rules.first_step,
)
def attended_last(period: Period) -> Figure:
    return _places(period.places(lambda case, booking: booking.step == case.rules.last_step))


@measure(
    "activity_ended",
    basis=Basis.ACTIVITY,
    unit=Unit.COUNT,
    label=_("Cases ended"),
    definition=_(
        "Accepted cases that were completed, handed back as not completed or withdrawn on a day in the "
        "quarter, and not reopened since."
    ),
    numerator=ENDED,
)
def ended(period: Period) -> Figure:
    return total(period.ended)


@measure(
    "activity_completed",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    label=_("Completed"),
    definition=_("Of the cases that ended in the quarter, those recorded as completed."),
    numerator=_("Cases completed in the quarter"),
    denominator=ENDED,
)
def completed(period: Period) -> Figure:
    return share(_ended_as(period, Status.COMPLETED), period.ended)


@measure(
    "activity_not_completed",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    label=_("Not completed"),
    definition=_("Of the cases that ended in the quarter, those handed back to police as not completed."),
    numerator=_("Cases handed back in the quarter"),
    denominator=ENDED,
)
def not_completed(period: Period) -> Figure:
    return share(_ended_as(period, Status.NOT_COMPLETED), period.ended)


@measure(
    "activity_withdrawn",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    label=_("Withdrawn after acceptance"),
    definition=_("Of the cases that ended in the quarter, those taken back by police or by the service."),
    numerator=_("Accepted cases withdrawn in the quarter"),
    denominator=ENDED,
)
def withdrawn(period: Period) -> Figure:
    return share(_ended_as(period, Status.WITHDRAWN), period.ended)


@measure(
    "activity_told_in_time",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    label=_("Police told by the deadline"),
    definition=_(
        "Of the cases completed or not completed in the quarter, with somebody to tell and a deadline, those "
        "whose newest notice went to police on or before the deadline as it stood then."
    ),
    numerator=_("Those told on or before the deadline"),
    denominator=_("Cases completed or not completed in the quarter, with a deadline and police to tell"),
)
def told_in_time(period: Period) -> Figure:
    outcomes = _ended_as(period, Status.COMPLETED, Status.NOT_COMPLETED)
    owed = [case for case in outcomes if case.police_to_tell and case.tell_by]
    return share((case for case in owed if case.told_in_time), owed)


@measure(
    "median_days_to_contact",
    basis=Basis.ACTIVITY,
    unit=Unit.DAYS,
    label=_("Referral to first conversation"),
    definition=_(
        "Calendar days from the day the referral was sent to the day we first spoke to her, for women first "
        "spoken to in the quarter. Half took this long or less."
    ),
    numerator=_("The middle number of days"),
    denominator=_("Accepted cases with their first conversation in the quarter"),
)
def days_to_contact(period: Period) -> Figure:
    spoken = period.reached
    return median_days({c.id: _days(c, local_day(c.first_spoken_at)) for c in spoken if c.first_spoken_at})


@measure(
    "median_days_to_first",
    basis=Basis.ACTIVITY,
    unit=Unit.DAYS,
    label=_("Referral to %(first)s"),
    definition=_(
        "Calendar days from the day the referral was sent to the day of the first workshop she came to, for "
        "women who first came in the quarter. Half took this long or less."
    ),
    numerator=_("The middle number of days"),
    denominator=_("Cases whose first attended workshop was in the quarter"),
)
def days_to_first(period: Period) -> Figure:
    return median_days({c.id: _days(c, local_day(c.visits[0].held_at)) for c in period.began})


@measure(
    "median_days_to_completion",
    basis=Basis.ACTIVITY,
    unit=Unit.DAYS,
    label=_("Referral to completion"),
    definition=_(
        "Calendar days from the day the referral was sent to the day completion was recorded, for cases "
        "completed in the quarter. Half took this long or less."
    ),
    numerator=_("The middle number of days"),
    denominator=_("Cases completed in the quarter"),
)
def days_to_completion(period: Period) -> Figure:
    done = _ended_as(period, Status.COMPLETED)
    return median_days({c.id: _days(c, local_day(c.closed_at)) for c in done if c.closed_at})


def _ended_as(period: Period, *statuses: Status) -> list[Case]:
    return [case for case in period.ended if case.status in statuses]


def _places(places: Iterable[tuple[Case, Booking]]) -> Figure:
    held = list(places)
    used = [case.id for case, booking in held if case.attended(booking)]
    return share_of_numbers(len(used), len(held), used)


def _days(case: Case, on: date) -> int:
    return (on - case.sent_on).days
