"""Amending what was sent about her, by those who sent it; for us it is a proposal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import POLICE
from audit import trail
from participants import actions as participants
from participants.models import AnswerSource, Participant, SafeContact
from referrals import matching, noticing, police_word
from referrals.actions import plan
from referrals.actions.asking import NotOpen
from referrals.actions.deadlines import BeforeTheDisposal
from referrals.actions.keeping_apart import keep_apart
from referrals.actions.moving import NotYours, holds, lock_beside
from referrals.actions.sending import TooYoung
from referrals.models import AmendedField, Amendment, Referral, ReferredPerson, Taken
from referrals.police_word import DATES, MATTER, SAID_OF_HER
from referrals.rules import Age, age
from referrals.statuses import OPEN, Status
from ui.refusals import Refused

# What an officer may change, page by page; the deadline has verbs of its own (`actions.deadlines`).
ABOUT = (
    "first_names", "last_name", "preferred_name", "date_of_birth", "pnc_id", "no_fixed_address",
    "address_lines", "postcode", "interpreter", "reading", "access_needs",
)  # fmt: skip
REACH = (
    "phone", "number_check", "asked_alone", "call", "voicemail", "text", "post", "email", "email_safe",
    "who_must_not_know", "danger_suggested", "safe_times", "trusted_contact",
)  # fmt: skip
NUMBERS = ("crime_reference", "custody_reference", "cro_number", "arrest_number", "case_urn")
OF_HER = (*ABOUT, *REACH, *NUMBERS, *SAID_OF_HER)
AMENDABLE = (*OF_HER, *MATTER)
# The ways of reaching her: what each is called in what she said herself.
WAYS = {"call": "call", "voicemail": "voicemail", "text": "text", "post": "post", "email_safe": "email"}


class NothingChanged(Refused):
    """What was sent says the same."""

    sentence = _("Nothing is different from what you sent. Change an answer, or go back.")


class NotInThatOrder(Refused):
    """The dates of the matter cannot all be true."""

    sentence = _("Check both dates: it cannot be given before the offence.")
    field = "disposal_on"


class SayWhyAmended(Refused):
    """A change is kept with its reason."""

    sentence = _("Say why you are changing what you sent.")
    field = "why"


def amend(
    referral: Referral, new: Mapping[str, Any], *, why: str, by: User, at: datetime, seen: int | None = None
) -> Amendment:
    """Change what was sent about her; old and new are kept for those who sent it.

    While nobody has accepted her, what is accepted is what stands then. Afterwards each change waits for a
    coordinator. Only what protects her counts at once: a NO about a way she has not spoken of herself,
    and somebody named whom she must not meet, who is kept apart from her until a coordinator decides.
    Locks: what she is found by, participant, referral.

    :param new: by column of `ReferredPerson`, or of the referral for the matter (`MATTER`); what is the
        same is left out by itself.
    :raises NotYours: for anybody but the officer, the team, or the force's out-of-court team.
    :raises NotOpen: once the referral is closed.
    :raises TooYoung: when she would be under the minimum age by a new date of birth.
    :raises NotInThatOrder: when she would be given the disposal before the offence.
    :raises BeforeTheDisposal: when that would fall after the deadline they stated.
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
        theirs = police_word.as_police_have_it(locked)
        said = {name: getattr(theirs if name in MATTER else person, name) for name in AMENDABLE}
        changed = {
            n: (said[n], new[n]) for n in AMENDABLE if n in new and (new[n] or None) != (said[n] or None)
        }
        if not changed:
            raise NothingChanged
        if changed.keys() & {*DATES, "date_of_birth"}:
            _check_dates(locked, {**said, **new}, at=at)
        amendment = _keep(locked, changed, why=why.strip(), by=by, at=at)
        _write(locked, person, {name: value for name, (_old, value) in changed.items()})
        trail.record("referral.amend", locked, by=by, at=at, fields=sorted(changed), values=_plain(changed))
        if her is not None:
            _protect_at_once(her, person, changed, by=by, at=at)
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


def take_matter(locked: Referral, new: Mapping[str, Any], *, at: datetime) -> None:
    """Take over what police changed of the matter: her plan follows; clock and queues read the new dates.

    The caller has locked her record and the referral, and leaves the line in the trail.

    :raises Refused: as `amend` does for dates that cannot be.
    """
    _check_dates(locked, {**_matter_of(locked), "date_of_birth": locked.person.date_of_birth, **new}, at=at)
    for name, value in new.items():
        setattr(locked, name, _column(name, value))
    locked.advance(*new)
    plan.move_bounds(locked, at=at)


def _matter_of(locked: Referral) -> dict[str, Any]:
    return {name: getattr(locked, name) for name in MATTER}


def _column(name: str, value: Any) -> Any:
    """Return an answer as the referral keeps it: no date is None, no words are empty text or None."""
    return value or (None if name in {*DATES, "other_conditions"} else "")


def _write(locked: Referral, person: ReferredPerson, new: Mapping[str, Any]) -> None:
    """Write what police say now: of her on what they sent, of the matter only while nobody has accepted it."""
    for name in new.keys() - set(MATTER):
        setattr(person, name, new[name])
    person.index()
    person.version += 1
    person.save()
    matter = {name: new[name] for name in MATTER if name in new}
    if matter and locked.status != Status.ACCEPTED:
        for name, value in matter.items():
            setattr(locked, name, _column(name, value))
        locked.advance(*matter)


def _check_dates(locked: Referral, said: Mapping[str, Any], *, at: datetime) -> None:
    """Refuse dates that cannot be, and an age that nobody may take her at."""
    given_on = said["disposal_on"] or said["disposal_expected_on"]
    if said["offence_on"] and given_on and given_on < said["offence_on"]:
        raise NotInThatOrder
    if given_on and locked.deadline_on and locked.deadline_on < given_on:
        raise BeforeTheDisposal(field="disposal_on")
    reached = age(
        locked.definition.parsed,
        said["date_of_birth"],
        disposal_on=said["disposal_on"],
        expected_on=said["disposal_expected_on"],
        today=timezone.localtime(at).date(),
    )
    if reached is Age.TOO_YOUNG:
        raise TooYoung(
            _(
                "By these dates she is under the youngest age on the date of the disposal, so this "
                "programme cannot take her. If they are right, ring us today, or withdraw the referral."
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


def _protect_at_once(
    her: Participant, person: ReferredPerson, changed: Mapping[str, Any], *, by: User, at: datetime
) -> None:
    """Keep her apart from whom they name now, and shut each way that she told police is not safe.

    Not a way that she has spoken of to us herself.
    """
    if "must_not_meet" in changed:
        told = police_word.others(person.must_not_meet)
        keep_apart(her, told, stated_by=by.trail_name, by=by, at=at)
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
