"""Reading a referral out of the text of a mail: `label: value` lines, as people write them. No Django here.

Nothing is decided by it: what is read fills in the pages of the form, each value beside the line it
came from, for a person to confirm. A line that is not understood is kept and shown as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from referrals.pasted import labels

MOST = 20_000


@dataclass(frozen=True)
class Line:
    """A line of the mail, counted from one."""

    number: int
    text: str


@dataclass(frozen=True)
class Found:
    """An answer that a line seems to give: the page and the question, and the line it came from."""

    page: str
    name: str
    value: Any
    line: Line


@dataclass(frozen=True)
class Mail:
    """What was read out of a mail: the answers found, and every line that gave none."""

    found: tuple[Found, ...] = ()
    rest: tuple[Line, ...] = ()

    def of(self, page: str) -> dict[str, Found]:
        """Return the answers to the questions of one page, by question."""
        return {one.name: one for one in self.found if one.page == page}

    def values(self, page: str) -> dict[str, Any]:
        return {name: one.value for name, one in self.of(page).items()}


_LABELLED = re.compile(r"[\s>*•·|_-]*([^:=\t]{1,60}?)\s*(?:[:=\t]+|\s[-–]\s)\s*(\S.*)")


def read(text: str, *, today: date, questions: dict[str, str] | None = None) -> Mail:
    """Return what a mail seems to say. Any text is read; the first line to answer a question counts.

    :param today: what a year of two digits and a day yet to come are measured by.
    :param questions: the programme's own yes/no questions: how a label may be written, and its name.
    """
    found: dict[tuple[str, str], Found] = {}
    rest = []
    for number, typed in enumerate(text[:MOST].splitlines(), start=1):
        line = Line(number, typed)
        fresh = {
            key: Found(*key, value, line)
            for key, value in _answers(typed, today, questions or {}).items()
            if key not in found
        }
        if not fresh and typed.strip():
            rest.append(line)
        found.update(fresh)
    return Mail(tuple(found.values()), tuple(rest))


def _answers(typed: str, today: date, questions: dict[str, str]) -> dict[tuple[str, str], Any]:
    """Return what one line answers, by page and question; nothing where it is not understood."""
    parted = _LABELLED.fullmatch(typed.rstrip())
    if parted is None:
        return {}
    label, value = labels.plain(parted[1]), parted[2].strip()
    if label in questions:
        return labels.to_question(questions[label], value)
    known = labels.KNOWN.get(label)
    if known is None:
        return {}
    return {(known.page, name): answer for name, answer in known.read(value, today).items()}
