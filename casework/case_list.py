"""The list of cases: which rows, how many, and the links around them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, OrganisationKind, User
from accounts.roles import CASEWORKERS
from casework import paging, searching
from casework.case_page import Link
from casework.forms.lists import CasesFilter
from casework.models import Case
from casework.paging import Page
from casework.querysets import SOON, CaseQuerySet
from casework.risk import ahead_of, read_clocks
from casework.rows import CaseRow, row_of
from programmes.models import office
from referrals.models import Referral
from ui.choices import Choice

TABS: tuple[tuple[str, Promise], ...] = (
    ("mine", _("My cases")),
    ("open", _("All open")),
    ("unassigned", _("Not assigned")),
    ("completed", _("Completed")),
    ("closed", _("Closed")),
)
_KEPT = 10
FILTERS = ("where", "force", "worker", "deadline")


@dataclass(frozen=True)
class Listed:
    """One page of the list."""

    tab: str
    tabs: Sequence[Link]
    rows: Sequence[CaseRow]
    page: Page
    filter: CasesFilter
    chosen: Sequence[Link]
    clear_url: str
    previous_url: str
    next_url: str
    searched: bool
    subjects: Sequence[Referral]


def keep(session: SessionBase, term: str) -> str:
    """Keep a search on the server; the address gets a word that means nothing."""
    searches: dict[str, str] = session.get("searches", {})
    token = secrets.token_urlsafe(9)
    session["searches"] = dict([*searches.items(), (token, term)][-_KEPT:])
    return token


def term_of(session: SessionBase, token: str) -> str:
    """Return what was searched for under a token; nothing where it is not known (any more)."""
    term: str = session.get("searches", {}).get(token, "")
    return term


def found_url(token: str) -> str:
    return f"{reverse('casework:cases')}?{urlencode({'tab': 'found', 'q': token})}"


def listed(user: User, asked: Mapping[str, str], *, term: str, now: datetime) -> Listed:
    """Return the page asked for, in a number of queries that does not grow with its rows."""
    everything = Case.objects.visible_to(user)
    given = {name: asked.get(name, "") for name in FILTERS if asked.get(name)}
    narrow = _filter(user, given)
    tab = asked.get("tab", "") if asked.get("tab") in dict(TABS) else "open"
    rows = everything.matching(searching.read(term)) if term else _tab(everything, tab, user)
    rows = _narrowed(rows, narrow, now)
    page = paging.page(
        _ordered(rows, tab).with_facts(), asked.get("page", ""), total=paging.capped_count(rows)
    )
    works = office()
    clocks = read_clocks(page.rows, ahead_of(page.rows, at=now), at=now)
    kept = {"tab": "found", "q": asked.get("q", "")} if term else {"tab": tab}
    return Listed(
        tab="found" if term else tab,
        tabs=[
            _tab_link(everything, name, label, user, active=name == tab and not term) for name, label in TABS
        ],
        rows=[row_of(case, now=now, clock=clocks.get(case.pk), office=works) for case in page.rows],
        page=page,
        filter=narrow,
        chosen=_chosen(narrow, kept, given),
        clear_url=_url(kept),
        previous_url=_url({**kept, **given, "page": page.previous}) if page.previous else "",
        next_url=_url({**kept, **given, "page": page.next}) if page.next else "",
        searched=bool(term),
        subjects=page.rows,
    )


def _tab(cases: CaseQuerySet, tab: str, user: User) -> CaseQuerySet:
    return {
        "mine": lambda: cases.worked_by(user),
        "open": cases.still_open_cases,
        "unassigned": cases.unassigned,
        "completed": cases.completed,
        "closed": cases.ended_otherwise,
    }[tab]()


def _ordered(cases: CaseQuerySet, tab: str) -> CaseQuerySet:
    if tab in {"completed", "closed"}:
        return cases.order_by(F("closed_at").desc(nulls_last=True), "pk")
    return cases.order_by(F("deadline_on").asc(nulls_last=True), "pk")


def _tab_link(cases: CaseQuerySet, tab: str, label: Promise, user: User, *, active: bool) -> Link:
    count = paging.capped(paging.capped_count(_tab(cases, tab, user)))
    return Link(_url({"tab": tab}), label, active=active, count=count)


def _filter(user: User, given: Mapping[str, str]) -> CasesFilter:
    """The filter form; its choices are the forces and the people there are, not those on the page."""
    providers = {m.organisation_id for m in user.active_memberships() if m.role in CASEWORKERS}
    forces = Organisation.objects.filter(kind=OrganisationKind.POLICE_FORCE).order_by("name")
    held = Membership.objects.filter(
        organisation__in=providers, role__in=CASEWORKERS, ended_at__isnull=True
    ).select_related("user")
    workers = {m.user_id: m.user for m in held}
    form = CasesFilter(
        given or None,
        forces=[Choice(str(force.pk), force.name) for force in forces],
        workers=[Choice(str(pk), str(worker)) for pk, worker in workers.items()],
    )
    form.is_valid()
    return form


def _narrowed(cases: CaseQuerySet, form: CasesFilter, now: datetime) -> CaseQuerySet:
    if not form.is_bound or not form.is_valid():
        return cases
    chosen: dict[str, Any] = form.cleaned_data
    if chosen["where"]:
        cases = cases.where_is([chosen["where"]])
    if chosen["force"]:
        cases = cases.filter(referring_organisation=chosen["force"])
    if chosen["worker"]:
        cases = cases.filter(worker=chosen["worker"])
    today = timezone.localdate(now)
    by_deadline: dict[str, dict[str, Any]] = {
        "over": {"deadline_on__lt": today},
        "28": {"deadline_on__gte": today, "deadline_on__lt": today + SOON},
        "none": {"deadline_on__isnull": True},
    }
    return cases.filter(**by_deadline.get(chosen["deadline"], {}))


def _chosen(form: CasesFilter, kept: Mapping[str, Any], given: Mapping[str, str]) -> list[Link]:
    if not form.is_bound or not form.is_valid():
        return []
    labels = {
        name: dict(form.fields[name].choices).get(value, value)  # type: ignore[attr-defined]
        for name, value in given.items()
    }
    return [
        Link(_url({**kept, **{n: v for n, v in given.items() if n != name}}), label)
        for name, label in labels.items()
    ]


def _url(query: Mapping[str, Any]) -> str:
    return f"{reverse('casework:cases')}?{urlencode(query)}"
