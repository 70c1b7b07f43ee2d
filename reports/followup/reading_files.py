"""Reading a file of answers: what stands in each row, and what is wrong with it. No database here."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from casework.importing.cells import Cells, Fault, day, one_of
from reports.followup.rules import Reoffended, Source
from ui.refusals import Refused

REFERENCE, REOFFENDED, ON, SOURCE = COLUMNS = ("reference", "reoffended", "date", "source")
EXTRA = "follow_up_from"  # stands in the file we give them; read by people only
MOST_ROWS = 10_000
MOST_BYTES = 2_000_000


class CannotReadFile(Refused):
    """The file as a whole cannot be read."""

    sentence = _("This file cannot be read. Save it in your spreadsheet as “CSV UTF-8” and choose it again.")
    field = "file"


@dataclass(frozen=True)
class Answer:
    """One row of the file, each cell of it good by itself."""

    row: int  # as a spreadsheet counts it: the headings are row 1
    reference: str
    reoffended: Reoffended
    on: date
    source: Source


@dataclass(frozen=True)
class Read:
    """The good rows, and what is wrong with the others."""

    answers: Sequence[Answer]
    faults: Sequence[Fault]
    references: Mapping[str, int]  # of every row, faulty ones too: the row each stands in first


def read(data: bytes) -> Read:
    """Return the rows of a CSV file.

    :raises CannotReadFile: when it is too big, not UTF-8, empty, lacks a column or has an unknown one.
    """
    if len(data) > MOST_BYTES:
        raise CannotReadFile(_g("This file is larger than 2 MB. Leave out everything but the four columns."))
    reader = csv.reader(StringIO(_text(data), newline=""), strict=True)
    header = _header(reader)
    answers: list[Answer] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for number, texts in _rows(reader):
        cells = Cells(number, dict(zip(header, texts, strict=False)))
        answer = _answer(cells)
        if len(texts) > len(header):
            cells.refuse(REFERENCE, _("This row has more cells than there are columns."))
        if cells.raw(REFERENCE):
            _refuse_repeated(cells, seen)
        faults += cells.faults
        if answer is not None and not cells.faults:
            answers.append(answer)
    if not seen and not faults:
        raise CannotReadFile(_g("This file has no rows under its headings."))
    return Read(answers, faults, seen)


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotReadFile(
            _g("This file is not in UTF-8. In your spreadsheet, save it as “CSV UTF-8” and choose it again.")
        ) from error
    if "\x00" in text:
        raise CannotReadFile
    return text


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
    except csv.Error as error:
        raise CannotReadFile from error
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise CannotReadFile(
            _g("The first row must name the columns %(all)s. This file lacks %(missing)s.")
            % {"all": ", ".join(COLUMNS), "missing": ", ".join(missing)}
        )
    unknown = [name for name in header if name not in (*COLUMNS, EXTRA)]
    if unknown or len(set(header)) != len(header):
        raise CannotReadFile(
            _g("Nobody knows the column “%(name)s”. Take it out: there are only %(all)s.")
            % {"name": ", ".join(unknown)[:60] or _g("that stands twice"), "all": ", ".join(COLUMNS)}
        )
    return header


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    number = 1
    while True:
        number += 1
        try:
            texts = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            sentence = _g("Row %(row)s cannot be read: a quotation mark is not closed.") % {"row": number}
            raise CannotReadFile(sentence) from error
        if number - 1 > MOST_ROWS:
            sentence = _g("This file has more than %(most)s rows. Split it and send the parts.")
            raise CannotReadFile(sentence % {"most": f"{MOST_ROWS:,}"})
        if any(text.strip() for text in texts):
            yield number, texts


def _answer(cells: Cells) -> Answer | None:
    for column in COLUMNS:
        if not cells.raw(column):
            cells.refuse(column, _("This cell is empty."))
    reoffended = cells.read(REOFFENDED, lambda text: Reoffended(one_of(text, [*map(str, Reoffended)])))
    on = cells.read(ON, day)
    source = cells.read(SOURCE, lambda text: Source(one_of(text, [*map(str, Source)])))
    if None in (reoffended, on, source):
        return None
    return Answer(cells.row, cells.text(REFERENCE, most=20).upper(), reoffended, on, source)


def _refuse_repeated(cells: Cells, seen: dict[str, int]) -> None:
    reference = cells.raw(REFERENCE).upper()
    first = seen.setdefault(reference, cells.row)
    if first != cells.row:
        cells.refuse(
            REFERENCE, _g("This reference stands in row %(row)s too. Keep one of them.") % {"row": first}
        )
