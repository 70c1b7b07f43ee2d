"""A return's protection beside those of the returns issued for months it shares with them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from programmes.models import Programme
from reports.disclosure import Kind, Rule
from reports.disclosure.mixing import stands_against
from reports.layout import Data
from reports.models import IssuedReturn, PreparedReturn
from reports.quarters import Quarter, RollingYear
from ui.refusals import Refused

NAMES = {
    Kind.FEWER_THAN: _("Fewer than %(n)s is hidden"),
    Kind.ROUND: _("Every number is rounded to 5"),
    Kind.NONE: _("Nothing is hidden"),
}


class MixedProtection(Refused):
    """Small numbers of the same months were protected in another way, and were issued so."""

    field = "protection"


class IssuedMeanwhile(Refused):
    """Its tables were not looked at beside a return that was issued after it was prepared."""

    sentence = _(
        "Another return for some of the same months was issued after this one was prepared. Prepare it again, so "
        "that the two together give nobody away."
    )


def rule_of(figures: Data) -> Rule | None:
    """Return the rule a return was protected by; None for one issued before there were tables."""
    found = figures.get("rule")
    if not found:
        return None
    kind, number = Kind(found["kind"]), found["number"]
    if kind is Kind.FEWER_THAN:
        return Rule(kind, threshold=number)
    return Rule(kind, base=number or 5, reason=found["reason"])


def require_alike(programme: Programme, quarter: Quarter, rule: Rule) -> None:
    """Refuse a rule that would give away, with a return issued before, what one of them hides.

    Withdrawn returns count: whoever has them has their numbers.

    :raises MixedProtection: saying which return stands against it, and what to do.
    """
    issued = [(when, found) for when, found in _sharing(programme, quarter) if found is not None]
    number = stands_against(rule, [found for _when, found in issued])
    if number is not None:
        when, found = issued[number]
        raise MixedProtection(
            _g(
                "The return for %(quarter)s is about some of the same months and was issued with another protection. "
                "The two together could give a hidden number away. Choose “%(rule)s”, as there."
            )
            % {"quarter": when, "rule": NAMES[found.kind] % {"n": found.threshold}}
        )


def require_newest(prepared: PreparedReturn, programme: Programme, quarter: Quarter) -> None:
    """Refuse to sign what was not looked at beside everything issued. Call it under the programme's lock.

    :raises IssuedMeanwhile: when a return that shares months was issued since it was prepared.
    """
    issued = IssuedReturn.objects.filter(programme=programme, signed_off_at__gt=prepared.prepared_at)
    if any(_share(quarter, Quarter(*when)) for when in issued.values_list("year", "quarter")):
        raise IssuedMeanwhile


def _sharing(programme: Programme, quarter: Quarter) -> Iterable[tuple[Quarter, Rule | None]]:
    rows = IssuedReturn.objects.filter(programme=programme).order_by("signed_off_at", "pk")
    for year, number, rule in rows.values_list("year", "quarter", KeyTransform("rule", "figures")):
        when = Quarter(year, number)
        if _share(quarter, when):
            yield when, rule_of({"rule": rule})


def _share(one: Quarter, other: Quarter) -> bool:
    """Tell whether two returns speak of some of the same months: each of a rolling year."""
    return bool({*RollingYear(one).quarters} & {*RollingYear(other).quarters})
