"""Who sees what hangs on a case: notes, services, what is to be looked at, what was disclosed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef

from accounts.access import memberships
from accounts.roles import CASEWORKERS
from casework.querysets import may_see
from referrals.models import Transfer
from referrals.querysets import may_see as may_see_referral
from referrals.statuses import Status


class OnCaseQuerySet(models.QuerySet[Any]):
    """The doorway to what hangs on a case: whoever works on the case."""

    def visible_to(self, user: Any) -> OnCaseQuerySet:
        return self.filter(may_see(user, "referral__"))


class ListedServiceQuerySet(models.QuerySet[Any]):
    """The doorway to the directory of services: the provider's caseworkers."""

    def visible_to(self, user: Any) -> ListedServiceQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(provider__in={m.organisation_id for m in held})

    def standing(self) -> ListedServiceQuerySet:
        return self.filter(ended_at__isnull=True)

    def of(self, provider_id: UUID) -> ListedServiceQuerySet:
        """Those a provider's women may be offered, by name."""
        return self.standing().filter(provider=provider_id).order_by("name", "pk")


class NoteQuerySet(OnCaseQuerySet):
    """The doorway to notes: whoever works on the case."""

    def visible_to(self, user: Any) -> NoteQuerySet:
        return self.filter(may_see(user, "referral__"))

    def concerns(self) -> NoteQuerySet:
        """Concerns from the room that nobody has taken up, whether or not the case is still open."""
        return self.filter(kind="CONCERN", taken_up_at__isnull=True)


class ReviewQuerySet(OnCaseQuerySet):
    """The doorway to what a coordinator should look at."""

    def visible_to(self, user: Any) -> ReviewQuerySet:
        return self.filter(may_see(user, "referral__"))

    def waiting(self, kind: str) -> ReviewQuerySet:
        """What nobody has settled, on cases that are open."""
        return self.filter(kind=kind, settled_at__isnull=True, referral__status=Status.ACCEPTED)

    def two_of_one(self) -> ReviewQuerySet:
        """Possible duplicates that nobody has settled, whether or not the case is still open."""
        return self.filter(kind="duplicate", settled_at__isnull=True).exclude(referral__status=Status.DRAFT)


class DisclosureQuerySet(models.QuerySet[Any]):
    """The doorway to disclosures: whoever works on the case, and the force each was made to."""

    def visible_to(self, user: Any) -> DisclosureQuerySet:
        to_another = Transfer.objects.filter(
            referral=OuterRef("referral"), transferred_at__gte=OuterRef("made_at")
        ).exclude(from_force=F("to_force"))
        theirs = may_see_referral(user, "referral__") & ~Exists(to_another)
        return self.filter(may_see(user, "referral__") | theirs)
