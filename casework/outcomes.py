"""What became of each outcome on the police side: in exactly one of four places, each a list.

Every ended case that police are to hear of is here, declined ones included. A case that police took
back themselves is decided by them. One that ended in another record before it came here is not ours
to tell (docs/adr/0014).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from correspondence.models import Message
from correspondence.statuses import MessageStatus
from referrals.actions import NOTICE
from referrals.models import Chase, OutcomeNotice, PoliceDecision, Referral
from referrals.statuses import CLOSED, Status

Cases = TypeVar("Cases", bound="QuerySet[Referral]")


class Outcome(StrEnum):
    """Where an outcome is. There is no fifth."""

    NOT_SENT = "not-sent"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    DECIDED = "decided"


LABELS: dict[Outcome, Promise] = {
    Outcome.NOT_SENT: _("Not sent"),
    Outcome.SENT: _("Sent"),
    Outcome.ACKNOWLEDGED: _("Acknowledged"),
    Outcome.DECIDED: _("Decided"),
}
MEANS: dict[Outcome, Promise] = {
    Outcome.NOT_SENT: _("The e-mail to police has not gone, and nobody there has opened the outcome."),
    Outcome.SENT: _("Police have the outcome. No named officer has acknowledged it yet."),
    Outcome.ACKNOWLEDGED: _("A named officer has acknowledged it. What police decided is not recorded yet."),
    Outcome.DECIDED: _("What police decided is recorded."),
}


def ended(cases: Cases) -> Cases:
    """Return the ended cases that police are to hear of, the oldest end first."""
    told_elsewhere = ~Q(source_reference="") & ~Q(status=Status.WITHDRAWN) & ~Exists(_notices())
    return (
        cases.filter(status__in=[str(s) for s in CLOSED], reports_to__isnull=False)
        .exclude(told_elsewhere)
        .order_by("closed_at", "pk")
    )


def in_place(cases: Cases, outcome: Outcome) -> Cases:
    """Return the ended cases whose outcome is in this place: each case is in exactly one."""
    decided = Q(Exists(_newest().filter(decisions__isnull=False))) | _police_took_it_back()
    acknowledged = Q(Exists(_newest().filter(acknowledged_at__isnull=False)))
    gone = Q(Exists(_newest().filter(seen_at__isnull=False))) | Q(Exists(_newest().filter(_mail_went())))
    found = {
        Outcome.DECIDED: decided,
        Outcome.ACKNOWLEDGED: ~decided & acknowledged,
        Outcome.SENT: ~decided & ~acknowledged & gone,
        Outcome.NOT_SENT: ~decided & ~acknowledged & ~gone,
    }
    return ended(cases).filter(found[outcome])


def with_notice(cases: QuerySet[Referral]) -> QuerySet[Referral]:
    """Add the newest notice and what has become of it, in the same query."""
    newest = _notices().order_by("-number")
    decision = PoliceDecision.objects.filter(notice=OuterRef("notice_id")).order_by("-decided_at")
    chase = Chase.objects.filter(notice=OuterRef("notice_id")).order_by("-number")
    return cases.select_related("person", "participant").annotate(
        notice_id=Subquery(newest.values("pk")[:1]),
        notice_outcome=Subquery(newest.values("outcome")[:1]),
        notice_sent_at=Subquery(newest.values("sent_at")[:1]),
        notice_seen_at=Subquery(newest.values("seen_at")[:1]),
        notice_acknowledged_at=Subquery(newest.values("acknowledged_at")[:1]),
        notice_acknowledged_by=Subquery(newest.values("acknowledged_by")[:1]),
        chased_to=Subquery(chase.values("to")[:1]),
        chased_at=Subquery(chase.values("chased_at")[:1]),
        decision_kind=Subquery(decision.values("kind")[:1]),
        decision_at=Subquery(decision.values("decided_at")[:1]),
    )


def _notices() -> QuerySet[OutcomeNotice]:
    return OutcomeNotice.objects.filter(referral=OuterRef("pk"))


def _newest() -> QuerySet[OutcomeNotice]:
    return OutcomeNotice.objects.newest_versions().filter(referral=OuterRef("pk"))


def _police_took_it_back() -> Q:
    """A withdrawal of which we wrote police no notice: they did it, and know."""
    told = Exists(_newest().filter(outcome=Status.WITHDRAWN))
    return Q(status=Status.WITHDRAWN) & Q(~told)


def _mail_went() -> Q:
    """The e-mail about a notice has gone; or none was written because its officer wants none."""
    about = Message.objects.filter(
        about_id=OuterRef("referral"), purpose=NOTICE, about_revision=Cast(OuterRef("pk"), TextField())
    )
    went = about.filter(status__in=[MessageStatus.SENT, MessageStatus.DELIVERED])
    wants_none = Q(referral__referred_by__is_active=True) & Q(~Exists(about))
    return Q(Exists(went)) | wants_none
