"""What becomes of a referral that was sent: accepted, declined, withdrawn, sent on elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CASEWORKERS
from participants.models import Participant
from programmes.kinds import Route
from referrals import matching, noticing
from referrals.actions import admitting, notices, plan, telling
from referrals.actions.moving import Changed, holds, move
from referrals.actions.sending import TooYoung
from referrals.models import Referral, ReferredPerson, Source
from referrals.rules import Age, Outside, Sent, age, outside
from referrals.statuses import DECLINE_REASONS, WITHDRAW_REASONS, Reason, Status
from ui.refusals import Refused


class AgeNotKnown(Refused):
    """Without a date of birth nobody can tell that she is old enough."""

    sentence = _("Ask police for her date of birth before you accept this referral.")


class SayWhy(Refused):
    """Outside the programme's rules a referral is accepted only with a reason that is kept."""

    sentence = _("Say why this referral is accepted although it is outside the programme's rules.")
    field = "outside_reason"


class WrongReason(Refused):
    """The reason is not one of those that this verb takes, or the words are missing."""

    sentence = _("Choose a reason from the list and say more in your own words.")
    field = "reason"


class NewlyKnown(Refused):
    """Somebody accepted another referral of perhaps the same woman since the page was opened."""

    sentence = _(
        "A record that may be hers was made since you opened this page. Open the page again and choose it."
    )


class NotTheSameProvider(Refused):
    """A woman's record belongs to one provider."""

    sentence = _("Choose a record that belongs to the provider of this programme.")
    field = "participant"


def outside_rules(referral: Referral, person: ReferredPerson, *, at: datetime) -> tuple[Outside, ...]:
    """Return the rules of the programme, age apart, that a referral does not keep now."""
    sent = Sent(
        dates=referral.dates,
        route=Route.SELF if referral.source == Source.SELF else Route.POLICE,
        disposal=referral.disposal,
        postcode=person.postcode,
        confirmed=referral.confirmed_at is not None or referral.source == Source.SELF,
        agreed=referral.agreed_to_contact,
        outside_answers=referral.outside_answers,
    )
    return outside(referral.definition.parsed, sent, today=timezone.localtime(at).date())


def accept(
    referral: Referral,
    *,
    by: User,
    at: datetime,
    participant: Participant | None = None,
    take_details: bool = True,
    worker: User | None = None,
    outside_reason: str = "",
    seen: int | None = None,
    considered: Collection[UUID] | None = None,
) -> Referral:
    """Take her on: match or make her record, keep what police heard from her, lay her plan.

    Locks: what she is found by, then participant, then referral.

    :param participant: her record, where the coordinator found one; None makes one.
    :param considered: the records a person was shown as perhaps hers; None where nobody looked.
    :raises NewlyKnown: when a record that may be hers was made since.
    :param take_details: with a record found: take over the number and address that police sent.
    :raises TooYoung: under the minimum age, whoever asks.
    :raises AgeNotKnown: when police gave no date of birth.
    :raises SayWhy: when another rule is not kept and no reason is given.
    """

    def take_on(locked: Referral) -> Changed:
        person = ReferredPerson.objects.select_for_update().get(referral=locked)
        broken = _check_rules(locked, person, outside_reason, at=at)
        her = admitting.admit(
            locked, person, participant, take_details=take_details, worker=worker or by, by=by, at=at
        )
        locked.participant = her
        _restrict_too(her, locked)
        locked.worker = worker or by
        locked.accepted_at, locked.accepted_by = at, by.trail_name
        locked.accepted_outside_rules = outside_reason or None
        locked.outside_at_acceptance = list(broken)
        plan.lay(locked, by=by, at=at)
        facts = {"matched": participant is not None, "outside": list(broken)}
        return Changed(facts=facts, fields=("participant", "worker"))

    with transaction.atomic():
        if (sent := ReferredPerson.objects.filter(referral=referral).first()) is not None:
            matching.Known.of(sent).hold(referral.provider_id)
        if participant is not None:
            participant = Participant.objects.select_for_update().get(pk=participant.pk)
            if participant.provider_id != referral.provider_id:
                raise NotTheSameProvider
            if participant.merged_into_id is not None:
                raise NewlyKnown
        elif considered is not None and referral.status == Status.SUBMITTED:
            _refuse_newly_known(referral, considered)
        accepted = move(referral, "accept", by=by, at=at, seen=seen, change=take_on)
        chosen = {accepted.participant_id}
        revision = str(accepted.version)
        telling.tell_if_chosen(accepted, telling.ACCEPTED, revision=revision, by=by, at=at)
        noticing.tell(accepted, ruled_out=set(considered or ()) - chosen, by=by, at=at)
        return accepted


def _restrict_too(her: Participant, locked: Referral) -> None:
    """A mark that was made before she had a record goes to her record."""
    if locked.restricted_at is None or her.restricted_at is not None:
        return
    her.restricted_at, her.restricted_by = locked.restricted_at, locked.restricted_by
    her.why_restricted = locked.why_restricted
    her.advance("restricted_at", "restricted_by", "why_restricted")


def _refuse_newly_known(referral: Referral, considered: Collection[UUID]) -> None:
    person = ReferredPerson.objects.get(referral=referral)
    records = Participant.objects.on_the_books(referral.provider)
    if any(one.pk not in considered for one in matching.candidates(person, records)):
        raise NewlyKnown


def decline(
    referral: Referral, *, reason: Reason, words: str, by: User, at: datetime, seen: int | None = None
) -> Referral:
    """Send a referral back with a reason; police are told, and must acknowledge it.

    :raises WrongReason: when the reason is not one for declining, or no words are given.
    """
    with transaction.atomic():
        _check_reason(reason, words, DECLINE_REASONS)
        change = _with_reason(reason, words, by=by)
        declined = move(referral, "decline", by=by, at=at, seen=seen, change=change)
        notices.write_notice(declined, by=by, at=at)
        return declined


def withdraw(
    referral: Referral, *, reason: Reason, words: str, by: User, at: datetime, seen: int | None = None
) -> Referral:
    """Take a referral back, before or after it was accepted.

    What lies ahead of her (places, letters) is released by `casework`, in the same transaction. Where
    we take it back, police are told with the coded reason; they know what they take back themselves.

    :raises WrongReason: when the reason is not one for withdrawing, or no words are given.
    """
    _check_reason(reason, words, WITHDRAW_REASONS)
    with transaction.atomic():
        change = _with_reason(reason, words, by=by)
        withdrawn = move(referral, "withdraw", by=by, at=at, seen=seen, change=change)
        if holds(by, withdrawn, *CASEWORKERS):
            notices.write_notice(withdrawn, by=by, at=at)
        return withdrawn


def _check_rules(
    locked: Referral, person: ReferredPerson, outside_reason: str, *, at: datetime
) -> tuple[Outside, ...]:
    reached = age(
        locked.definition.parsed,
        person.date_of_birth,
        disposal_on=locked.disposal_on,
        expected_on=locked.disposal_expected_on,
        today=timezone.localtime(at).date(),
    )
    if reached is Age.TOO_YOUNG:
        raise TooYoung
    if reached is Age.NOT_KNOWN:
        raise AgeNotKnown
    broken = outside_rules(locked, person, at=at)
    if broken and not outside_reason.strip():
        raise SayWhy
    return broken


def _check_reason(reason: Reason, words: str, allowed: tuple[Reason, ...]) -> None:
    if reason not in allowed:
        raise WrongReason
    if not words.strip():
        raise WrongReason(field="words")


def _with_reason(reason: Reason, words: str, *, by: User) -> Any:
    def change(locked: Referral) -> Changed:
        told = _told(reason, locked, by=by)
        locked.reason, locked.reason_words = told, words.strip()
        return Changed(facts={"reason": told}, fields=("reason", "reason_words"))

    return change


def _told(reason: Reason, locked: Referral, *, by: User) -> Reason:
    """Return the reason that stands: ours says "already referred" only to police who may know that.

    What police take back themselves they know; of a woman who came by herself nobody there is told.
    """
    ours = holds(by, locked, *CASEWORKERS)
    hear_of_it = locked.referring_organisation_id is not None or locked.reports_to_id is not None
    if reason != Reason.DUPLICATE or not ours or not hear_of_it:
        return reason
    return reason if matching.may_say_already_sent(locked) else Reason.OTHER
