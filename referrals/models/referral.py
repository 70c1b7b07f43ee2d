"""The referral: where it came from, where it stands, the dates police gave."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team, User
from audit.fields import Access, SealedTextField, plain
from audit.rows import Versioned, at_iff_by
from participants.models import Participant
from programmes.clock import Deadline, deadline
from programmes.models import Programme, ProgrammeVersion
from programmes.rules import CaseDates
from referrals.drafts import Draft
from referrals.querysets import ReferralQuerySet
from referrals.statuses import (
    CLOSED,
    GROUND_LABELS,
    OPEN,
    REASON_LABELS,
    STATUS_LABELS,
    Ground,
    Reason,
    Status,
)


class Source(models.TextChoices):
    ONLINE = "ONLINE", _("Online")
    PHONE = "PHONE", _("Phone")
    SECURE_MAIL = "SECURE_MAIL", _("Secure mail")
    PAPER = "PAPER", _("Paper")
    SELF = "SELF", _("She came herself")


class SummaryOnly(models.TextChoices):
    YES = "YES", _("Yes")
    NO = "NO", _("No")
    UNKNOWN = "UNKNOWN", _("I do not know")


class Referral(Versioned):
    """One woman sent to one programme for one matter. Holds no column that could name her."""

    reference = plain(models.CharField(max_length=20, blank=True))  # given when it is sent
    programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"), access=Access.GIVEN)
    definition = plain(
        models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+"), access=Access.SYSTEM
    )
    provider = plain(models.ForeignKey(Organisation, models.PROTECT, related_name="+"), access=Access.GIVEN)
    status = plain(
        models.CharField(
            max_length=14,
            choices=[(s.value, STATUS_LABELS[s]) for s in Status],
            default=Status.DRAFT,
        )
    )
    source = plain(models.CharField(max_length=12, choices=Source.choices))
    referred_by = plain(
        models.ForeignKey(User, models.PROTECT, null=True, related_name="+"), access=Access.STAFF
    )
    referring_organisation = plain(
        models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    )
    referring_team = plain(
        models.ForeignKey(Team, models.PROTECT, null=True, related_name="+"), access=Access.STAFF
    )
    reports_to = plain(models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+"))
    owner = plain(  # who began it: only she or he sees it while it is a draft
        models.ForeignKey(User, models.PROTECT, null=True, related_name="+"), access=Access.STAFF
    )
    participant = plain(
        models.ForeignKey(Participant, models.PROTECT, null=True, related_name="referrals"),
        access=Access.SYSTEM,
    )
    worker = plain(models.ForeignKey(User, models.PROTECT, null=True, related_name="+"), access=Access.STAFF)
    disposal = plain(models.SlugField(_("disposal"), max_length=40, blank=True))
    disposal_on = plain(models.DateField(_("date of the disposal"), null=True))
    disposal_expected_on = plain(models.DateField(null=True))
    deadline_on = plain(models.DateField(_("deadline stated by police"), null=True))
    offence_code = plain(models.CharField(_("offence code"), max_length=12, blank=True))
    offence_text = plain(models.CharField(_("offence"), max_length=200, blank=True))
    offence_on = plain(models.DateField(_("date of the offence"), null=True))
    summary_only = plain(
        models.CharField(max_length=8, choices=SummaryOnly.choices, default=SummaryOnly.UNKNOWN)
    )
    arrested_on = plain(models.DateField(null=True))
    agreed_to_contact = plain(models.BooleanField(_("she agreed to be contacted"), default=False))
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    draft = SealedTextField(null=True)  # JSON of the form's answers until it is sent
    pasted = SealedTextField(null=True)  # the mail it was entered from, as it stood
    other_conditions = SealedTextField(null=True)
    # Questions of the first page answered otherwise than the programme asks, by a coordinator who went on.
    outside_answers = plain(models.JSONField(default=list, blank=True))
    outside_at_acceptance = plain(models.JSONField(default=list, blank=True))
    accepted_outside_rules = SealedTextField(null=True, access=Access.STAFF)
    source_reference = plain(models.CharField(max_length=60, blank=True), access=Access.SYSTEM)
    started_at = plain(models.DateTimeField())
    started_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    saved_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    submitted_at = plain(models.DateTimeField(null=True))
    submitted_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    confirmed_at = plain(models.DateTimeField(_("confirmed by the officer"), null=True))
    confirmed_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    accepted_at = plain(models.DateTimeField(null=True))
    accepted_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    closed_at = plain(models.DateTimeField(null=True))
    closed_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    # Before she has a record of her own that could carry it (participants.Participant.restricted_at).
    restricted_at = plain(models.DateTimeField(null=True), access=Access.STAFF)
    restricted_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_restricted = SealedTextField(null=True, access=Access.STAFF)
    closed_from = plain(models.CharField(max_length=14, blank=True), access=Access.SYSTEM)
    reason = plain(
        models.CharField(max_length=20, blank=True, choices=[(r.value, REASON_LABELS[r]) for r in Reason])
    )
    reason_words = SealedTextField(null=True)
    ground = plain(
        models.CharField(max_length=20, blank=True, choices=[(g.value, GROUND_LABELS[g]) for g in Ground])
    )

    objects: ClassVar[ReferralQuerySet] = ReferralQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["provider", "status", "deadline_on", "id"], name="referral_work"),
            models.Index(fields=["provider", "-submitted_at", "-id"], name="referral_newest"),
            models.Index(fields=["referring_organisation", "-submitted_at", "-id"], name="referral_by_force"),
            models.Index(fields=["referred_by", "status"], name="referral_by_officer"),
            models.Index(fields=["referred_by", "-submitted_at", "-id"], name="referral_of_officer_newest"),
            models.Index(fields=["referring_team", "-submitted_at", "-id"], name="referral_of_team_newest"),
            models.Index(fields=["programme", "submitted_at"], name="referral_by_quarter"),
            models.Index(fields=["programme", "closed_at"], name="referral_by_closing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=sorted(CLOSED), closed_at__isnull=False)
                | (~Q(status__in=sorted(CLOSED)) & Q(closed_at__isnull=True)),
                name="referral_closed_at_iff_closed",
            ),
            at_iff_by("closed", name="referral_closed_at_iff_closed_by"),
            at_iff_by("accepted", name="referral_accepted_at_iff_accepted_by"),
            at_iff_by("submitted", name="referral_submitted_at_iff_submitted_by"),
            at_iff_by("confirmed", name="referral_confirmed_at_iff_confirmed_by"),
            at_iff_by("restricted", name="referral_restricted_at_iff_restricted_by"),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(submitted_at__isnull=False),
                name="referral_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.ACCEPTED, Status.COMPLETED, Status.NOT_COMPLETED])
                | Q(participant__isnull=False, accepted_at__isnull=False),
                name="referral_accepted_has_a_participant",
            ),
            models.CheckConstraint(
                condition=(Q(status=Status.NOT_COMPLETED) & ~Q(ground=""))
                | (~Q(status=Status.NOT_COMPLETED) & Q(ground="")),
                name="referral_ground_iff_not_completed",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.DECLINED, Status.WITHDRAWN]) | ~Q(reason=""),
                name="referral_declined_or_withdrawn_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT) ^ ~Q(reference=""),
                name="referral_sent_has_a_reference",
            ),
            models.UniqueConstraint(
                fields=["reference"],
                condition=~Q(reference=""),
                name="referral_reference_is_unique",
            ),
            models.UniqueConstraint(
                fields=["provider", "source_reference"],
                condition=~Q(source_reference=""),
                name="referral_source_reference_is_unique_for_a_provider",
            ),
        ]

    @property
    def trail_reference(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def deadline(self) -> Deadline:
        """By when she must have finished, as the clock of her programme gives it."""
        return deadline(self.definition.parsed.window, self.dates)

    @property
    def dates(self) -> CaseDates:
        """The dates of the case as the programme's clock takes them; of a draft, those given so far."""
        if self.status == Status.DRAFT:
            return Draft.read(self.draft).dates(referred_on=timezone.localtime(self.started_at).date())
        known = {SummaryOnly.YES: True, SummaryOnly.NO: False}
        sent_on = timezone.localtime(self.submitted_at).date() if self.submitted_at else None
        return CaseDates(
            referred_on=sent_on,
            disposal_on=self.disposal_on or self.disposal_expected_on,
            police_deadline_on=self.deadline_on,
            offence_on=self.offence_on,
            arrest_on=self.arrested_on,
            summary_only=known.get(SummaryOnly(self.summary_only)),
        )
