"""What a practitioner does for one woman on her register: ring her, record a concern, ask what is still safe.

Only on a workshop she runs, from an hour before it to a day after it; a caseworker at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CASEWORKERS
from audit import trail
from casework.actions.calls import keep_call
from casework.actions.opening import NotOnTheBooks, lock_woman
from casework.actions.support import keep_need_and_offer
from casework.messages import still_safe_words
from casework.models import ContactAttempt, Need, Note
from casework.statuses import CallOutcome, NoteKind
from correspondence import actions as correspondence
from participants import actions as participants
from participants.models import Participant, SafeContact
from participants.safe_contact import Way
from referrals.actions import holds
from referrals.models import Referral
from referrals.statuses import Status
from ui.refusals import Refused
from workshops.models import Place, WorkshopPractitioner
from workshops.rules import can_be_marked, closed_to_practitioner

# What she may take back at a workshop. Yes is only for a caseworker to hear, in full.
TAKEN_BACK = (
    Way.CALL, Way.VOICEMAIL, Way.TEXT, Way.EMAIL, Way.POST, Way.TRUSTED_PERSON, Way.IN_PERSON
)  # fmt: skip


class NotInTheRoom(Refused):
    """Her page is for the people who run the workshop, on the day."""

    sentence = _(
        "This is open to the practitioners of the workshop from an hour before it until a day after it. "
        "Tell a coordinator what you need."
    )


class EmptyConcern(Refused):
    """A concern says something."""

    sentence = _("Write what you saw or heard.")
    field = "words"


class NothingToRenew(Refused):
    """She has never told a worker herself what is safe: there is nothing that could still hold."""

    sentence = _(
        "She has not told us herself what is safe yet. A coordinator asks her in full: record a concern if "
        "that should be today."
    )
    field = "still"


class TakenUpBefore(Refused):
    """Somebody else has taken the concern up."""

    sentence = _("Somebody has taken this concern up already. Read the notes on the case.")


def ring(place: Place, *, outcome: CallOutcome, by: User, at: datetime, words: str = "") -> ContactAttempt:
    """Log a call made from the workshop, as any call on her case. Locks participant, referral.

    :raises NotInTheRoom, NotOnTheBooks, VoicemailNotSafe:
    """
    with transaction.atomic():
        participant, locked = _open(place, by=by, at=at)
        return keep_call(participant, locked, outcome=outcome, by=by, at=at, words=words)


def record_concern(place: Place, *, words: str, by: User, at: datetime) -> Note:
    """Write a note that a caseworker must take up. A closed case takes one too.

    :raises NotInTheRoom, EmptyConcern:
    """
    with transaction.atomic():
        participant, locked = _open(place, by=by, at=at, accepted=False)
        if not words.strip():
            raise EmptyConcern
        return _concern(participant, locked, words.strip(), by=by, at=at)


def take_up_concern(note: Note, *, done: str, by: User, at: datetime) -> Note:
    """Say what was done about a concern, as a note beside it.

    :raises TakenUpBefore: when a colleague has.
    """
    with transaction.atomic():
        participant, locked = lock_woman(note.referral)
        if not holds(by, locked, *CASEWORKERS):
            raise NotOnTheBooks
        row: Note = Note.objects.select_for_update().get(pk=note.pk)
        if row.kind != NoteKind.CONCERN or row.taken_up_at is not None:
            raise TakenUpBefore
        row.taken_up_at, row.taken_up_by = at, by.trail_name
        row.save(update_fields=["taken_up_at", "taken_up_by"])
        _note(participant, locked, done.strip(), NoteKind.NOTE, by=by, at=at)
        trail.record("case.take_up_concern", locked, by=by, at=at)
        return row


def note_need(place: Place, said: Mapping[str, Any], *, by: User, at: datetime) -> Need:
    """Keep a need she spoke of, and a service she was told about.

    :raises NotInTheRoom, NotOnTheBooks:
    """
    with transaction.atomic():
        participant, locked = _open(place, by=by, at=at)
        return keep_need_and_offer(participant, locked, said, by=by, at=at)


def still_safe(
    place: Place, *, no_longer: Collection[Way], unsure: bool = False, by: User, at: datetime
) -> SafeContact:
    """Keep her answer to the register's question. Nothing changed: her own answers are renewed.

    Something changed: what she names is turned to NO at once, what waits is taken back, and a
    coordinator is asked to hear her in full. Nothing is ever turned to YES here.

    :param unsure: something changed and nobody knows what: nothing is written to her until she is asked.
    :raises NotInTheRoom, NotOnTheBooks, NothingToRenew:
    """
    with transaction.atomic():
        participant, locked = _open(place, by=by, at=at)
        ways = {*no_longer, *(set(TAKEN_BACK) - {Way.CALL} if unsure else set())}
        if not ways:
            renewed = participants.renew_safe_contact(participant, by=by, at=at)
            if renewed is None:
                raise NothingToRenew
            trail.record("case.still_safe", locked, by=by, at=at)
            return renewed
        kept = participants.turn_off(participant, ways, by=by, at=at)
        correspondence.withdraw_unsafe(participant, by=by, at=at)
        trail.record("case.still_safe", locked, by=by, at=at, facts={"no_longer": sorted(ways)})
        _concern(participant, locked, still_safe_words(ways, unsure=unsure), by=by, at=at)
        return kept


def may_help(place: Place, *, by: User, at: datetime) -> bool:
    """Tell whether somebody may open the page of this woman now."""
    if place.released_at is not None:
        return False
    if holds(by, place.referral, *CASEWORKERS):
        return True
    workshop = place.workshop
    if not can_be_marked(workshop.starts_at, at) or closed_to_practitioner(workshop.ends_at, at):
        return False
    runs = WorkshopPractitioner.objects.filter(workshop=workshop, practitioner=by, ended_at__isnull=True)
    return runs.exists()


def _open(place: Place, *, by: User, at: datetime, accepted: bool = True) -> tuple[Participant, Referral]:
    participant, locked = lock_woman(place.referral)
    current = Place.objects.select_related("workshop", "referral").get(pk=place.pk)
    if not may_help(current, by=by, at=at):
        raise NotInTheRoom
    if accepted and locked.status != Status.ACCEPTED:
        raise NotOnTheBooks
    return participant, locked


def _concern(participant: Participant, locked: Referral, words: str, *, by: User, at: datetime) -> Note:
    row = _note(participant, locked, words, NoteKind.CONCERN, by=by, at=at)
    trail.record("case.concern", locked, by=by, at=at)
    return row


def _note(
    participant: Participant, locked: Referral, words: str, kind: NoteKind, *, by: User, at: datetime
) -> Note:
    row = Note(
        referral=locked,
        seal_key_id=participant.seal_key_id,
        kind=kind,
        words=words,
        written_at=at,
        written_by=by.trail_name,
    )
    row.save(force_insert=True)
    return row
