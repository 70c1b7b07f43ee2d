"""What a programme's definition says about dates, ages and completion. No Django here.

All dates are calendar dates in England; "by" a date includes that date.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from programmes.dates import add_months, age_on, days
from programmes.definition import ContactTarget, LimitWarning, Window
from programmes.kinds import StartEvent, WindowKind
from programmes.label import Label
from programmes.working_days import NO_DAYS, add_working_days

__all__ = ["add_months", "age_on"]

NEAR_DAYS = 28  # nearer than this a deadline is shown as near, and looked at every day


@dataclass(frozen=True, slots=True)
class CaseDates:
    """The dates of one case, as far as they are known."""

    referred_on: date | None = None
    disposal_on: date | None = None
    police_deadline_on: date | None = None
    offence_on: date | None = None
    arrest_on: date | None = None
    court_on: date | None = None
    agreed_on: date | None = None
    summary_only: bool | None = None

    def of(self, event: StartEvent) -> date | None:
        """Give the day of an event, None when it is not known."""
        return {
            StartEvent.REFERRAL: self.referred_on,
            StartEvent.ARREST: self.arrest_on,
            StartEvent.DISPOSAL: self.disposal_on,
            StartEvent.OFFENCE: self.offence_on,
        }[event]


def target_on(target: ContactTarget, dates: CaseDates, closed: Collection[date] = NO_DAYS) -> date | None:
    """Return the last day of a contact target; None while the day it starts from is not known."""
    start = dates.of(target.start)
    if start is None:
        return None
    if target.working_days:
        return add_working_days(start, target.days, closed)
    return start + timedelta(days=target.days)


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when she must have finished.

    `needed`: nobody may book before it is known. `stated`: police wrote it themselves.
    `opens_on`: she may not have finished before this day.
    """

    on: date | None
    needed: bool
    stated: bool = False
    opens_on: date | None = None

    def days_left(self, today: date) -> int | None:
        """Give the days from today to the deadline: 0 on the day itself, negative after it."""
        return self.slack(today)

    def slack(self, ends_on: date) -> int | None:
        """Give the days between the end of something and the deadline; None without a deadline."""
        return None if self.on is None else (self.on - ends_on).days

    def allows(self, ends_on: date) -> bool:
        """Tell whether what ends on a day ends by the deadline."""
        return self.on is None or ends_on <= self.on

    def over(self, today: date) -> bool:
        return not self.allows(today)

    def near(self, today: date) -> bool:
        """Tell whether fewer than 28 days are left, and the deadline is not over."""
        left = self.days_left(today)
        return left is not None and 0 <= left < NEAR_DAYS


@dataclass(frozen=True, slots=True)
class LegalDate:
    """A date that warns. `certain` is false while nobody has said whether the limit applies.

    `safe_on`: the last day a booking may end without this warning being raised over it.
    """

    code: str
    on: date
    safe_on: date
    label: Label
    law: Label
    certain: bool
    passed: bool


def too_young(minimum_age: int, born_on: date, *, disposal_on: date | None, expected_on: date) -> bool:
    """Tell whether she is under the minimum age on the disposal date, else on the expected date.

    Criminal Justice Act 2003, s.22(1), for a conditional caution: a person aged 18 or over.
    """
    return age_on(born_on, disposal_on or expected_on) < minimum_age


def deadline(window: Window, dates: CaseDates) -> Deadline:
    """Give the day by which she must have finished.

    What police state is the deadline, whatever the kind of window, and is never filled in for
    them. Where they state none, a window of days is counted from its start.
    """
    opens_on = _opens_on(window, dates)
    if dates.police_deadline_on is not None:
        return Deadline(dates.police_deadline_on, needed=True, stated=True, opens_on=opens_on)
    counted = _counted_deadline(window, dates)
    return Deadline(counted, needed=window.kind is not WindowKind.NONE, opens_on=opens_on)


def _counted_deadline(window: Window, dates: CaseDates) -> date | None:
    match window.kind:
        case WindowKind.DAYS_FROM_ISSUE:
            return _days_from_issue(window, dates)
        case WindowKind.MIN_MAX:
            return _latest_of_range(window, dates)
        case WindowKind.COURT_DATE:
            return _before_court(window, dates)
        case WindowKind.AGREED_PER_PERSON:
            return dates.agreed_on
        case WindowKind.POLICE_DEADLINE | WindowKind.NONE:
            return None


def _days_from_issue(window: Window, dates: CaseDates) -> date | None:
    """21 days beginning with the day of issue end 20 days after it; otherwise 21 days after it."""
    start = dates.of(window.start)
    if start is None or window.days is None:
        return None
    return start + days(window.days - window.first_day_counts)


def _latest_of_range(window: Window, dates: CaseDates) -> date | None:
    start = dates.of(window.start)
    if start is None:
        return None
    if window.max_months is not None:
        return add_months(start, window.max_months)
    return None if window.max_days is None else start + days(window.max_days)


def _before_court(window: Window, dates: CaseDates) -> date | None:
    return None if dates.court_on is None else dates.court_on - days(window.days_before_court)


def _opens_on(window: Window, dates: CaseDates) -> date | None:
    start = dates.of(window.start)
    if window.kind is not WindowKind.MIN_MAX or start is None or not window.min_days:
        return None
    return start + days(window.min_days)


def legal_dates(window: Window, dates: CaseDates, *, today: date) -> tuple[LegalDate, ...]:
    """Give the dates that law and guidance set beside the deadline, earliest first."""
    found = []
    for warning in window.warnings:
        on = limit_on(warning, dates)
        if on is None or (warning.summary_only and dates.summary_only is False):
            continue
        found.append(
            LegalDate(
                code=warning.code,
                on=on,
                safe_on=on - days(warning.lead_days),
                label=warning.label,
                law=warning.law,
                certain=not warning.summary_only or dates.summary_only is True,
                passed=today > on,
            )
        )
    return tuple(sorted(found, key=lambda legal: (legal.on, legal.code)))


def limit_on(warning: LimitWarning, dates: CaseDates) -> date | None:
    """Give the date of one limit, None while its start is not known."""
    start = dates.of(warning.start)
    if start is None:
        return None
    if warning.months is not None:
        return add_months(start, warning.months)
    return start + days(7 * (warning.weeks or 0))


def suggested_deadline(window: Window, dates: CaseDates) -> date | None:
    """Give the date that the page may offer police as a deadline ("Use 16 weeks: Wed 4 Feb")."""
    for warning in window.warnings:
        if warning.offered_as_deadline:
            return limit_on(warning, dates)
    return None
