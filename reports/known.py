"""What is not known, as it stands in a return: a share for each field, protected like every count of women."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.disclosure import Rule, Table, protect
from reports.layout import Data
from reports.measures.measure import MIN_FOR_PERCENT
from reports.quality import Found, Quality
from reports.split_pages import HIDDEN

# A table of the return has a row "Not known" for these: a share beside it could show what the table hides.
IN_A_TABLE = frozenset({"date-of-birth", "absence", "own-answers"})
PARTS = ("not known", "known", "not asked of")


@dataclass(frozen=True)
class KnownLine:
    """A field: how often it is not known, in words."""

    code: str
    label: str
    share: str


def shares(quality: Quality, rule: Rule) -> list[Data]:
    """Return how often each field is not known, by the return's rule.

    The cases of a field are those it is not known of, those it is known of, and those it does not concern; all
    three are small or large by themselves, and their sum is known. A number is given with what it is out of, or
    not at all.
    """
    return [_share(found, quality.cases, rule) for found in quality.missing if found.code not in IN_A_TABLE]


def lines(figures: Data) -> tuple[KnownLine, ...]:
    """Return the shares of a return in words; none for a return issued before there were any."""
    return tuple(KnownLine(one["code"], one["label"], _in_words(one)) for one in figures.get("not_known", ()))


def _share(found: Found, cases: int, rule: Rule) -> Data:
    counts = ((found.number,), (found.of - found.number,), (cases - found.of,))
    protected = protect(Table(PARTS, ("cases",), counts), rule)
    unknown, known = protected.shown[0, 0], protected.shown[1, 0]
    told = unknown is not None and known is not None and not protected.withheld
    of = (unknown or 0) + (known or 0)
    enough = told and not protected.base and of >= MIN_FOR_PERCENT
    return {
        "code": found.code,
        "label": str(found.about),
        "number": unknown if told else None,
        "of": of if told else None,
        "percent": round(100 * (unknown or 0) / of, 1) if enough else None,
        "suppression": None if told else HIDDEN,
    }


def _in_words(one: Data) -> str:
    if one["suppression"]:
        return str(one["suppression"])
    if not one["of"]:
        return _("concerns nobody")
    share = _("%(n)s of %(of)s") % {"n": one["number"], "of": one["of"]}
    if one["percent"] is None:
        return share
    return _("%(percent)s%% (%(share)s)") % {"percent": f"{one['percent']:g}", "share": share}
