"""A figure in words: n of N, the percentage, and how it compares with an earlier quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports import comparing
from reports.comparing import Change
from reports.payload import Data


@dataclass(frozen=True)
class Words:
    """`count` is n, `of` "of N", `share` "n of N", `percent` "75%" or empty; `short` fits a cell."""

    count: str
    of: str
    share: str
    percent: str
    short: str


def in_words(measure: Data, figure: Data) -> Words:
    """Return a figure of a measure in words; `figure` may be the measure's own or an earlier one."""
    if measure["unit"] == "COUNT":
        count = str(figure["numerator"])
        return Words(count, "", count, "", count)
    if measure["unit"] in EACH:
        return EACH[measure["unit"]](figure)
    numerator, denominator = figure["numerator"], figure["denominator"]
    if not denominator:
        return Words("–", "", _("none"), "", _("none"))
    share = _("%(n)s of %(of)s") % {"n": numerator, "of": denominator}
    percent = "" if figure["value"] is None else _percent(figure["value"])
    short = share if not percent else _("%(percent)s (%(share)s)") % {"percent": percent, "share": share}
    return Words(str(numerator), _("of %(of)s") % {"of": denominator}, share, percent, short)


def compared(measure: Data, then: Data, quarter: str) -> str:
    """Return one sentence that sets a figure beside an earlier quarter's."""
    facts = {"quarter": quarter, "then": in_words(measure, then).short}
    if not (then["numerator"] if measure["unit"] == "COUNT" else then["denominator"]):
        return _("%(quarter)s: nothing to compare with.") % facts
    if measure["unit"] == "COUNT":
        change = comparing.of_counts(measure["numerator"], then["numerator"])
        return COMPARISONS[change]() % facts
    if measure["value"] is None or then["value"] is None or measure["unit"] != "PERCENT":
        return _("%(quarter)s: %(then)s.") % facts
    now = (measure["numerator"], measure["denominator"])
    change = comparing.of_shares(now, (then["numerator"], then["denominator"]))
    return COMPARISONS[change]() % facts


COMPARISONS: dict[Change, Callable[[], str]] = {
    Change.ORDINARY: lambda: _(
        "%(quarter)s: %(then)s. A difference of this size is ordinary for numbers this small."
    ),
    Change.MORE_THAN_CHANCE: lambda: _(
        "%(quarter)s: %(then)s. The difference is larger than chance usually makes it."
    ),
}

CARD_SENTENCES = {
    "reached_in_time": gettext_lazy(
        "%(n)s of the %(of)s accepted referrals whose target day is over had been spoken to by that day."
    ),
    "attended_first": gettext_lazy(
        "%(n)s of the %(of)s people booked so far from this quarter's referrals have come."
    ),
    "activity_completed": gettext_lazy("%(n)s of the %(of)s cases that ended in the quarter were completed."),
    "activity_told_in_time": gettext_lazy(
        "%(n)s of the %(of)s outcomes of the quarter reached police on or before their deadline."
    ),
}


def card_sentence(measures: Mapping[str, Data], code: str) -> str:
    """Return the plain sentence under a headline."""
    measure = measures[code]
    if code == "people_referred":
        received = measures["referrals_received"]["numerator"]
        return ngettext(
            "%(referrals)s referral was sent in the quarter.",
            "%(referrals)s referrals were sent in the quarter.",
            received,
        ) % {"referrals": received}
    if not measure["denominator"]:
        return _("There was nothing to count in this quarter.")
    return str(CARD_SENTENCES[code]) % {"n": measure["numerator"], "of": measure["denominator"]}


def _days(figure: Data) -> Words:
    cases = figure["denominator"]
    of = ngettext("%(n)s case", "%(n)s cases", cases) % {"n": cases}
    if figure["value"] is None:
        short = _("too few (%(of)s)") % {"of": of} if cases else _("none")
        return Words("", of, of, "", short)
    days = ngettext("%(n)s day", "%(n)s days", round(figure["value"])) % {"n": f"{figure['value']:g}"}
    if figure.get("most") is None:
        return Words(days, of, of, "", _("%(days)s (%(of)s)") % {"days": days, "of": of})
    facts = {"days": days, "most": f"{figure['most']:g}", "of": of}
    return Words(days, of, of, "", _("%(days)s, nine in ten within %(most)s (%(of)s)") % facts)


def _each(figure: Data) -> Words:
    share = _("%(n)s for %(of)s") % {"n": figure["numerator"], "of": figure["denominator"]}
    if figure["value"] is None:
        return Words("–", "", share, "", share if figure["denominator"] else _("none"))
    each = f"{figure['value']:g}"
    return Words(each, share, share, "", _("%(each)s (%(share)s)") % {"each": each, "share": share})


def _pounds(figure: Data) -> Words:
    if figure["not_given"] == "NO_AGREEMENT":
        return Words("–", "", _("no agreement"), "", _("no agreement"))
    paid, of = f"£{figure['numerator']:,}", figure["denominator"]
    share = _("%(paid)s for %(of)s") % {"paid": paid, "of": of}
    if figure["value"] is None:
        return Words("–", share, share, "", share)
    each = f"£{figure['value']:,.0f}"
    return Words(each, share, share, "", _("%(each)s (%(share)s)") % {"each": each, "share": share})


EACH: dict[str, Callable[[Data], Words]] = {"DAYS": _days, "RATIO": _each, "POUNDS": _pounds}


def _percent(value: float) -> str:
    return f"{value:g}%"
