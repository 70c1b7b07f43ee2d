"""An absence: what is known of it, that we tried to hear her, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.actions.opening import open_case
from casework.models import Absence
from casework.statuses import AbsenceDecision, AbsenceReason
from casework.whereabouts import she_was_absent
from ui.refusals import Refused
from workshops.absences import Rung, Said
from workshops.models import Place


class NotAbsent(Refused):
    """The register does not say that she was not there."""

    sentence = _("The register does not say that she was not there. Check the register first.")


class NotHeard(Refused):
    """Police are told of an absence only after we tried to hear her."""

    sentence = _("Try to hear her reason first, where that is safe, and say here that you did.")
    field = "asked_her"


@dataclass(frozen=True)
class Known:
    """What is known of an absence. `told_before` and `evidence_seen` may be unknown."""

    told_before: bool | None = None
    reason: AbsenceReason = AbsenceReason.NOT_KNOWN
    words: str = ""
    evidence_seen: bool | None = None
    asked_her: bool = False


def note_absence(place: Place, known: Known, *, by: User, at: datetime, seen: int | None = None) -> Absence:
    """Keep what is known of an absence; a second time, what is known by then.

    Locks participant, referral, place.

    :raises NotAbsent: when the register does not say so.
    :raises Stale: when somebody saved since the page was opened.
    """
    with transaction.atomic():
        participant, locked = open_case(place.referral, by=by)
        _check_absent(place)
        row = Absence.objects.select_for_update().filter(place=place).first()
        if row is None:
            row = Absence(
                referral=locked,
                place=place,
                seal_key_id=participant.seal_key_id,
                noted_at=at,
                noted_by=by.trail_name,
            )
        else:
            row.expect(seen)
            row.version += 1
        row.told_before, row.reason = known.told_before, known.reason
        row.words, row.evidence_seen = known.words or None, known.evidence_seen
        if known.asked_her and row.asked_her_at is None:
            row.asked_her_at, row.asked_her_by = at, by.trail_name
        row.save()
        trail.record("case.note_absence", locked, by=by, at=at, facts={"reason": known.reason})
        return row


def note_from_register(place: Place, said: Said, by: User, at: datetime) -> None:
    """Keep what the register says of an absence; one noted before stays as it was written.

    The woman and the workshop are locked by the register.
    """
    row, made = Absence.objects.get_or_create(
        place=place,
        defaults={
            "referral": place.referral,
            "seal_key_id": place.seal_key_id,
            "told_before": said.told_before,
            "reason": said.reason,
            "noted_at": at,
            "noted_by": by.trail_name,
            "asked_her_at": None if said.rung == Rung.NOT_RUNG else at,
            "asked_her_by": "" if said.rung == Rung.NOT_RUNG else by.trail_name,
        },
    )
    if made:
        facts = {"reason": row.reason, "rung": said.rung}
        trail.record("case.note_absence", place.referral, by=by, at=at, facts=facts)


def reasons() -> list[tuple[str, str]]:
    """Return the reasons a register offers, with their words; the one nobody knows first."""
    first, rest = AbsenceReason.NOT_KNOWN, [r for r in AbsenceReason if r != AbsenceReason.NOT_KNOWN]
    return [(reason.value, str(reason.label)) for reason in (first, *rest)]


def decide_absence(absence: Absence, *, decision: AbsenceDecision, by: User, at: datetime) -> Absence:
    """Decide what follows: other dates are offered, or police are told.

    :raises NotHeard: when police are to be told and nobody tried to hear her reason.
    """
    with transaction.atomic():
        _participant, locked = open_case(absence.referral, by=by)
        _check_absent(absence.place)
        row: Absence = Absence.objects.select_for_update().get(pk=absence.pk)
        if decision == AbsenceDecision.REPORT and row.asked_her_at is None:
            raise NotHeard
        row.decision, row.decided_at, row.decided_by = decision, at, by.trail_name
        row.advance("decision", "decided_at", "decided_by")
        trail.record("case.decide_absence", locked, by=by, at=at, facts={"decision": decision})
        return row


def _check_absent(place: Place) -> None:
    absent = Place.objects.held().filter(she_was_absent(), pk=place.pk).select_for_update(of=("self",))
    if not absent:
        raise NotAbsent
