"""Whether a woman who bears the name of a person to be kept apart is that person: answered, and taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.actions.keeping_apart import EndedBefore, SayWhyApart
from casework.actions.opening import open_case
from participants.models import KeepApart, Participant, PerhapsAnswer
from referrals.models import Referral
from ui.refusals import Refused
from workshops.actions import count_names, look_at


class NotAlike(Refused):
    """Nothing says that it could be she."""

    sentence = _("She does not bear that name, or was born on another day. There is nothing to answer.")


class AnsweredBefore(Refused):
    """A colleague was there first."""

    sentence = _("Somebody has answered this already. Open the page again to read what was said.")


class KnownBefore(Refused):
    """The person is known by now."""

    sentence = _("We know by now who that person is. Open the page again to read who.")


class NothingToUndo(Refused):
    """It was taken back already."""

    sentence = _("This answer was taken back already. Open the page again to see how it stands.")


def answer_perhaps(
    row: KeepApart, her: Participant, *, case: Referral, same: bool, why: str, by: User, at: datetime
) -> PerhapsAnswer:
    """Say whether she is the person named: if so the two are kept apart from now on, else her name means nothing.

    Bookings already made stay: `workshops.group_safety` has them. Locks the woman it was noted on, her case, the row.

    :param case: a case of the woman it was noted on.
    :raises Refused: SayWhyApart, NotAlike, EndedBefore, KnownBefore, AnsweredBefore, NotYours.
    """
    with transaction.atomic():
        locked = _lock(row, case, by=by)
        if not why.strip():
            raise SayWhyApart(field="why")
        if locked.other_id is not None:
            raise KnownBefore
        if her.provider_id != locked.participant.provider_id or not locked.may_name(her):
            raise NotAlike
        if PerhapsAnswer.objects.standing().filter(keep_apart=locked, participant=her).exists():
            raise AnsweredBefore
        made = PerhapsAnswer(
            keep_apart=locked,
            participant=her,
            seal_key_id=locked.seal_key_id,
            same=same,
            why=why.strip(),
            answered_at=at,
            answered_by=by.trail_name,
        )
        made.save(force_insert=True)
        if same:
            locked.other = her
            locked.save(update_fields=["other"])
        count_names(KeepApart.objects.filter(pk=locked.pk), at=at)
        look_at(case.programme, at=at)
        trail.record("participant.answer_perhaps", locked.participant, by=by, at=at, facts={"same": same})
        return made


def undo_perhaps(answer: PerhapsAnswer, *, case: Referral, why: str, by: User, at: datetime) -> PerhapsAnswer:
    """Take an answer back, with why: it may be she again, and the two are kept apart as long as nobody knows.

    :raises Refused: SayWhyApart, EndedBefore, NothingToUndo, NotYours.
    """
    with transaction.atomic():
        row = _lock(answer.keep_apart, case, by=by)
        if not why.strip():
            raise SayWhyApart(field="why")
        locked = PerhapsAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
        if locked.undone_at is not None:
            raise NothingToUndo
        locked.undone_at, locked.undone_by, locked.why_undone = at, by.trail_name, why.strip()
        locked.save(update_fields=["undone_at", "undone_by", "why_undone"])
        if locked.same and row.other_id == locked.participant_id:
            row.other = None
            row.save(update_fields=["other"])
        count_names(KeepApart.objects.filter(pk=row.pk), at=at)
        look_at(case.programme, at=at)
        trail.record("participant.undo_perhaps", row.participant, by=by, at=at, facts={"same": locked.same})
        return locked


def _lock(row: KeepApart, case: Referral, *, by: User) -> KeepApart:
    participant, _case = open_case(case, by=by, accepted=False)
    locked = KeepApart.objects.select_for_update(of=("self",)).select_related("participant").get(pk=row.pk)
    if participant.pk != locked.participant_id or locked.ended_at is not None:
        raise EndedBefore
    return locked
