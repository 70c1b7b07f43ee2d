"""Rules of calling her: when to try again, and when everything has been tried. No Django here."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from programmes.office_hours import Office, OfficeHours
from programmes.working_days import add_working_days, working_days_between

LONDON = ZoneInfo("Europe/London")
UNDO = timedelta(minutes=10)
FIXED_AFTER = timedelta(hours=24)
POLICE_ANSWER_DAYS = 3  # working days police have for a question before we go on without them


class Part(StrEnum):
    """A part of the day."""

    MORNING = "MORNING"
    AFTERNOON = "AFTERNOON"
    EVENING = "EVENING"


class Outcome(StrEnum):
    """What came of a call."""

    SPOKE = "SPOKE"
    NO_ANSWER = "NO_ANSWER"
    VOICEMAIL = "VOICEMAIL"
    SOMEBODY_ELSE = "SOMEBODY_ELSE"
    WRONG_NUMBER = "WRONG_NUMBER"
    WILL_RING_BACK = "WILL_RING_BACK"


# When each part of the day begins, and the usual time at which a call falls due in it.
BEGINS = {Part.MORNING: time.min, Part.AFTERNOON: time(12), Part.EVENING: time(17)}
RINGS_AT = {Part.MORNING: time(9, 30), Part.AFTERNOON: time(14), Part.EVENING: time(17, 30)}
_WEEKEND_AT = time(10, 30)
_WAIT = {Outcome.NO_ANSWER: 1, Outcome.VOICEMAIL: 2, Outcome.WILL_RING_BACK: 2}


@dataclass(frozen=True)
class Try:
    """The next attempt: an aware instant and the part of the day it lies in."""

    at: datetime
    part: Part


def part_of(moment: datetime) -> Part:
    """Return the part of the day of an aware instant, on the clock of Europe/London."""
    clock = moment.astimezone(LONDON).time()
    return max((part for part in Part if BEGINS[part] <= clock), key=lambda part: BEGINS[part])


def rings_at(part: Part, hours: OfficeHours) -> time:
    """Return when a call falls due in a part of the day: while the office is open, where it is.

    Where it is shut for the whole of that part, as most are in the evening, the usual time stands: she
    may only be at home then.
    """
    ends = min((begin for begin in BEGINS.values() if begin > BEGINS[part]), default=time.max)
    return hours.within(RINGS_AT[part], since=BEGINS[part], before=ends)


def next_try(
    made_at: datetime,
    outcome: str,
    *,
    office: Office,
    tried: Sequence[str] = (),
    safe_times: Collection[str] = (),
) -> Try | None:
    """Return when to ring again, or None when a call would not help.

    Another part of the day, on a working day, inside her safe times; where those leave only the
    part just tried, that part again; where they leave only the weekend, the weekend.

    :param tried: the parts of the day of the calls before this one, oldest first.
    :param safe_times: codes of `participants.safe_times`; none means any time.
    """
    wait = _WAIT.get(Outcome(outcome))
    if wait is None:
        return None
    on = add_working_days(made_at.astimezone(LONDON).date(), wait, office.closed)
    calls = [*tried, part_of(made_at)]
    parts = sorted(Part, key=lambda part: (part == calls[-1], calls.count(part)))
    for part in parts:
        if not safe_times or f"WEEKDAY_{part}" in safe_times:
            return Try(datetime.combine(on, rings_at(part, office.hours_on(on)), LONDON), part)
    while on.weekday() < 5:
        on += timedelta(days=1)
    return Try(datetime.combine(on, _WEEKEND_AT, LONDON), Part.MORNING)


def due_after(start: datetime, working_days: int, office: Office) -> datetime:
    """Return the end of the office day that many working days after an aware instant.

    A first call, or an answer of police. By the hours as they were known at `start`: hours that are set
    later move nothing that was promised.
    """
    on = add_working_days(start.astimezone(LONDON).date(), working_days, office.closed)
    return office.closing(on, known_at=start)


def working_hours_between(start: datetime, end: datetime, office: Office) -> int:
    """Return the full hours that the office was open between two aware instants."""
    return office.open_between(start, end) // timedelta(hours=1)


class Suggestion(StrEnum):
    """What else to try beside another call."""

    LETTER = "LETTER"
    TELL_HER = "TELL_HER"
    ASK_POLICE = "ASK_POLICE"


def suggestions(
    attempts: int,
    *,
    letter_after: int,
    ask_police_after: int,
    letter_open: bool = True,
    police_asked: bool = False,
    by_mouth: bool = False,
    cannot_ring: bool = False,
) -> tuple[Suggestion, ...]:
    """Return what to try as well after so many attempts that did not reach her: police last.

    :param letter_open: post is allowed, and no letter that asks her to ring is on its way.
    :param by_mouth: the person she trusts, or whoever meets her, may tell her, and is not to do so already.
    :param cannot_ring: she may not be rung, or there is no number that reaches her.
    """
    found = []
    if letter_open and attempts >= letter_after:
        found.append(Suggestion.LETTER)
    if by_mouth and (cannot_ring or attempts >= letter_after):
        found.append(Suggestion.TELL_HER)
    if not police_asked and attempts >= ask_police_after:
        found.append(Suggestion.ASK_POLICE)
    return tuple(found)


def untried(tried: Collection[str], safe_times: Collection[str] = ()) -> tuple[Part, ...]:
    """Return the parts of the day in which nobody has rung her yet and she may be rung."""
    return tuple(
        part for part in Part if part not in tried and (not safe_times or f"WEEKDAY_{part}" in safe_times)
    )


class StillToDo(StrEnum):
    """What the contact protocol still asks for before she counts as not reached."""

    MORE_CALLS = "MORE_CALLS"
    MORE_DAYS = "MORE_DAYS"
    ASK_POLICE = "ASK_POLICE"
    WAIT_FOR_POLICE = "WAIT_FOR_POLICE"


@dataclass(frozen=True)
class Tried:
    """What has been done to reach her.

    :param cannot_ring: there is no number, it is wrong, or somebody else answered it.
    :param police_asked_on: the day police were asked for a number or to see her; None: not asked.
    """

    attempts: int = 0
    first_on: date | None = None
    cannot_ring: bool = False
    police_asked_on: date | None = None
    police_answered: bool = False


def still_to_do(
    tried: Tried,
    *,
    today: date,
    attempts: int,
    over_working_days: int,
    closed: Collection[date] = (),
) -> tuple[StillToDo, ...]:
    """Return what the contact protocol still asks for; nothing means that it is exhausted.

    She is rung `attempts` times over `over_working_days`, unless ringing is impossible; and police,
    who have seen her, are asked and given three working days to answer.
    """
    left: list[StillToDo] = []
    extra = frozenset(closed)
    if not tried.cannot_ring:
        if tried.attempts < attempts:
            left.append(StillToDo.MORE_CALLS)
        elif tried.first_on and working_days_between(tried.first_on, today, extra) < over_working_days:
            left.append(StillToDo.MORE_DAYS)
    if tried.police_asked_on is None:
        left.append(StillToDo.ASK_POLICE)
    elif not tried.police_answered and (
        working_days_between(tried.police_asked_on, today, extra) < POLICE_ANSWER_DAYS
    ):
        left.append(StillToDo.WAIT_FOR_POLICE)
    return tuple(left)


def may_undo(made_at: datetime, now: datetime) -> bool:
    """Tell whether something logged may still be taken back."""
    return now - made_at <= UNDO


def is_fixed(written_at: datetime, now: datetime) -> bool:
    """Tell whether a note may no longer be changed, only corrected by another."""
    return now - written_at > FIXED_AFTER


MOST_PENCE = 500_000  # an arrangement above 5,000 pounds is a slip of the keyboard
_POUNDS = re.compile(r"£?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?", re.ASCII)


def pence(typed: str) -> int | None:
    """Read a sum in pounds, as "12.50", "£1,200" or "7.5", in pence; None where it is none, or above the most."""
    match = _POUNDS.fullmatch(typed.replace(" ", ""))
    if match is None or len(match[1]) > 9:
        return None
    found = int(match[1].replace(",", "")) * 100 + int((match[2] or "0").ljust(2, "0"))
    return found if found <= MOST_PENCE else None


def pounds(in_pence: int | None) -> str:
    """Write pence in pounds as they are typed: 12.50, or 12 where there are no odd pence."""
    if in_pence is None:
        return ""
    whole, odd = divmod(in_pence, 100)
    return f"{whole}.{odd:02}" if odd else str(whole)
