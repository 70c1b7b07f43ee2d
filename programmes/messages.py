"""Sentences about dates, for whoever books her or refers her."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.clock import Reading, State
from programmes.offers import NotPossible, Why
from programmes.rules import CannotPlan, NoDates


def day(on: date) -> str:
    """Write a day as our pages do: Wed 11 November 2026."""
    return date_format(on, "D j F Y")


def why_not_possible(refused: NotPossible) -> str:
    """Say in one sentence why a run is not possible."""
    on = day(refused.at.on)
    data = refused.data
    match refused.why:
        case Why.NO_DEADLINE:
            return _("Police have not given a deadline yet. Ask them for it before booking.")
        case Why.PAST:
            return _("%(day)s has passed.") % {"day": on}
        case Why.FULL:
            return _("%(day)s is full.") % {"day": on}
        case Why.AFTER_DEADLINE:
            return _after_deadline(refused)
        case Why.BEFORE_WINDOW:
            opens_on = day(cast(date, data["opens_on"]))
            return _("She would finish before %(day)s, the first day allowed.") % {"day": opens_on}
        case Why.GAP_TOO_SHORT:
            return _("%(day)s is %(days)s days after the one before; at least %(min)s are needed.") % {
                "day": on,
                **data,
            }
        case Why.GAP_TOO_LONG:
            return _("%(day)s is %(days)s days after the one before; at most %(max)s are allowed.") % {
                "day": on,
                **data,
            }
        case Why.NOTHING_AFTER:
            return _("Too few dates with places follow %(day)s before her deadline.") % {"day": on}
        case Why.BLOCKED:
            return str(data.get("blocked") or "")


def _after_deadline(refused: NotPossible) -> str:
    over = cast(int, refused.data["days"])
    return ngettext(
        "%(day)s is %(days)s day after the deadline.",
        "%(day)s is %(days)s days after the deadline.",
        over,
    ) % {"day": day(refused.at.on), "days": over}


def state_sentence(reading: Reading) -> str:
    """Say in one sentence where the clock stands."""
    match reading.state:
        case State.NO_DEADLINE:
            return _("Police have not given a deadline yet, so she cannot be booked.")
        case State.IMPOSSIBLE:
            return _("No dates on offer fit before her deadline. Ask police about an extension.")
        case State.LAST_CHANCE:
            return _("This is the last chance: if she misses the next date, nothing fits her deadline.")
        case State.ONE_MISS_FROM_IMPOSSIBLE:
            return _("One missed date could leave no way to finish before her deadline.")
        case State.FINE:
            return _("There is time for her to miss a date and still finish.")


def why_no_dates(refusal: CannotPlan) -> str:
    """Say in one sentence why a group's dates cannot be made, and what to do."""
    on = {"day": day(refusal.on), "step": refusal.step}
    match refusal.code:
        case NoDates.FIRST_IS_PAST:
            return _("%(day)s has passed. Choose a first day from today on.") % on
        case NoDates.FIRST_IS_CLOSED:
            return _("%(day)s is a bank holiday or a closed day. Choose another first day.") % on
        case NoDates.NO_OPEN_DAY:
            return (
                _("No day near %(day)s is open for number %(step)s of the group. Choose another first day.")
                % on
            )
