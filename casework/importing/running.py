"""A whole file: each row by itself, the rest left as it was, and an account of what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _g

from accounts.models import User
from casework.actions.day_one import close_past
from casework.importing import cohorts, files, marks, referrals
from casework.importing.cells import Cells, Fault
from programmes.models import Programme
from workshops.actions.history import close_past_register
from workshops.models import Workshop


@dataclass
class Account:
    """What became of the rows: how many were taken, were there before, and were not taken."""

    taken: int = 0
    there: int = 0
    rejected: list[tuple[dict[str, str], list[Fault]]] = field(default_factory=list)
    doubts: list[Fault] = field(default_factory=list)
    rejects: Path | None = None


class _DryRun(Exception):
    """Undoes everything at the end of a dry run."""


def import_referrals(
    path: Path, programme: Programme, *, by: User, at: datetime, dry_run: bool = False
) -> Account:
    """Bring in referrals; with `dry_run` nothing is kept, and the account is what would happen.

    :raises CannotRead: when the file as a whole cannot be read.
    """

    def each(cells: Cells) -> bool:
        return referrals.bring_in(cells, programme, by=by, at=at) is not None

    rows = files.rows(path, known=referrals.COLUMNS, needed=referrals.NEEDED)
    account = _run(rows, each, dry_run=dry_run)
    if not dry_run:
        for workshop in Workshop.objects.running().filter(
            programme=programme, ends_at__lte=at, finished_at__isnull=True, cohort__source_reference__gt=""
        ):
            close_past_register(workshop, by=by, at=at)
        account.rejects = files.write_rejects(path, account.rejected)
    return account


def import_cohorts(
    path: Path, programme: Programme, *, by: User, at: datetime, dry_run: bool = False
) -> Account:
    """Bring in groups and their workshop days.

    :raises CannotRead: when the file as a whole cannot be read.
    """
    rows = files.rows(path, known=cohorts.COLUMNS, needed=cohorts.NEEDED)
    account = run_cohorts(rows, programme, by=by, at=at, dry_run=dry_run)
    if not dry_run:
        account.rejects = files.write_rejects(path, account.rejected)
    return account


def import_marks(
    path: Path, programme: Programme, *, by: User, at: datetime, dry_run: bool = False
) -> Account:
    """Bring in who was on the groups that exist, and her marks; past registers that are full are signed off.

    :raises CannotRead: when the file as a whole cannot be read.
    """
    rows = files.rows(path, known=marks.COLUMNS, needed=marks.NEEDED)
    account = run_marks(rows, programme, by=by, at=at, dry_run=dry_run)
    if not dry_run:
        account.rejects = files.write_rejects(path, account.rejected)
    return account


Rows = Iterable[tuple[int, dict[str, str]]]


def run_cohorts(
    rows: Rows, programme: Programme, *, by: User, at: datetime, dry_run: bool = False
) -> Account:
    """Bring in the rows of `import_cohorts`, from wherever they are."""

    def each(cells: Cells) -> bool:
        return cohorts.bring_in(cells, programme, by=by, at=at)

    return _run(rows, _once(cohorts.key, each, "workshop"), dry_run=dry_run)


def run_marks(rows: Rows, programme: Programme, *, by: User, at: datetime, dry_run: bool = False) -> Account:
    """Bring in the rows of `import_marks`, from wherever they are, and sign off the past registers that are full."""
    named: set[str] = set()

    def each(cells: Cells) -> bool:
        named.add(cells.raw("cohort"))
        return marks.bring_in(cells, programme, by=by, at=at)

    account = _run(rows, _once(marks.key, each, "case"), dry_run=dry_run)
    if not dry_run:
        over = Workshop.objects.entered_afterwards().filter(programme=programme, cohort__name__in=named)
        close_past(list(over), by=by, at=at)
    return account


def _once(
    key: Callable[[Cells], tuple[str, ...]], each: Callable[[Cells], bool], column: str
) -> Callable[[Cells], bool]:
    """Let each thing be said once in a file: the second row that says it is named, with the first."""
    said: dict[tuple[str, ...], int] = {}

    def first_only(cells: Cells) -> bool:
        first = said.setdefault(key(cells), cells.row)
        if first != cells.row:
            words = _g("Row %(first)d is about the same. Take one of the two out.")
            cells.refuse(column, words % {"first": first})
            return False
        return each(cells)

    return first_only


def _run(rows: Rows, each: Callable[[Cells], bool], *, dry_run: bool) -> Account:
    account = Account()
    if not dry_run:
        _go(rows, each, account)
        return account
    try:
        with transaction.atomic():
            _go(rows, each, account)
            raise _DryRun
    except _DryRun:
        return account


def _go(rows: Rows, each: Callable[[Cells], bool], account: Account) -> None:
    for number, texts in rows:
        cells = Cells(number, texts)
        with transaction.atomic():
            taken = each(cells)
        account.doubts += cells.doubts
        if cells.faults:
            account.rejected.append((texts, cells.faults))
        elif taken:
            account.taken += 1
        else:
            account.there += 1
