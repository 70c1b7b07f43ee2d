"""Reading what was done for the women of a pool of cases: a query each, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from django.db.models import Q, QuerySet

from casework.models import Absence, Arrangement, ContactAttempt, FirstCall, Need, OnwardReferral
from casework.statuses import ArrangementState
from correspondence.models import Message
from correspondence.statuses import MessageStatus
from programmes.models import Agreement, Programme
from reports.measures import helped
from reports.measures.ahead import Ahead, Answer, Rows, read
from reports.measures.among import Among
from reports.measures.helped import NOTHING, Held, Help, Money
from reports.quarters import Quarter, RollingYear
from workshops.models import Workshop

T = TypeVar("T")

WENT = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.POSTED)


def within(field: str, quarters: Collection[Quarter]) -> Q:
    """Return the condition that an instant falls in one of the quarters."""
    inside = Q()
    for quarter in quarters:
        inside |= Q(**{f"{field}__gte": quarter.starts_at, f"{field}__lt": quarter.ends_at})
    return inside


def touched(quarters: Collection[Quarter]) -> list[tuple[QuerySet[Any], str]]:
    """Return what was done in the quarters, a kind at a time, each with the field that names its case."""
    return [
        (ContactAttempt.objects.filter(within("made_at", quarters)), "referral"),
        (FirstCall.objects.filter(within("finished_at", quarters)), "referral"),
        (Need.objects.filter(within("noted_at", quarters)), "referral"),
        (OnwardReferral.objects.filter(within("offered_at", quarters)), "referral"),
        (OnwardReferral.objects.filter(within("taken_up_at", quarters)), "referral"),
        (_messages().filter(within("ended_at", quarters)), "about_id"),
    ]


class HelpAsked(NamedTuple):
    """What is asked about what was done on cases."""

    needs: Answer
    offers: Answer
    misses: Answer
    sent: Answer

    @classmethod
    def of(cls, among: Among, ahead: Ahead) -> HelpAsked:
        """Ask."""
        offers = ("pathway", "offered_at", "accepted", "taken_up_at")
        return cls(
            ahead.read(among.rows(Need.objects.all(), "pathway", "level", "level_after", "noted_at")),
            ahead.read(among.rows(OnwardReferral.objects.all(), *offers)),
            ahead.read(among.rows(Absence.objects.all(), "reason", "place__workshop__starts_at")),
            ahead.read(among.rows(_messages(), "channel", "ended_at", of="about_id")),
        )

    def done(self) -> Done:
        """Wait for the answers, in the order they were asked for."""
        return Done(
            by_case(self.needs.rows(), helped.Need._make),
            by_case(self.offers.rows(), helped.Offer._make),
            by_case(self.misses.rows(), helped.Miss._make),
            by_case(self.sent.rows(), helped.Sent._make),
        )


class Done(NamedTuple):
    """What was done on cases, a kind at a time, by the id of the case as text."""

    needs: Mapping[str, list[helped.Need]] = MappingProxyType({})
    offers: Mapping[str, list[helped.Offer]] = MappingProxyType({})
    misses: Mapping[str, list[helped.Miss]] = MappingProxyType({})
    sent: Mapping[str, list[helped.Sent]] = MappingProxyType({})

    def on(
        self, key: str, calls: Iterable[datetime], *, assessed_at: datetime | None, reason: str, ground: str
    ) -> Help:
        """Return all that was done on a case, with what stands on the case itself."""
        needs, offers = tuple(self.needs.get(key, ())), tuple(self.offers.get(key, ()))
        misses, sent = tuple(self.misses.get(key, ())), tuple(self.sent.get(key, ()))
        if not (calls or assessed_at or reason or ground or needs or offers or misses or sent):
            return NOTHING
        return Help(tuple(calls), assessed_at, needs, offers, misses, sent, (), reason, ground)


NOTHING_DONE = Done()


def by_case(rows: Rows, made: Callable[[tuple[Any, ...]], T]) -> dict[str, list[T]]:
    """Return what rows say by the id of the case, which comes first in them."""
    found: defaultdict[str, list[T]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(made(row[1:]))
    return found


def arranged(among: Among, *, at: datetime) -> dict[str, tuple[helped.Arranged, ...]]:
    """Return what was in place at an instant so that the women of these cases could come."""
    in_place = (ArrangementState.BOOKED, ArrangementState.CONFIRMED)
    made = Arrangement.objects.filter(state__in=in_place, made_at__lte=at)
    found = by_case(read(among.rows(made, "kind", "made_at", "for_on")), helped.Arranged._make)
    return {key: tuple(several) for key, several in found.items()}


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
