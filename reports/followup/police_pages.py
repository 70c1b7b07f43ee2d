"""What police see of the follow-up: frozen values only, never a row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from casework import paging
from casework.case_page import Link
from casework.history import moment, name_only
from casework.messages import day
from programmes.kinds import IndexEvent
from referrals.models import Referral
from reports.followup import querysets
from reports.followup.actions import DATE_FIELDS
from reports.followup.models import REOFFENDED_LABELS, SOURCE_LABELS, FollowUpResult
from reports.followup.reading_files import COLUMNS, EXTRA, MOST_ROWS
from reports.followup.rules import Reoffended, Source, ends_on

Words = str | Promise
TO_CHECK, ANSWERED = "to-check", "answered"
EVENTS: dict[IndexEvent, Words] = {
    IndexEvent.COMPLETION: _("Completed %(on)s"),
    IndexEvent.CAUTION: _("Caution or other disposal %(on)s"),
    IndexEvent.REFERRAL: _("Referred %(on)s"),
}


@dataclass(frozen=True)
class Row:
    """One case in the list."""

    reference: str
    initials: str
    url: str
    since: str
    ended: str
    answer: Words = ""
    recorded: str = ""


@dataclass(frozen=True)
class FollowUpList:
    """One of the two lists, with the way to the other."""

    rows: Sequence[Row]
    tabs: Sequence[Link]
    answered: bool
    waiting: str
    first: int
    last: int
    total: str
    previous_url: str
    next_url: str


@dataclass(frozen=True)
class Page:
    """What is shown, and apart from it the rows that the trail names."""

    shown: FollowUpList
    subjects: Sequence[Referral]


@dataclass(frozen=True)
class Version:
    """One answer of the history; the newest stands first."""

    answer: Words
    dated: str
    source: Words
    recorded: str


@dataclass(frozen=True)
class Asked:
    """One case, for the page its answer is recorded on."""

    reference: str
    initials: str
    since: str
    ended: str
    months: int
    referral_url: str
    history: Sequence[Version]


@dataclass(frozen=True)
class Opened:
    """One case: what its page shows, and what its form begins with."""

    page: Asked
    subject: Any
    number: int
    initial: Mapping[str, Any]


def listed(seen: QuerySet[Referral], given: Mapping[str, str], *, today: date) -> Page:
    """Return the list asked for, those waiting longest first."""
    asked = querysets.to_follow_up(seen, today=today)
    answered = given.get("list") == ANSWERED
    both = {TO_CHECK: querysets.without_answer(asked), ANSWERED: querysets.with_answer(asked)}
    counts = {name: paging.capped_count(rows) for name, rows in both.items()}
    chosen = ANSWERED if answered else TO_CHECK
    rows = both[chosen].select_related("person").order_by(F("index_on").asc(), "pk")
    page = paging.page(rows, given.get("page", ""), total=counts[chosen])
    newest = _newest(page.rows) if answered else {}
    labels = {TO_CHECK: _("To check"), ANSWERED: _("Answered")}
    shown = FollowUpList(
        rows=[_row(case, newest.get(case.pk)) for case in page.rows],
        tabs=[
            Link(_url(name), label, active=name == chosen, count=paging.capped(counts[name]))
            for name, label in labels.items()
        ],
        answered=answered,
        waiting=paging.capped(counts[TO_CHECK]) if counts[TO_CHECK] else "",
        first=page.first,
        last=page.last,
        total=page.total_words,
        previous_url=_url(chosen, page.previous) if page.previous else "",
        next_url=_url(chosen, page.next) if page.next else "",
    )
    return Page(shown, page.rows)


def opened(case: Any, answers: Iterable[FollowUpResult]) -> Opened:
    """Return one case of `to_follow_up` with its answers, the newest first."""
    versions = [answer for answer in answers if answer.index == case.index]
    last = versions[0] if versions else None
    row = _row(case, None)
    page = Asked(
        reference=case.reference,
        initials=row.initials,
        since=row.since,
        ended=row.ended,
        months=case.months,
        referral_url=reverse("casework:police_referral", args=[case.pk]),
        history=[_version(one) for one in versions],
    )
    return Opened(page, case, last.number if last else 0, _initial(last))


def as_csv(cases: Iterable[Any]) -> bytes:
    """Return the cases to check as the file that comes back: references and empty cells, no name."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([COLUMNS[0], EXTRA, *COLUMNS[1:]])
    for case in cases:
        writer.writerow([case.reference, case.index_on.isoformat(), "", "", ""])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_check(seen: QuerySet[Referral], *, today: date) -> list[Any]:
    """Return all that nothing came back about, as many as a file may hold."""
    waiting = querysets.without_answer(querysets.to_follow_up(seen, today=today))
    return list(waiting.order_by(F("index_on").asc(), "pk")[:MOST_ROWS])


def _newest(cases: Sequence[Any]) -> dict[Any, FollowUpResult]:
    rows = FollowUpResult.objects.newest().filter(referral__in=[case.pk for case in cases])
    asked = {case.pk: case.index for case in cases}
    return {row.referral_id: row for row in rows if row.index == asked[row.referral_id]}


def _row(case: Any, last: FollowUpResult | None) -> Row:
    since = str(EVENTS[IndexEvent(case.index)]) % {"on": day(case.index_on)}
    person = getattr(case, "person", None)
    return Row(
        reference=case.reference,
        initials=person.initials if person else "",
        url=reverse("reports:police_follow_up_case", args=[case.pk]),
        since=since,
        ended=day(ends_on(case.index_on, months=case.months)),
        answer=REOFFENDED_LABELS[Reoffended(last.reoffended)] if last else "",
        recorded=_recorded(last.recorded_at, last.recorded_by) if last else "",
    )


def _version(row: FollowUpResult) -> Version:
    reoffended = Reoffended(row.reoffended)
    dated = _g("First offence on %(on)s") if reoffended is Reoffended.YES else _g("Looked on %(on)s")
    return Version(
        answer=REOFFENDED_LABELS[reoffended],
        dated=dated % {"on": day(row.dated_on)},
        source=SOURCE_LABELS[Source(row.source)],
        recorded=_recorded(row.recorded_at, row.recorded_by),
    )


def _recorded(at: datetime, by: str) -> str:
    return _g("%(when)s by %(who)s") % {"when": moment(at), "who": name_only(by)}


def _initial(last: FollowUpResult | None) -> dict[str, Any]:
    if last is None:
        return {}
    return {
        "reoffended": last.reoffended,
        "source": last.source,
        DATE_FIELDS[Reoffended(last.reoffended)]: last.dated_on,
    }


def _url(name: str, page: int | None = None) -> str:
    query = {"list": name} | ({"page": page} if page else {})
    return f"{reverse('reports:police_follow_up')}?{urlencode(query)}"
