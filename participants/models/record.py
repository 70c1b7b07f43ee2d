"""The woman: who she is."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from audit.fields import Access, SealedTextField, identity, plain
from audit.rows import Versioned, at_iff_by
from participants.models.choices import Reading
from participants.querysets import ParticipantQuerySet


class Participant(Versioned):
    """A woman on the books of one provider. She has one record however often she is referred."""

    provider = plain(models.ForeignKey(Organisation, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    first_names = identity(models.CharField(_("first names"), max_length=100, blank=True))
    last_name = identity(models.CharField(_("last name"), max_length=100, blank=True))
    preferred_name = identity(models.CharField(_("likes to be called"), max_length=100, blank=True))
    sort_name = identity(models.CharField(max_length=210, editable=False, blank=True), access=Access.SYSTEM)
    search_name = identity(models.CharField(max_length=320, editable=False, blank=True), access=Access.SYSTEM)
    sounds = identity(  # of her surname: `participants.sounds`
        ArrayField(models.CharField(max_length=110), default=list, editable=False), access=Access.SYSTEM
    )
    date_of_birth = identity(models.DateField(_("date of birth"), null=True))
    pnc_id = identity(models.CharField(_("PNC ID"), max_length=13, blank=True))
    phone = identity(models.CharField(_("phone"), max_length=20, blank=True))
    phone_digits = identity(models.CharField(max_length=20, blank=True, editable=False), access=Access.SYSTEM)
    email = identity(models.EmailField(_("e-mail"), blank=True))
    address_lines = identity(models.TextField(_("address"), blank=True))
    postcode = identity(models.CharField(_("postcode"), max_length=8, blank=True))
    no_fixed_address = plain(models.BooleanField(_("no fixed address"), default=False))
    languages = plain(models.CharField(_("languages"), max_length=100, blank=True))
    interpreter = plain(models.CharField(_("interpreter"), max_length=60, blank=True))
    letter_language = plain(models.CharField(_("language for letters"), max_length=10, default="en"))
    reading = plain(
        models.CharField(
            _("reads letters"), max_length=10, choices=Reading.choices, default=Reading.NOT_ASKED
        )
    )
    access_needs = SealedTextField(blank=True, null=True)
    large_print = plain(models.BooleanField(_("large print"), default=False))
    worker = plain(models.ForeignKey(User, models.SET_NULL, null=True, related_name="+"), access=Access.STAFF)
    # A restricted woman is never matched on the police side: nobody there learns that she is known.
    restricted_at = plain(models.DateTimeField(null=True), access=Access.STAFF)
    restricted_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_restricted = SealedTextField(null=True, access=Access.STAFF)
    merged_into = plain(
        models.ForeignKey("self", models.PROTECT, null=True, related_name="+"), access=Access.SYSTEM
    )
    created_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    created_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    erased_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    erased_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[ParticipantQuerySet] = ParticipantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["provider", "sort_name", "id"], name="participant_by_name"),
            models.Index(fields=["provider", "phone_digits"], name="participant_by_phone"),
            GinIndex(SearchVector("search_name", config="simple"), name="participant_by_any_name"),
            GinIndex(fields=["sounds"], name="participant_by_sound"),
            models.Index(fields=["provider", "pnc_id"], name="participant_by_pnc"),
            models.Index(fields=["provider", "date_of_birth"], name="participant_by_birth"),
            models.Index(fields=["provider", "postcode"], name="participant_by_postcode"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="participant_is_not_merged_into_herself"
            ),
            at_iff_by("erased", name="participant_erased_at_iff_erased_by"),
            at_iff_by("restricted", name="participant_restricted_at_iff_restricted_by"),
        ]

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {self.last_name}".strip()

    @property
    def called(self) -> str:
        """What to call her: the name she likes, else her first names, else the only one she has."""
        return self.preferred_name or self.first_names or self.last_name

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.full_name.split()).upper()

    @property
    def trail_reference(self) -> str:
        return ""
