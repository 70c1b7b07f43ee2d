"""Passing a referral on to another programme or another force, with its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from programmes.models import Programme
from referrals.actions import plan, telling
from referrals.actions.moving import Changed, move
from referrals.models import Referral, Transfer
from ui.refusals import Refused


class SayWhyTransferred(Refused):
    """Whoever takes it on must know why it comes."""

    sentence = _("Say why it is passed on. Whoever takes it on reads this; police do not.")
    field = "words"


class ForceNotServed(Refused):
    """The force does not refer to that programme."""

    sentence = _("The force does not refer to that programme. Choose a force that does.")
    field = "force"


class ProgrammeNotOpen(Refused):
    """The programme takes nobody on now."""

    sentence = _("That programme takes no referrals now. Choose one that is open.")
    field = "programme"


def transfer(
    referral: Referral,
    *,
    words: str,
    by: User,
    at: datetime,
    programme: Programme | None = None,
    force: Organisation | None = None,
    attended_on: Sequence[date] = (),
    seen: int | None = None,
) -> Referral:
    """Move a referral to another programme, or to another force that is to hear of it.

    It begins again as new there, under the definition that holds now; what was attended stays. Both
    sides of police are told: whoever had it, and whoever has it now.

    :raises SayWhyTransferred: when no words are given.
    :raises ProgrammeNotOpen: when the programme that is to take it on is paused or ended.
    :raises ForceNotServed: when the force that is to hear of it does not refer to the programme.
    """
    if not words.strip():
        raise SayWhyTransferred
    kept = Transfer(words=words.strip(), transferred_at=at, transferred_by=by.trail_name)
    kept.attended_on = [day.isoformat() for day in sorted(attended_on)]

    def send_on(locked: Referral) -> Changed:
        _note_where_it_was(kept, locked)
        if programme is not None:
            if not Programme.objects.open().filter(pk=programme.pk).exists():
                raise ProgrammeNotOpen
            locked.programme, locked.definition = programme, programme.current
            locked.provider = programme.provider
        if force is not None and force.pk != locked.referring_organisation_id:
            locked.referring_organisation, locked.reports_to = force, force
            locked.referring_team, locked.referred_by = None, None
        _check_served(locked)
        kept.to_programme, kept.to_force = locked.programme, locked.referring_organisation
        plan.end_all(locked, why="TRANSFERRED", by=by, at=at)
        _keep_restricted(locked)
        locked.participant = locked.worker = None
        locked.accepted_at, locked.accepted_by = None, ""
        locked.accepted_outside_rules = None
        locked.outside_at_acceptance, locked.outside_answers = [], []
        facts = {
            "programme": kept.from_programme.code,
            "participant": str(kept.participant_id or ""),
            "new_programme": locked.programme.code,
        }
        return Changed(facts=facts, fields=("programme", "reports_to"), values={"words": words})

    with transaction.atomic():
        before = telling.whom(referral)
        moved = move(referral, "transfer", by=by, at=at, seen=seen, change=send_on)
        kept.referral = moved
        kept.save(force_insert=True)
        _tell(kept, moved, before, by=by, at=at)
        return moved


def _note_where_it_was(kept: Transfer, locked: Referral) -> None:
    kept.seal_key_id = locked.seal_key_id
    kept.from_programme, kept.from_force = locked.programme, locked.referring_organisation
    kept.from_team, kept.from_officer = locked.referring_team, locked.referred_by
    kept.participant = locked.participant


def _keep_restricted(locked: Referral) -> None:
    """A mark on the record that stays behind goes along on the referral, until she has another record."""
    her = locked.participant
    if her is None or her.restricted_at is None:
        return
    locked.restricted_at, locked.restricted_by = her.restricted_at, her.restricted_by
    locked.why_restricted = her.why_restricted


def _check_served(locked: Referral) -> None:
    force = locked.referring_organisation_id
    if force is not None and not locked.programme.forces.filter(pk=force).exists():
        raise ForceNotServed


def _tell(kept: Transfer, moved: Referral, before: User | str, *, by: User, at: datetime) -> None:
    """Tell whoever has it now; where that is another force, also whoever had it, of that alone."""
    revision = str(kept.pk)
    telling.tell_officer(moved, telling.PASSED_ON, revision=revision, by=by, at=at)
    if kept.from_force_id != kept.to_force_id and before:
        telling.tell(before, moved, telling.GONE, revision=revision, by=by, at=at)
