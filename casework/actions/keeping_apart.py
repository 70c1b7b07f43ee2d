"""Whom she is kept apart from, noted and ended by a caseworker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import sealing, trail
from casework.actions.opening import open_case
from participants import names
from participants.models import KeepApart, Participant
from referrals import matching
from referrals.models import Referral
from ui.refusals import Refused
from workshops.actions import count_names, look_at


class NoSuchCase(Refused):
    """No case of ours has that reference."""

    sentence = _("No case has that reference. Check it, or give her name and date of birth instead.")
    field = "reference"


class NameSomebody(Refused):
    """A keep-apart is about two people."""

    sentence = _("Give the reference of the other woman’s case, or her name.")
    field = "name"


class SayWhyApart(Refused):
    """It is noted, and ended, for a reason."""

    sentence = _("Say why.")
    field = "reason"


class HerselfNamed(Refused):
    """Nobody is kept apart from herself."""

    sentence = _("That is the same woman. Choose the person she must not meet.")
    field = "reference"


class KeptAlready(Refused):
    """It stands already."""

    sentence = _("They are kept apart already.")


class EndedBefore(Refused):
    """A colleague was there first."""

    sentence = _("This has been ended already.")


@dataclass(frozen=True)
class Other:
    """The person she must not meet: by the reference of her case, else by name, with a birthday if known."""

    reference: str = ""
    name: str = ""
    born_on: date | None = None


def keep_apart(referral: Referral, other: Other, *, reason: str, by: User, at: datetime) -> KeepApart:
    """Keep her apart from somebody from now on. Bookings already made stay: `workshops.group_safety` has them.

    A name that nobody here bears yet is kept, and matched to every later referral. Locks participant, referral.

    :raises Refused: NameSomebody, SayWhyApart, NoSuchCase, HerselfNamed, KeptAlready, NotYours.
    """
    with transaction.atomic():
        participant, _locked = open_case(referral, by=by, accepted=False)
        if not (other.reference.strip() or other.name.strip()):
            raise NameSomebody
        if not reason.strip():
            raise SayWhyApart
        known = _known(participant, other, by=by)
        if known is not None and known.pk == participant.pk:
            raise HerselfNamed
        _check_new(participant, known, other)
        row = KeepApart(
            participant=participant,
            other=known,
            seal_key_id=participant.seal_key_id,
            other_name=other.name.strip() or (known.full_name if known else None),
            other_born_on=other.born_on or (known.date_of_birth if known else None),
            reason=reason.strip(),
            made_at=at,
            made_by=by.trail_name,
        )
        row.save(force_insert=True)
        count_names(KeepApart.objects.filter(pk=row.pk), at=at)
        look_at(referral.programme, at=at)
        facts = {"by_hand": True, "known": known is not None}
        trail.record("participant.keep_apart", participant, by=by, at=at, facts=facts)
        return row


def end_apart(row: KeepApart, *, case: Referral, why: str, by: User, at: datetime) -> KeepApart:
    """Say that they need not be kept apart any more, and why; the row stays.

    :raises Refused: SayWhyApart, EndedBefore, NotYours.
    """
    with transaction.atomic():
        participant, _locked = open_case(case, by=by, accepted=False)
        if participant.pk not in (row.participant_id, row.other_id):
            raise EndedBefore
        if not why.strip():
            raise SayWhyApart(field="why")
        locked = KeepApart.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if locked.ended_at is not None:
            raise EndedBefore
        locked.ended_at, locked.ended_by, locked.why_ended = at, by.trail_name, why.strip()
        locked.save(update_fields=["ended_at", "ended_by", "why_ended"])
        look_at(case.programme, at=at)
        trail.record("participant.end_keep_apart", locked.participant, by=by, at=at, facts={"by_hand": True})
        return locked


def _known(participant: Participant, other: Other, *, by: User) -> Participant | None:
    if not other.reference.strip():
        return matching.named(participant.provider, other.name, other.born_on)
    theirs = Referral.objects.visible_to(by).filter(
        reference__iexact=other.reference.strip(), participant__provider=participant.provider_id
    )
    found = theirs.select_related("participant").first()
    if found is None:
        raise NoSuchCase
    known: Participant | None = found.participant
    return known


def _check_new(participant: Participant, known: Participant | None, other: Other) -> None:
    standing = list(KeepApart.objects.standing().about(participant.pk))
    sealing.preload({row.seal_key_id for row in standing})
    wanted = (names.search_form(other.name), other.born_on)
    for row in standing:
        if known is not None and known.pk in (row.participant_id, row.other_id):
            raise KeptAlready
        if known is None and (names.search_form(row.other_name or ""), row.other_born_on) == wanted:
            raise KeptAlready
