"""Figures about what the service put in: workshops, places, calls, messages, money."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from programmes.kinds import Mark
from referrals.statuses import Ground, Status
from reports.measures.facts import Case, Period
from reports.measures.measure import (
    Basis,
    Counts,
    Figure,
    NotGiven,
    Unit,
    for_each,
    measure,
    number_of,
    pounds_for_each,
    share,
    share_of_numbers,
)

HELD = _("Places of workshops that ran in the quarter")
MARKED = _("Places booked for workshops held in the quarter, with a mark")


@measure(
    "letter_sent",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Letter sent"),
    definition=_(
        "At least one letter went to her by post. Where post is not safe none is sent, so this is not meant to "
        "reach 100%."
    ),
    numerator=_("Accepted referrals of the quarter with a letter posted"),
    denominator=_("Referrals sent in the quarter that were accepted"),
)
def letter_sent(period: Period) -> Figure:
    posted = (c for c in period.accepted if any(one.channel == "LETTER" for one in c.help.sent))
    return share(posted, period.accepted)


@measure(
    "activity_workshops_held",
    basis=Basis.ACTIVITY,
    unit=Unit.COUNT,
    counts=Counts.WORKSHOPS,
    label=_("Workshops held"),
    definition=_(
        "Workshops that ran on a day in the quarter. One that was cancelled or did not run is not counted."
    ),
    numerator=_("Workshops that ran in the quarter"),
)
def workshops_held(period: Period) -> Figure:
    return number_of(len(period.held), _with_a_place(period))


@measure(
    "activity_places_offered",
    basis=Basis.ACTIVITY,
    unit=Unit.COUNT,
    counts=Counts.PLACES,
    label=_("Places offered"),
    definition=_("The places there were at the workshops that ran in the quarter, booked or not."),
    numerator=HELD,
)
def places_offered(period: Period) -> Figure:
    return number_of(sum(one.capacity for one in period.held), _with_a_place(period))


@measure(
    "activity_places_filled",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    counts=Counts.PLACES,
    label=_("Places used, of those offered"),
    definition=_("Of all places at the workshops that ran in the quarter, those where a woman came."),
    numerator=_("Places where she came"),
    denominator=HELD,
)
def places_filled(period: Period) -> Figure:
    used = [case.id for case, booking in period.places(lambda c, b: True) if case.attended(booking)]
    offered = sum(one.capacity for one in period.held)
    return share_of_numbers(len(used), offered, used)


@measure(
    "activity_not_attended",
    basis=Basis.ACTIVITY,
    unit=Unit.PERCENT,
    counts=Counts.PLACES,
    label=_("Places where she did not come"),
    definition=_(
        "Of the places women still had when a workshop in the quarter began, those where she did not come or "
        "was turned away because she was late. A workshop that did not run is not counted."
    ),
    numerator=_("Places marked as not here, or turned away late"),
    denominator=MARKED,
)
def not_attended(period: Period) -> Figure:
    held = period.places(lambda case, booking: True)
    missed = [case.id for case, booking in held if booking.mark in (Mark.NOT_HERE, Mark.TURNED_AWAY)]
    return share_of_numbers(len(missed), len(held), missed)


@measure(
    "activity_turned_away",
    basis=Basis.ACTIVITY,
    unit=Unit.COUNT,
    label=_("Unmet need: turned away"),
    definition=_(
        "Referrals declined on a day in the quarter, and accepted ones handed back because we could not give "
        "her dates."
    ),
    numerator=_("Referrals declined, or handed back because there were no dates, in the quarter"),
)
def turned_away(period: Period) -> Figure:
    away = turned_away_cases(period)
    return number_of(len(away), away)


def turned_away_cases(period: Period) -> list[Case]:
    """Return the cases of an unmet need."""
    ended = [case for case in period.cases if case.closed and period.holds(case.closed_at)]
    return [
        case
        for case in ended
        if case.status == Status.DECLINED
        or (case.status == Status.NOT_COMPLETED and case.help.ground == Ground.NOT_OFFERED)
    ]


@measure(
    "activity_calls",
    basis=Basis.ACTIVITY,
    unit=Unit.COUNT,
    counts=Counts.CALLS,
    label=_("Attempts to call"),
    definition=_("Attempts to call a woman that were logged in the quarter, answered or not."),
    numerator=_("Calls tried in the quarter"),
)
def calls(period: Period) -> Figure:
    made = [case for case in period.cases for when in case.help.calls if period.holds(when)]
    return number_of(len(made), made)


@measure(
    "activity_calls_to_reach",
    basis=Basis.ACTIVITY,
    unit=Unit.RATIO,
    counts=Counts.CALLS,
    label=_("Attempts to reach one woman"),
    definition=_(
        "For women first spoken to in the quarter: the attempts it took, the one that reached her included, "
        "divided by the number of women. Given from five women on."
    ),
    numerator=_("Calls tried up to the first conversation"),
    denominator=_("Accepted cases with their first conversation in the quarter"),
)
def calls_to_reach(period: Period) -> Figure:
    spoken = period.reached
    tried = sum(when <= c.first_spoken_at for c in spoken if c.first_spoken_at for when in c.help.calls)
    return for_each(tried, spoken)


@measure(
    "activity_messages",
    basis=Basis.ACTIVITY,
    unit=Unit.COUNT,
    counts=Counts.MESSAGES,
    label=_("Letters, texts and e-mails sent"),
    definition=_("Messages to women that went in the quarter, by post, text or e-mail."),
    numerator=_("Messages to women that went in the quarter"),
)
def messages(period: Period) -> Figure:
    went = [case for case in period.cases for one in case.help.sent if period.holds(one.at)]
    return number_of(len(went), went)


@measure(
    "cost_per_referral",
    basis=Basis.ACTIVITY,
    unit=Unit.POUNDS,
    counts=Counts.POUNDS,
    label=_("Cost for each referral"),
    definition=_(
        "What the funding agreement pays for the days of the quarter, divided by the referrals received in it. "
        "Gifts, volunteers' time and police time are not in it."
    ),
    numerator=_("Pounds paid for the quarter"),
    denominator=_("Referrals sent in the quarter"),
)
def cost_per_referral(period: Period) -> Figure:
    return _cost(period, period.referred)


@measure(
    "cost_per_start",
    basis=Basis.ACTIVITY,
    unit=Unit.POUNDS,
    counts=Counts.POUNDS,
    label=_("Cost for each start"),
    definition=_(
        "What the funding agreement pays for the days of the quarter, divided by the women who first came to a "
        "workshop in it. Gifts, volunteers' time and police time are not in it."
    ),
    numerator=_("Pounds paid for the quarter"),
    denominator=_("Cases whose first attended workshop was in the quarter"),
)
def cost_per_start(period: Period) -> Figure:
    return _cost(period, period.began)


@measure(
    "cost_per_completion",
    basis=Basis.ACTIVITY,
    unit=Unit.POUNDS,
    counts=Counts.POUNDS,
    label=_("Cost for each completion"),
    definition=_(
        "What the funding agreement pays for the days of the quarter, divided by the cases completed in it. "
        "Gifts, volunteers' time and police time are not in it."
    ),
    numerator=_("Pounds paid for the quarter"),
    denominator=_("Cases completed in the quarter"),
)
def cost_per_completion(period: Period) -> Figure:
    return _cost(period, [c for c in period.ended if c.status == Status.COMPLETED])


def _cost(period: Period, cases: list[Case]) -> Figure:
    if period.money is None:
        return Figure(None, len(cases), None, NotGiven.NO_AGREEMENT, frozenset(c.id for c in cases))
    return pounds_for_each(period.money.pounds, cases)


def _with_a_place(period: Period) -> list[Case]:
    return [case for case, _booking in period.places(lambda c, b: True)]
