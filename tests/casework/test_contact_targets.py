"""By when she is to be called and reached: counted from the referral, the arrest or the disposal."""

from __future__ import annotations

from datetime import date

import pytest

from casework.reach_limits import limits
from programmes import loader
from programmes.definition import ContactTarget
from programmes.kinds import StartEvent
from programmes.label import Label
from programmes.rules import CaseDates, target_on

DATES = CaseDates(
    referred_on=date(2026, 12, 23), arrest_on=date(2026, 12, 20), disposal_on=date(2026, 12, 22)
)


def target(days: int, start: str, *, working: bool) -> ContactTarget:
    return ContactTarget("REACHED", days, working, StartEvent(start), Label({"en": "Reached"}))


@pytest.mark.parametrize(
    ("days", "start", "working", "expected"),
    [
        (14, "REFERRAL", False, date(2027, 1, 6)),
        (14, "ARREST", False, date(2027, 1, 3)),
        (14, "DISPOSAL", False, date(2027, 1, 5)),
        # Christmas Eve, then Christmas Day, a weekend and a substitute day: the 29th is the second
        (2, "REFERRAL", True, date(2026, 12, 29)),
        (2, "DISPOSAL", True, date(2026, 12, 24)),
        (2, "OFFENCE", True, None),  # nobody has given that day
    ],
)
def test_a_target_is_counted_from_the_day_its_definition_names(
    days: int, start: str, working: bool, expected: date | None
) -> None:
    assert target_on(target(days, start, working=working), DATES) == expected


def test_an_extra_closed_day_is_no_working_day_of_a_target() -> None:
    closed = frozenset({date(2026, 12, 24)})

    assert target_on(target(2, "REFERRAL", working=True), DATES, closed) == date(2026, 12, 30)
    assert target_on(target(2, "REFERRAL", working=False), DATES, closed) == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("called", "spoken", "expected"),
    [
        (False, False, ["FIRST_CALL", "REACHED"]),
        (True, False, ["REACHED"]),
        (True, True, []),
    ],
)
def test_a_call_meets_the_first_target_and_only_speaking_to_her_the_other(
    called: bool, spoken: bool, expected: list[str]
) -> None:
    juno = next(d.definition for d in loader.load_all() if d.definition.code == "JUNO")

    found = limits(juno, DATES, called=called, spoken=spoken)

    assert [limit.code for limit in found] == expected


def test_without_the_day_of_arrest_that_limit_is_not_made_up() -> None:
    juno = next(d.definition for d in loader.load_all() if d.definition.code == "JUNO")

    found = limits(juno, CaseDates(referred_on=date(2026, 12, 23)), called=False, spoken=False)

    assert [(limit.code, limit.on) for limit in found] == [("FIRST_CALL", date(2026, 12, 29))]
