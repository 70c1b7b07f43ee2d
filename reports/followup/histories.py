"""Reading whom a return follows up, with every answer and when it came: two queries, however many women.

What an earlier return said is looked at as it was known then; so an answer that came since is one woman more in a
table about the same months, and is protected like one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise, product
from typing import Any

from django.db.models import DateField, TextField
from django.db.models.functions import Cast

from programmes.kinds import IndexEvent
from programmes.models import Programme
from referrals.models import Referral
from reports.followup.models import FollowUpResult
from reports.followup.querysets import cohort, happened_in
from reports.followup.rates import Followed, one_each
from reports.followup.rules import Reoffended
from reports.measures import ahead
from reports.measures.among import Among
from reports.measures.year_on import ANSWERED, NO_ANSWER, UNKNOWN, row_of
from reports.quarters import Quarter, local_day, quarter_of_day

STEP = ">"  # between the rows a woman stood in, one return after another

Answer = tuple[datetime, date, str, date]  # when it came, of which index day, what, dated


@dataclass(frozen=True)
class History:
    """One woman's index event, and all that police answered of it, the oldest first."""

    one: Followed
    answers: Sequence[Answer] = ()

    @property
    def quarter(self) -> Quarter:
        """The quarter of her index event."""
        return quarter_of_day(self.one.index_on)

    def as_of(self, at: datetime) -> Followed:
        """Return what was known of her at an instant. An answer about another index day is none."""
        known = [answer for answer in self.answers if answer[0] <= at]
        if not known or known[-1][1] != self.one.index_on:
            return self.one
        told_at, _on, said, dated_on = known[-1]
        stands = (self.one.case, self.one.person, self.one.event, self.one.index_on, self.one.months)
        return Followed(*stands, Reoffended(said), dated_on, local_day(told_at))

    def rows(self, moments: Sequence[datetime]) -> str:
        """Return the rows she stood in at each of some moments, as one word."""
        return STEP.join(row_of(self.as_of(at)) for at in moments)


def read(
    programme: Programme, event: IndexEvent, quarters: Collection[Quarter], *, months: int
) -> list[History]:
    """Return the women whose first index event in the programme fell in one of the quarters."""
    every: Any = cohort(Referral.objects.filter(programme=programme), event)
    found = every.filter(happened_in(event, quarters))
    theirs = every.filter(participant__in=found.filter(participant__isnull=False).values("participant"))
    rows = _as_text(theirs).union(_as_text(found.filter(participant=None)), all=True)
    first = one_each(Followed(pk, person or pk, event, on, months) for pk, person, on in ahead.read(rows))
    wanted = [one for one in first if quarter_of_day(one.index_on) in quarters]
    answers = _answers((one.case for one in wanted), event)
    return [History(one, answers.get(one.case, ())) for one in wanted]


def possible(returns: int) -> set[str]:
    """Return every way from return to return: an answer comes, from none or from “not known”, and then stays."""
    order = {NO_ANSWER: 0, UNKNOWN: 1, **dict.fromkeys(ANSWERED, 2)}

    def goes(rows: Sequence[str]) -> bool:
        pairs = pairwise(rows)
        return all(order[a] < order[b] or a == b for a, b in pairs)

    ways: list[tuple[str, ...]] = [(row,) for row in order]
    for _more in range(returns - 1):
        ways = [way for way in ((*had, row) for had, row in product(ways, order)) if goes(way[-2:])]
    return {STEP.join(way) for way in ways}


def _as_text(found: Any) -> Any:
    """Return the ids of cases and their women as text, and the days of their index events."""
    case, woman = Cast("pk", TextField()), Cast("participant", TextField())
    return found.values_list(case, woman, Cast("index_on", DateField()))


def _answers(cases: Any, event: IndexEvent) -> dict[str, list[Answer]]:
    found: defaultdict[str, list[Answer]] = defaultdict(list)
    rows = FollowUpResult.objects.filter(index=event).order_by("number")
    fields = ("recorded_at", "index_on", "reoffended", "dated_on")
    for key, came_at, on, said, dated_on in ahead.read(Among.of(cases).rows(rows, *fields)):
        found[key].append((came_at, on, said, dated_on))
    return found


def cases_of(histories: Collection[History], *, at: datetime) -> tuple[Followed, ...]:
    """Return what is known of each at an instant."""
    return tuple(history.as_of(at) for history in histories)
