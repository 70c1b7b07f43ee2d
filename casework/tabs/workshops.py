"""Her workshops, what she was told, and what must be in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g

from casework.case_page import Opened
from casework.history import moment, name_only
from casework.messages import clock_time, day, days_in_words, said
from casework.models import (
    Absence,
    Arrangement,
    Telling,
)
from casework.rules import pounds
from casework.tabs.cards import Fact, Words
from programmes.definition import Definition
from programmes.kinds import PlanKind
from referrals.models import Referral
from workshops import her_page
from workshops.keeper import ToBook, to_book
from workshops.models import BookingMove, Place


@dataclass(frozen=True)
class WorkshopRow:
    """One day of hers."""

    title: str
    when: str
    where: str
    mark: Words
    her_word: Words
    absence_url: str
    url: str


@dataclass(frozen=True)
class ArrangementRow:
    title: Words
    state: Words
    url: str


@dataclass(frozen=True)
class Workshops:
    """The Workshops tab."""

    days: Sequence[WorkshopRow]
    arrangements: Sequence[ArrangementRow]
    told: Sequence[Fact]
    moves: Sequence[Fact]
    book_url: str
    arrangement_url: str
    kept: ToBook | None
    plan_url: str = ""


def workshops(opened: Opened, *, at: datetime) -> Workshops:
    """Return the Workshops tab."""
    case = opened.case
    return Workshops(
        days=_days(case),
        arrangements=[
            ArrangementRow(
                _arrangement_title(row),
                _arrangement_state(row),
                reverse("casework:arrangement_state", args=[row.pk]),
            )
            for row in Arrangement.objects.filter(referral=case).order_by("made_at")
        ],
        told=told(case),
        moves=_moves(case),
        book_url=reverse("workshops:book", args=[case.pk]) if case.status == "ACCEPTED" else "",
        arrangement_url=reverse("casework:arrangement", args=[case.pk]) if case.status == "ACCEPTED" else "",
        kept=to_book(case, at=at),
        plan_url=_plan_url(case),
    )


def _plan_url(case: Referral) -> str:
    own = case.definition.parsed.plan is PlanKind.INDIVIDUAL
    return reverse("casework:plan", args=[case.pk]) if own and case.participant_id else ""


def _days(case: Referral) -> list[WorkshopRow]:
    definition = case.definition.parsed
    places = list(
        Place.objects.held()
        .filter(referral=case)
        .select_related("plan_step", "workshop__room__venue")
        .order_by("workshop__starts_at")
    )
    said_by_her = her_page.words_by_place(places)
    absences = set(Absence.objects.filter(referral=case).values_list("place", flat=True))
    return [
        WorkshopRow(
            title=_title(place, definition),
            when=_g("%(day)s, %(from)s to %(to)s")
            % {
                "day": day(timezone.localdate(place.workshop.starts_at)),
                "from": clock_time(timezone.localtime(place.workshop.starts_at)),
                "to": clock_time(timezone.localtime(place.workshop.ends_at)),
            },
            where=place.workshop.room.venue.name,
            mark=place.get_mark_display(),
            her_word=said_by_her[place.pk].label if place.pk in said_by_her else "",
            absence_url=_absence_url(place, absences),
            url=reverse("workshops:workshop", args=[place.workshop_id]),
        )
        for place in places
    ]


def _title(place: Place, definition: Definition) -> str:
    step = place.plan_step
    label = next((said(s.label) for s in definition.plan_of([(step.number, step.key)])), "")
    alone = place.workshop.kept_for_id is not None
    return _g("%(step)s, one to one") % {"step": label} if alone else label


def _absence_url(place: Place, absences: set[UUID]) -> str:
    if place.mark in {"NOT_HERE", "TURNED_AWAY", "LEFT_EARLY"} or place.pk in absences:
        return reverse("casework:absence", args=[place.pk])
    return ""


def _arrangement_state(row: Arrangement) -> str:
    """Say how far it has come, who sees to it and what it costs."""
    cost = f"£{pounds(row.cost_pence)}" if row.cost_pence is not None else ""
    return " · ".join(
        words for words in (row.get_state_display(), row.get_arranged_by_display(), cost) if words
    )


def _arrangement_title(row: Arrangement) -> str:
    if row.for_on is None:
        return str(row.get_kind_display())
    return _g("%(kind)s, %(day)s") % {"kind": row.get_kind_display(), "day": day(row.for_on)}


def _moves(case: Referral) -> list[Fact]:
    """How her dates changed, newest first: from when to when, who asked and why."""
    return [
        Fact(
            moment(row.moved_at),
            _g("From %(old)s to %(new)s. Asked by: %(asked)s. %(why)s. %(words)s")
            % {
                "old": days_in_words([date.fromisoformat(on) for on in row.from_days], short=True) or "-",
                "new": days_in_words([date.fromisoformat(on) for on in row.to_days], short=True),
                "asked": row.get_asked_by_display(),
                "why": row.get_why_display(),
                "words": row.words or "",
            },
        )
        for row in BookingMove.objects.filter(referral=case).order_by("-moved_at", "-pk")[:10]
    ]


def told(case: Referral) -> list[Fact]:
    return [
        Fact(
            row.get_what_display(),
            _g("%(when)s by %(who)s, %(how)s%(dates)s")
            % {
                "when": moment(row.told_at),
                "who": name_only(row.told_by),
                "how": str(row.get_how_display()).lower(),
                "dates": _dates_told(row),
            },
        )
        for row in Telling.objects.filter(referral=case).order_by("-told_at")
    ]


def _dates_told(row: Telling) -> str:
    days = [date.fromisoformat(on) for on in row.dates]
    return f" ({days_in_words(days, short=True)})" if days else ""
