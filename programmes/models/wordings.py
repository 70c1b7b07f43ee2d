"""A provider's own words."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import models

from accounts.access import memberships
from accounts.models import Organisation
from accounts.roles import Role
from audit.fields import Access, plain
from audit.rows import Row
from programmes.models.programmes import Programme


class WordingQuerySet(models.QuerySet["Wording"]):
    def visible_to(self, user: Any) -> WordingQuerySet:
        """Give the provider's own wordings to its managers and coordinators."""
        held = memberships(user, Role.MANAGER, Role.COORDINATOR)
        return self.filter(provider__in=[m.organisation_id for m in held])

    def text_for(
        self, provider_id: UUID, programme: str = "", *, purpose: str, language: str, on: date
    ) -> str | None:
        """Give the words in force on a day, the programme's own before the provider's; or None.

        None means: use the words that came with the files.

        :param programme: its code; empty finds only what holds for all of the provider's.
        """
        found = (
            self.filter(provider_id=provider_id, purpose=purpose, language=language)
            .filter(models.Q(programme__code=programme) | models.Q(programme=None), from_on__lte=on)
            .order_by(models.F("programme").asc(nulls_last=True), "-from_on", "-written_at", "-pk")
            .first()
        )
        return None if found is None else found.text


class Wording(Row):
    """A provider's own words for a purpose, from a day on; earlier ones stay."""

    provider = plain(
        models.ForeignKey(Organisation, models.PROTECT, related_name="wordings"), access=Access.SYSTEM
    )
    programme = plain(
        models.ForeignKey(Programme, models.PROTECT, related_name="wordings", null=True, blank=True),
        access=Access.SYSTEM,
    )
    purpose = plain(models.CharField(max_length=60), access=Access.SYSTEM)
    language = plain(models.CharField(max_length=10), access=Access.SYSTEM)
    text = plain(models.TextField(), access=Access.SYSTEM)
    from_on = plain(models.DateField(), access=Access.SYSTEM)
    written_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    written_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects = WordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="wording_has_words"),
            models.CheckConstraint(condition=~models.Q(written_by=""), name="wording_has_written_by"),
        ]
