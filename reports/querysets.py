"""Questions about returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from accounts.access import memberships
from accounts.roles import Role

if TYPE_CHECKING:
    from reports.models import IssuedReturn


class IssuedReturnQuerySet(models.QuerySet["IssuedReturn"]):
    """The doorway to issued returns: the provider's managers, and the programme's commissioners."""

    def visible_to(self, user: Any) -> IssuedReturnQuerySet:
        seen = models.Q(pk__in=[])
        for held in memberships(user, Role.MANAGER):
            seen |= _of(held.programme_code) & models.Q(programme__provider=held.organisation_id)
        for held in memberships(user, Role.COMMISSIONER):
            seen |= _of(held.programme_code) & models.Q(programme__commissioners=held.organisation_id)
        return self.filter(seen).distinct()

    def downloadable(self) -> IssuedReturnQuerySet:
        """Issued returns that were not withdrawn since."""
        withdrawn = apps.get_model("reports.ReturnWithdrawal").objects.filter(issued=models.OuterRef("pk"))
        return self.filter(~models.Exists(withdrawn))


def _of(programme_code: str) -> models.Q:
    return models.Q(programme__code=programme_code) if programme_code else models.Q()
