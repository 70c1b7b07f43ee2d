"""Questions about referrals, in words a coordinator would use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.access import memberships
from accounts.models import Membership
from accounts.roles import CASEWORKERS, POLICE, Role
from referrals.statuses import CLOSED, OPEN, Status

if TYPE_CHECKING:  # named in quotes below
    from referrals.models import (
        Amendment,  # noqa: F401
        Chase,  # noqa: F401
        DeadlineChange,  # noqa: F401
        OutcomeNotice,  # noqa: F401
        PoliceDecision,  # noqa: F401
        Question,  # noqa: F401
        Referral,  # noqa: F401
        Transfer,  # noqa: F401
    )


def may_see(user: Any, prefix: str = "") -> Q:
    """Return the condition under which a person may see a referral reached by `prefix`.

    Officers see what they or their team sent; the out-of-court team its whole force; caseworkers
    their provider's, in their programmes. A draft is seen only by whoever began it. Nobody else any.
    """
    draft = Q(**{f"{prefix}status": Status.DRAFT})
    mine = draft & Q(**{f"{prefix}owner": getattr(user, "pk", None)})
    seen = Q(pk__in=[])
    for held in memberships(user, *POLICE, *CASEWORKERS):
        seen |= _reach(held, user, prefix) & (~draft | mine)
    return seen


def _reach(held: Membership, user: Any, prefix: str) -> Q:
    """Return what one membership reaches, drafts not yet set apart."""
    if held.role in CASEWORKERS:
        cases = Q(**{f"{prefix}provider": held.organisation_id})
        if held.programme_code:
            cases &= Q(**{f"{prefix}programme__code": held.programme_code})
        return cases
    force = Q(**{f"{prefix}referring_organisation": held.organisation_id})
    if held.role == Role.POLICE_TEAM:
        return force
    own = Q(**{f"{prefix}referred_by": user})
    if held.team_id:
        own |= Q(**{f"{prefix}referring_team": held.team_id})
    return own & force


class ReferralQuerySet(models.QuerySet["Referral"]):
    """The doorway to referrals."""

    def visible_to(self, user: Any) -> ReferralQuerySet:
        return self.filter(may_see(user))

    def drafts(self) -> ReferralQuerySet:
        return self.filter(status=Status.DRAFT)

    def sent(self) -> ReferralQuerySet:
        return self.exclude(status=Status.DRAFT)

    def new(self) -> ReferralQuerySet:
        return self.filter(status=Status.SUBMITTED)

    def accepted(self) -> ReferralQuerySet:
        return self.filter(status=Status.ACCEPTED)

    def still_open(self) -> ReferralQuerySet:
        return self.filter(status__in=[str(s) for s in OPEN])

    def closed(self) -> ReferralQuerySet:
        return self.filter(status__in=[str(s) for s in CLOSED])


class QuestionQuerySet(models.QuerySet["Question"]):
    """The doorway to questions: whoever may see the referral."""

    def visible_to(self, user: Any) -> QuestionQuerySet:
        return self.filter(may_see(user, "referral__"))

    def waiting_on_police(self) -> QuestionQuerySet:
        return self.filter(answered_at__isnull=True)

    def on_open_referrals(self) -> QuestionQuerySet:
        return self.filter(referral__status__in=[str(s) for s in OPEN])


class TransferQuerySet(models.QuerySet["Transfer"]):
    """The doorway to what was passed on: whoever may see the referral now, and the police it left."""

    def visible_to(self, user: Any) -> TransferQuerySet:
        left = Q(pk__in=[])
        for held in memberships(user, *POLICE):
            own = Q(from_officer=user)
            if held.team_id:
                own |= Q(from_team=held.team_id)
            own = Q() if held.role == Role.POLICE_TEAM else own
            left |= own & Q(from_force=held.organisation_id)
        return self.filter(may_see(user, "referral__") | left)


class NoticeQuerySet(models.QuerySet["OutcomeNotice"]):
    """The doorway to notices: whoever may see the referral."""

    def visible_to(self, user: Any) -> NoticeQuerySet:
        return self.filter(may_see(user, "referral__"))

    def newest_versions(self) -> NoticeQuerySet:
        """Only the newest version for each referral."""
        newer = self.model._base_manager.filter(
            referral=models.OuterRef("referral"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(newer))

    def unacknowledged(self) -> NoticeQuerySet:
        return self.filter(acknowledged_at__isnull=True)

    def undecided(self) -> NoticeQuerySet:
        """Notices after which police have recorded no decision."""
        return self.filter(decisions__isnull=True)

    def of_an_end(self) -> NoticeQuerySet:
        """Notices that tell of an end; the others say that a case is open again."""
        return self.filter(outcome__in=[str(s) for s in CLOSED])


class ChaseQuerySet(models.QuerySet["Chase"]):
    """The doorway to reminders: whoever may see the referral."""

    def visible_to(self, user: Any) -> ChaseQuerySet:
        return self.filter(may_see(user, "question__referral__") | may_see(user, "notice__referral__"))


class DeadlineQuerySet(models.QuerySet["DeadlineChange"]):
    """The doorway to the history of deadlines: whoever may see the referral."""

    def visible_to(self, user: Any) -> DeadlineQuerySet:
        return self.filter(may_see(user, "referral__"))


class DecisionQuerySet(models.QuerySet["PoliceDecision"]):
    """The doorway to what police decided: whoever may see the referral."""

    def visible_to(self, user: Any) -> DecisionQuerySet:
        return self.filter(may_see(user, "notice__referral__"))

    def may_reopen(self) -> DecisionQuerySet:
        """Decisions after which nobody has said yet whether the case opens again."""
        return self.filter(kind__in=[str(k) for k in self.model.REOPENING], settled_at__isnull=True)


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """The doorway to what police changed: whoever may see the referral."""

    def visible_to(self, user: Any) -> AmendmentQuerySet:
        return self.filter(may_see(user, "referral__"))
