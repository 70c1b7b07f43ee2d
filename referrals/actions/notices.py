"""What police are told at the end, and what they do with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import POLICE
from audit import trail
from audit.trail import Person
from referrals.actions import deadlines, telling
from referrals.actions.moving import NotYours, holds, lock
from referrals.models import DecisionKind, OutcomeNotice, PoliceDecision, Referral
from ui.refusals import Refused


class NewerNotice(Refused):
    """A later version of the notice exists: that one is to be acknowledged."""

    sentence = _("There is a newer notice for this referral. Open that one and acknowledge it.")


class SayUntilWhen(Refused):
    """An extension is a date."""

    sentence = _("Enter the new deadline.")
    field = "new_deadline_on"


def write_notice(
    referral: Referral,
    *,
    by: User,
    at: datetime,
    attended_on: Sequence[date] = (),
    changed_because: str = "",
) -> OutcomeNotice | None:
    """Write the next version of the notice: facts only; None where nobody is owed one.

    Called with the referral locked, in the transaction of the move that it tells of.
    """
    if referral.reports_to_id is None:
        return None
    last = referral.notices.aggregate(last=Max("number"))["last"] or 0
    notice = OutcomeNotice.objects.create(
        referral=referral,
        number=last + 1,
        outcome=referral.status,
        ground=referral.ground,
        reason=referral.reason,
        attended_on=[day.isoformat() for day in sorted(attended_on)],
        due_on=referral.deadline_on,
        changed_because=changed_because,
        sent_at=at,
        sent_by=by.trail_name,
    )
    facts = {"number": notice.number, "outcome": notice.outcome, "ground": notice.ground}
    trail.record("notice.write", referral, by=by, at=at, facts=facts)
    telling.tell_officer(referral, telling.NOTICE, revision=str(notice.pk), by=by, at=at)
    return notice


def see_notice(notice: OutcomeNotice, *, by: User, at: datetime) -> OutcomeNotice:
    """Note that police have opened the notice; the first time counts."""
    with transaction.atomic():
        locked = _locked(notice, by=by)
        if locked.seen_at is None:
            locked.seen_at, locked.seen_by = at, by.trail_name
            locked.save(update_fields=["seen_at", "seen_by"])
            _record("notice.see", locked, by=by, at=at)
        return locked


def acknowledge(notice: OutcomeNotice, *, by: User, at: datetime) -> OutcomeNotice:
    """A named officer says that the notice has arrived; doing it again changes nothing.

    :raises NewerNotice: when a later version exists.
    :raises NotYours: for anybody but the force's own people.
    """
    with transaction.atomic():
        locked = _locked(notice, by=by)
        if OutcomeNotice.objects.filter(referral=locked.referral, number__gt=locked.number).exists():
            raise NewerNotice
        if locked.acknowledged_at is None:
            if locked.seen_at is None:
                locked.seen_at, locked.seen_by = at, by.trail_name
            locked.acknowledged_at, locked.acknowledged_by = at, by.trail_name
            locked.save()
            _record("notice.acknowledge", locked, by=by, at=at)
        return locked


def record_decision(
    notice: OutcomeNotice,
    *,
    kind: DecisionKind,
    by: User,
    at: datetime,
    words: str = "",
    new_deadline_on: date | None = None,
) -> PoliceDecision:
    """Record what police decided after a notice; an extension sets the deadline they state.

    Whether the case opens again is for the coordinator (`casework`), with this as the reason.

    :raises SayUntilWhen: when the deadline was extended without a date.
    """
    with transaction.atomic():
        locked = _locked(notice, by=by)
        if kind == DecisionKind.EXTENDED and new_deadline_on is None:
            raise SayUntilWhen
        decision = PoliceDecision(
            notice=locked,
            seal_key_id=locked.referral.seal_key_id,
            kind=kind,
            new_deadline_on=new_deadline_on,
            words=words or None,
            decided_at=at,
            decided_by=by.trail_name,
        )
        decision.save(force_insert=True)
        trail.record("notice.record_decision", locked.referral, by=by, at=at, facts={"kind": kind})
        if new_deadline_on is not None:
            deadlines.extend_deadline(locked.referral, until=new_deadline_on, by=by, at=at)
        return decision


def _locked(notice: OutcomeNotice, *, by: User) -> OutcomeNotice:
    """Lock the referral, then the notice, and let only its force's people on."""
    referral = lock(notice.referral)
    if not holds(by, referral, *POLICE):
        raise NotYours
    locked = OutcomeNotice.objects.select_for_update().get(pk=notice.pk)
    locked.referral = referral
    return locked


def _record(verb: str, notice: OutcomeNotice, *, by: Person, at: datetime) -> None:
    trail.record(verb, notice.referral, by=by, at=at, facts={"number": notice.number})
