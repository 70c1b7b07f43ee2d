"""What goes along to another provider's record of her: where she is reached, and what she said is safe.

A no that she gave to whoever had her case before holds with whoever has it now (design.md §5 rule 5).
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from accounts.models import User
from participants import actions as participants
from participants.actions import Details
from participants.models import AnswerSource, Participant, SafeContact
from referrals.models import Referral, Transfer

WAYS = {
    "call": ("phone_digits",),
    "voicemail": ("phone_digits",),
    "text": ("phone_digits",),
    "email": ("email",),
    "post": ("address_lines", "postcode"),
}
ANSWERS = (
    "asked_alone", "trusted_person", "in_person", "words", "number_check","safe_times", "safe_name", "who_must_not_know", "code_word", "trusted_contact",
    "withheld_number", "plain_envelope", "danger_suggested",
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
    """Copy her own newest answers, with when and by whom they were heard.

    A yes holds only for the number or address it was given for; newer answers of hers hold over these.
    """
    hers = SafeContact.objects.filter(participant=before, source=AnswerSource.HERSELF)
    newest = hers.order_by("-confirmed_at", "-pk").first()
    if newest is None:
        return
    participants.confirm_safe_contact(
        now,
        by=by,
        at=at,
        source=AnswerSource.HERSELF,
        asked_at=newest.confirmed_at,
        asked_by=newest.confirmed_by,
        **{name: getattr(newest, name) for name in ANSWERS},
        **{way: _holds(getattr(newest, way), before, now, details) for way, details in WAYS.items()},
    )


def _holds(answer: str, before: Participant, now: Participant, details: tuple[str, ...]) -> str:
    same = all(getattr(before, name) == getattr(now, name) for name in details)
    return answer if same or answer == "NO" else "NOT_ASKED"
