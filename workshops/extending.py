"""Booking past the deadline: only while police have been asked to extend it (design.md §5 rule 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from programmes.rules import CaseDates
from referrals.models import Question, QuestionKind, Referral
from workshops import messages
from workshops.models import Workshop

_FAR = date(9999, 12, 31)


@dataclass(frozen=True)
class Asked:
    """An extension asked of police that they have not answered: when, and until which day; None: not said."""

    asked_on: date
    until: date | None


def asked_for(referral: Referral) -> Asked | None:
    """Return the newest question for an extension that is open."""
    rows = Question.objects.waiting_on_police().filter(referral=referral, kind=QuestionKind.EXTENSION)
    row = rows.order_by("-asked_at").first()
    return None if row is None else Asked(timezone.localdate(row.asked_at), row.asked_for_on)


def dates_if_extended(referral: Referral, asked: Asked) -> CaseDates:
    """Return the dates of the case as they would be, did police say yes."""
    return replace(referral.dates, police_deadline_on=asked.until or _FAR)


def warning(referral: Referral, workshops: Sequence[Workshop]) -> str:
    """Say that a booking would end after her deadline, and on what it stands; empty where it does not."""
    ends = max(timezone.localdate(workshop.ends_at) for workshop in workshops)
    return warning_for(referral, ends, asked_for(referral))


def warning_for(referral: Referral, ends_on: date, asked: Asked | None) -> str:
    end = referral.deadline
    if asked is None or end.on is None or end.allows(ends_on):
        return ""
    return _(
        "This ends after her deadline, %(deadline)s. Police were asked on %(asked)s to extend it and have not "
        "answered. If they say no, she must be moved."
    ) % {"deadline": messages.day(end.on), "asked": messages.day(asked.asked_on)}
