"""The police referral: what was sent, where it stands, what was asked, what was told back."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team, User
from audit.fields import Access, SealedTextField, identity, plain
from audit.rows import Row, Versioned
from participants.models import Answer, NumberCheck, Participant, Reading
from programmes.models import Programme, ProgrammeVersion
from programmes.rules import CaseDates
from referrals.querysets import NoticeQuerySet, QuestionQuerySet, ReferralQuerySet
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
    other_conditions = SealedTextField(null=True)
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
            models.Index(fields=["programme", "submitted_at"], name="referral_by_quarter"),
            models.Index(fields=["programme", "closed_at"], name="referral_by_closing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=sorted(CLOSED), closed_at__isnull=False)
                | (~Q(status__in=sorted(CLOSED)) & Q(closed_at__isnull=True)),
                name="referral_closed_at_iff_closed",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by="")
                | (Q(closed_at__isnull=False) & ~Q(closed_by="")),
                name="referral_closed_at_iff_closed_by",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by="")
                | (Q(accepted_at__isnull=False) & ~Q(accepted_by="")),
                name="referral_accepted_at_iff_accepted_by",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by="")
                | (Q(submitted_at__isnull=False) & ~Q(submitted_by="")),
                name="referral_submitted_at_iff_submitted_by",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="")),
                name="referral_confirmed_at_iff_confirmed_by",
            ),
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
    def dates(self) -> CaseDates:
        """The dates of the case as the programme's clock takes them."""
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


class ReferredPerson(Row):
    """What police sent about her, frozen as sent: all that officers ever see of her."""

    referral = plain(
        models.OneToOneField(Referral, models.PROTECT, related_name="person"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    first_names = identity(models.CharField(_("first names"), max_length=100, blank=True))
    last_name = identity(models.CharField(_("last name"), max_length=100, blank=True))
    preferred_name = identity(models.CharField(_("likes to be called"), max_length=100, blank=True))
    search_name = identity(models.CharField(max_length=320, editable=False, blank=True), access=Access.SYSTEM)
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
            models.Index(fields=["crime_reference"], name="referred_person_by_crime"),
        ]

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.full_name.split()).upper()


class StepKind(models.TextChoices):
    GROUP = "GROUP", _("Group workshop")
    ONE_TO_ONE = "ONE_TO_ONE", _("One-to-one")


class PlanStep(Row):
    """One step of her plan, made from the definition when the referral is accepted."""

    referral = plain(models.ForeignKey(Referral, models.PROTECT, related_name="plan"), access=Access.SYSTEM)
    number = plain(models.PositiveSmallIntegerField())
    round = plain(models.PositiveSmallIntegerField(default=1))
    key = plain(models.SlugField(max_length=40))
    kind = plain(models.CharField(max_length=12, choices=StepKind.choices))
    compulsory = plain(models.BooleanField(default=True))
    earliest_on = plain(models.DateField(null=True))
    latest_on = plain(models.DateField(null=True))
    made_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    ended_at = plain(models.DateTimeField(null=True))
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_ended = plain(models.CharField(max_length=40, blank=True))

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "round", "number"], name="plan_step_is_unique_in_its_round"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="plan_step_ended_at_iff_ended_by",
            ),
        ]


class QuestionKind(models.TextChoices):
    WRONG_NUMBER = "WRONG_NUMBER", _("The number is wrong: do you have another?")
    MISSING_DATE = "MISSING_DATE", _("A date is missing or cannot be right")
    ASK_HER_TO_RING = "ASK_HER_TO_RING", _("Please ask her to ring us")
    SEE_HER = "SEE_HER", _("We have no safe way to reach her: please see her")
    EXTENSION = "EXTENSION", _("Can the deadline be extended?")
    OTHER = "OTHER", _("Something else")


class Question(Row):
    """Something the coordinator asked police about one referral, and what they answered."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="questions"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    kind = plain(models.CharField(max_length=20, choices=QuestionKind.choices))
    words = SealedTextField(null=True)
    asked_for_on = plain(models.DateField(_("until when"), null=True))
    asked_at = plain(models.DateTimeField())
    asked_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    answer = SealedTextField(null=True)
    answered_at = plain(models.DateTimeField(null=True))
    answered_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["referral", "answered_at"], name="question_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
                name="question_answered_at_iff_answered_by",
            )
        ]


class OutcomeNotice(Row):
    """What police were told at the end: facts only, one row a version, never changed."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="notices"), access=Access.SYSTEM
    )
    number = plain(models.PositiveSmallIntegerField(default=1))
    outcome = plain(models.CharField(max_length=14))  # the status it ended in
    ground = plain(models.CharField(max_length=20, blank=True))
    reason = plain(models.CharField(max_length=20, blank=True))
    attended_on = plain(models.JSONField(default=list))  # ISO dates of the workshops she came to
    due_on = plain(models.DateField(null=True))  # the deadline as it stood
    changed_because = plain(models.CharField(max_length=40, blank=True))
    sent_at = plain(models.DateTimeField())
    sent_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    seen_at = plain(models.DateTimeField(null=True))
    seen_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    acknowledged_at = plain(models.DateTimeField(null=True))
    acknowledged_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="outcome_notice_number_is_unique"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by="")
                | (Q(acknowledged_at__isnull=False) & ~Q(acknowledged_by="")),
                name="outcome_notice_acknowledged_at_iff_acknowledged_by",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by="") | (Q(seen_at__isnull=False) & ~Q(seen_by="")),
                name="outcome_notice_seen_at_iff_seen_by",
            ),
        ]


class DecisionKind(models.TextChoices):
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION", _("No further action")
    EXTENDED = "EXTENDED", _("Deadline extended or condition varied")
    EXCUSE_ACCEPTED = "EXCUSE_ACCEPTED", _("Excuse accepted")
    PROSECUTION = "PROSECUTION", _("Prosecution")
    OTHER = "OTHER", _("Something else")


class PoliceDecision(Row):
    """What police decided after a notice, recorded by a named officer."""

    notice = plain(
        models.ForeignKey(OutcomeNotice, models.PROTECT, related_name="decisions"),
        access=Access.SYSTEM,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    kind = plain(models.CharField(max_length=20, choices=DecisionKind.choices))
    new_deadline_on = plain(models.DateField(null=True))
    words = SealedTextField(null=True)
    decided_at = plain(models.DateTimeField())
    decided_by = plain(models.CharField(max_length=254), access=Access.STAFF)


class TurnedAway(models.Model):
    """How many women were found not eligible before anything was typed, by reason and day."""

    id = plain(models.BigAutoField(primary_key=True), access=Access.SYSTEM)
    programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    question = plain(models.SlugField(max_length=40), access=Access.SYSTEM)
    on = plain(models.DateField(), access=Access.SYSTEM)
    count = plain(models.PositiveIntegerField(default=0), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "question", "on"], name="turned_away_is_one_row_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.on}: {self.count}"
