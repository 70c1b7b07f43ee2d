"""Making, rewrapping and destroying a woman's sealing key."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from audit import sealing
from audit.models import SubjectKey
from audit.rows import new_id


def new_key() -> uuid.UUID:
    """Make a key and return its id: a row's `seal_key_id`."""
    key_id = new_id()
    wrapped = sealing.new_wrapped_key(key_id)
    SubjectKey.objects.create(id=key_id, master=wrapped.master, wrapped=wrapped.data)
    return key_id


def destroy(key_id: uuid.UUID, *, by: str, at: datetime) -> None:
    """Destroy a key: whatever was sealed under it can be read by nobody again."""
    SubjectKey.objects.filter(pk=key_id, wrapped__isnull=False).update(
        wrapped=None, destroyed_at=at, destroyed_by=by
    )
    sealing.forget(key_id)


def rewrap_all(batch: int = 1_000) -> int:
    """Wrap every key by the current master key again; return how many were changed."""
    current = next(iter(settings.JUNO_MASTER_KEYS))
    changed = 0
    while True:
        with transaction.atomic():
            rows = list(
                SubjectKey.objects.select_for_update(skip_locked=True)
                .filter(wrapped__isnull=False)
                .exclude(master=current)[:batch]
            )
            for row in rows:
                held = sealing.Wrapped(row.master, bytes(row.wrapped or b""))
                fresh = sealing.rewrap(held, row.pk)
                row.master, row.wrapped = fresh.master, fresh.data
            SubjectKey.objects.bulk_update(rows, ["master", "wrapped"])
        if not rows:
            return changed
        changed += len(rows)
