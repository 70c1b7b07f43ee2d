"""Tables that split women by reason, need or characteristic. None is shown before it is protected.

Each cell is kept as the ids of the referrals behind it, one for each thing counted. A referral stands in
one cell of a table, unless the table is of several answers: then each row is a question of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.statuses import AbsenceReason, ArrangementKind
from programmes.codes import pathways
from programmes.kinds import Mark
from referrals.statuses import DECLINE_REASONS, GROUND_LABELS, REASON_LABELS, Ground, Status
from reports.measures.effort import turned_away_cases
from reports.measures.facts import Case, Period
from reports.measures.measure import Basis, Counts
from reports.quarters import local_day

Words = str | Promise
Cells = Mapping[tuple[str, str], list[str]]

COUNTED = "COUNTED"
ENDED_WITHOUT = "ended_without"  # NOT_OFFERED stands among those turned away and those not completed


@dataclass(frozen=True)
class Option:
    """A row or a column: its code never changes."""

    code: str
    label: Words


ONE_COLUMN = (Option(COUNTED, _("Number")),)


@dataclass(frozen=True)
class Split:
    """A table's definition.

    :param several: one woman may stand in several rows, so the rows do not add up.
    :param base: for such a table, the cases the question was asked of.
    :param family: tables of one family count some of the same cases, in rows of the same code.
    """

    code: str
    version: int
    basis: Basis
    counts: Counts
    label: Words
    definition: Words
    rows: tuple[Option, ...]
    count: Callable[[Period], Cells]
    columns: tuple[Option, ...] = ONE_COLUMN
    several: bool = False
    base: Callable[[Period], Collection[object]] = lambda period: ()
    family: str = ""

    @property
    def about(self) -> str:
        """The family; a table of none is one of its own."""
        return self.family or self.code


def _reason_rows() -> tuple[Option, ...]:
    ours = Option(Ground.NOT_OFFERED, GROUND_LABELS[Ground.NOT_OFFERED])
    return (*(Option(reason, REASON_LABELS[reason]) for reason in DECLINE_REASONS), ours)


def _turned_away(period: Period) -> Cells:
    cases = turned_away_cases(period)
    known = {reason.value for reason in DECLINE_REASONS}
    return gathered(
        (Ground.NOT_OFFERED if c.status == Status.NOT_COMPLETED else _or_other(c.help.reason, known), c.id)
        for c in cases
    )


def _not_completed(period: Period) -> Cells:
    return gathered((c.help.ground, c.id) for c in period.ended if c.status == Status.NOT_COMPLETED)


def _reason_offered(period: Period) -> Cells:
    return gathered((_whether_offered(c), c.id) for c in period.ended if c.status == Status.NOT_COMPLETED)


def _whether_offered(case: Case) -> str:
    """Return whether she offered a reason for any workshop she missed; one that is not known is none."""
    if any(miss.reason != AbsenceReason.NOT_KNOWN for miss in case.help.misses):
        return "OFFERED"
    missed = case.help.misses or any(b.mark in (Mark.NOT_HERE, Mark.TURNED_AWAY) for b in case.bookings)
    return "NO_REASON" if missed else "NONE_MISSED"


def _missed(period: Period) -> Cells:
    return gathered(
        (miss.reason, case.id)
        for case in period.cases
        for miss in case.help.misses
        if period.holds(miss.held_at)
    )


def _needs(period: Period) -> Cells:
    return gathered((need.pathway, case.id) for case in period.assessed for need in case.help.needs)


def _onward(period: Period) -> Cells:
    cells: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for case, offer in period.offers:
        column = "TAKEN_UP" if offer.taken_up_at else "ACCEPTED" if offer.accepted else "OFFERED"
        cells[offer.pathway, column].append(case.id)
    return cells


def _with_a_place(period: Period) -> list[Case]:
    return list({case.id: case for case, _booking in period.places(lambda c, b: True)}.values())


def _helped(period: Period) -> Cells:
    first_on, last_on = period.quarter.first_on, period.quarter.last_on
    return gathered(
        (kind, case.id)
        for case in _with_a_place(period)
        for kind in dict.fromkeys(
            one.kind
            for one in case.help.arranged
            if first_on <= (one.for_on or local_day(one.made_at)) <= last_on
        )
    )


PATHWAYS = tuple(Option(pathway.code, pathway.label) for pathway in pathways())

SPLITS = (
    Split(
        "split_turned_away",
        1,
        Basis.ACTIVITY,
        Counts.REFERRALS,
        _("Unmet need: why referrals were turned away"),
        _(
            "Referrals declined in the quarter by reason, and those handed back because we had no dates for her."
        ),
        _reason_rows(),
        _turned_away,
        family=ENDED_WITHOUT,
    ),
    Split(
        "split_not_completed",
        1,
        Basis.ACTIVITY,
        Counts.REFERRALS,
        _("Not completed, by ground"),
        _("Cases handed back to police in the quarter, by the ground that was given."),
        tuple(Option(ground, GROUND_LABELS[ground]) for ground in Ground),
        _not_completed,
        family=ENDED_WITHOUT,
    ),
    Split(
        "split_reason_offered",
        1,
        Basis.ACTIVITY,
        Counts.REFERRALS,
        _("Not completed, with a reason offered or without"),
        _(
            "Cases handed back to police in the quarter: whether a reason is known for any workshop she missed. "
            "They are some of the cases that ended in the quarter."
        ),
        (
            Option("OFFERED", _("A reason was offered")),
            Option("NO_REASON", _("No reason was offered")),
            Option("NONE_MISSED", _("She missed no workshop")),
        ),
        _reason_offered,
    ),
    Split(
        "split_reasons_missed",
        1,
        Basis.ACTIVITY,
        Counts.PLACES,
        _("Reasons for not coming"),
        _("Places at workshops in the quarter where she did not come, by the reason she gave or we know."),
        tuple(Option(code, label) for code, label in AbsenceReason.choices),
        _missed,
    ),
    Split(
        "split_helped",
        1,
        Basis.ACTIVITY,
        Counts.REFERRALS,
        _("What was arranged so that she could come"),
        _(
            "Women with a place at a workshop held in the quarter for whom something was booked or confirmed: "
            "childcare, travel, an interpreter. One woman may have had several, so the rows do not add up."
        ),
        tuple(Option(code, label) for code, label in ArrangementKind.choices),
        _helped,
        several=True,
        base=_with_a_place,
    ),
    Split(
        "split_needs",
        1,
        Basis.ACTIVITY,
        Counts.REFERRALS,
        _("Needs identified, by pathway"),
        _(
            "Women whose first conversation was finished in the quarter, with a need on each pathway. One woman "
            "may have several needs, so the rows add up to more than the women."
        ),
        PATHWAYS,
        _needs,
        several=True,
        base=lambda period: period.assessed,
    ),
    Split(
        "split_onward",
        1,
        Basis.ACTIVITY,
        Counts.OFFERS,
        _("Onward referrals, by pathway"),
        _("Services offered in the quarter: refused or not answered, accepted but not begun, and taken up."),
        PATHWAYS,
        _onward,
        columns=(
            Option("OFFERED", _("Offered only")),
            Option("ACCEPTED", _("Accepted, not begun")),
            Option("TAKEN_UP", _("Taken up")),
        ),
    ),
)


def gathered(found: Iterable[tuple[str, str]]) -> Cells:
    """Return the cells of a table of one column."""
    cells: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row, pk in found:
        cells[row, COUNTED].append(pk)
    return cells


def _or_other(reason: str, known: Collection[str]) -> str:
    return reason if reason in known else "OTHER"
