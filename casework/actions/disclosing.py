"""Letting police read attempts and reasons: a manager's act, for one case, logged (design.md §4)."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from audit import trail
from casework import disclosure
from casework.models import Absence, ContactAttempt, Disclosure
from referrals.actions import lock, tell_officer
from referrals.actions.moving import holds
from referrals.models import Referral
from ui.refusals import Refused

DISCLOSURE = "DISCLOSURE"


class OnlyAManagerDiscloses(Refused):
    """Nobody else decides what leaves for police beside the notice."""

    sentence = _("Only a service manager may disclose this to police. Ask yours.")


class NobodyToDiscloseTo(Refused):
    """No force hears of this case."""

    sentence = _("No police force hears of this case, so nothing can be disclosed.")


class NothingChosen(Refused):
    """A disclosure says something."""

    sentence = _("Choose at least one call or absence, or write what police are to read.")
    field = "attempts"


class SayWhyDisclosed(Refused):
    """What leaves is accounted for."""

    sentence = _("Say why it is disclosed, and who in the force asked for it.")
    field = "why"


@dataclass(frozen=True)
class Chosen:
    """What police are to read: calls and absences by key, and words of the manager's own."""

    attempts: Collection[UUID] = ()
    absences: Collection[UUID] = ()
    words: str = ""


def lines(referral: Referral, chosen: Chosen) -> list[str]:
    """Return exactly what police will read of what was chosen; only this case's own rows count."""
    calls = ContactAttempt.objects.filter(
        referral=referral, pk__in=chosen.attempts, undone_at__isnull=True
    ).order_by("made_at")
    missed = Absence.objects.filter(referral=referral, pk__in=chosen.absences).select_related(
        "place__workshop"
    )
    said = [disclosure.call(call) for call in calls.defer("words")]
    said += [disclosure.absence(row) for row in missed.order_by("place__workshop__starts_at").defer("words")]
    return [*said, chosen.words.strip()] if chosen.words.strip() else said


def disclose(
    referral: Referral, chosen: Chosen, *, why: str, asked_by: str, by: User, at: datetime
) -> Disclosure:
    """Let police read what was chosen, on this case only; the officer gets a reference and a link.

    :raises Refused: OnlyAManagerDiscloses, NobodyToDiscloseTo, NothingChosen, SayWhyDisclosed.
    """
    with transaction.atomic():
        locked = lock(referral)
        if not holds(by, locked, Role.MANAGER):
            raise OnlyAManagerDiscloses
        if locked.reports_to_id is None:
            raise NobodyToDiscloseTo
        if not why.strip() or not asked_by.strip():
            raise SayWhyDisclosed
        said = lines(locked, chosen)
        if not said:
            raise NothingChosen
        made = Disclosure(
            referral=locked,
            seal_key_id=locked.seal_key_id,
            said=json.dumps(said, ensure_ascii=False),
            why=why.strip(),
            asked_by=asked_by.strip(),
            made_at=at,
            made_by=by.trail_name,
        )
        made.save(force_insert=True)
        facts = {"disclosure": str(made.pk), "calls": len(chosen.attempts), "absences": len(chosen.absences)}
        values = {"why": why, "said": said}
        trail.record("case.disclose", locked, by=by, at=at, facts=facts, values=values)
        tell_officer(locked, DISCLOSURE, revision=str(made.pk), by=by, at=at)
        return made
