"""Whom she is kept apart from on the word of police: at once when they name somebody, ended only by us."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from audit import sealing, trail
from audit.trail import Person
from participants import names
from participants.models import KeepApart, Participant
from referrals import matching

Other = Mapping[str, str]


def keep_apart(
    participant: Participant, others: Iterable[Other], *, stated_by: str, by: Person, at: datetime
) -> None:
    """Keep each person she must not meet, with their record where we have one; who is kept already stays so.

    :param stated_by: who of police said so.
    """
    known_of = {_who(row.other_name or "", row.other_born_on) for row in _kept(participant)}
    for other in others:
        born_on = date.fromisoformat(other["born_on"]) if other.get("born_on") else None
        if _who(other["name"], born_on) in known_of:
            continue
        known = matching.named(participant.provider, other["name"], born_on)
        row = KeepApart(
            participant=participant,
            other=known if known is not None and known.pk != participant.pk else None,
            seal_key_id=participant.seal_key_id,
            other_name=other["name"],
            other_born_on=born_on,
            reason=other.get("reason") or None,
            made_at=at,
            made_by=stated_by,
        )
        row.save(force_insert=True)
        trail.record("participant.keep_apart", participant, by=by, at=at)


def settle_apart(
    participant: Participant,
    named: Sequence[Other],
    wanted: Sequence[Other],
    *,
    stated_by: str,
    by: Person,
    at: datetime,
) -> None:
    """End what police no longer say, of those they ever named on a referral, and keep what stands.

    :param named: everybody they named, before and after.
    :param wanted: whom she is kept apart from now.
    """
    stay = {_key(other) for other in wanted}
    over = {_key(other) for other in named} - stay
    for row in _kept(participant):
        if _who(row.other_name or "", row.other_born_on) in over:
            row.ended_at, row.ended_by = at, by.trail_name
            row.save(update_fields=["ended_at", "ended_by"])
            trail.record("participant.end_keep_apart", participant, by=by, at=at)
    keep_apart(participant, wanted, stated_by=stated_by, by=by, at=at)


def _kept(participant: Participant) -> list[KeepApart]:
    rows = list(KeepApart.objects.filter(participant=participant, ended_at__isnull=True))
    sealing.preload(row.seal_key_id for row in rows)
    return rows


def _key(other: Other) -> tuple[str, str]:
    return names.search_form(other["name"]), other.get("born_on") or ""


def _who(name: str, born_on: date | None) -> tuple[str, str]:
    return names.search_form(name), born_on.isoformat() if born_on else ""
