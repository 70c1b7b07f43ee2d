"""Questions about women."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.access import memberships
from accounts.roles import CASEWORKERS

if TYPE_CHECKING:
    from participants.models import Participant  # noqa: F401 (named in a string below)


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """The doorway to women's records: only the provider's caseworkers come through it."""

    def visible_to(self, user: Any) -> ParticipantQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(provider__in={m.organisation_id for m in held}, erased_at__isnull=True)
