"""A year of sixty women made by hand, forty-four of them referred in April to June 2026.

Each line: how many, sent when, age, ethnicity, disability, whether she came to the first workshop and how it
ended. What follows from it is written down in `test_tables.py`.
"""

from __future__ import annotations

from datetime import datetime

from tests.reports.made import Made, at

#   many, sent,       age, ethnicity, disability, came,  completed
GROUPS: list[tuple[int, datetime, int, str, str, bool, bool]] = [
    (14, at(8, 4), 29, "W1", "NO", True, True),
    (6, at(9, 4), 31, "W1", "NO", True, False),
    (3, at(9, 4), 22, "B1", "YES", True, True),
    (9, at(13, 4), 38, "W1", "YES", False, False),
    (7, at(14, 4), 41, "A1", "NO", True, True),
    (5, at(15, 4), 47, "W9", "NS", True, False),
    (8, at(12, 1), 30, "W2", "NO", True, True),
    (6, at(5, 11, year=2025), 52, "W1", "YES", False, False),
    (2, at(20, 8, year=2025), 70, "A1", "NO", True, False),
]
TOO_EARLY = at(30, 6, year=2025)  # the day before the twelve months
REASONS = ("CHILD",) * 7 + ("WORK",) * 2 + ("ILL",) * 6


def make() -> Made:
    made = Made("JUNO")
    made.workshop("W1 22 April", at(22, 4), step=1, capacity=60)
    made.workshop("W2 20 May", at(20, 5), step=2, capacity=60)
    number = 0
    for many, sent, age, ethnicity, disability, came, completed in GROUPS:
        for _woman in range(many):
            number += 1
            name = f"{number}"
            made.case(
                name, sent=sent, accepted=sent, status="COMPLETED" if completed else "ACCEPTED",
                closed=at(21, 5) if completed else None,
            )  # fmt: skip
            made.described(name, age=age, ethnicity=ethnicity, disability=disability)
            if came:
                made.place(name, "W1 22 April", "HERE")
            if completed:
                made.place(name, "W2 20 May", "HERE")
    made.case("too early", sent=TOO_EARLY, accepted=TOO_EARLY)
    made.described("too early", age=20, ethnicity="W1")
    absent = [str(number) for number in range(15, 21)] + [str(number) for number in range(40, 45)]
    absent += [str(number) for number in range(59, 61)]
    for name, reason in zip(absent, REASONS, strict=False):
        made.place(name, "W2 20 May", "NOT_HERE")
        made.missed(name, reason)
    return made
