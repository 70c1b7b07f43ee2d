"""The letter that only asks her to ring: written where she allowed post, else released by two people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework import kind_letters, please_ring
from casework.actions.opening import open_case
from casework.models import Review
from correspondence import actions as correspondence
from correspondence import gate
from correspondence.actions import About
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from participants.models import DiscreetRelease, Participant
from participants.safe_contact import hurdles
from referrals.models import Referral
from ui.refusals import Refused

TO_RELEASE = "release-letter"


class NotYet(Refused):
    """Something else is to be tried first, or post is refused."""

    sentence = _("This letter cannot be released now. The list on this page says what is to be tried first.")


class AskedAlready(Refused):
    """One request at a time."""

    sentence = _("A colleague has asked for this letter already. Somebody else can agree to it on this page.")


class SecondPerson(Refused):
    """Nobody agrees to what she asked for herself."""

    sentence = _("You asked for this letter yourself. Somebody else must agree to it.")


class NobodyAsked(Refused):
    """The request was answered or taken back meanwhile."""

    sentence = _("Nobody is asking for this letter any more. Look at the case again.")


class OnItsWay(Refused):
    """One such letter is enough."""

    sentence = _("This letter has been written already. Wait until she has had time to ring.")


class NobodyRang(Refused):
    """The letter says that we tried."""

    sentence = _("Ring her first: the letter says that somebody tried. Log the call, then write it.")


class PostIsShut(Refused):
    """The gate refused between the page and the press."""

    sentence = _("Post is not safe for her now. Look at the Contact tab before you do anything else.")


def write_letter(referral: Referral, *, by: User, at: datetime) -> Message:
    """Write the letter to a woman who told police, alone, that post is safe.

    :raises PostIsShut: when the gate does not allow it as it is.
    :raises OnItsWay: when it was written before.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        situation = gate.situations([participant], at)[participant.pk]
        if not please_ring.allowed_as_it_is(situation, at=at):
            raise PostIsShut
        return _write(locked, participant, key=f"please-ring:{locked.pk}:{at:%Y%m%d%H%M%S%f}", by=by, at=at)


def write_tried(referral: Referral, *, by: User, at: datetime) -> Message:
    """Write to a woman we spoke to before and do not reach now that we tried to ring her.

    :raises PostIsShut: unless she told us herself that post is safe.
    :raises NobodyRang: when no call has failed since she was last spoken to.
    :raises OnItsWay: when it was written since then.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        if kind_letters.leave_of(participant, at=at) is None:
            raise PostIsShut
        if not kind_letters.tries(locked):
            raise NobodyRang
        if kind_letters.on_its_way(locked) is not None:
            raise OnItsWay
        return kind_letters.tried_to_ring(locked, by=by, at=at)


def ask_for_letter(referral: Referral, *, reason: str, by: User, at: datetime) -> DiscreetRelease:
    """Ask a second person to agree to one letter to a woman nobody could ask about post.

    :raises NotYet: while calls are left, police may still answer, or post is refused.
    :raises AskedAlready: when a request is waiting.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        _check_hurdles(participant, at)
        if please_ring.waiting(participant) is not None:
            raise AskedAlready
        if please_ring.on_its_way(locked) is not None:
            raise OnItsWay
        row = DiscreetRelease.objects.create(
            participant=participant,
            seal_key_id=participant.seal_key_id,
            reason=reason.strip(),
            asked_at=at,
            asked_by=by,
        )
        Review.objects.create(referral=locked, kind=TO_RELEASE, about_id=row.pk, raised_at=at)
        trail.record("case.ask_for_letter", locked, by=by, at=at, values={"reason": reason})
        return row


def agree_to_letter(referral: Referral, release_id: UUID, *, by: User, at: datetime) -> Message:
    """Agree to the letter somebody else asked for, and write it in the same act.

    :raises SecondPerson: for whoever asked.
    :raises NobodyAsked: when it was answered meanwhile.
    :raises NotYet: when something changed since it was asked for.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        row = _waiting(participant, release_id)
        if row.asked_by_id == by.pk:
            raise SecondPerson
        _check_hurdles(participant, at)
        row.agreed_at, row.agreed_by = at, by
        row.save(update_fields=["agreed_at", "agreed_by"])
        _settle(row, by=by, at=at)
        trail.record("case.agree_to_letter", locked, by=by, at=at)
        return _write(locked, participant, key=f"please-ring:release:{row.pk}", by=by, at=at)


def end_request(referral: Referral, release_id: UUID, *, by: User, at: datetime) -> DiscreetRelease:
    """Take the request back, or say no to it: no letter goes.

    :raises NobodyAsked: when it was answered meanwhile.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        row = _waiting(participant, release_id)
        row.ended_at, row.ended_by = at, by.trail_name
        row.save(update_fields=["ended_at", "ended_by"])
        _settle(row, by=by, at=at)
        trail.record("case.end_letter_request", locked, by=by, at=at)
        return row


def _check_hurdles(participant: Participant, at: datetime) -> None:
    if hurdles(gate.situations([participant], at)[participant.pk], at=at):
        raise NotYet


def _waiting(participant: Participant, release_id: UUID) -> DiscreetRelease:
    waiting = DiscreetRelease.objects.select_for_update().filter(
        pk=release_id, participant=participant, agreed_at=None, ended_at=None
    )
    row = waiting.first()
    if row is None:
        raise NobodyAsked
    return row


def _settle(row: DiscreetRelease, *, by: User, at: datetime) -> None:
    raised = Review.objects.filter(kind=TO_RELEASE, about_id=row.pk, settled_at=None)
    raised.update(settled_at=at, settled_by=by.trail_name)


def _write(referral: Referral, participant: Participant, *, key: str, by: User, at: datetime) -> Message:
    if please_ring.on_its_way(referral) is not None:
        raise OnItsWay
    message = correspondence.write(
        purpose=please_ring.PURPOSE,
        channel=Channel.LETTER,
        to=participant,
        about=About(referral.pk, reference=referral.reference),
        facts=please_ring.facts(referral, participant, at=at),
        key=key,
        due_at=at,
        by=by,
        at=at,
    )
    if message.channel != Channel.LETTER or message.status != MessageStatus.QUEUED:
        raise PostIsShut
    return message
