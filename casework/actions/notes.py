"""Notes: short and dated, changed for a day by whoever wrote them, corrected afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework import rules
from casework.actions.opening import open_case
from casework.models import Note
from referrals.models import Referral
from ui.refusals import Refused


class EmptyNote(Refused):
    """A note says something."""

    sentence = _("Write the note.")
    field = "words"


class NoteIsFixed(Refused):
    """A day after it was written a note stays as it is."""

    sentence = _("This note is more than 24 hours old and stays as it is. Add a correction instead.")


class NotYourNote(Refused):
    """Only its author changes a note."""

    sentence = _("Only the person who wrote this note can change it. Add a correction instead.")


class NotYetFixed(Refused):
    """A note of today is changed, not corrected."""

    sentence = _("This note can still be changed. Change it instead of adding a correction.")


class CorrectedBefore(Refused):
    """A note is corrected once; the correction itself may be corrected."""

    sentence = _("This note has been corrected already. Correct the correction instead.")


def write_note(referral: Referral, *, words: str, by: User, at: datetime) -> Note:
    """Add a note to a case, open or closed."""
    with transaction.atomic():
        participant, locked = open_case(referral, by=by, accepted=False)
        if not words.strip():
            raise EmptyNote
        note = Note(
            referral=locked,
            seal_key_id=participant.seal_key_id,
            words=words.strip(),
            written_at=at,
            written_by=by.trail_name,
        )
        note.save(force_insert=True)
        trail.record("case.note", locked, by=by, at=at)
        return note


def change_note(note: Note, *, words: str, by: User, at: datetime) -> Note:
    """Change a note within its day; the trail keeps the words before, sealed.

    :raises NoteIsFixed: after 24 hours. :raises NotYourNote: for anybody but the author.
    """
    with transaction.atomic():
        _participant, locked = open_case(note.referral, by=by, accepted=False)
        row: Note = Note.objects.select_for_update().get(pk=note.pk)
        if row.written_by != by.trail_name:
            raise NotYourNote
        if rules.is_fixed(row.written_at, at) or hasattr(row, "correction"):
            raise NoteIsFixed
        if not words.strip():
            raise EmptyNote
        before, row.words = row.words, words.strip()
        row.save(update_fields=["words"])
        values = {"words": [before, row.words]}
        trail.record("case.change_note", locked, by=by, at=at, fields=["words"], values=values)
        return row


def correct_note(note: Note, *, words: str, by: User, at: datetime) -> Note:
    """Add a correction to a note that is fixed; the note stays readable, struck through.

    :raises NotYetFixed: while its author may still change it.
    """
    with transaction.atomic():
        participant, locked = open_case(note.referral, by=by, accepted=False)
        row: Note = Note.objects.select_for_update().get(pk=note.pk)
        if hasattr(row, "correction"):
            raise CorrectedBefore
        if row.written_by == by.trail_name and not rules.is_fixed(row.written_at, at):
            raise NotYetFixed
        if not words.strip():
            raise EmptyNote
        correction = Note(
            referral=locked,
            seal_key_id=participant.seal_key_id,
            words=words.strip(),
            corrects=row,
            written_at=at,
            written_by=by.trail_name,
        )
        correction.save(force_insert=True)
        trail.record("case.correct_note", locked, by=by, at=at)
        return correction
