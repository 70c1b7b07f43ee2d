"""What police are told at the end, and what they do with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CASEWORKERS, POLICE
from audit import trail
from audit.trail import Person
from referrals.actions import deadlines, telling
from referrals.actions.deadlines import Basis
from referrals.actions.moving import NotYours, holds, lock
from referrals.models import DecisionKind, Evidence, OutcomeNotice, PoliceDecision, Referral
from referrals.statuses import CLOSED
from ui.refusals import Refused


class NewerNotice(Refused):
    """A later version of the notice exists: that one is to be acknowledged."""

    sentence = _("There is a newer notice for this referral. Open that one and acknowledge it.")


class SayUntilWhen(Refused):
    """An extension is a date."""

    sentence = _("Enter the new deadline.")
    field = "new_deadline_on"


class SayWhoDecided(Refused):
    """A coordinator writes a decision down only as somebody in the force said it."""

    sentence = _("Say which officer told you the decision, and how.")
    field = "stated_by"


class NotAnEnd(Refused):
    """Police decide about an end; this case has none at present."""

    sentence = _("This case is open again. Record what police decide once it has ended.")


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
        _check_newest(locked)
        _acknowledge(locked, by=by, at=at)
        return locked


def record_decision(
    notice: OutcomeNotice,
    *,
    kind: DecisionKind,
    by: User,
    at: datetime,
    words: str = "",
    new_deadline_on: date | None = None,
    stated_by: str = "",
    evidence: Evidence = Evidence.HERE,
) -> PoliceDecision:
    """Record what police decided after a notice; an extension sets the deadline they state.

    An officer who records it has thereby acknowledged the notice. Whether the case opens again is for
    the coordinator (`casework`), with this as the reason.

    :param stated_by: who in the force said so; needed from a coordinator, with how (`evidence`).
    :raises SayUntilWhen: when the deadline was extended without a date.
    :raises SayWhoDecided: when a coordinator does not say who decided.
    :raises NotAnEnd: while the case is open.
    """
    with transaction.atomic():
        locked = _locked(notice, by=by, also_ours=True)
        on_their_word = holds(by, locked.referral, *CASEWORKERS)
        if on_their_word and (not stated_by.strip() or evidence == Evidence.HERE):
            raise SayWhoDecided
        if locked.referral.status not in CLOSED:
            raise NotAnEnd
        _check_newest(locked)
        if kind == DecisionKind.EXTENDED and new_deadline_on is None:
            raise SayUntilWhen
        if not on_their_word:
            _acknowledge(locked, by=by, at=at)
        decision = _decide(locked, kind, new_deadline_on, words, stated_by, by=by, at=at)
        if new_deadline_on is not None:
            # Police read why: what a coordinator noted for us stays with the decision.
            why = str(kind.label) if on_their_word else words or str(kind.label)
            basis = Basis(stated_by=stated_by, why=why, evidence=evidence)
            deadlines.state_deadline(locked.referral, on=new_deadline_on, by=by, at=at, basis=basis)
        return decision


def leave_closed(referral: Referral, *, by: User, at: datetime) -> int:
    """Say that a case stays closed although police decided what could reopen it; return how many decisions.

    :raises NotYours: for anybody but the provider's caseworkers.
    """
    with transaction.atomic():
        locked = lock(referral)
        if not holds(by, locked, *CASEWORKERS):
            raise NotYours
        settled = settle_decisions(locked, by=by, at=at)
        trail.record("referral.leave_closed", locked, by=by, at=at, facts={"decisions": settled})
        return settled


def settle_decisions(referral: Referral, *, by: Person, at: datetime) -> int:
    """Note that what follows from the decisions on a referral is decided; the referral is locked."""
    waiting = PoliceDecision.objects.filter(notice__referral=referral, settled_at__isnull=True)
    return waiting.update(settled_at=at, settled_by=by.trail_name)


def _decide(
    notice: OutcomeNotice,
    kind: DecisionKind,
    new_deadline_on: date | None,
    words: str,
    stated_by: str,
    *,
    by: User,
    at: datetime,
) -> PoliceDecision:
    decision = PoliceDecision(
        notice=notice,
        seal_key_id=notice.referral.seal_key_id,
        kind=kind,
        new_deadline_on=new_deadline_on,
        words=words or None,
        stated_by=stated_by.strip(),
        decided_at=at,
        decided_by=by.trail_name,
    )
    decision.save(force_insert=True)
    facts = {"kind": kind, "stated_by": stated_by.strip()}
    trail.record("notice.record_decision", notice.referral, by=by, at=at, facts=facts)
    return decision


def _acknowledge(locked: OutcomeNotice, *, by: User, at: datetime) -> None:
    if locked.acknowledged_at is not None:
        return
    if locked.seen_at is None:
        locked.seen_at, locked.seen_by = at, by.trail_name
    locked.acknowledged_at, locked.acknowledged_by = at, by.trail_name
    locked.save()
    _record("notice.acknowledge", locked, by=by, at=at)


def _check_newest(locked: OutcomeNotice) -> None:
    if OutcomeNotice.objects.filter(referral=locked.referral, number__gt=locked.number).exists():
        raise NewerNotice


def _locked(notice: OutcomeNotice, *, by: User, also_ours: bool = False) -> OutcomeNotice:
    """Lock the referral, then the notice, and let only those police on who may see the referral.

    :param also_ours: let the provider's caseworkers on as well.
    """
    referral = lock(notice.referral)
    theirs = holds(by, referral, *POLICE) and Referral.objects.visible_to(by).filter(pk=referral.pk).exists()
    if not theirs and not (also_ours and holds(by, referral, *CASEWORKERS)):
        raise NotYours
    locked = OutcomeNotice.objects.select_for_update().get(pk=notice.pk)
    locked.referral = referral
    return locked


def _record(verb: str, notice: OutcomeNotice, *, by: Person, at: datetime) -> None:
    trail.record(verb, notice.referral, by=by, at=at, facts={"number": notice.number})
