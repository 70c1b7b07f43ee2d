"""Sending a referral, confirming one that was entered for an officer, her own equality answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import POLICE
from audit import trail
from referrals import matching, noticing
from referrals.actions import checking, telling
from referrals.actions.moving import CannotMove, Changed, NotYours, holds, lock, move
from referrals.drafts import Draft
from referrals.models import Referral, ReferredPerson, Source, SummaryOnly
from referrals.rules import Age, age
from referrals.statuses import BY_VERB, Status
from ui.refusals import Refused


class NotComplete(Refused):
    """Pages of the form are still to be answered."""

    sentence = _("Answer the pages that are still missing, then send the referral.")


class TooYoung(Refused):
    """Under the minimum age nobody may refer or accept her."""

    sentence = _(
        "She is under the youngest age on the date of the disposal, so this programme cannot take her. "
        "Check her date of birth and the date, or ring us."
    )


class NothingToConfirm(Refused):
    """It was confirmed before, or sent by the officer's own hand."""

    sentence = _("This referral is confirmed already. There is nothing more to do.")


class AnsweredAlready(Refused):
    """Her answers are kept once, before her record is made."""

    sentence = _("These questions can no longer be answered here. You can leave this page.")


COPIED = (
    "first_names", "last_name", "preferred_name", "pnc_id", "phone", "email", "address_lines", "postcode",
    "crime_reference", "custody_reference", "cro_number", "arrest_number", "case_urn", "languages", "interpreter", "access_needs",
    "who_must_not_know", "trusted_contact", "help_words", "risk_to_staff",
)  # fmt: skip
CHOSEN = ("reading", "number_check", "call", "voicemail", "text", "email_safe", "post")
TICKED = ("no_fixed_address", "asked_alone", "danger_suggested")
LISTED = ("safe_times", "help_wanted")


def submit(
    referral: Referral,
    *,
    by: User,
    at: datetime,
    seen: int | None = None,
    said: Mapping[UUID, bool] | None = None,
) -> Referral:
    """Send a draft: what was typed about her is frozen apart, and the draft is emptied.

    Of two who send the same woman at one moment, the second waits here until the first is there to see.
    Locks: what she is found by, then referral.

    :param said: by earlier referral, whether it is of the same woman; None where nobody was asked (a file,
        made-up data).
    :raises SentBefore: when nobody was asked about an earlier referral that is there now.
    :raises NotComplete: when pages are missing.
    :raises TooYoung: when she is under the programme's youngest age.
    """

    def send(locked: Referral) -> Changed:
        draft = Draft.read(locked.draft)
        if draft.missing:
            raise NotComplete
        if said is not None:
            checking.refuse_unasked(locked, said, by=by, at=at)
        _fill(locked, draft)
        _refuse_too_young(locked, draft, at=at)
        _freeze(locked, draft, by=by, at=at)
        locked.draft = None
        locked.submitted_at, locked.submitted_by = at, by.trail_name
        if locked.source == Source.ONLINE:
            locked.confirmed_at, locked.confirmed_by = at, by.trail_name
        return Changed(facts={"source": locked.source, "programme": locked.programme.code})

    with transaction.atomic():
        matching.Known.drafted(Draft.read(referral.draft)).hold(referral.provider_id)
        sent = move(referral, "submit", by=by, at=at, seen=seen, change=send)
        if sent.source != Source.ONLINE:
            telling.tell_officer(sent, telling.CONFIRM, revision="1", by=by, at=at)
        checking.say_same(sent, said or {}, by=by, at=at)
        noticing.tell(sent, by=by, at=at)
        return sent


def confirm(referral: Referral, *, by: User, at: datetime) -> Referral:
    """The officer says that what was entered for her or him is right.

    :raises NothingToConfirm: when that has been said.
    :raises NotYours: for anybody but the officer, or the out-of-court team of the force.
    """
    with transaction.atomic():
        locked = lock(referral)
        if locked.status == Status.DRAFT:
            raise CannotMove(BY_VERB["submit"], Status.DRAFT)
        if not holds(by, locked, *POLICE):
            raise NotYours
        if locked.confirmed_at is not None:
            raise NothingToConfirm
        locked.confirmed_at, locked.confirmed_by = at, by.trail_name
        locked.advance("confirmed_at", "confirmed_by")
        trail.record("referral.confirm", locked, by=by, at=at)
        return locked


def answer_equality(
    referral: Referral, answers: Mapping[str, str], *, by: User, at: datetime
) -> ReferredPerson:
    """Keep her own answers about herself until she has a record; a blank answer is not kept.

    :raises AnsweredAlready: once the referral was accepted or closed.
    """
    with transaction.atomic():
        locked = lock(referral)
        if locked.status != Status.SUBMITTED:
            raise AnsweredAlready
        person = ReferredPerson.objects.select_for_update().get(referral=locked)
        person.equality = json.dumps({name: value for name, value in answers.items() if value})
        person.save(update_fields=["equality"])
        trail.record("referral.answer_equality", locked, by=by, at=at, fields=sorted(answers))
        return person


def next_reference() -> str:
    """Return the next reference: R-00042. A number may be skipped, never used twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('referral_reference')")
        return f"R-{cursor.fetchone()[0]:05d}"


def _fill(locked: Referral, draft: Draft) -> None:
    """Put what was said of the matter, and nothing that names her, on the referral."""
    locked.reference = next_reference()
    locked.disposal = draft.text("disposal")
    locked.disposal_on = draft.day("disposal_on")
    locked.disposal_expected_on = draft.day("disposal_expected_on")
    locked.deadline_on = draft.day("deadline_on")
    locked.offence_code = draft.text("offence_code")
    locked.offence_text = draft.text("offence_text")
    locked.offence_on = draft.day("offence_on")
    locked.arrested_on = draft.day("arrested_on")
    locked.summary_only = draft.text("summary_only") or SummaryOnly.UNKNOWN
    locked.other_conditions = draft.text("other_conditions") or None
    locked.agreed_to_contact = bool(draft.answers.get("agreed_to_contact"))


def _refuse_too_young(locked: Referral, draft: Draft, *, at: datetime) -> None:
    reached = age(
        locked.definition.parsed,
        draft.day("date_of_birth"),
        disposal_on=locked.disposal_on,
        expected_on=locked.disposal_expected_on,
        today=timezone.localtime(at).date(),
    )
    if reached is Age.TOO_YOUNG:
        raise TooYoung


def _freeze(locked: Referral, draft: Draft, *, by: User, at: datetime) -> ReferredPerson:
    answers = draft.answers
    person = ReferredPerson(
        referral=locked,
        seal_key_id=locked.seal_key_id,
        date_of_birth=draft.day("date_of_birth"),
        frozen_at=at,
        frozen_by=by.trail_name,
    )
    for name in COPIED:
        setattr(person, name, draft.text(name))
    person.address_lines = person.address_lines or draft.address_lines
    for name in CHOSEN:
        if answers.get(name):
            setattr(person, name, answers[name])
    for name in TICKED:
        setattr(person, name, bool(answers.get(name)))
    for name in LISTED:
        setattr(person, name, list(answers.get(name) or []))
    person.must_not_meet = draft.must_not_meet
    person.index()
    person.save(force_insert=True)
    return person
