"""Questions about women."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from accounts.access import memberships
from accounts.models import Organisation
from accounts.roles import CASEWORKERS

if TYPE_CHECKING:
    from participants.models import KeepApart, KnownBy, Merge, Participant, PerhapsAnswer  # noqa: F401 (named in strings below)


# A record with every record that went into it, and into those; one parameter, its id.
ALL_OF = """
WITH RECURSIVE hers(id) AS (
    SELECT %s::uuid
    UNION SELECT p.id FROM participants_participant p JOIN hers ON p.merged_into_id = hers.id
) SELECT id FROM hers
"""


def about_her(participant_id: UUID) -> Q:
    """Return the condition on events that they are about her, whichever record she had: one query, by index."""
    sql = f"subject_id = ANY(ARRAY({ALL_OF}))"
    return Q(RawSQL(sql, [participant_id], output_field=models.BooleanField()))  # noqa: S611 (no words of anybody)


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """The doorway to women's records: only the provider's caseworkers come through it."""

    def visible_to(self, user: Any) -> ParticipantQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(provider__in={m.organisation_id for m in held}).in_use()

    def on_the_books(self, provider: Organisation) -> ParticipantQuerySet:
        """The records of one provider, for what the service does by itself."""
        return self.filter(provider=provider).in_use()

    def in_use(self) -> ParticipantQuerySet:
        """Neither erased nor gone into another record."""
        return self.filter(erased_at__isnull=True, merged_into__isnull=True)

    def with_number_of(self, her: Participant) -> ParticipantQuerySet:
        """Other women of the same provider whose number is hers."""
        same = self.in_use().filter(provider=her.provider_id, phone_digits=her.phone_digits)
        return same.exclude(pk=her.pk).exclude(phone_digits="")

    def all_of(self, participant_id: UUID) -> ParticipantQuerySet:
        """A record with every record that went into it: their sealing keys and their trail are hers too."""
        return self.filter(pk__in=RawSQL(ALL_OF, [participant_id]))  # noqa: S611 (no words of anybody)


class KeepApartQuerySet(models.QuerySet["KeepApart"]):
    """The doorway to whom women are kept apart from: the provider's caseworkers."""

    def visible_to(self, user: Any) -> KeepApartQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(participant__provider__in={m.organisation_id for m in held})

    def standing(self) -> KeepApartQuerySet:
        return self.filter(ended_at__isnull=True)

    def about(self, participant_id: UUID) -> KeepApartQuerySet:
        """Noted of her, or naming her."""
        return self.filter(Q(participant=participant_id) | Q(other=participant_id))

    def naming_nobody_known(self) -> KeepApartQuerySet:
        """About a person who has no record, as far as anybody knows."""
        return self.standing().filter(other__isnull=True)

    def to_settle(self) -> KeepApartQuerySet:
        """Of these, the names that a woman bears who is to be met, as it was last looked up."""
        return self.naming_nobody_known().filter(to_settle__gt=0)


class KnownByQuerySet(models.QuerySet["KnownBy"]):
    """The doorway to which practitioners know a woman: the provider's caseworkers, never a practitioner."""

    def visible_to(self, user: Any) -> KnownByQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(participant__provider__in={m.organisation_id for m in held})

    def standing(self) -> KnownByQuerySet:
        return self.filter(ended_at__isnull=True)


class PerhapsAnswerQuerySet(models.QuerySet["PerhapsAnswer"]):
    """The doorway to whether somebody is the person a keep-apart names: as to the keep-apart itself."""

    def visible_to(self, user: Any) -> PerhapsAnswerQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(keep_apart__participant__provider__in={m.organisation_id for m in held})

    def standing(self) -> PerhapsAnswerQuerySet:
        """What nobody has taken back."""
        return self.filter(undone_at__isnull=True)


class MergeQuerySet(models.QuerySet["Merge"]):
    """The doorway to what was joined: the provider's caseworkers."""

    def visible_to(self, user: Any) -> MergeQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(kept__provider__in={m.organisation_id for m in held})

    def lately(self) -> MergeQuerySet:
        """What stands joined, the newest first, with both records."""
        rows = self.filter(undone_at__isnull=True).select_related("kept", "gone")
        return rows.defer("changes").order_by("-merged_at", "-pk")
