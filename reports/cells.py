"""The cases behind one count of a table that splits women: for the provider, never for commissioners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from programmes.models import Programme
from reports import year_on
from reports.measures import counting, equality, gathering
from reports.measures.equality import CHARACTERISTICS, OWN_ANSWERS, Characteristic
from reports.measures.measure import in_order
from reports.measures.splits import SPLITS, Option, Split
from reports.measures.year_on import YEAR_ON
from reports.quarters import Quarter

ALL = "ALL"
TABLES: dict[str, Split | Characteristic] = {
    **{split.code: split for split in (*SPLITS, YEAR_ON)},
    **{one.code: one for one in CHARACTERISTICS if one.code not in OWN_ANSWERS},
}


@dataclass(frozen=True)
class Cell:
    """A count by its codes; `ALL` stands for a total."""

    table: str
    row: str = ALL
    column: str = ALL

    @property
    def query(self) -> str:
        """The cell as it stands in an address, ready for more."""
        return urlencode({"row": self.row, "column": self.column}) + "&"


def behind(programme: Programme, quarter: Quarter, cell: Cell, *, at: datetime) -> tuple[str, ...] | None:
    """Return the ids of the cases behind a count, each once; None where there is no such table, row or column."""
    table = TABLES.get(cell.table)
    if table is None or not _there(cell, table):
        return None
    counted = counting.count(programme, quarter, at=at)
    if isinstance(table, Split):
        a_year_on = table is YEAR_ON
        period = year_on.followed(counted) if a_year_on else gathering.with_arrangements(counted.period)
        found = [
            pk
            for (row, column), ids in table.count(period).items()
            if cell.row in (ALL, row) and cell.column in (ALL, column)
            for pk in ids
        ]
        return in_order(found)
    cases = counted.year.referred
    atoms = equality.counted(table, cases, equality.read(cases))
    return in_order(
        pk
        for (atom, column), ids in atoms.items()
        if cell.row in (ALL, table.row_of(atom)) and cell.column in (ALL, column)
        for pk in ids
    )


def label(cell: Cell) -> str:
    """Return what the list of cases is called."""
    table = TABLES[cell.table]
    named = [_named(cell.row, table.rows), _named(cell.column, _columns(table))]
    return " · ".join([str(table.label), *filter(None, named)])


def _there(cell: Cell, table: Split | Characteristic) -> bool:
    rows, columns = ({one.code for one in some} for some in (table.rows, _columns(table)))
    return cell.row in rows | {ALL} and cell.column in columns | {ALL}


def _columns(table: Split | Characteristic) -> tuple[Option, ...]:
    return table.columns if isinstance(table, Split) else equality.COLUMNS


def _named(code: str, options: Iterable[Option]) -> str:
    if code == ALL:
        return ""
    return next((str(one.label) for one in options if one.code == code), _("Other"))
