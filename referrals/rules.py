"""When a referral lies outside a programme's rules, and when police are chased. No Django here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from programmes.clock import deadline
from programmes.definition import Definition
from programmes.kinds import Route
from programmes.rules import CaseDates, too_young
from programmes.working_days import add_working_days

LONDON = ZoneInfo("Europe/London")
CHASE_EVERY = 3  # working days police have for a question or a notice, each time
CHASES = 2  # to the officer, then to the team; after that a person rings


class Age(StrEnum):
    """What can be said of her age on the day that counts."""

    OLD_ENOUGH = "OLD_ENOUGH"
    TOO_YOUNG = "TOO_YOUNG"
    NOT_KNOWN = "NOT_KNOWN"


class Outside(StrEnum):
    """A rule that a referral does not keep; it may be accepted all the same, with a reason."""

    ELIGIBILITY = "ELIGIBILITY"
    NOT_CONFIRMED = "NOT_CONFIRMED"
    DISPOSAL = "DISPOSAL"
    AREA = "AREA"
    DEADLINE_PASSED = "DEADLINE_PASSED"
    NOT_AGREED = "NOT_AGREED"


@dataclass(frozen=True, slots=True)
class Sent:
    """What the rules look at in a referral."""

    dates: CaseDates
    route: Route
    disposal: str
    postcode: str
    confirmed: bool
    agreed: bool
    outside_answers: Sequence[str] = ()


def age(
    definition: Definition,
    born_on: date | None,
    *,
    disposal_on: date | None,
    expected_on: date | None,
    today: date,
) -> Age:
    """Tell whether she is old enough on the disposal date, else on the expected date, else today.

    design.md §5 rule 1; Criminal Justice Act 2003, s.22(1).
    """
    if born_on is None:
        return Age.NOT_KNOWN
    least = definition.admission.minimum_age
    young = too_young(least, born_on, disposal_on=disposal_on, expected_on=expected_on or today)
    return Age.TOO_YOUNG if young else Age.OLD_ENOUGH


def outside(definition: Definition, sent: Sent, *, today: date) -> tuple[Outside, ...]:
    """Return the rules, age apart, that a referral does not keep."""
    disposals = {disposal.code for disposal in definition.disposals_for(sent.route)}
    broken = {
        Outside.ELIGIBILITY: bool(sent.outside_answers),
        Outside.NOT_CONFIRMED: not sent.confirmed,
        Outside.DISPOSAL: sent.disposal not in disposals,
        Outside.AREA: _outside_area(definition, sent.postcode),
        Outside.DEADLINE_PASSED: deadline(definition.window, sent.dates).over(today),
        Outside.NOT_AGREED: not sent.agreed,
    }
    return tuple(rule for rule, is_broken in broken.items() if is_broken)


def _outside_area(definition: Definition, postcode: str) -> bool:
    return bool(definition.routing and postcode) and definition.site_for(postcode) is None


def chase_due_at(asked_at: datetime, number: int, closed: Collection[date] = ()) -> datetime:
    """Return when the reminder of this number goes: at the same clock time, three working days later each.

    :param number: 1 for the first reminder.
    :param closed: days the office is shut beside weekends and bank holidays.
    """
    local = asked_at.astimezone(LONDON)
    on = add_working_days(local.date(), CHASE_EVERY * number, frozenset(closed))
    return datetime.combine(on, local.timetz().replace(tzinfo=None), LONDON)


def chases_due(asked_at: datetime, at: datetime, closed: Collection[date] = ()) -> int:
    """Return how many reminders should have gone by `at`: none, one or two."""
    return sum(chase_due_at(asked_at, number, closed) <= at for number in range(1, CHASES + 1))
