"""What the pages of numbers and addresses show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _g

from accounts.models import User
from casework.call_page import ask_url
from casework.messages import deadline_in_words
from casework.paging import capped
from casework.queues import Row
from casework.reach_lists import BY_SLUG, REACH_LISTS, Doing, ReachList, figures, held_by
from casework.rows import name_of
from casework.rules import LONDON
from correspondence.facts import short_day
from correspondence.models import ReturnedLetter
from correspondence.statuses import CameBack
from participants.models import NumberCheck, Participant
from referrals.models import QuestionKind, Referral
from ui import keyset

OTHERS = 3  # of those who share a number; a refuge's own may be on many records


@dataclass(frozen=True)
class Line:
    """One list on the overview, or one way of checking a number."""

    title: str | Promise
    to_do: str | Promise
    count: str
    url: str = ""


@dataclass(frozen=True)
class Overview:
    """All lists with their counts: what is work, what is only to be known, and how numbers were checked."""

    work: Sequence[Line]
    to_know: Sequence[Line]
    checks: Sequence[Line]


@dataclass(frozen=True)
class ListPage:
    """One list, the woman who has waited longest first."""

    title: str | Promise
    to_do: str | Promise
    rows: Sequence[Row]
    previous_url: str
    next_url: str
    subjects: Sequence[Referral]


def overview(user: User) -> Overview:
    """Return every list with its count, in one query."""
    found = figures(user)
    lines = {
        one.slug: Line(one.title, one.to_do, capped(found.lists[one.slug]), _url(one.slug))
        for one in REACH_LISTS
    }
    return Overview(
        work=[lines[one.slug] for one in REACH_LISTS if one.work and found.lists[one.slug]],
        to_know=[lines[one.slug] for one in REACH_LISTS if not one.work and found.lists[one.slug]],
        checks=[Line(check.label, "", capped(found.checks[check.value])) for check in NumberCheck],
    )


def list_page(one: ReachList, user: User, *, now: datetime, query: Mapping[str, str]) -> ListPage:
    """Return a page of one list; the hundredth costs what the first does."""
    page = keyset.page(
        held_by(one, user).select_related("participant", "person", "definition"),
        column="submitted_at",
        older=query.get("older", ""),
        newer=query.get("newer", ""),
        oldest_first=True,
    )
    said = _said(one, page.rows, user)
    urls = _urls(one, page.rows, user)
    return ListPage(
        title=one.title,
        to_do=one.to_do,
        rows=[_row(one, case, said[case.pk], urls[case.pk], now) for case in page.rows],
        previous_url=_url(one.slug, older=page.older),
        next_url=_url(one.slug, newer=page.newer),
        subjects=page.rows,
    )


def _url(slug: str, **mark: keyset.Mark | None) -> str:
    address = reverse("casework:reach_list", args=[slug])
    given = {name: str(value) for name, value in mark.items() if value}
    if mark and not given:
        return ""
    return f"{address}?{urlencode(given)}" if given else address


def _row(one: ReachList, case: Any, said: Sequence[str], url: str, now: datetime) -> Row:
    today = now.astimezone(LONDON).date()
    deadline = deadline_in_words(case.deadline, today)
    near = case.deadline.near(today) or case.deadline.over(today)
    return Row(
        title=name_of(case),
        url=reverse("casework:case_contact", args=[case.pk]),
        facts=[case.reference, *said, *([] if near else [deadline])],
        urgent=deadline if near else "",
        action_url=url,
        action=one.button,
        button_hidden=case.reference,
    )


def _said(one: ReachList, cases: Sequence[Any], user: User) -> defaultdict[UUID, list[str]]:
    """Return what a row says beside name and reference: the number, the address, who else has it."""
    said: defaultdict[UUID, list[str]] = defaultdict(list)
    for case in cases:
        said[case.pk] += _as_we_have_it(one, case.participant)
    if one.slug == "shared":
        for case, names in _sharers(cases, user):
            said[case.pk].append(_g("Also of %(names)s") % {"names": ", ".join(names)})
    if one.slug == "came-back":
        words = {row.participant_id: _came_back_words(row) for row in _returned(cases, user)}
        for case in cases:
            said[case.pk].append(words[case.participant_id])
    return said


def _as_we_have_it(one: ReachList, her: Participant) -> list[str]:
    if one.slug in {"wrong", "shared", "unchecked", "not-mobile"}:
        return [her.phone]
    if one.slug in {"incomplete", "came-back"}:
        return [", ".join([*her.address_lines.splitlines(), her.postcode]).strip(", ")]
    return []


def _came_back_words(row: ReturnedLetter) -> str:
    on = short_day(row.came_back_at.astimezone(LONDON).date())
    return _g("%(day)s: %(says)s") % {"day": on, "says": CameBack(row.says).label}


def _sharers(cases: Sequence[Any], user: User) -> list[tuple[Any, list[str]]]:
    """Return who else has each number, a few of them by name."""
    digits = {case.participant.phone_digits for case in cases}
    found = Participant.objects.visible_to(user).filter(phone_digits__in=digits).order_by("sort_name", "pk")
    by_number: defaultdict[tuple[UUID, str], list[Participant]] = defaultdict(list)
    for other in found[: 20 * keyset.SIZE]:
        by_number[other.provider_id, other.phone_digits].append(other)
    return [
        (
            case,
            [w.full_name or w.called for w in by_number[_number(case)] if w.pk != case.participant_id][
                :OTHERS
            ],
        )
        for case in cases
    ]


def _number(case: Any) -> tuple[UUID, str]:
    return case.provider_id, case.participant.phone_digits


def _urls(one: ReachList, cases: Sequence[Any], user: User) -> dict[UUID, str]:
    """Return where the work on each row is done."""
    if one.doing is Doing.RETURNED:
        by_her = {row.participant_id: row.pk for row in _returned(cases, user)}
        return {
            case.pk: reverse("correspondence:returned", args=[by_her[case.participant_id]]) for case in cases
        }
    view = {
        Doing.DETAILS: "casework:details",
        Doing.CALL: "casework:call",
    }.get(one.doing, "")
    asked = {"wrong": QuestionKind.WRONG_NUMBER, "missing": QuestionKind.SEE_HER}
    if one.doing is Doing.ASK_POLICE:
        return {case.pk: ask_url(case.pk, asked[one.slug]) for case in cases}
    return {case.pk: reverse(view, args=[case.pk]) for case in cases}


def _returned(cases: Sequence[Any], user: User) -> list[ReturnedLetter]:
    """Return the letters that came back from where these women live, the newest last."""
    rows = ReturnedLetter.objects.visible_to(user).from_where_she_lives()
    women = {case.participant_id for case in cases}
    return list(rows.filter(participant__in=women).order_by("came_back_at", "pk"))


def find(slug: str) -> ReachList | None:
    """Return the list of that name; None where there is none."""
    return BY_SLUG.get(slug)
