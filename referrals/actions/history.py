"""Referrals that another record held: brought in as they stand. No notice is written, nobody is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Team, User
from audit import keys, trail
from programmes.models import Programme
from referrals.actions.moving import Changed, move
from referrals.actions.sending import next_reference
from referrals.models import Referral, ReferredPerson, Source
from referrals.statuses import Ground, Reason, Status


@dataclass(frozen=True)
class Past:
    """A referral as another record has it; `person` and `facts` are columns of the two rows."""

    source_reference: str
    officer: User | None
    team: Team | None
    sent_at: datetime
    person: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)


def bring_in(past: Past, programme: Programme, *, by: User, at: datetime) -> Referral:
    """Make the referral, sent and not yet accepted, with what was known of her then.

    The provider's own key (`source_reference`) is unique: the database refuses it a second time.
    """
    with transaction.atomic():
        force = _force(past, programme)
        referral = Referral(
            reference=next_reference(),
            programme=programme,
            definition=programme.current,
            provider=programme.provider,
            status=Status.SUBMITTED,
            source=Source.PAPER,
            referred_by=past.officer,
            referring_organisation=force,
            referring_team=past.team,
            reports_to=force,
            seal_key_id=keys.new_key(),
            source_reference=past.source_reference,
            started_at=past.sent_at,
            started_by=by.trail_name,
            submitted_at=past.sent_at,
            submitted_by=by.trail_name,
            confirmed_at=past.sent_at,
            confirmed_by=by.trail_name,
            agreed_to_contact=True,
            **past.facts,
        )
        referral.save(force_insert=True)
        _person(referral, past, by=by)
        trail.record("referral.bring_in", referral, by=by, at=at)
        return referral


def record_ending(
    referral: Referral,
    status: Status,
    *,
    by: User,
    at: datetime,
    ground: Ground | None = None,
    reason: Reason | None = None,
) -> Referral:
    """Close a referral as the other record had it closed, at that time, without a notice."""
    verbs = {
        Status.COMPLETED: "complete",
        Status.NOT_COMPLETED: "hand_back",
        Status.DECLINED: "decline",
        Status.WITHDRAWN: "withdraw",
    }

    def as_recorded(locked: Referral) -> Changed:
        locked.ground = ground or ""
        locked.reason = reason or ""
        return Changed(facts={"imported": True})

    return move(referral, verbs[status], by=by, at=at, change=as_recorded)


def _force(past: Past, programme: Programme) -> Any:
    if past.officer is not None:
        for held in past.officer.active_memberships():
            if programme.forces.filter(pk=held.organisation_id).exists():
                return held.organisation
    return programme.forces.order_by("force_code").first()


def _person(referral: Referral, past: Past, *, by: User) -> ReferredPerson:
    person = ReferredPerson(
        referral=referral,
        seal_key_id=referral.seal_key_id,
        frozen_at=past.sent_at,
        frozen_by=by.trail_name,
        **past.person,
    )
    person.index()
    person.save(force_insert=True)
    return person


def is_there(provider_id: Any, source_reference: str) -> bool:
    """Tell whether a row with this key was brought in before."""
    return Referral.objects.filter(provider=provider_id, source_reference=source_reference).exists()


def same_matter(provider_id: Any, person: dict[str, Any], offence_on: date | None) -> str:
    """Return the source reference of the same woman's referral for the same matter, or empty."""
    if not person.get("crime_reference") or person.get("date_of_birth") is None:
        return ""
    found = ReferredPerson.objects.filter(
        referral__provider=provider_id,
        referral__offence_on=offence_on,
        date_of_birth=person["date_of_birth"],
        crime_reference=person["crime_reference"],
    )
    twin = found.select_related("referral").first()
    return twin.referral.source_reference or twin.referral.reference if twin else ""
