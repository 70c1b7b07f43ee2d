"""The clock: which runs fit, why others do not, and how near the end she is: what its tests share."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from programmes.clock import Reading, read
from programmes.definition import Definition
from programmes.offers import Offered, Why
from programmes.rules import CaseDates
from programmes.standing import Attendance
from tests.programmes.schemes import JUNO, offered

TODAY = date(2026, 9, 1)

W = timedelta(weeks=1)

WED = date(2026, 9, 2)

MANY = st.lists(
    st.tuples(st.integers(0, 140), st.integers(1, 2), st.integers(0, 3), st.sampled_from(["x", "y", None])),
    max_size=14,
)

WEEKLY = st.lists(
    st.tuples(st.integers(0, 140), st.sets(st.integers(1, 10), min_size=1, max_size=3), st.integers(0, 2)),
    max_size=20,
)


def look(
    workshops: list[Offered],
    deadline: date | None,
    *,
    definition: Definition = JUNO,
    today: date = TODAY,
    attendances: tuple[Attendance, ...] = (),
    booked: tuple[Offered, ...] = (),
) -> Reading:
    dates = CaseDates(police_deadline_on=deadline)
    return read(definition, dates, workshops, today=today, attendances=attendances, booked=booked)


def keys(reading: Reading) -> list[str]:
    return [" ".join(run.keys) for run in reading.runs.feasible]


def whys(reading: Reading) -> dict[str, Why]:
    return {" ".join(w.key for w in no.workshops): no.why for no in reading.runs.impossible}


def came(step: int, on: date, mark: str = "HERE", round: int = 1) -> Attendance:
    return Attendance(step=step, mark=mark, on=on, round=round)


def workshops_of(drawn: list[tuple[int, int, int, str | None]]) -> list[Offered]:
    return [
        offered(f"w{i}", step, TODAY + timedelta(days=at), places=places, cohort=cohort)
        for i, (at, step, places, cohort) in enumerate(drawn)
    ]


def distinct_steps(chain: tuple[Offered, ...], taken: set[int]) -> bool:
    """Tell whether each workshop can stand for a step of its own."""
    if not chain:
        return True
    return any(distinct_steps(chain[1:], taken | {n}) for n in chain[0].steps - taken)
