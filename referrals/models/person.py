"""What police sent about her."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.fields import Access, SealedTextField, identity, plain
from audit.rows import Versioned
from participants import names, sounds
from participants.models import Answer, NumberCheck, Reading
from referrals.models.referral import Referral


class ReferredPerson(Versioned):
    """What police sent about her, amended only by them: all that officers ever see of her."""

    referral = plain(
        models.OneToOneField(Referral, models.PROTECT, related_name="person"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    first_names = identity(models.CharField(_("first names"), max_length=100, blank=True))
    last_name = identity(models.CharField(_("last name"), max_length=100, blank=True))
    preferred_name = identity(models.CharField(_("likes to be called"), max_length=100, blank=True))
    search_name = identity(models.CharField(max_length=320, editable=False, blank=True), access=Access.SYSTEM)
    sounds = identity(  # of her surname: `participants.sounds`
        ArrayField(models.CharField(max_length=110), default=list, editable=False), access=Access.SYSTEM
    )
    date_of_birth = identity(models.DateField(_("date of birth"), null=True))
    pnc_id = identity(models.CharField(_("PNC ID"), max_length=13, blank=True))
    phone = identity(models.CharField(_("mobile number"), max_length=20, blank=True))
    phone_digits = identity(models.CharField(max_length=20, blank=True, editable=False), access=Access.SYSTEM)
    email = identity(models.EmailField(_("e-mail"), blank=True))
    address_lines = identity(models.TextField(_("address"), blank=True))
    postcode = identity(models.CharField(_("postcode"), max_length=8, blank=True))
    no_fixed_address = plain(models.BooleanField(_("no fixed address"), default=False))
    crime_reference = identity(models.CharField(_("crime number"), max_length=20, blank=True))
    custody_reference = identity(models.CharField(_("custody number"), max_length=20, blank=True))
    cro_number = identity(models.CharField(_("CRO number"), max_length=12, blank=True, default=""))
    arrest_number = identity(
        models.CharField(_("arrest or summons number"), max_length=21, blank=True, default="")
    )
    case_urn = identity(models.CharField(_("case URN"), max_length=11, blank=True, default=""))
    languages = plain(models.CharField(_("languages"), max_length=100, blank=True))
    interpreter = plain(models.CharField(_("interpreter"), max_length=60, blank=True))
    reading = plain(models.CharField(max_length=10, choices=Reading.choices, default=Reading.NOT_ASKED))
    access_needs = SealedTextField(null=True)
    number_check = plain(models.CharField(max_length=12, choices=NumberCheck.choices, default="NOT_CHECKED"))
    asked_alone = plain(models.BooleanField(default=False))
    call = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    voicemail = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    text = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    email_safe = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    post = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    safe_times = plain(models.JSONField(default=list, blank=True))
    who_must_not_know = SealedTextField(null=True)
    trusted_contact = SealedTextField(null=True, access=Access.THIRD_PARTY)
    must_not_meet = SealedTextField(null=True, access=Access.THIRD_PARTY)
    help_wanted = plain(models.JSONField(default=list, blank=True))
    help_words = SealedTextField(null=True)
    risk_to_staff = SealedTextField(null=True, access=Access.THIRD_PARTY)
    danger_suggested = plain(models.BooleanField(default=False))
    equality = SealedTextField(null=True)  # JSON of her own answers, until she has a record
    frozen_at = plain(models.DateTimeField())
    frozen_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    class Meta:
        indexes = [
            models.Index(fields=["pnc_id"], name="referred_person_by_pnc"),
            models.Index(fields=["date_of_birth"], name="referred_person_by_birth"),
            models.Index(fields=["phone_digits"], name="referred_person_by_phone"),
            models.Index(fields=["postcode"], name="referred_person_by_postcode"),
            GinIndex(SearchVector("search_name", config="simple"), name="referred_person_by_any_name"),
            GinIndex(fields=["sounds"], name="referred_person_by_sound"),
            models.Index(fields=["crime_reference"], name="referred_person_by_crime"),
        ]

    def index(self) -> None:
        """Compute what she is found by from her names and her number, before the row is saved."""
        self.search_name = names.search_form(f"{self.first_names} {self.last_name} {self.preferred_name}")
        self.sounds = sounds.keys(self.first_names, self.last_name)
        self.phone_digits = names.digits(self.phone)

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.full_name.split()).upper()
