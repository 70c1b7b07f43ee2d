"""Reading a CSV file and writing back the rows that were not taken."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _g

from casework.importing.cells import Fault

REASON = "why_not_taken"


class CannotRead(Exception):
    """The file as a whole cannot be read; the message says what to do."""


def rows(
    path: Path, *, known: Collection[str], needed: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give (row number as a spreadsheet counts it, cells by column); the header is row 1.

    :raises CannotRead: no file, not UTF-8, a needed column missing, or one that nobody knows.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise CannotRead(_g("There is no file %(path)s. Check its name.") % {"path": path}) from error
    except UnicodeDecodeError as error:
        raise CannotRead(
            _g("%(path)s is not in UTF-8. In your spreadsheet, save it as “CSV UTF-8”.") % {"path": path}
        ) from error
    yield from rows_of(text, known=known, needed=needed)


def text_of(data: bytes) -> str:
    """Return the text of a file that was sent.

    :raises CannotRead: when it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError as error:
        raise CannotRead(
            _g("This file is not in UTF-8. In your spreadsheet, save it as “CSV UTF-8” and choose it again.")
        ) from error


def rows_of(
    text: str, *, known: Collection[str], needed: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the rows of a text, as `rows` does.

    :raises CannotRead: as `rows`.
    """
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    _check_header(reader.fieldnames or [], known=known, needed=needed)
    yield from _each(reader)


def _each(reader: csv.DictReader[str]) -> Iterator[tuple[int, dict[str, str]]]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CannotRead(
                _g("Row %(row)d cannot be read: a quotation mark is not closed. Mend the file and try again.")
                % {"row": number}
            ) from error
        if any((value or "").strip() for value in cells.values() if isinstance(value, str)):
            yield number, {str(k): v or "" for k, v in cells.items() if isinstance(v, str)}


def _check_header(header: Sequence[str], *, known: Collection[str], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in header]
    if missing:
        raise CannotRead(
            _g("The first row lacks the column %(names)s. See docs/import.md.")
            % {"names": ", ".join(missing)}
        )
    unknown = [name for name in header if name not in known and name != REASON]
    if unknown:
        raise CannotRead(
            _g("Nobody knows the column %(names)s. Take it out, or see docs/import.md for the names.")
            % {"names": ", ".join(unknown)}
        )


def write_rejects(path: Path, rejected: Sequence[tuple[dict[str, str], Sequence[Fault]]]) -> Path | None:
    """Write the rows not taken beside the file, each with its reasons; None when all were taken."""
    beside = path.with_suffix(".rejects.csv")
    if not rejected:
        beside.unlink(missing_ok=True)
        return None
    columns = [*(name for name in rejected[0][0] if name != REASON), REASON]
    with beside.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, columns, extrasaction="ignore")
        writer.writeheader()
        for cells, faults in rejected:
            writer.writerow({**cells, REASON: " ".join(str(fault) for fault in faults)})
    return beside
