"""What the waiting list and a proposal say, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from casework.messages import day, days_in_words
from casework.rows import name_of
from referrals.models import Referral
from workshops.models import SuggestedRun, Suggestion, Workshop
from workshops.waiting import Waiting

WHY: dict[str, Promise] = {
    "NO_PLACES": _("What fits her is full, or needed for women who can wait less."),
    "KEPT_APART": _("Somebody she is kept apart from would be in the building that day."),
    "NO_DEADLINE": _("Police have not given a deadline yet. Ask them for it."),
    "NOTHING_LEFT": _("She has done what her plan asks."),
    "NOTHING_OFFERED": _("No workshops lie ahead. Plan a group."),
    "AFTER_DEADLINE": _("What is on offer ends after her deadline. Ask police for an extension."),
    "FULL": _("Every day that fits her is full. Add places, or plan a group."),
    "BLOCKED": _("She cannot come on those days, or somebody she is kept apart from is there."),
    "NOTHING_AFTER": _("Too few days follow before her deadline. Plan a group, or ask for an extension."),
    "GAP_TOO_SHORT": _("The days on offer are too near to each other."),
    "GAP_TOO_LONG": _("The days on offer are too far apart."),
    "BEFORE_WINDOW": _("She would finish before the first day allowed."),
    "PAST": _("The days that fit her have passed."),
}


@dataclass(frozen=True)
class Row:
    """One woman who waits."""

    id: UUID
    name: str
    reference: str
    since: str
    last_first: str
    why: str | Promise
    book_url: str


def rows(waiting: Waiting) -> list[Row]:
    """Return the waiting list in the order in which a place is offered."""
    return [
        Row(
            id=woman.referral.pk,
            name=name_of(woman.referral),
            reference=woman.referral.reference,
            since=_since(woman.referral.accepted_at),
            last_first=day(woman.last_first) if woman.last_first else "",
            why=WHY.get(woman.why, "") if woman.why else "",
            book_url=reverse("workshops:book", args=[woman.referral.pk]),
        )
        for woman in waiting.women
    ]


def _since(moment: datetime | None) -> str:
    return day(timezone.localdate(moment)) if moment else ""


@dataclass(frozen=True)
class Proposed:
    """One woman of a proposal: her choices, the proposed one first."""

    id: UUID
    name: str
    reference: str
    case_url: str
    choices: Sequence[tuple[str, str]]
    proposed: str
    why: str | Promise
    outcome: str


def proposed(suggestion: Suggestion) -> list[Proposed]:
    """Return a proposal as a person edits it, in a fixed number of queries."""
    found = list(
        SuggestedRun.objects.filter(suggestion=suggestion)
        .select_related("referral__participant", "referral__person")
        .order_by("position")
    )
    keys = {key for row in found for run in (row.workshops, *row.others) for key in run}
    workshops = Workshop.objects.filter(pk__in=keys).select_related("room__venue")
    named = {str(w.pk): w for w in workshops}
    return [_proposed(row, named) for row in found]


def subjects(suggestion: Suggestion) -> list[Referral]:
    """Return the cases a proposal names, for the trail."""
    found = SuggestedRun.objects.filter(suggestion=suggestion).select_related("referral")
    return [row.referral for row in found.order_by("position")]


def _proposed(row: SuggestedRun, named: dict[str, Workshop]) -> Proposed:
    runs: list[list[str]] = [row.workshops] if row.workshops else []
    runs += [run for run in row.others if run != row.workshops]
    return Proposed(
        id=row.referral_id,
        name=name_of(row.referral),
        reference=row.referral.reference,
        case_url=reverse("casework:case", args=[row.referral_id]),
        choices=[(".".join(run), _run(run, named)) for run in runs],
        proposed=".".join(row.workshops),
        why=WHY.get(row.why, ""),
        outcome=str(row.get_outcome_display()) if row.outcome else "",
    )


def _run(run: Sequence[str], named: dict[str, Workshop]) -> str:
    days: list[Any] = [timezone.localdate(named[key].starts_at) for key in run if key in named]
    venues = dict.fromkeys(named[key].room.venue.name for key in run if key in named)
    return _g("%(days)s, %(venue)s") % {"days": days_in_words(days), "venue": ", ".join(venues)}
