"""Cases at each stage of the way, brought there by the actions themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from casework.actions import absences, calls, notes, telling
from casework.models import Absence, ContactAttempt, Note
from casework.statuses import AbsenceDecision, AbsenceReason, CallOutcome, Told, ToldBy
from participants.actions import Details
from referrals.models import Referral
from tests.factories import referrals
from tests.factories.accounts import NOW
from tests.factories.participants import details
from workshops.models import Place

SAFE: dict[str, Any] = {
    "call": "YES",
    "voicemail": "NO",
    "text": "YES",
    "email": "NO",
    "post": "YES",
    "trusted_person": "NO",
    "in_person": "NO",
    "number_check": "READ_BACK",
    "safe_times": ["WEEKDAY_MORNING"],
    "words": "NORMAL",
    "safe_name": "Jo from the course",
    "who_must_not_know": None,
    "code_word": None,
    "trusted_contact": None,
    "emergency_contact": "Her sister Pat, 01632 960 077",
    "withheld_number": True,
}


def called(
    referral: Referral, outcome: CallOutcome = CallOutcome.NO_ANSWER, *, at: datetime = NOW, words: str = ""
) -> ContactAttempt:
    """Return a call logged by the referral's own worker."""
    return calls.log_call(referral, outcome=outcome, words=words, by=referrals.worker_of(referral), at=at)


def reached(*, at: datetime = NOW, **kw: Any) -> Referral:
    """Return an accepted referral whose first call is done."""
    referral = referrals.accepted(at=at, **kw)
    spoken_to(referral, at=at + timedelta(hours=2))
    return referral


def spoken_to(referral: Referral, *, at: datetime = NOW) -> Referral:
    """Have the first conversation: asked what is safe, told about privacy and what a miss means."""
    by = referrals.worker_of(referral)
    called(referral, CallOutcome.SPOKE, at=at)
    said = telling.Said(number_confirmed=True, reading="YES")
    told = [Told.PRIVACY, Told.A_MISS]
    telling.save_first_call(referral, said, told=told, by=by, at=at)
    telling.ask_what_is_safe(referral, answers=dict(SAFE), by=by, at=at)
    telling.finish_first_call(referral, by=by, at=at)
    return referral


def told_dates(referral: Referral, *, at: datetime = NOW, how: ToldBy = ToldBy.CALL) -> None:
    telling.tell(referral, what=Told.DATES, how=how, by=referrals.worker_of(referral), at=at)


def noted(
    place: Place,
    *,
    at: datetime,
    decision: AbsenceDecision | None = None,
    asked_her: bool = True,
    reason: AbsenceReason = AbsenceReason.NOT_KNOWN,
) -> Absence:
    """Return an absence noted, and decided where a decision is given."""
    by = referrals.worker_of(place.referral)
    known = absences.Known(told_before=False, reason=reason, asked_her=asked_her)
    row = absences.note_absence(place, known, by=by, at=at)
    if decision is None:
        return row
    return absences.decide_absence(row, decision=decision, by=by, at=at)


def noted_down(referral: Referral, words: str, *, at: datetime = NOW) -> Note:
    return notes.write_note(referral, words=words, by=referrals.worker_of(referral), at=at)


def changed(**kwargs: Any) -> Details:
    """Return who she is with something changed."""
    return details(**kwargs)
