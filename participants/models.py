"""The woman: who she is, how she may safely be reached, what she told us about herself."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from audit.fields import Access, SealedTextField, identity, plain
from audit.rows import Row, Versioned
from participants.querysets import ParticipantQuerySet


class Reading(models.TextChoices):
    YES = "YES", _("Yes")
    WITH_HELP = "WITH_HELP", _("With help")
    NO = "NO", _("No")
    NOT_ASKED = "NOT_ASKED", _("Not asked")


class Answer(models.TextChoices):
    YES = "YES", _("Yes")
    NO = "NO", _("No")
    NOT_ASKED = "NOT_ASKED", _("Not asked")


class NumberCheck(models.TextChoices):
    RANG_IN_HAND = "RANG_IN_HAND", _("It rang in her hand")
    READ_BACK = "READ_BACK", _("It was read back to her")
    NOT_CHECKED = "NOT_CHECKED", _("Not checked")
    NO_PHONE = "NO_PHONE", _("She has no phone")


class AnswerSource(models.TextChoices):
    POLICE = "POLICE", _("Asked by police")
    HERSELF = "HERSELF", _("Asked by a worker, answered by her")


class WordsLevel(models.TextChoices):
    NORMAL = "NORMAL", _("Normal words")
    DISCREET = "DISCREET", _("Discreet words")


class Participant(Versioned):
    """A woman on the books of one provider. She has one record however often she is referred."""

    provider = plain(models.ForeignKey(Organisation, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    first_names = identity(models.CharField(_("first names"), max_length=100, blank=True))
    last_name = identity(models.CharField(_("last name"), max_length=100, blank=True))
    preferred_name = identity(models.CharField(_("likes to be called"), max_length=100, blank=True))
    sort_name = identity(models.CharField(max_length=210, editable=False, blank=True), access=Access.SYSTEM)
    search_name = identity(models.CharField(max_length=320, editable=False, blank=True), access=Access.SYSTEM)
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
            models.Index(fields=["provider", "pnc_id"], name="participant_by_pnc"),
            models.Index(fields=["provider", "date_of_birth"], name="participant_by_birth"),
            models.Index(fields=["provider", "postcode"], name="participant_by_postcode"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True, erased_by="")
                | (models.Q(erased_at__isnull=False) & ~models.Q(erased_by="")),
                name="participant_erased_at_iff_erased_by",
            ),
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


class SafeContact(Row):
    """What she (or police, before her) said about each way of reaching her. A change is a new row.

    The newest row with source HERSELF holds; before there is one, the newest from police.
    """

    participant = plain(
        models.ForeignKey(Participant, models.PROTECT, related_name="safe_contacts"),
        access=Access.SYSTEM,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    source = plain(models.CharField(max_length=10, choices=AnswerSource.choices))
    asked_alone = plain(models.BooleanField(_("she was alone when asked"), default=False))
    call = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    voicemail = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    text = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    email = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    post = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    trusted_person = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    in_person = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    words = plain(models.CharField(max_length=10, choices=WordsLevel.choices, default=WordsLevel.NORMAL))
    number_check = plain(models.CharField(max_length=12, choices=NumberCheck.choices, default="NOT_CHECKED"))
    safe_times = plain(models.JSONField(_("safe times"), default=list, blank=True))
    safe_name = SealedTextField(blank=True, null=True)
    who_must_not_know = SealedTextField(blank=True, null=True)
    code_word = SealedTextField(blank=True, null=True)
    trusted_contact = SealedTextField(blank=True, null=True, access=Access.THIRD_PARTY)
    withheld_number = plain(models.BooleanField(_("ring from a withheld number"), default=True))
    plain_envelope = plain(models.BooleanField(_("plain envelope"), default=True))
    danger_suggested = plain(models.BooleanField(default=False))
    confirmed_at = plain(models.DateTimeField())
    confirmed_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    renewed_at = plain(models.DateTimeField(null=True))
    renewed_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    class Meta:
        indexes = [models.Index(fields=["participant", "source", "-confirmed_at"], name="safe_contact_now")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(renewed_at__isnull=True, renewed_by="")
                | (models.Q(renewed_at__isnull=False) & ~models.Q(renewed_by="")),
                name="safe_contact_renewed_at_iff_renewed_by",
            ),
        ]


class ContactStop(Row):
    """Somebody else answered: nobody rings until a safe route is known."""

    participant = plain(
        models.ForeignKey(Participant, models.PROTECT, related_name="stops"), access=Access.SYSTEM
    )
    stopped_at = plain(models.DateTimeField())
    stopped_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    lifted_at = plain(models.DateTimeField(null=True))
    lifted_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    why_lifted = SealedTextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=models.Q(lifted_at__isnull=True),
                name="contact_stop_is_single_while_it_stands",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by="")
                | (models.Q(lifted_at__isnull=False) & ~models.Q(lifted_by="")),
                name="contact_stop_lifted_at_iff_lifted_by",
            ),
        ]


class DiscreetRelease(Row):
    """Two people release one discreet letter to a woman nobody could ask (design.md rule 5)."""

    participant = plain(
        models.ForeignKey(Participant, models.PROTECT, related_name="releases"),
        access=Access.SYSTEM,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    reason = SealedTextField()
    asked_at = plain(models.DateTimeField())
    asked_by = plain(models.ForeignKey(User, models.PROTECT, related_name="+"), access=Access.STAFF)
    agreed_at = plain(models.DateTimeField(null=True))
    agreed_by = plain(
        models.ForeignKey(User, models.PROTECT, null=True, related_name="+"), access=Access.STAFF
    )
    used_at = plain(models.DateTimeField(null=True))
    used_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    ended_at = plain(models.DateTimeField(null=True))  # taken back, or not agreed to
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=models.Q(agreed_at__isnull=True, ended_at__isnull=True),
                name="discreet_release_is_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_by="")),
                name="discreet_release_ended_at_iff_ended_by",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("asked_by")),
                name="discreet_release_is_agreed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | models.Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="discreet_release_agreed_at_iff_agreed_by",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True, used_by="")
                | (models.Q(used_at__isnull=False) & ~models.Q(used_by="")),
                name="discreet_release_used_at_iff_used_by",
            ),
        ]


class EqualityAnswers(Row):
    """Her own answers about herself: apart from the case, optional, never used to decide anything."""

    participant = plain(
        models.OneToOneField(Participant, models.PROTECT, related_name="equality"),
        access=Access.SYSTEM,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    answers = SealedTextField()  # JSON: characteristic -> code; absent is "not asked"
    answered_at = plain(models.DateTimeField())
    answered_by = plain(models.CharField(max_length=254), access=Access.STAFF)


class KeepApart(Row):
    """Two people who must not be in one building on one day: the other may not be known to us yet."""

    participant = plain(
        models.ForeignKey(Participant, models.PROTECT, related_name="kept_apart"),
        access=Access.SYSTEM,
    )
    other = plain(
        models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+"),
        access=Access.THIRD_PARTY,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    other_name = SealedTextField(null=True, access=Access.THIRD_PARTY)
    other_born_on = plain(models.DateField(null=True), access=Access.THIRD_PARTY)
    reason = SealedTextField(null=True, access=Access.THIRD_PARTY)
    made_at = plain(models.DateTimeField(), access=Access.THIRD_PARTY)
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    ended_at = plain(models.DateTimeField(null=True), access=Access.THIRD_PARTY)
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(participant=models.F("other")),
                name="keep_apart_names_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_by="")),
                name="keep_apart_ended_at_iff_ended_by",
            ),
        ]
