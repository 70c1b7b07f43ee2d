"""A quarter made by hand: April to June 2026, counted at 10am on 10 July.

Bank holidays in it: 3 and 6 April, 4 and 25 May. JUNO's targets: called within two working days of the
referral, spoken to within 14 days of the arrest (of the referral, where the arrest is not known).
"""

from __future__ import annotations

from datetime import date

from reports.quarters import Quarter
from tests.reports.made import Made, at

QUARTER = Quarter(2026, 1)
COUNTED_AT = at(10, 7)

NARRATIVE = "Two groups ran.\n\nA ferry strike cost us one of them."


def make() -> Made:
    made = Made("JUNO")
    _workshops(made)
    _edges(made)
    _same_woman_twice(made)
    _closed_early(made)
    _told_and_not_told(made)
    _marks(made)
    _earlier_cohort(made)
    _helped(made)
    return made


def _workshops(made: Made) -> None:
    made.workshop("W1 March", at(11, 3), step=1)
    made.workshop("W2 8 April", at(8, 4), step=2)
    made.workshop("W1 29 April", at(29, 4), step=1)
    made.workshop("W1 20 May", at(20, 5), step=1)
    made.workshop("W2 27 May", at(27, 5), step=2)
    made.workshop("W1 10 June", at(10, 6), step=1, finished=False, cancelled_at=at(5, 6))
    made.workshop("W2 17 June", at(17, 6), step=2)
    made.workshop("W1 24 June", at(24, 6), step=1, finished=False)
    made.workshop("W2 22 July", at(22, 7), step=2, finished=False)


def _edges(made: Made) -> None:
    # 22:30 UTC, but 31 March in London: the quarter before.
    made.case(
        "before", sent=at(31, 3, 23, 30), accepted=at(1, 4, 9), status="COMPLETED", closed=at(28, 5),
        deadline_on=date(2026, 6, 10),
    )  # fmt: skip
    made.calls("before", ("SPOKE", at(2, 4)))
    made.place("before", "W1 29 April", "HERE")
    made.place("before", "W2 27 May", "HERE")
    made.told("before", at(28, 5), outcome="COMPLETED", due_on=date(2026, 6, 10))

    # 23:00 UTC on 31 March is the first instant of 1 April. Good Friday and Easter Monday: due 7 April.
    made.case(
        "first instant", sent=at(1, 4, 0, 0), accepted=at(1, 4), status="COMPLETED", closed=at(18, 6),
        arrested_on=date(2026, 3, 20), deadline_on=date(2026, 6, 17),
    )  # fmt: skip
    made.calls("first instant", ("NO_ANSWER", at(7, 4, 16)), ("SPOKE", at(8, 4)))
    made.place("first instant", "W1 29 April", "HERE")
    made.place("first instant", "W2 27 May", "NOT_HERE", released=at(1, 6), why="MOVED")
    made.place("first instant", "W2 17 June", "LATE")
    made.told(
        "first instant", at(18, 6, 0, 1), outcome="COMPLETED", due_on=date(2026, 6, 17)
    )  # a minute late

    made.case("last instant", sent=at(30, 6, 23, 59, second=59), status="SUBMITTED")
    made.case("after", sent=at(1, 7, 0, 0), accepted=at(1, 7))
    made.case("draft", sent=None, status="DRAFT")


def _same_woman_twice(made: Made) -> None:
    woman = made.woman()
    made.case(
        "her first", sent=at(7, 4), accepted=at(7, 4, 12), status="COMPLETED", closed=at(29, 5), woman=woman,
        arrested_on=date(2026, 4, 1), deadline_on=date(2026, 7, 1),
    )  # fmt: skip
    made.calls("her first", ("SPOKE", at(8, 4)))
    made.place("her first", "W1 29 April", "HERE")
    made.place("her first", "W2 27 May", "HERE")
    made.told("her first", at(29, 5), outcome="COMPLETED", due_on=date(2026, 7, 1))

    made.case("her second", sent=at(10, 6), accepted=at(11, 6), woman=woman, deadline_on=date(2026, 10, 1))
    made.calls("her second", ("SPOKE", at(12, 6)))
    made.place("her second", "W1 24 June", "HERE")
    made.place("her second", "W2 22 July")


def _closed_early(made: Made) -> None:
    made.case("declined", sent=at(15, 4), status="DECLINED", closed=at(16, 4))
    made.told("declined", at(16, 4), outcome="DECLINED", due_on=None)
    made.case("withdrawn new", sent=at(16, 4), status="WITHDRAWN", closed=at(17, 4))
    made.case(
        "withdrawn later", sent=at(20, 4), accepted=at(20, 4, 12), status="WITHDRAWN", closed=at(1, 5),
        arrested_on=date(2026, 4, 10), deadline_on=date(2026, 6, 1),
    )  # fmt: skip
    made.calls("withdrawn later", ("NO_ANSWER", at(21, 4)))


def _told_and_not_told(made: Made) -> None:
    # Handed back in May, reopened in June: open now, its first notice notwithstanding.
    made.case(
        "reopened", sent=at(21, 4), accepted=at(22, 4), arrested_on=date(2026, 4, 18),
        deadline_on=date(2026, 8, 10),
    )  # fmt: skip
    made.calls("reopened", ("SPOKE", at(27, 4)))
    made.place("reopened", "W1 20 May", "NOT_HERE", released=at(2, 6), why="MOVED")
    made.place("reopened", "W1 24 June", "TURNED_AWAY")
    made.told("reopened", at(21, 5), outcome="NOT_COMPLETED", due_on=date(2026, 8, 10))

    made.case(
        "not reached", sent=at(27, 4), accepted=at(27, 4, 12), status="NOT_COMPLETED", closed=at(15, 6),
        ground="NOT_REACHED", deadline_on=date(2026, 6, 20),
    )  # fmt: skip
    made.calls("not reached", ("NO_ANSWER", at(29, 4)), ("VOICEMAIL", at(30, 4)))
    made.told("not reached", at(15, 6), outcome="NOT_COMPLETED", due_on=date(2026, 6, 20))

    # Its deadline went by two days ago and nobody told police. A conversation logged by mistake was undone.
    made.case(
        "overdue", sent=at(5, 5), accepted=at(5, 5, 12), arrested_on=date(2026, 5, 1),
        deadline_on=date(2026, 7, 8),
    )  # fmt: skip
    made.calls("overdue", ("SPOKE", at(6, 5)), ("SPOKE", at(11, 5)), undone=[1])
    made.place("overdue", "W1 20 May", "HERE")
    made.place("overdue", "W2 17 June", "LEFT_EARLY")  # nobody has decided whether that was enough


def _marks(made: Made) -> None:
    made.case("moved away", sent=at(8, 5), accepted=at(8, 5, 12))
    made.calls("moved away", ("SPOKE", at(12, 5)))
    made.place("moved away", "W1 20 May", released=at(13, 5), why="MISTAKE")
    made.place("moved away", "W1 24 June", released=at(15, 6), why="SHE_ASKED")

    made.case(
        "no police", sent=at(11, 5), accepted=at(11, 5, 12), status="COMPLETED", closed=at(18, 6),
        police=False, deadline_on=date(2026, 9, 1),
    )  # fmt: skip
    made.calls("no police", ("SPOKE", at(13, 5)))
    made.place("no police", "W1 20 May", "LEFT_EARLY", enough=True)
    made.place("no police", "W2 17 June", "HERE")

    made.case("just sent", sent=at(29, 6), accepted=at(30, 6), deadline_on=date(2026, 12, 31))

    made.case("cancelled on", sent=at(12, 5), accepted=at(12, 5, 12), deadline_on=date(2026, 9, 30))
    made.calls("cancelled on", ("SPOKE", at(12, 5, 15)))
    made.place("cancelled on", "W1 10 June", released=at(5, 6), why="WORKSHOP_CANCELLED")
    made.place("cancelled on", "W1 24 June")  # came and went without a mark


def _earlier_cohort(made: Made) -> None:
    made.case(
        "february", sent=at(2, 2), accepted=at(3, 2), status="COMPLETED", closed=at(9, 4),
        deadline_on=date(2026, 4, 8),
    )  # fmt: skip
    made.calls("february", ("SPOKE", at(4, 2)))
    made.place("february", "W1 March", "HERE")
    made.place("february", "W2 8 April", "HERE")
    made.told("february", at(9, 4), outcome="COMPLETED", due_on=date(2026, 4, 8))

    made.case(
        "february too", sent=at(3, 2), accepted=at(3, 2, 12), status="NOT_COMPLETED", closed=at(10, 4, 12),
        ground="CANNOT_BE_MET", deadline_on=date(2026, 4, 30),
    )  # fmt: skip
    made.calls("february too", ("SPOKE", at(5, 2)))
    made.place("february too", "W1 March", "HERE")
    made.place("february too", "W2 8 April", "NOT_HERE")
    made.told("february too", at(10, 4, 12), outcome="NOT_COMPLETED", due_on=date(2026, 4, 30))


def _helped(made: Made) -> None:
    made.funded("OPCC 26/1", date(2026, 4, 1), date(2028, 3, 31), 73_000)  # 91 days of 365: 18,200 pounds
    made.helped(
        "before", assessed=at(2, 4), needs=[("ACC", 2, 1)],
        offers=[("ACC", at(2, 4), True, at(20, 5))],
    )  # fmt: skip
    made.helped(
        "her first", assessed=at(8, 4), needs=[("HLT", 3, 3), ("FBD", 1, None)],
        offers=[("HLT", at(9, 4), False, None)],
    )  # fmt: skip
    made.helped("overdue", assessed=at(11, 5))
    made.helped(
        "no police", assessed=at(13, 5), needs=[("HLT", 2, 1)],
        offers=[("HLT", at(13, 5), True, None)],
    )  # fmt: skip
    made.helped("february", assessed=at(4, 2), needs=[("DAA", 1, 2)], offers=[("DAA", at(5, 2), True, None)])
    made.wrote("first instant", "LETTER", at(9, 4))
    made.wrote("her first", "LETTER", at(10, 4))
    made.wrote("her first", "TEXT", at(22, 4))
    made.wrote("february", "LETTER", at(10, 2))
