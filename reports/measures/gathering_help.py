"""Reading what was done for the women of a pool of cases: a query each, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from casework.models import Absence, Arrangement, ContactAttempt, FirstCall, Need, OnwardReferral
from casework.statuses import ArrangementState
from correspondence.models import Message
from correspondence.statuses import MessageStatus
from programmes.models import Agreement, Programme
from reports.measures import helped
from reports.measures.helped import Held, Help, Money
from reports.quarters import Quarter, RollingYear
from workshops.models import Workshop

WENT = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.POSTED)


def within(field: str, quarters: Collection[Quarter]) -> Q:
    """Return the condition that an instant falls in one of the quarters."""
    inside = Q()
    for quarter in quarters:
        inside |= Q(**{f"{field}__gte": quarter.starts_at, f"{field}__lt": quarter.ends_at})
    return inside


def touched(quarters: Collection[Quarter]) -> Q:
    """Return the condition that something was done on a case in one of the quarters."""
    offered = OnwardReferral.objects.filter(within("offered_at", quarters) | within("taken_up_at", quarters))
    return (
        Q(pk__in=ContactAttempt.objects.filter(within("made_at", quarters)).values("referral"))
        | Q(pk__in=FirstCall.objects.filter(within("finished_at", quarters)).values("referral"))
        | Q(pk__in=Need.objects.filter(within("noted_at", quarters)).values("referral"))
        | Q(pk__in=offered.values("referral"))
        | Q(pk__in=_messages().filter(within("ended_at", quarters)).values("about_id"))
    )


def help_of(ids: Any, calls: Mapping[UUID, list[datetime]]) -> dict[UUID, Help]:
    """Return what was done on each case, those of which nothing is known left out."""
    found: defaultdict[UUID, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for referral, made in calls.items():
        found[referral]["calls"] = made
    for referral, *need in Need.objects.filter(referral__in=ids).values_list(
        "referral", "pathway", "level", "level_after", "noted_at"
    ):
        found[referral]["needs"].append(helped.Need(*need))
    for referral, pathway, offered_at, accepted, taken_up_at in OnwardReferral.objects.filter(
        referral__in=ids
    ).values_list("referral", "pathway", "offered_at", "accepted", "taken_up_at"):
        offer = helped.Offer(pathway, offered_at, bool(accepted), taken_up_at)
        found[referral]["offers"].append(offer)
    for referral, *miss in Absence.objects.filter(referral__in=ids).values_list(
        "referral", "reason", "place__workshop__starts_at"
    ):
        found[referral]["misses"].append(helped.Miss(*miss))
    for referral, *sent in (
        _messages().filter(about_id__in=ids).values_list("about_id", "channel", "ended_at")
    ):
        found[referral]["sent"].append(helped.Sent(*sent))
    return {pk: _help(rows) for pk, rows in found.items()}


def _help(rows: Mapping[str, list[Any]]) -> Help:
    calls, needs, offers, misses, sent = (
        tuple(rows.get(name, ())) for name in ("calls", "needs", "offers", "misses", "sent")
    )
    return Help(calls, None, needs, offers, misses, sent)


def arranged(ids: Any, *, at: datetime) -> dict[UUID, tuple[helped.Arranged, ...]]:
    """Return what was in place at an instant so that the women of these cases could come."""
    in_place = (ArrangementState.BOOKED, ArrangementState.CONFIRMED)
    rows = Arrangement.objects.filter(referral__in=ids, state__in=in_place, made_at__lte=at)
    found: defaultdict[UUID, list[helped.Arranged]] = defaultdict(list)
    for referral, *one in rows.values_list("referral", "kind", "made_at", "for_on"):
        found[referral].append(helped.Arranged(*one))
    return {pk: tuple(several) for pk, several in found.items()}


def workshops_held(programme: Programme, quarters: Collection[Quarter]) -> tuple[Held, ...]:
    """Return the workshops that ran: somebody who had a place was marked as there or not there."""
    ran = (
        Workshop.objects.running()
        .filter(within("starts_at", quarters), programme=programme)
        .exclude(places__mark="DID_NOT_RUN")
        .distinct()
    )
    return tuple(Held(*row) for row in ran.values_list("starts_at", "capacity"))


def money(agreements: Iterable[Agreement], span: Quarter | RollingYear) -> Money | None:
    """Return what the agreements in force pay for a span: the yearly value by days, rounded to pence."""
    last_on, first_on = span.last_on, span.first_on
    in_force = [one for one in agreements if one.starts_on <= last_on and one.ends_on >= first_on]
    if not in_force:
        return None
    financial = span.quarters[-1].year
    year = Quarter(financial, 4).last_on - Quarter(financial, 1).first_on + timedelta(days=1)
    pounds = 0.0
    for agreement in in_force:
        days = min(agreement.ends_on, last_on) - max(agreement.starts_on, first_on) + timedelta(days=1)
        pounds += float(agreement.yearly_value) * days.days / year.days
    return Money(", ".join(agreement.reference for agreement in in_force), round(pounds, 2))


def _messages() -> Any:
    return Message.objects.filter(participant__isnull=False, about_id__isnull=False, status__in=WENT).exclude(
        ended_at__isnull=True
    )
