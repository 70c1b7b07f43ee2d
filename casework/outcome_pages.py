"""The lists of outcomes, for the provider and for police: four, the oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g

from casework import outcomes, paging
from casework.case_page import Link
from casework.messages import day
from casework.notice_view import decision_label, notice_title
from casework.outcomes import LABELS, MEANS, Outcome
from casework.rows import name_of
from referrals.messages import reminded
from referrals.models import Referral
from referrals.statuses import GROUND_LABELS, REASON_LABELS, Ground, Reason

Words = str | Promise


@dataclass(frozen=True)
class OutcomeRow:
    """One ended case in a list of outcomes."""

    reference: str
    who: str
    url: str
    outcome: str
    why: Words
    ended_on: str
    since: str
    reminded: str


@dataclass(frozen=True)
class OutcomeList:
    """One of the four lists, with the way to the others."""

    rows: Sequence[OutcomeRow]
    tabs: Sequence[Link]
    title: Words
    means: Words
    first: int
    last: int
    total: str
    previous_url: str
    next_url: str


@dataclass(frozen=True)
class Page:
    """What is shown, and apart from it the rows that the trail names."""

    shown: OutcomeList
    subjects: Sequence[Referral]


def listed(seen: QuerySet[Referral], given: Mapping[str, str], *, base: str, ours: bool) -> Page:
    """Return the list asked for; counts stop at the cap.

    :param base: the address of the page.
    :param ours: for the provider, by name; else for police, by initials.
    """
    chosen = _chosen(given.get("state", ""))
    counts = {place: paging.capped_count(outcomes.in_place(seen, place)) for place in Outcome}
    rows = outcomes.with_notice(outcomes.in_place(seen, chosen))
    page = paging.page(rows, given.get("page", ""), total=counts[chosen])
    shown = OutcomeList(
        rows=[_row(case, ours=ours) for case in page.rows],
        tabs=[
            Link(_url(base, place), LABELS[place], active=place is chosen, count=paging.capped(counts[place]))
            for place in Outcome
        ],
        title=LABELS[chosen],
        means=MEANS[chosen],
        first=page.first,
        last=page.last,
        total=page.total_words,
        previous_url=_url(base, chosen, page.previous) if page.previous else "",
        next_url=_url(base, chosen, page.next) if page.next else "",
    )
    return Page(shown, page.rows)


def _chosen(asked: str) -> Outcome:
    return Outcome(asked) if asked in {str(place) for place in Outcome} else Outcome.SENT


def _url(base: str, place: Outcome, page: int | None = None) -> str:
    return f"{base}?{urlencode({'state': place} | ({'page': page} if page else {}))}"


def _row(case: Any, *, ours: bool) -> OutcomeRow:
    return OutcomeRow(
        reference=case.reference,
        who=name_of(case) if ours else case.person.initials,
        url=_page_of(case, ours=ours),
        outcome=notice_title(case.status),
        why=_why(case),
        ended_on=day(timezone.localdate(case.closed_at)),
        since=_since(case),
        reminded=reminded(case.chased_to, timezone.localdate(case.chased_at)) if case.chased_at else "",
    )


def _page_of(case: Any, *, ours: bool) -> str:
    if ours:
        return reverse("casework:case", args=[case.pk])
    if case.notice_id is None:
        return reverse("casework:police_referral", args=[case.pk])
    return reverse("casework:police_notice", args=[case.notice_id])


def _why(case: Referral) -> Words:
    if case.ground:
        return GROUND_LABELS[Ground(case.ground)]
    return REASON_LABELS[Reason(case.reason)] if case.reason else ""


def _since(case: Any) -> str:
    """Say how far it is: sent, opened, acknowledged by whom, decided what."""
    if case.decision_at:
        return f"{decision_label(case.decision_kind)}, {_on(case.decision_at)}"
    if case.notice_acknowledged_at:
        return _by(case.notice_acknowledged_at, case.notice_acknowledged_by)
    if case.notice_seen_at:
        return _g("Opened %(day)s") % {"day": _on(case.notice_seen_at)}
    return _g("Sent %(day)s") % {"day": _on(case.notice_sent_at)} if case.notice_sent_at else ""


def _by(at: datetime, who: str) -> str:
    return _g("%(who)s, %(day)s") % {"who": who.split(" <")[0], "day": _on(at)}


def _on(at: datetime) -> str:
    return day(timezone.localdate(at))
