"""The local benchmark: whom the area is home to, loaded from a file, all of it or nothing.

It says nothing about any woman of the service, so it is shown as it is; a row's own share beside it only where
the row's count and the total are shown.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import StringIO

from django.db import transaction
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.importing.cells import Cells, Fault
from programmes.models import Programme
from reports.layout import Data
from reports.measures.equality import CHARACTERISTICS, DETAILED
from reports.measures.measure import MIN_FOR_PERCENT
from reports.models import Benchmark
from ui.refusals import Refused

COLUMNS = TABLE, ROW, PERCENT = ("table", "row", "percent")
EXTRA = "label"  # stands in the file we give them; read by people only
MOST_BYTES, MOST_ROWS, MOST_SHOWN = 200_000, 500, 50
WHOLE = 100.5  # shares are rounded: together they may be a little over a hundred
TABLES = {one.code: one for one in (*CHARACTERISTICS, DETAILED)}

Shares = dict[str, dict[str, float]]


class CannotReadBenchmark(Refused):
    sentence = _("This file cannot be read. Save it in your spreadsheet as “CSV UTF-8” and choose it again.")
    field = "file"


class RowsToMend(Refused):
    """Rows of the file are wrong; nothing of it was kept."""

    sentence = _("Nothing of this file was kept. Mend the rows below and choose it again.")
    field = "file"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__()


def load(programme: Programme, data: bytes, *, source: str, by: User, at: datetime) -> Benchmark:
    """Keep the benchmark of a file in place of the one before. Locks the programme.

    :raises CannotReadBenchmark: :raises RowsToMend: with what is wrong with each row.
    """
    shares = read(data)
    with transaction.atomic():
        Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        kept, _made = Benchmark.objects.update_or_create(
            programme=programme,
            defaults={"source": source, "shares": shares, "loaded_at": at, "loaded_by": by.trail_name},
        )
        trail.record("benchmark.load", kept, by=by, at=at, facts={"tables": sorted(shares)})
        return kept


def read(data: bytes) -> Shares:
    """Return the shares of a file by table and row."""
    if len(data) > MOST_BYTES:
        raise CannotReadBenchmark(_g("This file is larger than 200 kB. It needs a row for each group only."))
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    faults: list[Fault] = []
    for cells in _rows(data):
        if not cells.raw(PERCENT):
            continue  # a group of the empty file that nobody filled in
        _refuse_misplaced(cells, found)
        percent = _percent(cells)
        if not cells.faults and percent is not None:
            rows = found[cells.raw(TABLE)]
            rows[cells.raw(ROW)] = percent
            if sum(rows.values()) > WHOLE:
                cells.refuse(PERCENT, _g("With this row the table adds up to more than 100 per cent."))
        faults += cells.faults
    if faults:
        raise RowsToMend(faults)
    if not any(found.values()):
        raise CannotReadBenchmark(_g("No row of this file has a percentage. Fill in the last column."))
    return {table: rows for table, rows in found.items() if rows}


def _refuse_misplaced(cells: Cells, found: Mapping[str, Mapping[str, float]]) -> None:
    table, row = cells.raw(TABLE), cells.raw(ROW)
    if table not in TABLES:
        cells.refuse(TABLE, _g("There is no such table. Copy the first column of the empty file."))
    elif row not in {one.code for one in TABLES[table].rows}:
        cells.refuse(ROW, _g("This table has no such row. Copy the second column of the empty file."))
    elif row in found.get(table, {}):
        cells.refuse(ROW, _g("This row stands in the file twice. Keep one."))


def empty_file() -> bytes:
    """Return a file to fill in: every table and row, no percentage."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow((TABLE, ROW, EXTRA, PERCENT))
    for code, table in TABLES.items():
        writer.writerows((code, row.code, str(row.label), "") for row in table.rows)
    return "\ufeff".encode() + out.getvalue().encode()


def beside(programme: Programme, tables: Iterable[Data]) -> list[Data]:
    """Return the tables with the benchmark beside their rows, where the manager loaded one."""
    kept = Benchmark.objects.filter(programme=programme).first()
    if kept is None:
        return list(tables)
    return [
        _beside(table, kept.shares[table["code"]], kept.source) if table["code"] in kept.shares else table
        for table in tables
    ]


def _beside(table: Data, shares: dict[str, float], source: str) -> Data:
    rows = [
        {**row, "local": shares.get(row["code"]), "here": None if table["rounded_to"] else _here(row, table)}
        for row in table["rows"]
    ]
    return {**table, "rows": rows, "local_source": source}


def _here(row: Data, table: Data) -> float | None:
    count, total = row["total"], table["total"]
    if count is None or total is None or total < MIN_FOR_PERCENT:
        return None
    return float(round(100 * count / total, 1))


def _percent(cells: Cells) -> float | None:
    try:
        percent = float(cells.raw(PERCENT).replace("%", "").replace(",", ".").strip())
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        cells.refuse(PERCENT, _g("Write a percentage from 0 to 100, like 18.4"))
        return None
    return round(percent, 2)


def _rows(data: bytes) -> Iterator[Cells]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotReadBenchmark(
            _g("This file is not in UTF-8. In your spreadsheet, save it as “CSV UTF-8” and choose it again.")
        ) from error
    try:
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise CannotReadBenchmark from error
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    if sorted(name for name in header if name != EXTRA) != sorted(COLUMNS):
        raise CannotReadBenchmark(
            _g("The first row must name the columns %(all)s, each once, and no other.")
            % {"all": ", ".join(COLUMNS)}
        )
    if len(rows) > MOST_ROWS:
        raise CannotReadBenchmark(_g("This file has too many rows. It needs a row for each group only."))
    for number, texts in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in texts):
            yield Cells(number, dict(zip(header, texts, strict=False)))
