"""Logging a call, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework import rules
from casework.actions import own_page
from casework.actions.opening import open_case
from casework.models import ContactAttempt
from casework.statuses import CallOutcome
from correspondence import actions as correspondence
from correspondence import gate, links, telling
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from participants import actions as participants
from participants.models import AnswerSource, ContactStop, Participant, SafeContact
from participants.safe_contact import Allowed, Way
from programmes.models import office
from referrals.models import Referral
from ui.refusals import Refused


class VoicemailNotSafe(Refused):
    """Nothing may be left on her phone."""

    sentence = _(
        "A voicemail is not safe for her. If one was left, choose “No answer”, write a note, and tell the "
        "service manager."
    )
    field = "outcome"


class TooLateToUndo(Refused):
    """Ten minutes have passed, or something was logged since."""

    sentence = _(
        "This can be undone for 10 minutes only. Log another call, or write a note that corrects it."
    )


def log_call(
    referral: Referral, *, outcome: CallOutcome, by: User, at: datetime, words: str = ""
) -> ContactAttempt:
    """Keep what came of a call, and set the next one.

    Spoken to: her own answers are renewed, calls that were owed her are ticked off, and what was to be told
    her by word of mouth is taken back. Somebody else
    answered: nobody rings until a safe route is known. Locks participant, referral.

    :raises VoicemailNotSafe: when the gate allows no voicemail.
    :raises NotOnTheBooks: when the case is not open.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        return keep_call(participant, locked, outcome=outcome, by=by, at=at, words=words)


def keep_call(
    participant: Participant, locked: Referral, *, outcome: CallOutcome, by: User, at: datetime, words: str
) -> ContactAttempt:
    """Keep what came of a call; the caller holds her record and the referral, and may ring.

    :raises VoicemailNotSafe: when the gate allows no voicemail.
    """
    with transaction.atomic():
        decisions = gate.decisions(participant, at=at)
        if outcome == CallOutcome.VOICEMAIL and not isinstance(decisions[Way.VOICEMAIL], Allowed):
            raise VoicemailNotSafe
        attempt = _attempt(locked, participant, outcome, words, by=by, at=at)
        attempt.save(force_insert=True)
        facts = {"outcome": outcome, "number": attempt.number, "next": attempt.next_due_at}
        trail.record("case.call", locked, by=by, at=at, facts={k: str(v) for k, v in facts.items()})
        if outcome == CallOutcome.SOMEBODY_ELSE:
            _stop(participant, by=by, at=at)
        if outcome == CallOutcome.WRONG_NUMBER:
            links.end_unsafe(participant, by=by, at=at)
        if outcome == CallOutcome.SPOKE:
            own_page.call_was_made(participant, by=by, at=at)
            participants.renew_safe_contact(participant, by=by, at=at)
            _tick_off_calls(participant, by=by, at=at)
        return attempt


def undo_call(attempt: ContactAttempt, *, by: User, at: datetime) -> ContactAttempt:
    """Take back the last call within ten minutes, with what it brought about.

    :raises TooLateToUndo: after that, or when another call was logged since.
    """
    with transaction.atomic():
        participant, locked = open_case(attempt.referral, by=by)
        row: ContactAttempt = ContactAttempt.objects.select_for_update().get(pk=attempt.pk)
        later = ContactAttempt.objects.filter(referral=locked, number__gt=row.number)
        if row.undone_at or later.exists() or not rules.may_undo(row.made_at, at):
            raise TooLateToUndo
        row.undone_at, row.undone_by = at, by.trail_name
        row.save(update_fields=["undone_at", "undone_by"])
        ContactStop.objects.filter(
            participant=participant, stopped_at=row.made_at, lifted_at__isnull=True
        ).update(lifted_at=at, lifted_by=by.trail_name)
        own_page.call_was_not_made(participant, made_at=row.made_at)
        # The renewal goes as well, even an earlier one it wrote over: her answers then hold for less.
        SafeContact.objects.filter(participant=participant, renewed_at=row.made_at).update(
            renewed_at=None, renewed_by=""
        )
        trail.record("case.undo_call", locked, by=by, at=at, facts={"number": row.number})
        return row


def lift_stop(referral: Referral, *, words: str, by: User, at: datetime) -> ContactStop:
    """Say that a safe way to ring her is known again, and which.

    :raises SayWhichRoute: without words; :raises NoStop: when nothing is stopped.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        if not words.strip():
            raise SayWhichRoute
        stop = (
            ContactStop.objects.select_for_update()
            .filter(participant=participant, lifted_at__isnull=True)
            .first()
        )
        if stop is None:
            raise NoStop
        stop.lifted_at, stop.lifted_by, stop.why_lifted = at, by.trail_name, words
        stop.save(update_fields=["lifted_at", "lifted_by", "why_lifted"])
        trail.record("case.lift_stop", locked, by=by, at=at)
        return stop


class SayWhichRoute(Refused):
    """A stop is lifted for a reason."""

    sentence = _("Say how you know that ringing her is safe now.")
    field = "words"


class NoStop(Refused):
    """Nobody stopped ringing her."""

    sentence = _("Ringing her is not stopped. Open the case again to see how things stand.")


def _attempt(
    locked: Referral,
    participant: Participant,
    outcome: CallOutcome,
    words: str,
    *,
    by: User,
    at: datetime,
) -> ContactAttempt:
    before = list(ContactAttempt.objects.filter(referral=locked, undone_at__isnull=True).order_by("made_at"))
    last = ContactAttempt.objects.filter(referral=locked).aggregate(last=Max("number"))["last"] or 0
    following = _following(locked, participant, outcome, before, at)
    return ContactAttempt(
        referral=locked,
        seal_key_id=participant.seal_key_id,
        number=last + 1,
        outcome=outcome,
        words=words or None,
        number_rung=participant.phone_digits,
        made_at=at,
        made_by=by.trail_name,
        day_part=rules.part_of(at),
        next_due_at=following.at if following else None,
        next_day_part=following.part if following else "",
    )


def _following(
    locked: Referral,
    participant: Participant,
    outcome: CallOutcome,
    before: Sequence[ContactAttempt],
    at: datetime,
) -> rules.Try | None:
    """The next try; none once everything the protocol asks for by phone is done."""
    contact = locked.definition.parsed.contact
    since = _since_spoken(before)
    works = office()
    first_on = (since[0].made_at if since else at).astimezone(rules.LONDON).date()
    # Only the calls are looked at here: whether police were asked is another question.
    tried = rules.Tried(
        attempts=len(since) + 1, first_on=first_on, police_asked_on=first_on, police_answered=True
    )
    left = rules.still_to_do(
        tried,
        today=at.astimezone(rules.LONDON).date(),
        attempts=contact.attempts,
        over_working_days=contact.over_working_days,
        closed=works.closed,
    )
    never_reached = len(since) == len(before)
    if never_reached and not left:
        return None
    return rules.next_try(
        at,
        outcome,
        office=works,
        tried=[attempt.day_part for attempt in since],
        safe_times=_safe_times(participant),
    )


def _since_spoken(before: Sequence[ContactAttempt]) -> list[ContactAttempt]:
    since: list[ContactAttempt] = []
    for attempt in before:
        since = [] if attempt.outcome == CallOutcome.SPOKE else [*since, attempt]
    return since


def _safe_times(participant: Participant) -> list[str]:
    """Her own safe times; those she gave police until she has told us."""
    rows = SafeContact.objects.filter(participant=participant).order_by("-confirmed_at")
    found = {source: list(times) for source, times in rows.values_list("source", "safe_times")[::-1]}
    return found.get(AnswerSource.HERSELF) or found.get(AnswerSource.POLICE) or []


def _stop(participant: Participant, *, by: User, at: datetime) -> None:
    _kept, made = ContactStop.objects.get_or_create(
        participant=participant,
        lifted_at=None,
        defaults={
            "stopped_at": at,
            "stopped_by": by.trail_name,
            "seal_key_id": participant.seal_key_id,
        },
    )
    if made:
        trail.record("participant.stop_contact", participant, by=by, at=at)
        correspondence.withdraw_unsafe(participant, by=by, at=at)


def _tick_off_calls(participant: Participant, *, by: User, at: datetime) -> None:
    owed = Message.objects.filter(
        participant=participant, channel=Channel.CALL, status=MessageStatus.QUEUED, due_at__lte=at
    )
    for message in owed:
        correspondence.mark_done(message, by=by, at=at)
    telling.withdraw_told(participant, by=by, at=at)
