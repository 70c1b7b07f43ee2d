"""Who had no recorded offence, in words: as the page, the PDF and the spreadsheet say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.kinds import IndexEvent
from programmes.words import INDEX_EVENT
from reports.layout import Data
from reports.measures.measure import MIN_FOR_PERCENT
from reports.measures.year_on import YEAR_ON
from reports.split_pages import SplitPage, split_pages


@dataclass(frozen=True)
class YearOnPage:
    """`number` is the percentage, or n of N, or the mark of a confidential figure."""

    label: str
    number: str
    of: str
    interval: str
    cohort: str
    maturity: str
    table: SplitPage


def page(figures: Data, definitions: Data) -> YearOnPage | None:
    """Return the figure with its table in words; None for a return issued before there was one."""
    one = figures.get("follow_up")
    if not one:
        return None
    (table,) = (split for split in split_pages(figures, basis="COHORT") if split.code == YEAR_ON.code)
    number, of = _number(one)
    return YearOnPage(
        label=definitions[one["code"]]["label"],
        number=number,
        of=of,
        interval=_interval(one),
        cohort=_cohort(one),
        maturity=_maturity(one),
        table=table,
    )


def _number(one: Data) -> tuple[str, str]:
    if one["suppression"]:
        return str(one["suppression"]), ""
    share = _("%(n)s of %(of)s women") % {"n": one["numerator"], "of": one["denominator"]}
    if one["value"] is not None:
        return f"{one['value']:g}%", share
    return (share, "") if one["denominator"] else ("–", "")


def _interval(one: Data) -> str:
    if one["suppression"]:
        return _("The share is not given: it would tell a number that is confidential.")
    if not one["denominator"]:
        return _("There is nobody yet of whom police said yes or no.")
    if one["value"] is not None:
        interval = {"low": f"{one['low']:g}", "high": f"{one['high']:g}"}
        return _("95%% interval (Wilson): %(low)s%% to %(high)s%%.") % interval
    if one["denominator"] < MIN_FOR_PERCENT:
        return _("Too few for a percentage.")
    return _("No percentage is given of rounded numbers.")


def _cohort(one: Data) -> str:
    words = {
        "event": str(INDEX_EVENT[IndexEvent(one["index"])]).lower(),
        "first": _day(one["first_on"]),
        "last": _day(one["last_on"]),
        "n": one["women"],
    }
    return (
        ngettext(
            "Counted from: %(event)s, %(first)s to %(last)s: %(n)s woman.",
            "Counted from: %(event)s, %(first)s to %(last)s: %(n)s women.",
            one["women"],
        )
        % words
    )


def _maturity(one: Data) -> str:
    return _(
        "Each of them has been followed for the whole %(months)s months. Women with a later day are not in it: their "
        "time was not over when the quarter ended. Not known and no answer are not “no”, and are not in the share."
    ) % {"months": one["months"]}


def _day(on: str) -> str:
    return date_format(date.fromisoformat(on), "j F Y")
