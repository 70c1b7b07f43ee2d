"""Figures about needs, and about services that were offered for them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.measures.facts import Case, Period
from reports.measures.helped import Need
from reports.measures.measure import (
    Basis,
    Counts,
    Figure,
    Unit,
    measure,
    number_of,
    share,
    share_of_numbers,
)

ASSESSED = _("Women whose first conversation was finished in the quarter")


@measure(
    "activity_needs_identified",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    label=_("With a need identified"),
    definition=_(
        "Of the women whose first conversation with its questions was finished in the quarter, those with at "
        "least one need noted."
    ),
    numerator=_("Those with at least one need noted"),
    denominator=ASSESSED,
)
def needs_identified(period: Period) -> Figure:
    asked = period.assessed
    return share((case for case in asked if case.help.needs), asked)


@measure(
    "activity_onward_offered",
    basis=Basis.ACTIVITY,
    unit=Unit.COUNT,
    counts=Counts.OFFERS,
    label=_("Onward referrals offered"),
    definition=_("Other services offered to women in the quarter. One woman may be offered several."),
    numerator=_("Services offered in the quarter"),
)
def onward_offered(period: Period) -> Figure:
    made = period.offers
    return number_of(len(made), (case for case, _offer in made))


@measure(
    "activity_onward_accepted",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    counts=Counts.OFFERS,
    label=_("Onward referrals accepted"),
    definition=_("Of the services offered in the quarter, those the woman said yes to."),
    numerator=_("Services she said yes to"),
    denominator=_("Services offered in the quarter"),
)
def onward_accepted(period: Period) -> Figure:
    made = period.offers
    agreed = [case.id for case, offer in made if offer.accepted]
    return share_of_numbers(len(agreed), len(made), agreed)


@measure(
    "activity_onward_taken_up",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    counts=Counts.OFFERS,
    label=_("Onward referrals taken up"),
    definition=_(
        "Of the services offered in the quarter that she said yes to, those she is known to have begun with by "
        "the day of counting."
    ),
    numerator=_("Services she began with"),
    denominator=_("Services offered in the quarter that she said yes to"),
)
def onward_taken_up(period: Period) -> Figure:
    agreed = [(case, offer) for case, offer in period.offers if offer.accepted]
    begun = [case.id for case, offer in agreed if offer.taken_up_at]
    return share_of_numbers(len(begun), len(agreed), begun)


@measure(
    "activity_needs_improved",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    counts=Counts.NEEDS,
    label=_("Distance travelled: needs that became smaller"),
    definition=_(
        "Of the needs of cases that ended in the quarter with a level both when the need was found and when it "
        "was looked at again, those whose level went down."
    ),
    numerator=_("Needs with a lower level than before"),
    denominator=_("Needs with both levels, of cases that ended in the quarter"),
)
def needs_improved(period: Period) -> Figure:
    both = [(case, need, need.after) for case, need in _needs(period.ended) if need.after is not None]
    better = [case.id for case, need, after in both if after < need.level]
    return share_of_numbers(len(better), len(both), better)


def _needs(cases: list[Case]) -> list[tuple[Case, Need]]:
    return [(case, need) for case in cases for need in case.help.needs]
