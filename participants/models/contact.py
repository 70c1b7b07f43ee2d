"""How she may safely be reached, and what stops us."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.fields import Access, SealedTextField, plain
from audit.rows import Row, at_iff_by
from participants.models.choices import Answer, AnswerSource, NumberCheck, WordsLevel
from participants.models.record import Participant

# A yes to a way ends with what it was given for; the other ways need nothing that could change.
ENDS_WITH = {
    "call": "number_changed_at",
    "voicemail": "number_changed_at",
    "text": "number_changed_at",
    "email": "mailbox_changed_at",
    "post": "home_changed_at",
}


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
    # A link to her own page may go along with what is written to her.
    page = plain(models.CharField(max_length=10, choices=Answer.choices, default="NOT_ASKED"))
    words = plain(models.CharField(max_length=10, choices=WordsLevel.choices, default=WordsLevel.NORMAL))
    number_check = plain(models.CharField(max_length=12, choices=NumberCheck.choices, default="NOT_CHECKED"))
    safe_times = plain(models.JSONField(_("safe times"), default=list, blank=True))
    safe_name = SealedTextField(blank=True, null=True)
    who_must_not_know = SealedTextField(blank=True, null=True)
    code_word = SealedTextField(blank=True, null=True)
    trusted_contact = SealedTextField(blank=True, null=True, access=Access.THIRD_PARTY)
    # Whom to ring if she is taken ill at a workshop: only she says.
    emergency_contact = SealedTextField(blank=True, null=True, access=Access.THIRD_PARTY)
    withheld_number = plain(models.BooleanField(_("ring from a withheld number"), default=True))
    plain_envelope = plain(models.BooleanField(_("plain envelope"), default=True))
    danger_suggested = plain(models.BooleanField(default=False))
    confirmed_at = plain(models.DateTimeField())
    confirmed_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    # Where only a no is new, by a text that asks us to stop: when she gave the yeses that stand beside it.
    yes_since = plain(models.DateTimeField(null=True))
    renewed_at = plain(models.DateTimeField(null=True))
    renewed_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    # Another number was written on her record: how the one before it was checked says nothing of this one.
    number_changed_at = plain(models.DateTimeField(null=True))
    number_changed_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    # The same of her e-mail address and of where she lives.
    mailbox_changed_at = plain(models.DateTimeField(null=True))
    mailbox_changed_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    home_changed_at = plain(models.DateTimeField(null=True))
    home_changed_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    class Meta:
        indexes = [models.Index(fields=["participant", "source", "-confirmed_at"], name="safe_contact_now")]
        constraints = [
            at_iff_by("renewed", name="safe_contact_renewed_at_iff_renewed_by"),
            at_iff_by("number_changed", name="safe_contact_number_changed_at_iff_by"),
            at_iff_by("mailbox_changed", name="safe_contact_mailbox_changed_at_iff_by"),
            at_iff_by("home_changed", name="safe_contact_home_changed_at_iff_by"),
            models.CheckConstraint(
                condition=models.Q(yes_since__isnull=True)
                | models.Q(yes_since__lte=models.F("confirmed_at")),
                name="safe_contact_yes_since_before_confirmed",
            ),
        ]

    def answer_now(self, way: str) -> Answer:
        """Return what she said of a way that still counts.

        A yes counts for the number, the e-mail address or the home that it was given for; a no for any.
        """
        answer = Answer(getattr(self, way))
        ended = way in ENDS_WITH and getattr(self, ENDS_WITH[way]) is not None
        return Answer.NOT_ASKED if ended and answer == Answer.YES else answer

    @property
    def check_now(self) -> NumberCheck:
        """How the number on her record was checked: not at all once another was written."""
        return NumberCheck.NOT_CHECKED if self.number_changed_at else NumberCheck(self.number_check)

    @property
    def asked_at(self) -> datetime:
        """When she was last asked what is safe; a text that asks us to stop is no asking."""
        asked: datetime = self.yes_since or self.confirmed_at
        return asked


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
            at_iff_by("lifted", name="contact_stop_lifted_at_iff_lifted_by"),
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
            at_iff_by("ended", name="discreet_release_ended_at_iff_ended_by"),
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("asked_by")),
                name="discreet_release_is_agreed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | models.Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="discreet_release_agreed_at_iff_agreed_by",
            ),
            at_iff_by("used", name="discreet_release_used_at_iff_used_by"),
        ]
