"""Seats, and when a register may be kept: plain functions of plain values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from programmes.working_days import add_working_days

# The practitioner's own hours; a register kept on paper is entered by the office later.
OPENS_BEFORE = timedelta(hours=1)
CLOSES_AFTER = timedelta(days=1)
# How long an officer may keep seats for a woman whose referral nobody has accepted yet.
HELD_FOR = 3  # working days
# For how many women one officer may keep seats at a time (docs/adr/0021).
MOST_HELD = 3


def lowest_free_seat(capacity: int, taken: Collection[int]) -> int | None:
    """Return the lowest seat number from 1 to `capacity` that nobody has, None when it is full."""
    return next((seat for seat in range(1, capacity + 1) if seat not in taken), None)


def can_be_marked(starts_at: datetime, at: datetime) -> bool:
    """Tell whether anybody may mark the register yet: from an hour before the start."""
    return at >= starts_at - OPENS_BEFORE


def closed_to_practitioner(ends_at: datetime, at: datetime) -> bool:
    """Tell whether the practitioner's time for the register is over: a day after the end."""
    return at > ends_at + CLOSES_AFTER


def minutes_late(started: time, arrived: time) -> int:
    """Return by how many minutes she came after the start; 0 when she was in time."""
    minutes = (arrived.hour - started.hour) * 60 + arrived.minute - started.minute
    return max(minutes, 0)


def tap_time(typed: str, *, starts_at: datetime, at: datetime) -> datetime | None:
    """Read when an answer was tapped, from a tablet that sent it later; None where that cannot be.

    :param typed: an ISO instant with its zone; neither ahead of `at` nor before the register opened.
    """
    try:
        tapped = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if tapped.tzinfo is None or not starts_at - OPENS_BEFORE <= tapped <= at:
        return None
    return tapped


def past_cut_off(minutes: int, cut_off: int | None) -> bool:
    """Tell whether the programme's lateness cut-off, where it has one, is passed. It only advises."""
    return cut_off is not None and minutes > cut_off


def held_through(on: date, closed: Collection[date]) -> date:
    """Return the last day on which seats held on a day are still held: the third working day after it."""
    return add_working_days(on, HELD_FOR, closed)


def cannot_meet(needed: Collection[str], offered: Collection[str] | None) -> list[str]:
    """Return what a building is known not to offer of what she needs, in the order she needs it.

    :param offered: None where nobody has recorded what it offers: then nothing is known against it.
    """
    return [] if offered is None else [code for code in needed if code not in offered]


class Gap(StrEnum):
    """What is wrong with one training of a practitioner, on the day of a workshop."""

    NOT_ON_RECORD = "NOT_ON_RECORD"
    EXPIRED = "EXPIRED"  # before today
    RUNS_OUT_FIRST = "RUNS_OUT_FIRST"  # valid today, but not on the day

    @property
    def refuses(self) -> bool:
        """Only what is known to be wrong now keeps her off; the others are said (docs/adr/0032)."""
        return self is Gap.EXPIRED


def training_gaps(
    needed: Iterable[str], held: Mapping[str, date | None], *, on: date, today: date
) -> dict[str, Gap]:
    """Return what is wrong with each training a workshop needs; nothing for what is in order.

    :param held: the last day of each training on record, by code; None where it does not run out.
    :param on: the day of the workshop, on which the training must still hold.
    """
    found = {}
    for code in needed:
        ends_on = held.get(code)
        if code not in held:
            found[code] = Gap.NOT_ON_RECORD
        elif ends_on is not None and ends_on < today:
            found[code] = Gap.EXPIRED
        elif ends_on is not None and ends_on < on:
            found[code] = Gap.RUNS_OUT_FIRST
    return found


WEEKS_OF_A_YEAR = 52


def first_days_of_a_year(start_on: date, *, weekday: int | None, every_weeks: int) -> list[date]:
    """Return the first days of the groups of one year: one every so many weeks, for 52 weeks.

    :param weekday: 0 is Monday; the first such day from `start_on` on begins; None: `start_on` itself does.
    """
    wait = 0 if weekday is None else (weekday - start_on.weekday()) % 7
    return [start_on + timedelta(days=wait + 7 * weeks) for weeks in range(0, WEEKS_OF_A_YEAR, every_weeks)]


def happens_once(moment: datetime) -> bool:
    """Tell whether a wall-clock moment exists and comes only once: not so in the hours the clocks change.

    :param moment: aware, its zone one of `zoneinfo`.
    """
    there_and_back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    return not twice and there_and_back.replace(tzinfo=None) == moment.replace(tzinfo=None)


# How long before a training runs out the manager is told.
RUNS_OUT_SOON = timedelta(days=60)


# Royal Mail districts of the Isle of Wight.
ISLAND_DISTRICTS = frozenset(
    {"PO30", "PO31", "PO32", "PO33", "PO34", "PO35", "PO36", "PO37", "PO38", "PO39", "PO40", "PO41"}
)


def lives_on_island(postcode: str) -> bool:
    """Tell whether a postcode is one of the Isle of Wight."""
    squeezed = postcode.replace(" ", "").upper()
    return len(squeezed) == 7 and squeezed[:4] in ISLAND_DISTRICTS
