"""A question to police about one referral, and their answer."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CASEWORKERS, POLICE
from audit import trail
from referrals.actions import deadlines, telling
from referrals.actions.moving import NotYours, holds, lock
from referrals.models import Question, QuestionKind, Referral
from referrals.questions import sentence
from referrals.statuses import OPEN
from ui.refusals import Refused


class AskedAlready(Refused):
    """The same kind of question is still open."""

    sentence = _("Police have not answered your last question of this kind yet. Ring them instead.")
    field = "kind"


class NobodyToAsk(Refused):
    """No force or officer stands behind this referral."""

    sentence = _("No officer sent this referral, so there is nobody to ask.")


class AnsweredBefore(Refused):
    """A question is answered once."""

    sentence = _("This question has been answered already. Ring us if the answer was wrong.")


class NotOpen(Refused):
    """A closed referral raises no questions."""

    sentence = _("This referral is closed. Reopen it before you ask about it.")


def ask(
    referral: Referral,
    *,
    kind: QuestionKind,
    by: User,
    at: datetime,
    words: str = "",
    which: str = "",
    asked_for_on: date | None = None,
) -> Question:
    """Ask police; the officer gets an e-mail with a link. The sentence she or he reads is frozen.

    :param which: for a missing date, which one: a `WhichDate`.
    :param asked_for_on: for an extension, the day until which it is asked for.
    :raises NobodyToAsk: when nobody refers or hears of her.
    :raises AskedAlready: while a question of this kind is open.
    """
    with transaction.atomic():
        locked = lock(referral)
        if not holds(by, locked, *CASEWORKERS):
            raise NotYours
        if locked.status not in OPEN:
            raise NotOpen
        if locked.reports_to_id is None:
            raise NobodyToAsk
        if Question.objects.filter(referral=locked, kind=kind, answered_at=None).exists():
            raise AskedAlready
        question = Question(
            referral=locked,
            seal_key_id=locked.seal_key_id,
            kind=kind,
            which=which,
            sentence=sentence(locked, kind, which=which, asked_for_on=asked_for_on),
            words=words or None,
            asked_for_on=asked_for_on,
            asked_at=at,
            asked_by=by.trail_name,
        )
        question.save(force_insert=True)
        trail.record("referral.ask", locked, by=by, at=at, facts={"kind": kind})
        telling.tell_officer(locked, telling.QUESTION, revision=str(question.pk), by=by, at=at)
        return question


def answer(
    question: Question,
    *,
    words: str,
    by: User,
    at: datetime,
    new_deadline_on: date | None = None,
) -> Question:
    """Keep what police answered; a date they give becomes the deadline they state.

    :raises AnsweredBefore: when it has been answered.
    :raises NotYours: for anybody but the officer, her or his team, and the force's own team.
    """
    with transaction.atomic():
        referral = lock(question.referral)
        if not (holds(by, referral, *POLICE) and Referral.objects.visible_to(by).filter(pk=referral.pk)):
            raise NotYours
        locked = Question.objects.select_for_update().get(pk=question.pk)
        if locked.answered_at is not None:
            raise AnsweredBefore
        locked.answer = words
        locked.answered_at, locked.answered_by = at, by.trail_name
        locked.save(update_fields=["answer", "answered_at", "answered_by"])
        trail.record("referral.answer", referral, by=by, at=at, facts={"kind": locked.kind})
        if new_deadline_on is not None:
            basis = deadlines.Basis(why=words or str(_("Their answer to our question")))
            deadlines.state_deadline(referral, on=new_deadline_on, by=by, at=at, basis=basis)
        return locked
