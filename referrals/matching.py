"""Is she somebody we have met? Looked up by PNC ID, by date of birth with a surname that sounds alike, by phone.

Police look among what police sent (`ReferredPerson`) and are told of their own alone; coordinators look
among everything (design.md §5 rule 14).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Q, QuerySet

from accounts.models import Organisation
from audit import sealing
from participants import names, sounds
from participants.models import KeepApart, Participant
from referrals.drafts import Draft
from referrals.models import Referral, ReferredPerson

MOST = 10
ASKED = 3  # so many earlier referrals an officer is asked about: the newest


@dataclass(frozen=True)
class Known:
    """What is known of a woman by which she may be met again."""

    first_names: str = ""
    last_name: str = ""
    born_on: date | None = None
    pnc_id: str = ""
    phone: str = ""

    @classmethod
    def drafted(cls, draft: Draft) -> Known:
        """Return what a draft says of her."""
        return cls(
            first_names=draft.text("first_names"),
            last_name=draft.text("last_name"),
            born_on=draft.day("date_of_birth"),
            pnc_id=draft.text("pnc_id"),
            phone=draft.text("phone"),
        )

    @classmethod
    def of(cls, row: ReferredPerson | Participant) -> Known:
        """Return what police sent, or what a record has."""
        return cls(row.first_names, row.last_name, row.date_of_birth, row.pnc_id, row.phone)

    @property
    def sounds(self) -> list[str]:
        return sounds.keys(self.first_names, self.last_name)

    def alike(self) -> Q:
        """Return the condition under which a row may be the same woman; empty when nothing is known."""
        same = Q()
        if self.pnc_id:
            same |= Q(pnc_id=self.pnc_id)
        if self.born_on and self.sounds:
            same |= Q(date_of_birth=self.born_on, sounds__overlap=self.sounds)
        digits = names.digits(self.phone)
        if digits:
            same |= Q(phone_digits=digits)
        return same

    def perhaps_alike(self) -> Q:
        """Return the wider condition, for coordinators: any word of a name in common, since names change."""
        same = self.alike()
        for word in names.search_form(f"{self.first_names} {self.last_name}").split():
            if self.born_on:
                same |= Q(date_of_birth=self.born_on, search_name__contains=word)
        return same

    def hold(self, provider_id: UUID) -> None:
        """Keep whoever sends or accepts the same woman at the same moment waiting until this is committed.

        Held by what she is found by, in one order, before any row is locked.
        """
        found_by = [f"pnc {self.pnc_id}"] if self.pnc_id else []
        found_by += [f"born {self.born_on}"] if self.born_on else []
        found_by += [f"phone {names.digits(self.phone)}"] if names.digits(self.phone) else []
        with connection.cursor() as cursor:
            for number in sorted(_number(f"{provider_id} {one}") for one in found_by):
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def candidates(person: ReferredPerson, records: QuerySet[Participant]) -> list[Participant]:
    """Return the records, of those given, that may be hers: a coordinator decides."""
    same = Known.of(person).perhaps_alike()
    return list(records.filter(same).order_by("sort_name", "pk")[:MOST]) if same else []


def possible_duplicates(person: ReferredPerson) -> QuerySet[ReferredPerson]:
    """Return other referrals to the same provider that may be of the same woman, newest first.

    Only for the provider: an officer is told of a duplicate by `sent_before` alone (rule 14).
    """
    same = Known.of(person).perhaps_alike()
    found = everything(person.referral.provider).filter(same) if same else ReferredPerson.objects.none()
    return found.exclude(pk=person.pk)


def everything(provider: Organisation) -> QuerySet[ReferredPerson]:
    """Return what was ever sent to a provider, newest first."""
    sent = ReferredPerson.objects.filter(referral__provider=provider)
    return sent.select_related("referral__referred_by").order_by("-frozen_at", "-pk")


def sent_before(referral: Referral, known: Known, crime_reference: str) -> list[ReferredPerson]:
    """Return what an officer may be told of when sending her: what the officer or the team sent before of a
    woman who may be the same, and what the force sent of her under the same crime reference.

    A restricted woman is never among them, nor anything while a restricted record may be hers.
    """
    same = known.alike()
    if not same:
        return []
    theirs = Q(referral__referred_by=referral.referred_by_id)
    if referral.referring_team_id is not None:
        theirs |= Q(referral__referring_team=referral.referring_team_id)
    if crime_reference:
        theirs |= Q(crime_reference=crime_reference)
    restricted = Participant.objects.filter(same, provider=referral.provider, restricted_at__isnull=False)
    found = everything(referral.provider).filter(
        ~Exists(restricted),
        theirs,
        same,
        referral__referring_organisation=referral.referring_organisation_id,
        referral__restricted_at__isnull=True,
        referral__participant__restricted_at__isnull=True,
    )
    return list(found.exclude(referral=referral)[:ASKED])


def named(provider: Organisation, name: str, born_on: date | None) -> Participant | None:
    """Return the one record with exactly this name and date of birth, None when there is none or several."""
    if born_on is None:
        return None
    found = Participant.objects.filter(provider=provider, date_of_birth=born_on, erased_at=None)
    wanted = set(names.search_form(name).split())
    fits = [row for row in found if wanted <= set(row.search_name.split())]
    return fits[0] if len(fits) == 1 else None


def may_be_told(referral: Referral, earlier: Referral) -> bool:
    """Tell whether whoever sent a referral may know of an earlier one: officer, team, or same crime number.

    Nobody is told of a restricted one.
    """
    her = earlier.participant
    if earlier.restricted_at is not None or (her is not None and her.restricted_at is not None):
        return False
    if referral.referring_organisation_id != earlier.referring_organisation_id:
        return False
    by_them = referral.referred_by_id is not None and referral.referred_by_id == earlier.referred_by_id
    team = referral.referring_team_id is not None and referral.referring_team_id == earlier.referring_team_id
    crime = referral.person.crime_reference
    return by_them or team or bool(crime and crime == earlier.person.crime_reference)


def may_say_already_sent(referral: Referral) -> bool:
    """Tell whether whoever sent a referral may be told that she was referred already (rule 14)."""
    person = ReferredPerson.objects.select_related("referral").get(referral=referral)
    alike = possible_duplicates(person).select_related("referral__participant")
    if any(may_be_told(referral, one.referral) for one in alike):
        return True
    if referral.participant_id is None:
        return False
    of_her = Referral.objects.sent().filter(participant=referral.participant_id).exclude(pk=referral.pk)
    return any(may_be_told(referral, one) for one in of_her.select_related("person", "participant"))


def apart_but_not_sent(participant: Participant, person: ReferredPerson) -> bool:
    """Tell whether she is kept apart from somebody whom police did not name in this referral."""
    sent = {
        names.search_form(other["name"])
        for other in json.loads(person.must_not_meet or "{}").get("others", [])
    }
    rows = KeepApart.objects.filter(Q(participant=participant) | Q(other=participant), ended_at__isnull=True)
    return any(
        row.other_id == participant.pk or names.search_form(row.other_name or "") not in sent for row in rows
    )


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
