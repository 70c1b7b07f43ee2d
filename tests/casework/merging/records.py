"""Two records that are one woman: joined whole, and parted again exactly as they were: what its tests share."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connection

from accounts.models import User
from casework import merging
from participants.models import (
    ContactStop,
    DiscreetRelease,
    EqualityAnswers,
    KeepApart,
    Merge,
    Participant,
)
from referrals.models import Referral
from tests.factories.accounts import NOW

LATER = NOW + timedelta(hours=5)

THEN = NOW + timedelta(hours=6)

OTHER: dict[str, Any] = {"crime_reference": "44260777777"}

# What joining and parting leave behind by design: the record of itself, the trail, and stamps of versions.
BY_DESIGN = {"participants_merge", "audit_event", "audit_seal"}


def her(referral: Referral) -> Participant:
    found: Participant | None = referral.participant
    assert found is not None
    return found


def join(kept: Participant, gone: Participant, by: User) -> Merge:
    return merging.join(kept, gone, why="The same PNC ID", by=by, at=LATER)


def undo(merge: Merge, by: User, *, since_is_hers: bool = False) -> Merge:
    return merging.undo(merge, since_is_hers=since_is_hers, why="Sisters", by=by, at=THEN)


def everything() -> dict[str, list[Any]]:
    """Every row of every table as the database has it, versions apart."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if model._meta.proxy or not model._meta.managed or table in BY_DESIGN:
                continue
            columns = [
                f'"{f.column}"'
                for f in model._meta.local_fields
                # What is sealed is sealed anew: compared in the clear, below.
                if f.name != "version" and f.get_internal_type() != "BinaryField"
            ]
            cursor.execute(f'SELECT {", ".join(columns)} FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    for row in EqualityAnswers.objects.order_by("pk"):
        found[f"answers {row.pk}"] = [row.answers]
    for woman in Participant.objects.order_by("pk"):
        found[f"needs {woman.pk}"] = [woman.access_needs, woman.why_restricted]
    return found


def equality(woman: Participant, **answers: str) -> EqualityAnswers:
    row = EqualityAnswers(
        participant=woman,
        seal_key_id=woman.seal_key_id,
        answers=json.dumps(answers),
        answered_at=NOW,
        answered_by="PC Lee",
    )
    row.save(force_insert=True)
    return row


def stop(woman: Participant) -> ContactStop:
    return ContactStop.objects.create(
        participant=woman, seal_key_id=woman.seal_key_id, stopped_at=NOW, stopped_by="Jo"
    )


def release(woman: Participant, by: User) -> DiscreetRelease:
    row = DiscreetRelease(
        participant=woman, seal_key_id=woman.seal_key_id, reason="No answer", asked_at=NOW, asked_by=by
    )
    row.save(force_insert=True)
    return row


def apart(one: Participant, other: Participant | None) -> KeepApart:
    row = KeepApart(
        participant=one, other=other, seal_key_id=one.seal_key_id, reason="An ex", made_at=NOW, made_by="Jo"
    )
    row.save(force_insert=True)
    return row
