"""Reminding police of a question or a notice: the officer after three working days, then the team."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from audit import trail
from programmes.models import ClosedDay
from referrals.actions import telling
from referrals.actions.moving import lock
from referrals.models import Chase, OutcomeNotice, Question, Referral
from referrals.rules import CHASE_EVERY, chases_due
from referrals.statuses import CLOSED

_EARLIEST = timedelta(days=CHASE_EVERY)


def chase_police(*, at: datetime) -> int:
    """Send every reminder that is due; return how many. Running it again, or twice at once, sends none."""
    closed = ClosedDay.days()
    questions = Question.objects.waiting_on_police().on_open_referrals()
    notices = OutcomeNotice.objects.newest_versions().of_an_end().unacknowledged().undecided()
    sent = 0
    for question in questions.filter(asked_at__lte=at - _EARLIEST).order_by("asked_at", "pk").iterator():
        sent += chase_question(question, at=at, closed=closed) is not None
    for notice in notices.filter(sent_at__lte=at - _EARLIEST).order_by("sent_at", "pk").iterator():
        sent += chase_notice(notice, at=at, closed=closed) is not None
    return sent


def chase_question(question: Question, *, at: datetime, closed: Collection[date] = ()) -> Chase | None:
    """Remind police of one question, where a reminder is due and has not gone. Locks the referral."""
    with transaction.atomic():
        referral = lock(question.referral)
        now = Question.objects.get(pk=question.pk)
        if now.answered_at is not None or not referral.is_open:
            return None
        due = chases_due(now.asked_at, at, closed)
        return _chase(referral, now, telling.CHASE_QUESTION, due, at=at)


def chase_notice(notice: OutcomeNotice, *, at: datetime, closed: Collection[date] = ()) -> Chase | None:
    """Remind police of a notice that no officer has acknowledged. Locks the referral."""
    with transaction.atomic():
        referral = lock(notice.referral)
        now = (
            OutcomeNotice.objects.newest_versions().unacknowledged().undecided().filter(pk=notice.pk).first()
        )
        if now is None or referral.status not in CLOSED:
            return None
        due = chases_due(now.sent_at, at, closed)
        return _chase(referral, now, telling.CHASE_NOTICE, due, at=at)


def _chase(
    referral: Referral, thing: Question | OutcomeNotice, purpose: str, due: int, *, at: datetime
) -> Chase | None:
    """Write the next reminder of `due` that has not gone; the referral is locked."""
    gone = thing.chases.count()
    whom = list(telling.to_chase(referral))
    if gone >= min(due, len(whom)):
        return None
    to, by = whom[gone], trail.SERVICE
    about = {"question": thing} if isinstance(thing, Question) else {"notice": thing}
    chase = Chase(number=gone + 1, to=to, chased_at=at, chased_by=by.trail_name, **about)
    chase.save(force_insert=True)
    telling.chase(referral, purpose, to, revision=str(thing.pk), by=by, at=at)
    facts = {"about": purpose, "number": chase.number, "to": str(to)}
    trail.record("referral.chase", referral, by=by, at=at, facts=facts)
    return chase
