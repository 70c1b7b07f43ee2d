"""What police changed after she was accepted: a proposal, field by field, beside what our record has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise

from casework.history import moment
from casework.models import FirstCall
from participants.models import AnswerSource, Participant, SafeContact
from referrals import amending, police_word
from referrals.actions.amending import ABOUT, WAYS
from referrals.models import AmendedField, Referral, Taken
from referrals.police_word import MATTER, SAID_OF_HER

Words = str | Promise
PHONE = ("phone", "number_check")
HOME = ("address_lines", "postcode", "no_fixed_address")
# What she says to us of these is the newest word; police cannot have heard better.
HER_WORD = ("safe_times", "who_must_not_know", "trusted_contact", "asked_alone")
DETAILS = (*ABOUT, "phone", "email")


@dataclass(frozen=True)
class Proposal:
    """One field: as police had it, as they have it now, as our record has it."""

    id: UUID
    name: str
    label: Words
    old: str
    new: str
    ours: str
    hers: bool  # she confirmed it herself: it can only be left
    why: str
    by: str
    when: str


def waiting(referral: Referral) -> QuerySet[AmendedField]:
    """Return what waits for a coordinator, oldest first."""
    rows = AmendedField.objects.filter(amendment__referral=referral.pk, taken=Taken.WAITING)
    return rows.select_related("amendment").order_by("amendment__amended_at", "pk")


def proposals(referral: Referral, her: Participant) -> list[Proposal]:
    """Return each change that waits, in words."""
    confirmed = confirmed_herself(referral, her)
    log = police_word.log(referral, SAID_OF_HER)
    return [_proposal(row, referral, her, log, confirmed) for row in waiting(referral)]


def ours(row: AmendedField, referral: Referral, her: Participant, log: Sequence[AmendedField]) -> Any:
    """Return what we work with now, as its column has it; None where our record has nothing like it."""
    if row.name in DETAILS:
        return getattr(her, row.name)
    if row.name in MATTER:
        return getattr(referral, row.name)
    return police_word.as_we_have_it(referral.person, log, row.name) if row.name in SAID_OF_HER else None


def _proposal(
    row: AmendedField,
    referral: Referral,
    her: Participant,
    log: Sequence[AmendedField],
    confirmed: frozenset[str],
) -> Proposal:
    said = amending.changed(row, referral)
    return Proposal(
        id=row.pk,
        name=row.name,
        label=said.label,
        old=said.old,
        new=said.new,
        ours=amending.in_words(row.name, ours(row, referral, her, log), referral),
        hers=row.name in confirmed,
        why=row.amendment.why or "",
        by=row.amendment.amended_by.split(" <")[0],
        when=moment(row.amendment.amended_at),
    )


def confirmed_herself(referral: Referral, her: Participant) -> frozenset[str]:
    """Return the fields that she has spoken of to a worker herself."""
    said: Sequence[SafeContact] = list(
        SafeContact.objects.filter(participant=her, source=AnswerSource.HERSELF)
    )
    found = {name for name, way in WAYS.items() if any(getattr(row, way) != "NOT_ASKED" for row in said)}
    calls = FirstCall.objects.filter(referral__participant=her)
    if {"call", "voicemail", "text"} & found or calls.filter(number_confirmed=True).exists():
        found.update(PHONE)
    if "post" in found:
        found.update(HOME)
    if "email_safe" in found:
        found.add("email")
    if said:
        found.update(HER_WORD)
    if her.reading not in {"NOT_ASKED", referral.person.reading} and calls.exists():
        found.add("reading")
    for call in calls.filter(referral=referral.pk):
        found.update({"help_wanted"} if call.help_wanted else ())
        found.update({"help_words"} if call.needs_words else ())
    return frozenset(found)


def value(row: AmendedField) -> Any:
    """Return what police have now, as the column it would be taken into has it."""
    return police_word.value(row.name, row.new)
