"""Making or completing her record from what police sent, when a referral is accepted."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from accounts.models import User
from participants import actions as participants
from participants import names, reach
from participants.actions import Details
from participants.models import AnswerSource, Participant
from referrals import matching, police_word
from referrals.actions import carrying_over, keeping_apart
from referrals.models import Referral, ReferredPerson

SAME_NAMES = (
    "first_names", "last_name", "preferred_name", "date_of_birth", "pnc_id", "phone", "email",
    "address_lines", "postcode", "no_fixed_address", "languages", "interpreter", "reading", "access_needs",
)  # fmt: skip
PHONE_WAYS = ("call", "voicemail", "text")


def admit(
    referral: Referral,
    person: ReferredPerson,
    found: Participant | None,
    *,
    take_details: bool,
    worker: User,
    by: User,
    at: datetime,
) -> Participant:
    """Return her record, with everything police sent laid where it belongs."""
    before = carrying_over.record_elsewhere(referral)
    if found is None:
        details = details_of(person) if before is None else carrying_over.details(before)
        participant = participants.create(details, provider=referral.provider, by=by, at=at, worker=worker)
    else:
        participant = _complete(found, person, take_details=take_details, by=by, at=at)
    _keep_safe_contact(referral, person, participant, by=by, at=at)
    if before is not None:
        carrying_over.what_is_safe(before, participant, by=by, at=at)
    _keep_equality(person, participant, by=by, at=at)
    told = police_word.others(person.must_not_meet)
    keeping_apart.keep_apart(participant, told, stated_by=person.frozen_by, by=by, at=at)
    _recognise(participant)
    return participant


def details_of(person: ReferredPerson) -> Details:
    """Return what police sent of who she is and where she lives."""
    sent: dict[str, Any] = {name: getattr(person, name) for name in SAME_NAMES}
    return Details(**{name: value for name, value in sent.items() if value})


def _complete(
    found: Participant, person: ReferredPerson, *, take_details: bool, by: User, at: datetime
) -> Participant:
    """Fill what her record lacks; take over where she is reached only when told to."""
    known = {field.name: getattr(found, field.name) for field in fields(Details)}
    sent = {name: getattr(person, name) for name in SAME_NAMES}
    merged = {name: known[name] or sent.get(name) or known[name] for name in known}
    if known["reading"] == "NOT_ASKED":
        merged["reading"] = sent["reading"]
    if take_details and person.phone:
        merged["phone"] = person.phone
    if take_details and (person.address_lines or person.no_fixed_address):
        for name in ("address_lines", "postcode", "no_fixed_address"):
            merged[name] = sent[name]
    return participants.amend(found, Details(**merged), by=by, at=at)


def _keep_safe_contact(
    referral: Referral, person: ReferredPerson, participant: Participant, *, by: User, at: datetime
) -> None:
    """Keep what she told police. A yes counts only for the number or address it was given for."""
    same_number = names.digits(person.phone) == participant.phone_digits
    same_address = reach.same_home(
        person.address_lines, person.postcode, participant.address_lines, participant.postcode
    )
    ways = {way: _holds(getattr(person, way), same_number) for way in PHONE_WAYS}
    participants.confirm_safe_contact(
        participant,
        by=by,
        at=at,
        source=AnswerSource.POLICE,
        asked_at=referral.submitted_at,
        asked_by=person.frozen_by,
        asked_alone=person.asked_alone,
        **ways,
        email=_holds(person.email_safe, person.email == participant.email),
        post=_holds(person.post, same_address),
        number_check=person.number_check if same_number else "NOT_CHECKED",
        safe_times=person.safe_times,
        who_must_not_know=person.who_must_not_know,
        trusted_contact=person.trusted_contact,
        danger_suggested=person.danger_suggested,
    )


def _holds(answer: str, same: bool) -> str:
    return answer if same or answer == "NO" else "NOT_ASKED"


def _keep_equality(person: ReferredPerson, participant: Participant, *, by: User, at: datetime) -> None:
    """Move her own answers to where they stay, apart from the case."""
    if not person.equality:
        return
    participants.answer_equality(
        participant, json.loads(person.equality), by=by, at=at, asked_by=person.frozen_by
    )
    person.equality = None
    person.save(update_fields=["equality"])


def _recognise(participant: Participant) -> None:
    """Point every earlier "keep apart from a person not yet known" that names her at her record."""
    for row in matching.keep_aparts_naming(participant):
        row.other = participant
        row.save(update_fields=["other"])
