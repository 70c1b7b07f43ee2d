"""Funding agreements as they stand in a return: frozen words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from reports.layout import Data


@dataclass(frozen=True)
class ShareLine:
    funder: str
    percent: str
    pounds: str


@dataclass(frozen=True)
class TargetLine:
    """A target in words. `colour` only where the agreement asks for it."""

    label: str
    agreed: str
    value: str
    verdict: str
    words: str
    colour: str


@dataclass(frozen=True)
class AgreementPage:
    """An agreement as it stands in a return."""

    reference: str
    dates: str
    yearly: str
    pounds: str
    shares: tuple[ShareLine, ...]
    targets: tuple[TargetLine, ...]


COLOURS = {"MET": "green", "NEARLY": "yellow", "MISSED": "red", "NOT_GIVEN": "grey", "PART": "grey"}


def pages(figures: Data) -> tuple[AgreementPage, ...]:
    """Return the agreements of a return in words; none for one issued before they were in it."""
    return tuple(_page(one) for one in figures.get("funding", ()))


def _page(one: Data) -> AgreementPage:
    days = [date.fromisoformat(one[name]) for name in ("first_on", "last_on")]
    return AgreementPage(
        reference=one["reference"],
        dates=_("%(first)s to %(last)s") % {"first": f"{days[0]:%-d %B %Y}", "last": f"{days[1]:%-d %B %Y}"},
        yearly=_pounds(one["yearly"]),
        pounds=_pounds(one["pounds"]),
        shares=tuple(
            ShareLine(share["funder"], f"{share['percent']:g}%", _pounds(share["pounds"]))
            for share in one["shares"]
        ),
        targets=tuple(_line(target, rated=one["rated"]) for target in one["targets"]),
    )


def _line(target: Data, *, rated: bool) -> TargetLine:
    words = {
        "MET": _("Met"),
        "NEARLY": _("Nearly met"),
        "MISSED": _("Not met"),
        "NOT_GIVEN": _("Too few to say"),
        "PART": _("Not compared: it covers part of the quarter only"),
    }
    none = _("Not rated")
    rating = {"MET": _("Green"), "NEARLY": _("Amber"), "MISSED": _("Red"), "NOT_GIVEN": none, "PART": none}
    said = words[target["verdict"]]
    if rated:
        said = _("%(rating)s: %(said)s") % {"rating": rating[target["verdict"]], "said": said}
    value = "–" if target["value"] is None else _amount(target["value"], target["unit"])
    colour = COLOURS[target["verdict"]] if rated else ""
    return TargetLine(target["label"], _agreed(target), value, said, target["words"], colour)


def _agreed(target: Data) -> str:
    """Return the target; one for a year with the part of it that is due in the period."""
    year = _amount(target["agreed"], target["unit"])
    if not target["yearly"]:
        return year
    numbers = {"year": year, "quarter": _amount(target["target"], target["unit"])}
    if "days" not in target:  # issued before it was said
        return _("%(year)s a year, %(quarter)s a quarter") % numbers
    if target["verdict"] != "PART":
        return _("For the year %(year)s; for this quarter %(quarter)s") % numbers
    numbers |= {"days": target["days"], "of": target["days_of_year"]}
    return _("For the year %(year)s; for %(days)s of its %(of)s days in this quarter %(quarter)s") % numbers


def _amount(value: float, unit: str) -> str:
    if unit == "£":
        return _pounds(value)
    return f"{value:g}{unit}"


def _pounds(value: float) -> str:
    return f"£{value:,.0f}" if value == round(value) else f"£{value:,.2f}"
