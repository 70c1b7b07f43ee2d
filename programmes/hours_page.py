"""The page of the office hours: those that hold now, and all that were ever set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.messages import hours_in_words
from programmes.models.opening import HoursChange, HoursChangeQuerySet
from programmes.office_hours import Office

SHOWN = 100


@dataclass(frozen=True)
class Shown:
    """Hours that were set, and what has become of them."""

    from_on: date
    words: str
    set_by: str
    set_at: datetime
    standing: str | Promise


@dataclass(frozen=True)
class HoursPage:
    now: str
    changes: Sequence[Shown]


def hours_page(changes: HoursChangeQuerySet, *, today: date) -> HoursPage:
    """Return the page, in one query."""
    rows = list(changes[:SHOWN])
    works = Office(changes=tuple(row.change for row in rows))
    holding = works.change_on(today)
    return HoursPage(
        hours_in_words(works.hours_on(today)),
        [
            Shown(
                row.from_on,
                hours_in_words(row.change.hours),
                row.set_by,
                row.set_at,
                _standing(row, works, holding=row.change == holding, today=today),
            )
            for row in rows
        ],
    )


def _standing(row: HoursChange, works: Office, *, holding: bool, today: date) -> str | Promise:
    if works.change_on(row.from_on) != row.change:
        return _("Replaced before they began")
    if holding:
        return _("These hold now")
    return _("To come") if row.from_on > today else _("Over")
