"""Amending what was sent about her, by those who sent it; for us it is a proposal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import POLICE
from audit import trail
from participants import actions as participants
from participants.models import AnswerSource, Participant, SafeContact
from referrals import matching, noticing
from referrals.actions.asking import NotOpen
from referrals.actions.moving import NotYours, holds, lock_beside
from referrals.actions.sending import TooYoung
from referrals.models import AmendedField, Amendment, Referral, ReferredPerson, Taken
from referrals.rules import Age, age
from referrals.statuses import OPEN, Status
from ui.refusals import Refused

# What an officer may change, page by page; the dates of the matter have verbs of their own.
ABOUT = (
    "first_names", "last_name", "preferred_name", "date_of_birth", "pnc_id", "no_fixed_address",
    "address_lines", "postcode", "interpreter", "reading", "access_needs",
)  # fmt: skip
REACH = (
    "phone", "number_check", "asked_alone", "call", "voicemail", "text", "post", "email", "email_safe",
    "who_must_not_know", "danger_suggested", "safe_times", "trusted_contact",
)  # fmt: skip
NUMBERS = ("crime_reference", "custody_reference", "cro_number")
AMENDABLE = (*ABOUT, *REACH, *NUMBERS)
# The ways of reaching her: what each is called in what she said herself.
WAYS = {"call": "call", "voicemail": "voicemail", "text": "text", "post": "post", "email_safe": "email"}


class NothingChanged(Refused):
    """What was sent says the same."""

    sentence = _("Nothing is different from what you sent. Change an answer, or go back.")


class SayWhyAmended(Refused):
    """A change is kept with its reason."""

    sentence = _("Say why you are changing what you sent.")
    field = "why"


def amend(
    referral: Referral, new: Mapping[str, Any], *, why: str, by: User, at: datetime, seen: int | None = None
) -> Amendment:
    """Change what was sent about her; old and new are kept for those who sent it.

    While nobody has accepted her, what is accepted is what stands then. Afterwards each change waits for a
    coordinator, but for a NO about a way she has not spoken of herself: that counts at once.
    Locks: what she is found by, participant, referral.

    :param new: by column of `ReferredPerson`; what is the same is left out by itself.
    :raises NotYours: for anybody but the officer, the team, or the force's out-of-court team.
    :raises NotOpen: once the referral is closed.
    :raises TooYoung: when she would be under the minimum age by a new date of birth.
    :raises NothingChanged: when nothing is different.
    :raises Stale: when a colleague changed it since the page was opened.
    """
    if not why.strip():
        raise SayWhyAmended
    with transaction.atomic():
        _hold(referral, new)
        her = _her_record(referral)
        locked = lock_beside(referral, her.pk if her else None)
        _check(locked, by=by)
        person = ReferredPerson.objects.select_for_update().get(referral=locked)
        person.expect(seen)
        changed = {
            n: (getattr(person, n), new[n]) for n in AMENDABLE if n in new and _differs(person, n, new[n])
        }
        if not changed:
            raise NothingChanged
        _refuse_too_young(locked, new.get("date_of_birth", person.date_of_birth), at=at)
        amendment = _keep(locked, changed, why=why.strip(), by=by, at=at)
        for name, (_old, value) in changed.items():
            setattr(person, name, value)
        person.index()
        person.version += 1
        person.save()
        trail.record("referral.amend", locked, by=by, at=at, fields=sorted(changed), values=_plain(changed))
        if her is not None:
            _a_no_counts_at_once(her, person, changed, by=by, at=at)
        noticing.tell(locked, by=by, at=at)
        return amendment


def may_amend(user: User, referral: Referral) -> bool:
    """Tell whether a person may change what was sent."""
    return referral.status in OPEN and holds(user, referral, *POLICE)


def _hold(referral: Referral, new: Mapping[str, Any]) -> None:
    person = ReferredPerson.objects.get(referral=referral)
    for name in ("first_names", "last_name", "date_of_birth", "pnc_id", "phone"):
        setattr(person, name, new.get(name, getattr(person, name)))
    matching.Known.of(person).hold(referral.provider_id)


def _her_record(referral: Referral) -> Participant | None:
    pk = Referral.objects.values_list("participant_id", flat=True).get(pk=referral.pk)
    return Participant.objects.select_for_update(of=("self",)).get(pk=pk) if pk else None


def _check(locked: Referral, *, by: User) -> None:
    seen = Referral.objects.visible_to(by).filter(pk=locked.pk).exists()
    if not seen or not holds(by, locked, *POLICE):
        raise NotYours
    if locked.status not in OPEN:
        raise NotOpen(_("This referral is closed. Ring us if something in it is wrong."))


def _differs(person: ReferredPerson, name: str, value: Any) -> bool:
    return (getattr(person, name) or None) != (value or None)


def _refuse_too_young(locked: Referral, born_on: date | None, *, at: datetime) -> None:
    reached = age(
        locked.definition.parsed,
        born_on,
        disposal_on=locked.disposal_on,
        expected_on=locked.disposal_expected_on,
        today=timezone.localtime(at).date(),
    )
    if reached is Age.TOO_YOUNG:
        raise TooYoung(
            _(
                "By this date of birth she is under the youngest age on the date of the disposal, so this "
                "programme cannot take her. If the date is right, ring us today, or withdraw the referral."
            ),
            field="date_of_birth",
        )


def _keep(
    locked: Referral, changed: Mapping[str, tuple[Any, Any]], *, why: str, by: User, at: datetime
) -> Amendment:
    key = locked.seal_key_id
    kept = Amendment(referral=locked, seal_key_id=key, why=why, amended_at=at, amended_by=by.trail_name)
    kept.save(force_insert=True)
    earlier = AmendedField.objects.filter(amendment__referral=locked, taken=Taken.WAITING, name__in=changed)
    earlier.update(taken=Taken.REPLACED)
    for name, (old, new) in changed.items():
        waits = locked.status == Status.ACCEPTED and name not in NUMBERS
        taken = Taken.WAITING if waits else Taken.AS_SENT
        row = AmendedField(amendment=kept, seal_key_id=key, name=name, taken=taken)
        row.old, row.new = _written(old), _written(new)
        row.save(force_insert=True)
    return kept


def _written(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)


def _plain(changed: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    return {name: list(pair) for name, pair in changed.items()}


def _a_no_counts_at_once(
    her: Participant, person: ReferredPerson, changed: Mapping[str, Any], *, by: User, at: datetime
) -> None:
    """Shut each way that she told police is not safe, unless she has spoken of it to us herself."""
    hers = SafeContact.objects.filter(participant=her, source=AnswerSource.HERSELF)
    shut: dict[str, Any] = {
        column: "NO"
        for name, column in WAYS.items()
        if name in changed
        and getattr(person, name) == "NO"
        and not hers.exclude(**{column: "NOT_ASKED"}).exists()
    }
    danger = "danger_suggested" in changed and person.danger_suggested
    if shut or danger:
        participants.confirm_safe_contact(
            her,
            by=by,
            at=at,
            source=AnswerSource.POLICE,
            asked_alone=person.asked_alone,
            danger_suggested=person.danger_suggested,
            **shut,
        )
