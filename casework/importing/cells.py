"""One cell of a file: what is written there, or what is wrong with it and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from participants import identifiers
from participants.identifiers import Checked

Words = str | Promise
YES = {"y", "yes", "true", "1"}
NO = {"n", "no", "false", "0", ""}


@dataclass(frozen=True)
class Fault:
    """A cell that stops its row: where it stands, what it says, and what to write instead."""

    row: int
    column: str
    value: str
    mend: str

    def __str__(self) -> str:
        return _g("Row %(row)d, %(column)s: “%(value)s”. %(mend)s") % vars(self)


class Unreadable(Exception):
    """A cell's text cannot be what its column holds; `mend` says what to write."""

    def __init__(self, mend: Words) -> None:
        super().__init__(str(mend))
        self.mend = str(mend)


@dataclass
class Cells:
    """The cells of one row, read one by one; faults and doubts are collected."""

    row: int
    texts: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)
    doubts: list[Fault] = field(default_factory=list)

    def text(self, column: str, *, most: int = 200) -> str:
        """Return the text of a cell, trimmed."""
        return str(self.read(column, lambda text: _short(text, most), empty=""))

    def day(self, column: str) -> date | None:
        """Return a date written 2026-03-27 or 27/3/2026; None for an empty cell."""
        found: date | None = self.read(column, day)
        return found

    def clock(self, column: str, otherwise: time) -> time:
        """Return a time written 10:00; `otherwise` for an empty cell."""
        found: time = self.read(column, clock, empty=otherwise)
        return found

    def choice(self, column: str, choices: Sequence[str], otherwise: str) -> str:
        """Return one of the codes; `otherwise` for an empty cell."""
        return str(self.read(column, lambda text: one_of(text, choices), empty=otherwise))

    def flag(self, column: str) -> bool:
        """Return a yes or no; an empty cell is no."""
        return bool(self.read(column, yes_or_no, empty=False))

    def number(self, column: str, otherwise: int) -> int:
        """Return a whole number above nought."""
        return int(self.read(column, whole, empty=otherwise))

    def checked(self, column: str, check: Callable[[str], Checked], mend: Words) -> str:
        """Return an identifier in its kept form; a doubtful one is kept and named as a doubt."""
        text = self.raw(column)
        if not text:
            return ""
        found = check(text)
        if found.problem is not None:
            self.faults.append(Fault(self.row, column, text, str(mend)))
        elif found.doubt is not None:
            self.doubts.append(Fault(self.row, column, text, str(DOUBTFUL)))
        return found.value

    def raw(self, column: str) -> str:
        """Return what is written, with the marks of a spreadsheet's text cell taken off."""
        return (self.texts.get(column) or "").strip().removeprefix("'").strip()

    def read(self, column: str, read: Callable[[str], Any], *, empty: Any = None) -> Any:
        """Return what `read` makes of a cell, `empty` for an empty one or one with a fault."""
        text = self.raw(column)
        if not text:
            return empty
        try:
            return read(text)
        except Unreadable as unreadable:
            self.faults.append(Fault(self.row, column, text, unreadable.mend))
            return empty

    def refuse(self, column: str, mend: Words) -> None:
        """Note that a cell, readable in itself, cannot stand."""
        self.faults.append(Fault(self.row, column, self.raw(column), str(mend)))


DOUBTFUL = _("It was brought in as it is, but its last letter does not fit. Check it.")


def day(text: str) -> date:
    """Return a date from 2026-03-27 or 27/3/2026.

    :raises Unreadable: when it is no date, or one that does not exist.
    """
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    british = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text)
    if iso:
        year, month, number = (int(part) for part in iso.groups())
    elif british:
        number, month, year = (int(part) for part in british.groups())
    else:
        raise Unreadable(_("Write the date as 2026-03-27 or 27/3/2026."))
    try:
        return date(year, month, number)
    except ValueError as error:
        raise Unreadable(_("This day does not exist. Write the right date, like 2026-03-27.")) from error


def clock(text: str) -> time:
    """Return a time of day from 10:00.

    :raises Unreadable: when it is none.
    """
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})", text)
    try:
        return time(int(found.group(1)), int(found.group(2))) if found else time.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(_("Write the time as 10:00.")) from error


def one_of(text: str, choices: Sequence[str]) -> str:
    """Return a code, however it is capitalised.

    :raises Unreadable: when it is not in the list.
    """
    code = re.sub(r"[\s-]+", "_", text).upper()
    if code not in choices:
        raise Unreadable(_g("Write one of: %(codes)s.") % {"codes": ", ".join(choices)})
    return code


def yes_or_no(text: str) -> bool:
    """Return a yes or a no.

    :raises Unreadable: when it is neither.
    """
    word = text.casefold()
    if word not in YES | NO:
        raise Unreadable(_("Write yes or no."))
    return word in YES


def whole(text: str) -> int:
    """Return a whole number above nought.

    :raises Unreadable: when it is not one.
    """
    if not text.isdecimal() or not 1 <= int(text) <= 1_000:
        raise Unreadable(_("Write a whole number from 1 to 1000."))
    return int(text)


def email(text: str) -> str:
    """Return an e-mail address in lower case.

    :raises Unreadable: when it is none.
    """
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise Unreadable(_("Write an email address, like name@example.com."))
    return text.lower()


def phone(text: str) -> Checked:
    """Check a phone number as the referral form does."""
    return identifiers.phone(text)


def _short(text: str, most: int) -> str:
    if "\x00" in text:
        raise Unreadable(_("Take the invisible character out."))
    if len(text) > most:
        raise Unreadable(_g("Shorten this to %(most)d characters.") % {"most": most})
    return text
