"""What the pages of absences and endings show before anything is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g

from accounts.models import User
from casework.actions import closing
from casework.actions.absences import Known
from casework.case_page import Opened
from casework.ending import obstacles
from casework.forms.closing import AbsenceForm
from casework.history import moment, name_only
from casework.messages import day, days_in_words, said
from casework.models import Absence, ContactAttempt
from casework.next_step import standing_of
from casework.notice_view import sentences
from casework.statuses import AbsenceReason, CallOutcome
from programmes.kinds import CompletionRule
from referrals.statuses import Ground, Status
from ui.choices import Choice
from workshops import standing
from workshops.models import Place

_KNOWN = {"YES": True, "NO": False, "UNKNOWN": None}


@dataclass(frozen=True)
class AbsencePage:
    """Which day it is about, and what the register says."""

    on: str
    mark: str
    left_early: bool


@dataclass(frozen=True)
class Completing:
    """What completing says to police, and whether it may be done."""

    sentences: Sequence[str]
    met: bool
    judges: bool
    rule: str
    back: str
    owed: bool


@dataclass(frozen=True)
class HandingBack:
    """What handing back says to police, or what stands in the way."""

    sentences: Sequence[str]
    obstacles: Sequence[str | Promise]
    ground: str
    places: str
    back: str


@dataclass(frozen=True)
class LettingGo:
    """What closing gives up."""

    places: str
    back: str


def absence(opened: Opened, place: Place) -> AbsencePage:
    """Return the head of the absence page."""
    return AbsencePage(
        on=day(timezone.localdate(place.workshop.starts_at)),
        mark=place.get_mark_display(),
        left_early=place.mark == "LEFT_EARLY" and place.counts is None,
    )


def absence_form(place: Place, data: Mapping[str, Any] | None, form: type[AbsenceForm]) -> AbsenceForm:
    """Return the questions with what is known already."""
    row = Absence.objects.filter(place=place).first()
    if row is None:
        return form(data)
    told = next(code for code, value in _KNOWN.items() if value is row.told_before)
    initial = {
        "told_before": told,
        "reason": row.reason,
        "words": row.words,
        "asked_her": row.asked_her_at is not None,
        "decision": row.decision,
    }
    return form(data, version=row.version, initial=initial)


def known(form: AbsenceForm) -> Known:
    """Return what the sent form says of an absence."""
    given = form.cleaned_data
    return Known(
        told_before=_KNOWN[given["told_before"]],
        reason=AbsenceReason(given["reason"]),
        words=given["words"],
        asked_her=given["asked_her"],
    )


def completing(opened: Opened) -> Completing:
    """Return the preview of a completion."""
    case, definition = opened.case, opened.case.definition.parsed
    judges = definition.completion.rule is CompletionRule.WORKER_JUDGES
    return Completing(
        sentences=sentences(
            Status.COMPLETED,
            attended_on=standing.attended_on(case),
            deadline_on=case.deadline_on,
            steps=len(definition.steps),
            sessions=definition.day_by_day,
        ),
        met=judges or standing_of(opened.facts, definition).met,
        judges=judges,
        rule=said(definition.completion.label),
        back=reverse("casework:case", args=[case.pk]),
        owed=case.reports_to_id is not None,
    )


def hand_back_choices(opened: Opened) -> dict[str, Any]:
    """Return the grounds, and the calls at which she was spoken to."""
    calls = ContactAttempt.objects.filter(
        referral=opened.case, outcome=CallOutcome.SPOKE, undone_at__isnull=True
    ).order_by("-made_at")
    return {
        "grounds": list(Ground),
        "calls": [
            Choice(
                str(call.pk),
                _g("%(when)s by %(who)s") % {"when": moment(call.made_at), "who": name_only(call.made_by)},
            )
            for call in calls.defer("words")
        ],
    }


def conversation(opened: Opened, pk: str) -> ContactAttempt | None:
    """Return the call chosen, where one was."""
    if not pk:
        return None
    return ContactAttempt.objects.filter(referral=opened.case, pk=pk).first()


def handing_back(
    opened: Opened, ground: Ground, call: ContactAttempt | None, *, user: User, now: datetime
) -> HandingBack:
    """Return what stands in the way, and exactly what police will read."""
    case = opened.case
    ending = closing.ending_of(case, by=user, at=now, conversation=call)
    return HandingBack(
        sentences=sentences(
            Status.NOT_COMPLETED,
            ground=ground,
            attended_on=standing.attended_on(case),
            deadline_on=case.deadline_on,
            steps=len(case.definition.parsed.steps),
            sessions=case.definition.parsed.day_by_day,
        ),
        obstacles=[closing.REFUSALS[found].sentence for found in obstacles(ground, ending)],
        ground=ground,
        places=_ahead(opened),
        back=reverse("casework:hand_back", args=[case.pk]),
    )


def letting_go(opened: Opened) -> LettingGo:
    """Return what closing gives up."""
    return LettingGo(_ahead(opened), reverse("casework:case", args=[opened.case.pk]))


def _ahead(opened: Opened) -> str:
    return days_in_words(opened.facts.booked_on)
