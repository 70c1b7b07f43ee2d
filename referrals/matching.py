"""Is she somebody we have met? Looked up by PNC ID, by name with date of birth, and by phone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organisation
from audit import sealing
from participants import names
from participants.models import KeepApart, Participant
from referrals.models import ReferredPerson
from referrals.statuses import Status

MOST = 10


def candidates(person: ReferredPerson, records: QuerySet[Participant]) -> list[Participant]:
    """Return the records, of those given, that may be hers: a coordinator decides."""
    same = _same(person)
    return list(records.filter(same).order_by("sort_name", "pk")[:MOST]) if same else []


def possible_duplicates(person: ReferredPerson) -> QuerySet[ReferredPerson]:
    """Return other referrals to the same provider that may be of the same woman, newest first.

    Only for the provider: an officer is told of a duplicate by `sent_before` alone (rule 14).
    """
    same = _same(person)
    others = ReferredPerson.objects.filter(referral__provider=person.referral.provider)
    found = others.filter(same) if same else others.none()
    return found.exclude(pk=person.pk).select_related("referral").order_by("-frozen_at")


def sent_before(
    *, officer: Any, team: Any, organisation: Any, crime_reference: str, same: Q
) -> QuerySet[ReferredPerson]:
    """Return what this officer or team sent before of a woman who may be the same, and what the
    force sent under the same crime reference: all that an officer may be told (rule 14)."""
    if not same:
        return ReferredPerson.objects.none()
    theirs = Q(referral__referred_by=officer)
    if team is not None:
        theirs |= Q(referral__referring_team=team)
    if crime_reference:
        theirs |= Q(crime_reference=crime_reference)
    return (
        ReferredPerson.objects.filter(theirs, same, referral__referring_organisation=organisation)
        .exclude(referral__status=Status.DRAFT)
        .select_related("referral")
        .order_by("-frozen_at")[:MOST]
    )


def same_woman(*, first_names: str, last_name: str, born_on: date | None, pnc_id: str, phone: str) -> Q:
    """Return the condition under which a row may be the same woman; empty when nothing is known."""
    same = Q()
    if pnc_id:
        same |= Q(pnc_id=pnc_id)
    name = names.search_form(f"{first_names} {last_name}")
    if born_on and name:
        same |= Q(date_of_birth=born_on) & _any_word(name)
    digits = names.digits(phone)
    if digits:
        same |= Q(phone_digits=digits)
    return same


def named(provider: Organisation, name: str, born_on: date | None) -> Participant | None:
    """Return the one record with exactly this name and date of birth, None when there is none or several."""
    if born_on is None:
        return None
    found = Participant.objects.filter(provider=provider, date_of_birth=born_on, erased_at=None)
    wanted = set(names.search_form(name).split())
    fits = [row for row in found if wanted <= set(row.search_name.split())]
    return fits[0] if len(fits) == 1 else None


def keep_aparts_naming(participant: Participant) -> list[KeepApart]:
    """Return the rows about a person not yet known whose name and date of birth are hers."""
    rows = list(
        KeepApart.objects.filter(
            participant__provider=participant.provider,
            other__isnull=True,
            ended_at__isnull=True,
            other_born_on=participant.date_of_birth,
            other_born_on__isnull=False,
        ).exclude(participant=participant)
    )
    sealing.preload(row.seal_key_id for row in rows)
    hers = set(participant.search_name.split())
    return [row for row in rows if set(names.search_form(row.other_name or "").split()) <= hers]


def _same(person: ReferredPerson) -> Q:
    return same_woman(
        first_names=person.first_names,
        last_name=person.last_name,
        born_on=person.date_of_birth,
        pnc_id=person.pnc_id,
        phone=person.phone,
    )


def _any_word(name: str) -> Q:
    """One word of a name in common is enough beside the same date of birth: names change."""
    found = Q()
    for word in name.split():
        found |= Q(search_name__contains=word)
    return found
