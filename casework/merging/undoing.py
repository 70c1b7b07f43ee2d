"""Undoing: every column goes back to what it was, and what came since on her referrals goes with them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.merging.joining import Refusal, lock
from casework.merging.ledger import Ledger
from correspondence.models import Message, Reply
from participants.models import ContactStop, KeepApart, KnownBy, Merge, Participant, SafeContact
from referrals.models import Referral
from workshops.models import Place


class NothingToUndo(Refusal):
    """It was undone before."""

    sentence = _("This was undone already. The two records stand apart.")


class UndoNewerFirst(Refusal):
    """Since then one of the two was joined with a third."""

    sentence = _("One of these records was joined with another since. Undo that first.")


class SeatTaken(Refusal):
    """A place that was given back when they were joined has gone to somebody else."""

    sentence = _(
        "A place that was given back when they were joined is taken now. Free a place on that workshop first."
    )


def undo(merge: Merge, *, since_is_hers: bool, why: str, by: User, at: datetime) -> Merge:
    """Part the two records again. A column somebody changed since stays as it is now.

    :param since_is_hers: what was said since about what is safe, and whom to keep apart, is of the woman whose
        record was gone; else it stays where it is.
    :raises NothingToUndo: when it was undone.
    :raises UndoNewerFirst: when either record went into a third.
    :raises SeatTaken: when a place that would come back is somebody else's.
    """
    with transaction.atomic():
        kept, gone = lock(merge.kept, merge.gone, by=by)
        locked = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
        if locked.undone_at is not None:
            raise NothingToUndo
        if kept.merged_into_id is not None or _newer(locked):
            raise UndoNewerFirst
        left = _put_back(Ledger.read(str(locked.changes)))
        _bring_along(locked, kept, gone, since_is_hers=since_is_hers)
        locked.undone_at, locked.undone_by, locked.why_undone = at, by.trail_name, why
        locked.save(update_fields=["undone_at", "undone_by", "why_undone"])
        facts = {"kept": str(kept.pk), "gone": str(gone.pk), "left_as_is": left}
        for one in (kept, gone):
            trail.record("participant.undo_merge", one, by=by, at=at, facts=facts)
        return locked


def said_since(merge: Merge) -> bool:
    """Tell whether something was said since that belongs to one woman, and nobody knows to which."""
    return any(
        model.objects.filter(participant=merge.kept_id, pk__gt=merge.pk).exists()
        for model in (SafeContact, ContactStop, KeepApart, KnownBy)
    )


def _newer(merge: Merge) -> bool:
    later = Merge.objects.filter(undone_at__isnull=True, pk__gt=merge.pk)
    return later.filter(kept=merge.kept_id).exists()


def _put_back(ledger: Ledger) -> list[str]:
    try:
        with transaction.atomic():
            # The shell's version only ever grows: a page opened before is stale either way.
            return [name for name in ledger.undo() if not name.endswith(".version")]
    except IntegrityError as refused:
        raise SeatTaken from refused


def _bring_along(merge: Merge, kept: Participant, gone: Participant, *, since_is_hers: bool) -> None:
    """Rows made since follow the referral they are about; what is about the woman goes where it was said."""
    theirs: list[UUID] = list(Referral.objects.filter(participant=gone).values_list("pk", flat=True))
    Place.objects.filter(referral__in=theirs, participant=kept).update(participant=gone)
    Message.objects.filter(about_id__in=theirs, participant=kept).update(participant=gone)
    Reply.objects.filter(message__about_id__in=theirs, participant=kept).update(participant=gone)
    if not since_is_hers:
        return
    for model in (SafeContact, ContactStop, KeepApart, KnownBy):
        model.objects.filter(participant=kept, pk__gt=merge.pk).update(participant=gone)
