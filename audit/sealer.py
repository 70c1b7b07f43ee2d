"""The sealer chains events in batches afterwards, so that no page ever waits for a lock.

Each seal is an HMAC over the seal before and every event of its batch, under a key derived from the
service's secret: whoever can write to the database but does not hold the secret cannot forge it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from audit.models import Event, Seal

_BATCH = 5_000
_LOCK = 7_311_001  # one sealer at a time; nobody else takes this advisory lock
# An event whose transaction may still be open could turn up behind the ones already sealed.
_SETTLED = "xmin::text::bigint < txid_snapshot_xmin(txid_current_snapshot()) %% 4294967296"


@dataclass(frozen=True)
class Fault:
    """A seal that does not hold: the batch it covers and what is wrong."""

    first_event: int
    last_event: int
    why: str


def seal_events(*, at: datetime) -> int:
    """Chain what is settled and not yet sealed; return how many events were sealed."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = Seal.objects.order_by("-number").first()
        after = last.last_event if last else 0
        events = list(
            Event.objects.filter(number__gt=after)
            .extra(where=[_SETTLED])  # noqa: S610 (a constant: a system column has no field)
            .order_by("number")[:_BATCH]
        )
        if not events:
            return 0
        Seal.objects.create(
            first_event=events[0].number,
            last_event=events[-1].number,
            count=len(events),
            head=_head(last.head if last else "", events),
            at=at,
        )
        return len(events)


def verify() -> list[Fault]:
    """Return every seal that no longer holds, oldest first; empty means nothing was touched."""
    faults: list[Fault] = []
    previous = ""
    for seal in Seal.objects.order_by("number").iterator():
        covered = Event.objects.filter(number__range=(seal.first_event, seal.last_event))
        events = list(covered.order_by("number"))
        if len(events) != seal.count:
            why = f"{seal.count} events were sealed and {len(events)} are there"
            faults.append(Fault(seal.first_event, seal.last_event, why))
        elif not hmac.compare_digest(_head(previous, events), seal.head):
            faults.append(Fault(seal.first_event, seal.last_event, "an event was changed"))
        previous = seal.head
    return faults


def _head(previous: str, events: Iterable[Event]) -> str:
    mac = hmac.new(_secret(), previous.encode(), hashlib.sha256)
    for event in events:
        mac.update(_canonical(event))
    return mac.hexdigest()


def _canonical(event: Event) -> bytes:
    kept = Event.objects.model._meta.concrete_fields
    plain = {f.attname: event.__dict__[f.attname] for f in kept if f.attname != "values"}
    sealed = event.__dict__["values"]
    plain["values"] = None if sealed is None else sealed.data.hex()
    return json.dumps(plain, default=str, sort_keys=True).encode()


def _secret() -> bytes:
    master = next(reversed(settings.JUNO_MASTER_KEYS.values()))  # the oldest: it outlives rotation
    return hmac.new(master, b"audit seal", hashlib.sha256).digest()
