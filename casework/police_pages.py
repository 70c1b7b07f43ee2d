"""The pages of police, made of what `police_view` lets through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from casework import notice_view, police_search, police_view
from casework.case_page import Link
from casework.notice_view import Notice
from casework.police_view import Asked, Begun, PoliceRow
from referrals.actions import may_move
from referrals.models import OutcomeNotice, PoliceDecision, Referral
from referrals.querysets import QuestionQuerySet, ReferralQuerySet
from ui import keyset


@dataclass(frozen=True)
class Shown:
    """A page of rows, with the links around them. Nothing in it is a row of the database."""

    rows: Sequence[PoliceRow]
    previous_url: str
    next_url: str
    tabs: Sequence[Link] = ()
    first: int = 0
    last: int = 0
    total: str = ""
    drafts: Sequence[Begun] = ()
    questions: Sequence[Asked] = ()
    searched: bool = False


@dataclass(frozen=True)
class Page:
    """What is shown, and apart from it the rows that the trail names."""

    shown: Shown
    subjects: Sequence[Referral]


def home(
    user: User, seen: ReferralQuerySet, asked: QuestionQuerySet, given: Mapping[str, str], *, term: str
) -> Page:
    """Return their list: mine, my team's, and for the out-of-court team the whole force's.

    :param term: what was searched for, in whatever they may see; empty for the list itself.
    """
    tabs = _tabs(user)
    whose = given.get("whose", "")
    whose = whose if whose in dict(tabs) else tabs[0][0]
    sent = seen.filter(submitted_at__isnull=False)
    rows = police_search.found(sent, term) if term else _whose(sent, whose, user)
    page = keyset.page(
        police_view.with_phrase(rows),
        column="submitted_at",
        older=given.get("older", ""),
        newer=given.get("newer", ""),
    )
    drafts = seen.drafts().filter(referred_by=user).order_by("-saved_at")[:10]
    waiting = asked.select_related("referral").order_by("asked_at")[:10]
    kept = {"q": given.get("q", "")} if term else {"whose": whose}
    return Page(
        Shown(
            rows=[police_view.row(referral) for referral in page.rows],
            tabs=_tab_links(tabs, "" if term else whose),
            drafts=[police_view.begun(draft) for draft in drafts] if not term else [],
            questions=[police_view.asked(question) for question in waiting] if not term else [],
            previous_url=_home_url({**kept, "newer": str(page.newer)}) if page.newer else "",
            next_url=_home_url({**kept, "older": str(page.older)}) if page.older else "",
            searched=bool(term),
        ),
        subjects=page.rows,
    )


def found_url(token: str) -> str:
    """Return where the result of a search stands, under a word that means nothing."""
    return _home_url({"q": token})


def _home_url(query: Mapping[str, str]) -> str:
    return f"{reverse('casework:police_home')}?{urlencode(query)}"


def _tab_links(tabs: Sequence[tuple[str, Any]], chosen: str) -> list[Link]:
    if len(tabs) == 1 and chosen:
        return []
    return [Link(_home_url({"whose": code}), label, active=code == chosen) for code, label in tabs]


def notice(row: OutcomeNotice) -> Notice:
    """Return one notice, with what it changed and what police decided after it."""
    others = {one.number: one for one in OutcomeNotice.objects.filter(referral=row.referral_id)}
    decisions = PoliceDecision.objects.filter(notice=row).order_by("-decided_at")
    newest = row.number == max(others)
    return notice_view.notice(row, newest=newest, before=others.get(row.number - 1), decisions=decisions)


def decisions(referral: Referral) -> list[PoliceDecision]:
    """Return what police decided after the notices of a referral that they may see."""
    return list(PoliceDecision.objects.filter(notice__referral=referral.pk).order_by("-decided_at"))


def may_withdraw(user: User, referral: Referral) -> bool:
    return any(move.verb == "withdraw" for move in may_move(user, referral))


def _tabs(user: User) -> list[tuple[str, Any]]:
    tabs: list[tuple[str, Any]] = []
    if user.has_role(Role.POLICE_TEAM):
        tabs.append(("force", _("Whole force")))
    tabs.append(("mine", _("Mine")))
    if any(m.team_id for m in user.active_memberships()):
        tabs.append(("team", _("My team’s")))
    return tabs


def _whose(referrals: QuerySet[Referral], whose: str, user: User) -> QuerySet[Referral]:
    """Narrow what they may see by one column, which an index gives in the order of the list."""
    if whose == "mine":
        return referrals.filter(referred_by=user)
    held = user.active_memberships()
    if whose == "team":
        return referrals.filter(referring_team__in={m.team_id for m in held if m.team_id})
    forces = {m.organisation_id for m in held if m.role == Role.POLICE_TEAM}
    return referrals.filter(referring_organisation__in=forces)
