"""What police say now, and what we have of it: read from what they changed, never stored a second time.

A change of theirs stands for them at once. For us it stands once it is taken over (design.md §3).
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from referrals.models import AmendedField, Referral, ReferredPerson, Taken

# Of the matter: kept on the referral, which coordinators, the clock and the returns read.
DATES = ("offence_on", "arrested_on", "disposal_on", "disposal_expected_on")
MATTER = ("offence_code", "offence_text", "summary_only", "disposal", "other_conditions", *DATES)
# Kept as police have them; what we work with follows once it is taken over.
SAID_OF_HER = ("must_not_meet", "help_wanted", "help_words", "risk_to_staff")
OURS_NOW = {Taken.TAKEN, Taken.AS_SENT}


def log(referral: Referral, names: Iterable[str]) -> list[AmendedField]:
    """Return every change of these answers, oldest first; one query."""
    rows = AmendedField.objects.filter(amendment__referral=referral.pk, name__in=list(names))
    return list(rows.order_by("amendment__amended_at", "pk"))


def value(name: str, kept: str | None) -> Any:
    """Return a kept answer as its column takes it."""
    read = json.loads(kept or "null")
    return date.fromisoformat(read) if read and name in {*DATES, "date_of_birth"} else read


def as_police_have_it(referral: Referral) -> Referral:
    """Return a copy of a referral that reads as police last wrote it, whatever we made of that. Never save it."""
    theirs = copy.copy(referral)
    for row in log(referral, MATTER):
        setattr(theirs, row.name, value(row.name, row.new))
    return theirs


def as_we_have_it(person: ReferredPerson, rows: Sequence[AmendedField], name: str) -> Any:
    """Return what we work with: as it was sent, with every change since that was taken over.

    :param rows: `log` of at least this name.
    """
    changes = [row for row in rows if row.name == name]
    if not changes:
        return getattr(person, name)
    ours = value(name, changes[0].old)
    for row in changes:
        if row.taken in OURS_NOW:
            ours = value(name, row.new)
    return ours


def others(told: str | None) -> list[dict[str, str]]:
    """Return the people named in what police said of whom she must not meet."""
    found: list[dict[str, str]] = json.loads(told or "{}").get("others", [])
    return found
