"""A file of groups or of marks from a page: first what it would do, then all of it or nothing (docs/import.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.importing import cohorts, files, marks, running
from casework.importing.cells import Fault
from casework.importing.running import Account
from programmes.models import Programme
from ui.refusals import Refused

MOST_ROWS = 500
MOST_CHARACTERS = 200_000


class Kind(TextChoices):
    """What a file holds; the columns of each are in docs/import.md."""

    GROUPS = "GROUPS", _("Groups: one row for each workshop day")
    MARKS = "MARKS", _("Women on groups that are here, and their marks")


COLUMNS: Mapping[Kind, tuple[str, ...]] = {Kind.GROUPS: cohorts.COLUMNS, Kind.MARKS: marks.COLUMNS}
RUN: Mapping[Kind, Callable[..., Account]] = {Kind.GROUPS: running.run_cohorts, Kind.MARKS: running.run_marks}


class FileNotTaken(Refused):
    """The file as a whole cannot be read; the sentence says what to do."""

    field = "file"


class RowsNotTaken(Refused):
    """Something is wrong with a row, so nothing of the file is kept."""

    sentence = _("Nothing was brought in. Mend what is listed here and send the file again.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__()


@dataclass(frozen=True)
class Outcome:
    """What a file does, or would do: a line for each row that is new, and how many rows there are of each kind."""

    new: int
    there: int
    faults: Sequence[Fault]
    doubts: Sequence[Fault]
    lines: Sequence[Mapping[str, str]] = ()

    @property
    def rows(self) -> int:
        return self.new + self.there + len({fault.row for fault in self.faults})


def read(data: bytes) -> str:
    """Return the text of a file that was sent.

    :raises FileNotTaken: when it is too long, or not UTF-8.
    """
    try:
        text = files.text_of(data)
    except files.CannotRead as cannot:
        raise FileNotTaken(str(cannot)) from cannot
    if len(text) > MOST_CHARACTERS:
        raise FileNotTaken(_g("This file is too long. Split it into parts, and send the earlier days first."))
    return text


def look(kind: Kind, text: str, programme: Programme, *, by: User, at: datetime) -> Outcome:
    """Say what a file would do, row by row as it stands there; nothing is kept.

    :raises FileNotTaken: when the file as a whole cannot be read.
    """
    rows = _rows(kind, text)
    account = RUN[kind](rows, programme, by=by, at=at, dry_run=True)
    bad = {fault.row for _texts, faults in account.rejected for fault in faults}
    return _outcome(account, [texts for number, texts in rows if number not in bad])


def bring_in(kind: Kind, text: str, programme: Programme, *, by: User, at: datetime) -> Outcome:
    """Bring in all of a file, or nothing of it.

    :raises FileNotTaken: when the file as a whole cannot be read.
    :raises RowsNotTaken: with what is wrong in each row.
    """
    with transaction.atomic():
        account = RUN[kind](_rows(kind, text), programme, by=by, at=at)
        found = _outcome(account)
        if found.faults:
            raise RowsNotTaken(found.faults)
        facts = {"kind": str(kind), "new": found.new, "there": found.there, "programme": programme.code}
        trail.record("file.bring_in", None, by=by, at=at, facts=facts)
        return found


def _rows(kind: Kind, text: str) -> list[tuple[int, dict[str, str]]]:
    needed = cohorts.NEEDED if kind is Kind.GROUPS else marks.NEEDED
    try:
        rows = list(files.rows_of(text, known=COLUMNS[kind], needed=needed))
    except files.CannotRead as cannot:
        raise FileNotTaken(str(cannot)) from cannot
    if not rows:
        raise FileNotTaken(_g("This file has no rows under its headings."))
    if len(rows) > MOST_ROWS:
        words = _g("This file has more than %(most)s rows. Split it, and send the earlier days first.")
        raise FileNotTaken(words % {"most": MOST_ROWS})
    return rows


def _outcome(account: Account, lines: Sequence[Mapping[str, str]] = ()) -> Outcome:
    faults = [fault for _texts, found in account.rejected for fault in found]
    return Outcome(account.taken, account.there, faults, account.doubts, lines)
