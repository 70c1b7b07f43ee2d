"""Changes to a woman's record."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from audit import keys, trail
from audit.trail import Person
from participants import names, reach, sounds
from participants.models import Answer, AnswerSource, EqualityAnswers, Participant, SafeContact
from participants.models.contact import ENDS_WITH
from participants.safe_contact import Way
from ui.refusals import Refused


class NeedsAName(Refused):
    """A record without any name could never be found again."""

    sentence = _("Enter at least one name. A single name is enough.")


@dataclass(frozen=True)
class Details:
    """Who she is and where she lives, as given; names may be one word, address lines newline-separated."""

    first_names: str = ""
    last_name: str = ""
    preferred_name: str = ""
    date_of_birth: date | None = None
    pnc_id: str = ""
    phone: str = ""
    email: str = ""
    address_lines: str = ""
    postcode: str = ""
    no_fixed_address: bool = False
    languages: str = ""
    interpreter: str = ""
    letter_language: str = "en"
    reading: str = "NOT_ASKED"
    access_needs: str = ""
    large_print: bool = False


def create(
    details: Details, *, provider: Organisation, by: Person, at: datetime, worker: User | None = None
) -> Participant:
    """Make a record with a sealing key of its own.

    :raises NeedsAName: when every name is empty.
    """
    with transaction.atomic():
        participant = Participant(
            provider=provider,
            seal_key_id=keys.new_key(),
            created_at=at,
            created_by=by.trail_name,
            worker=worker,
        )
        _apply(participant, details)
        participant.save(force_insert=True)
        trail.record("participant.create", participant, by=by, at=at)
        return participant


def amend(
    participant: Participant, details: Details, *, by: Person, at: datetime, seen: int | None = None
) -> Participant:
    """Change who she is or where she lives; old and new values are kept, sealed, in the trail.

    :raises NeedsAName: when every name is empty.
    :raises Stale: when somebody saved since the page was opened.
    """
    with transaction.atomic():
        locked = Participant.objects.select_for_update().get(pk=participant.pk)
        locked.expect(seen)
        before = {f.name: getattr(locked, f.name) for f in fields(Details)}
        rung_on = locked.phone_digits
        known = Details(**before)
        _apply(locked, details)
        changed = {
            name: [before[name], getattr(locked, name)]
            for name in before
            if (before[name] or None) != (getattr(locked, name) or None)
        }
        locked.version += 1
        locked.save()
        trail.record(
            "participant.amend", locked, by=by, at=at, fields=sorted(changed), values=changed or None
        )
        changes = {
            "number": locked.phone_digits != rung_on,
            "mailbox": bool(known.email) and known.email.casefold() != locked.email.casefold(),
            "home": _moved(known, locked),
        }
        for what in (name for name, other in changes.items() if other):
            _end_answers(locked, what, by=by, at=at)
        return locked


def _moved(before: Details, now: Participant) -> bool:
    """Tell whether a letter would go to another place than before; there was no place, there is no move."""
    lived = bool(before.address_lines or before.postcode)
    return lived and not reach.same_home(
        before.address_lines, before.postcode, now.address_lines, now.postcode
    )


def _end_answers(locked: Participant, what: str, *, by: Person, at: datetime) -> None:
    """Let no yes (and no check) of the number, mailbox or home before count for the one that was written now.

    What was said stays to be read.
    """
    rows = SafeContact.objects.filter(participant=locked, **{f"{what}_changed_at__isnull": True})
    if rows.update(**{f"{what}_changed_at": at, f"{what}_changed_by": by.trail_name}):
        trail.record(_ENDED[what], locked, by=by, at=at)


_ENDED = {
    "number": "participant.end_number_checks",
    "mailbox": "participant.end_mailbox_answers",
    "home": "participant.end_home_answers",
}


def confirm_safe_contact(
    participant: Participant,
    *,
    by: Person,
    at: datetime,
    source: str,
    asked_by: str = "",
    asked_at: datetime | None = None,
    **answers: Any,
) -> SafeContact:
    """Keep what was said about each way of reaching her, as a new row; the old rows stay.

    :param asked_by: who heard it and when, where that was not `by` at `at`: the officer, at sending.
    """
    with transaction.atomic():
        locked = Participant.objects.select_for_update().get(pk=participant.pk)
        kept = SafeContact(
            participant=locked,
            seal_key_id=locked.seal_key_id,
            source=source,
            confirmed_at=asked_at or at,
            confirmed_by=asked_by or by.trail_name,
            **answers,
        )
        kept.save(force_insert=True)
        trail.record(
            "participant.confirm_safe_contact",
            locked,
            by=by,
            at=at,
            fields=sorted(answers),
            values={name: value for name, value in answers.items() if value},
        )
        return kept


# What a new row takes over from the newest one, so that a NO about one way changes nothing else.
_HERS = (
    "call", "voicemail", "text", "email", "post", "trusted_person", "in_person", "words", "number_check",
    "safe_name", "code_word", "emergency_contact", "withheld_number", "plain_envelope",
)  # fmt: skip
_OF_ANYBODY = ("safe_times", "who_must_not_know", "trusted_contact", "danger_suggested")


def turn_off(
    participant: Participant,
    ways: Collection[Way],
    *,
    by: Person,
    at: datetime,
    asked_by: str = "",
    in_person: bool = True,
) -> SafeContact:
    """Turn ways of reaching her to NO, as she said herself; everything else stays as it was.

    :param in_person: she was spoken to, which renews her yeses. A text that says stop does not: it may
        be the last thing a phone in other hands says, and her yeses are as old as they were.
    """
    rows = SafeContact.objects.filter(participant=participant).order_by("source", "-confirmed_at")
    last = rows.first()
    answers: dict[str, Any] = {}
    if last is not None:
        names = (*_HERS, *_OF_ANYBODY) if last.source == AnswerSource.HERSELF else _OF_ANYBODY
        answers = {name: getattr(last, name) for name in names}
        answers |= {way: last.answer_now(way) for way in ENDS_WITH.keys() & answers.keys()}
        if "number_check" in answers:
            answers["number_check"] = last.check_now
        if last.source == AnswerSource.HERSELF:
            # A no that police heard since those yeses stands: nothing is turned to yes here.
            answers["yes_since"] = last.asked_at
            renewal = (at, by.trail_name) if in_person else (last.renewed_at, last.renewed_by)
            answers["renewed_at"], answers["renewed_by"] = renewal
    # Where one way is not safe any more, somebody else may open her page.
    answers |= {way.value.lower(): Answer.NO for way in (*ways, Way.PAGE)}
    return confirm_safe_contact(
        participant, by=by, at=at, source=AnswerSource.HERSELF, asked_by=asked_by, **answers
    )


def answer_equality(
    participant: Participant, answers: Mapping[str, str], *, by: Person, at: datetime, asked_by: str = ""
) -> EqualityAnswers:
    """Keep what she said about herself; a question not answered now keeps the answer it had.

    The trail says which questions were answered, never how.

    :param asked_by: who asked her, where that was not `by`: the officer, at sending.
    """
    with transaction.atomic():
        her = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
        kept = EqualityAnswers.objects.select_for_update().filter(participant=her).first()
        row = kept or EqualityAnswers(participant=her, seal_key_id=her.seal_key_id)
        before = json.loads(row.answers or "{}") if kept else {}
        given = {name: value for name, value in answers.items() if value}
        row.answers = json.dumps({**before, **given})
        row.answered_at, row.answered_by = at, asked_by or by.trail_name
        row.save()
        trail.record("participant.answer_equality", her, by=by, at=at, fields=sorted(given))
        return row


def renew_safe_contact(participant: Participant, *, by: Person, at: datetime) -> SafeContact | None:
    """Note that she was spoken to and her own answers still hold; None when she gave none yet."""
    with transaction.atomic():
        latest = (
            SafeContact.objects.select_for_update()
            .filter(participant=participant, source="HERSELF")
            .order_by("-confirmed_at")
            .first()
        )
        if latest is None:
            return None
        latest.renewed_at, latest.renewed_by = at, by.trail_name
        latest.save(update_fields=["renewed_at", "renewed_by"])
        trail.record("participant.renew_safe_contact", participant, by=by, at=at)
        return latest


def _apply(participant: Participant, details: Details) -> None:
    if not (details.first_names or details.last_name or details.preferred_name):
        raise NeedsAName
    for field in fields(Details):
        setattr(participant, field.name, getattr(details, field.name))
    every = f"{details.first_names} {details.last_name} {details.preferred_name}"
    participant.sort_name = names.sort_form(details.first_names, details.last_name)
    participant.search_name = names.search_form(every)
    participant.sounds = sounds.keys(details.first_names, details.last_name)
    participant.phone_digits = names.digits(details.phone)
