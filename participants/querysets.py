"""Questions about women."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.access import memberships
from accounts.models import Organisation
from accounts.roles import CASEWORKERS

if TYPE_CHECKING:
    from participants.models import Participant  # noqa: F401 (named in a string below)


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """The doorway to women's records: only the provider's caseworkers come through it."""

    def visible_to(self, user: Any) -> ParticipantQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(provider__in={m.organisation_id for m in held}).in_use()

    def on_the_books(self, provider: Organisation) -> ParticipantQuerySet:
        """The records of one provider, for what the service does by itself."""
        return self.filter(provider=provider).in_use()

    def in_use(self) -> ParticipantQuerySet:
        """Not erased."""
        return self.filter(erased_at__isnull=True)
