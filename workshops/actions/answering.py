"""What she presses on her own page, and what becomes of it. No booking is changed by it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from audit import trail
from participants.models import Participant
from referrals.actions import lock_beside
from referrals.models import Referral
from referrals.statuses import Status
from workshops.models import HerAnswer, Place
from workshops.statuses import HerWord


class _Herself:
    """A woman on her own page: the trail says that it was she, and keeps no address of her phone."""

    pk = None
    trail_name = "Herself, on her own page"
    trail_role = "HERSELF"


HERSELF: trail.Person = _Herself()


def answer_for(
    referral: Referral, answer: HerWord, *, place_id: UUID | None = None, at: datetime
) -> HerAnswer | None:
    """Keep what she pressed; the same again changes nothing, another undoes the one before.

    None where it cannot be kept any more: her day was changed or her case closed while she looked.
    Locks participant, referral.

    :param place_id: the day it is about; none when she asks for a call.
    """
    with transaction.atomic():
        locked = _lock(referral)
        if locked is None:
            return None
        before = HerAnswer.objects.standing().filter(referral=locked, dealt_with_at=None, answer=answer)
        if answer is HerWord.CALL_ME:
            return before.first() or _say(locked, None, answer, at)
        place = _ahead(locked, place_id, at)
        if place is None:
            return None
        standing = HerAnswer.objects.standing().filter(place=place).first()
        if standing is not None and standing.answer == answer:
            return standing
        if standing is not None:
            _undo(standing, at)
        return _say(locked, place, answer, at)


def need_no_call(referral: Referral, *, at: datetime) -> int:
    """Take back that she asked for a call; return how many times she had: once or not. Locks as above."""
    with transaction.atomic():
        locked = _lock(referral)
        asked = HerAnswer.objects.standing().filter(
            referral=locked, answer=HerWord.CALL_ME, dealt_with_at__isnull=True
        )
        found = list(asked) if locked is not None else []
        for row in found:
            _undo(row, at)
        return len(found)


def deal_with(answers: Any, *, by: trail.Person, at: datetime) -> int:
    """Say that what she pressed was taken up; the caller holds her record. Return how many there were."""
    found = list(answers.filter(dealt_with_at__isnull=True).select_related("referral"))
    for row in found:
        row.dealt_with_at, row.dealt_with_by = at, by.trail_name
        row.save(update_fields=["dealt_with_at", "dealt_with_by"])
        trail.record("page.deal_with", row.referral, by=by, at=at, facts={"answer": row.answer})
    return len(found)


def _lock(referral: Referral) -> Referral | None:
    if referral.participant_id is None:
        return None
    Participant.objects.select_for_update().get(pk=referral.participant_id)
    locked = lock_beside(referral, referral.participant_id)
    return locked if locked.status == Status.ACCEPTED else None


def _ahead(referral: Referral, place_id: UUID | None, at: datetime) -> Place | None:
    if place_id is None:
        return None
    held = Place.objects.held().filter(
        referral=referral, workshop__cancelled_at__isnull=True, workshop__ends_at__gte=at
    )
    return held.filter(pk=place_id).first()


def _say(referral: Referral, place: Place | None, answer: HerWord, at: datetime) -> HerAnswer:
    row = HerAnswer(referral=referral, place=place, answer=answer, said_at=at, said_by=HERSELF.trail_name)
    row.save(force_insert=True)
    facts = {"answer": str(answer), "place": str(place.pk) if place else ""}
    trail.record("page.answer", referral, by=HERSELF, at=at, facts=facts)
    return row


def _undo(row: HerAnswer, at: datetime) -> None:
    row.undone_at, row.undone_by = at, HERSELF.trail_name
    row.save(update_fields=["undone_at", "undone_by"])
    trail.record("page.undo_answer", row.referral, by=HERSELF, at=at, facts={"answer": row.answer})
