"""Sentences about dates and hours, for whoever books her or refers her."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from programmes.clock import Reading, State
from programmes.group_dates import CannotPlan, NoDates
from programmes.offers import NotPossible, Why
from programmes.office_hours import OfficeHours
from programmes.portrait_parts import clock_time


def day(on: date) -> str:
    """Write a day as our pages do: Wed 11 November 2026."""
    return date_format(on, "D j F Y")


def hours_in_words(hours: OfficeHours) -> str:
    """Write office hours: 9am to 5pm."""
    return _("%(opens)s to %(closes)s") % {
        "opens": clock_time(hours.opens),
        "closes": clock_time(hours.closes),
    }


def why_not_possible(refused: NotPossible) -> str:
    """Say in one sentence why a run is not possible. BLOCKED gives back the caller's own sentence."""
    facts = {"day": day(refused.at.on), **refused.data}
    if refused.why is Why.BLOCKED:
        return str(refused.data["blocked"])
    if refused.why is Why.AFTER_DEADLINE:
        return _after_deadline(refused)
    if refused.why is Why.BEFORE_WINDOW:
        facts["opens_on"] = day(cast(date, facts["opens_on"]))
    return str(_SENTENCES[refused.why]) % facts


_SENTENCES: dict[Why, Promise] = {
    Why.NO_DEADLINE: lazy("Police have not given a deadline yet. Ask them for it before booking."),
    Why.PAST: lazy("%(day)s has passed."),
    Why.FULL: lazy("%(day)s is full."),
    Why.BEFORE_WINDOW: lazy("She would finish before %(opens_on)s, the first day allowed."),
    Why.GAP_TOO_SHORT: lazy("%(day)s is %(days)s days after the one before; at least %(min)s are needed."),
    Why.GAP_TOO_LONG: lazy("%(day)s is %(days)s days after the one before; at most %(max)s are allowed."),
    Why.NOT_NEEDED: lazy("%(day)s is for a part of her plan that she has done, or has a day for."),
    Why.ENOUGH: lazy("Without %(day)s she has as many days as she needs."),
    Why.OUT_OF_ORDER: lazy("%(day)s comes before a part of her plan that must be first."),
    Why.NOTHING_AFTER: lazy("Too few dates with places follow %(day)s before her deadline."),
}


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
        case State.IMPOSSIBLE if reading.in_doubt:
            return _("Only a name keeps her off every date that fits. Say first whether it is she.")
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
        case NoDates.DAY_IS_CLOSED:
            return _("%(day)s is a bank holiday or a closed day. Choose another day.") % on
        case NoDates.OUTSIDE_GAP:
            assert refusal.allowed is not None  # noqa: S101 (this code carries it)
            first, last = refusal.allowed
            words = _(
                "%(day)s is too soon or too late after the day before it. Choose from %(first)s to %(last)s."
            )
            return words % {**on, "first": day(first), "last": day(last)}
        case NoDates.WAS_OUTSIDE_GAP:
            assert refusal.apart is not None  # noqa: S101 (this code carries it)
            words = _(
                "%(day)s is %(days)s days after the day before it; the programme asks for at least %(least)s "
                "and at most %(most)s. Check the date."
            )
            return words % {**on, **refusal.apart._asdict()}
        case NoDates.NOT_IN_ORDER:
            return _("%(day)s is not after the day before it. Enter the days in their order.") % on
