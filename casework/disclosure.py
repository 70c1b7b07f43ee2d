"""What a manager may let police read of one case: the words of it, and the pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from casework.history import moment, name_only
from casework.messages import day
from casework.models import Absence, ContactAttempt, Disclosure
from casework.statuses import CallOutcome
from correspondence import registry
from referrals.models import Referral
from ui.choices import Choice


@dataclass(frozen=True)
class Disclosed:
    """A disclosure as police read it."""

    reference: str
    lines: tuple[str, ...]
    made: str
    url: str
    back: str


def register() -> None:
    """Make the e-mail about a disclosure known; called once, when the service starts."""
    registry.register(
        "DISCLOSURE",
        label=_("Disclosure to police"),
        still_wanted=lambda message: Disclosure.objects.filter(pk=message.about_revision).exists(),
        link=lambda message: reverse("casework:police_disclosure", args=[message.about_revision]),
    )


def call(attempt: ContactAttempt) -> str:
    """Say of one call when it was and what came of it; never the number rung, never the words."""
    outcome = CallOutcome(attempt.outcome).label
    return _g("Call on %(when)s: %(outcome)s") % {"when": moment(attempt.made_at), "outcome": outcome}


def absence(row: Absence) -> str:
    """Say of one absence which day it was, whether she told us before, and the coded reason."""
    on = day(timezone.localdate(row.place.workshop.starts_at))
    before: dict[bool | None, str] = {
        True: _g("She told us before."),
        False: _g("She did not tell us before."),
    }
    words = {"on": on, "reason": row.get_reason_display(), "before": before.get(row.told_before, "")}
    if row.told_before is None:
        return _g("Not at the workshop on %(on)s. Reason: %(reason)s.") % words
    return _g("Not at the workshop on %(on)s. Reason: %(reason)s. %(before)s") % words


def choices(case: Referral) -> dict[str, Sequence[Choice]]:
    """Return what there is to choose from, in the words police would read."""
    calls = ContactAttempt.objects.filter(referral=case, undone_at__isnull=True).order_by("made_at")
    missed = Absence.objects.filter(referral=case).select_related("place__workshop")
    return {
        "calls": [Choice(str(one.pk), call(one)) for one in calls.defer("words")],
        "absences": [Choice(str(one.pk), absence(one)) for one in missed.defer("words").order_by("noted_at")],
    }


def disclosed(row: Disclosure) -> Disclosed:
    """Return a disclosure as police read it."""
    return Disclosed(
        reference=row.referral.reference,
        lines=tuple(json.loads(row.said or "[]")),
        made=_g("%(when)s by %(who)s") % {"when": moment(row.made_at), "who": name_only(row.made_by)},
        url=reverse("casework:police_disclosure", args=[row.pk]),
        back=reverse("casework:police_referral", args=[row.referral_id]),
    )


def links(rows: Iterable[Disclosure]) -> tuple[tuple[str, str], ...]:
    """Return when each was made, and the page it stands on, for the page of the referral."""
    return tuple((reverse("casework:police_disclosure", args=[row.pk]), moment(row.made_at)) for row in rows)
