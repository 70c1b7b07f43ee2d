"""What goes along to another provider's record of her: where she is reached, and what she said is safe.

A no that she gave to whoever had her case before holds with whoever has it now (design.md §5 rule 5).
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from accounts.models import User
from audit import trail
from participants import actions as participants
from participants.actions import Details
from participants.models import AnswerSource, ContactStop, Participant, SafeContact
from referrals.models import Referral, Transfer

WAYS = {
    "call": ("phone_digits",),
    "voicemail": ("phone_digits",),
    "text": ("phone_digits",),
    "email": ("email",),
    "post": ("address_lines", "postcode"),
    "trusted_person": (),
    "in_person": (),
    "page": (),
}
ANSWERS = (
    "asked_alone", "words", "safe_times", "safe_name", "who_must_not_know", "code_word", "trusted_contact",
    "emergency_contact", "withheld_number", "plain_envelope", "danger_suggested", "yes_since",
)  # fmt: skip


def record_elsewhere(referral: Referral) -> Participant | None:
    """Return her record with the provider that had the case last, where that was another one."""
    last = Transfer.objects.filter(referral=referral, participant__isnull=False)
    row = last.select_related("participant").order_by("-transferred_at", "-pk").first()
    if row is None or row.participant.provider_id == referral.provider_id:
        return None
    return row.participant if row.participant.erased_at is None else None


def details(before: Participant) -> Details:
    """Return who she is and where she is reached, as she last said it."""
    return Details(**{one.name: getattr(before, one.name) for one in fields(Details)})


def what_is_safe(before: Participant, now: Participant, *, by: User, at: datetime) -> None:
    """Copy her own newest answer about each way, with when and by whom it was heard, and a stop on ringing.

    A yes holds only for the number or address it was given for; newer answers of hers hold over these.
    """
    _stop_too(before, now, by=by, at=at)
    for row, ways in reversed(_newest(before)):
        participants.confirm_safe_contact(
            now,
            by=by,
            at=at,
            source=AnswerSource.HERSELF,
            asked_at=row.confirmed_at,
            asked_by=row.confirmed_by,
            **{name: getattr(row, name) for name in ANSWERS},
            number_check=row.check_now if before.phone_digits == now.phone_digits else "NOT_CHECKED",
            **{way: _holds(row.answer_now(way), before, now, WAYS[way]) for way in ways},
        )


def _newest(before: Participant) -> list[tuple[SafeContact, list[str]]]:
    """Return her newest row, and each older one that has her newest answer about a way, with those ways."""
    found: list[tuple[SafeContact, list[str]]] = []
    left = list(WAYS)
    hers = SafeContact.objects.filter(participant=before, source=AnswerSource.HERSELF)
    for row in hers.order_by("-confirmed_at", "-pk"):
        ways = [way for way in left if getattr(row, way) != "NOT_ASKED"]
        left = [way for way in left if way not in ways]
        if ways or not found:
            found.append((row, ways))
    return found


def _stop_too(before: Participant, now: Participant, *, by: User, at: datetime) -> None:
    """Let a stop on ringing stand with the next provider until a safe way to ring is known there."""
    stop = ContactStop.objects.filter(participant=before, lifted_at__isnull=True).first()
    if stop is None:
        return
    said = {"stopped_at": stop.stopped_at, "stopped_by": stop.stopped_by, "seal_key_id": now.seal_key_id}
    _row, made = ContactStop.objects.get_or_create(participant=now, lifted_at=None, defaults=said)
    if made:
        trail.record("participant.stop_contact", now, by=by, at=at)


def _holds(answer: str, before: Participant, now: Participant, details: tuple[str, ...]) -> str:
    same = all(getattr(before, name) == getattr(now, name) for name in details)
    return answer if same or answer == "NO" else "NOT_ASKED"
