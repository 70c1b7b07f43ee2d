"""What passes between us and police: questions, notices, decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.fields import Access, SealedTextField, plain
from audit.rows import Row, at_iff_by
from referrals.models.referral import Referral
from referrals.querysets import ChaseQuerySet, DecisionQuerySet, NoticeQuerySet, QuestionQuerySet


class QuestionKind(models.TextChoices):
    WRONG_NUMBER = "WRONG_NUMBER", _("The number is wrong: do you have another?")
    MISSING_DATE = "MISSING_DATE", _("A date is missing or cannot be right")
    ASK_HER_TO_RING = "ASK_HER_TO_RING", _("Please ask her to ring us")
    SEE_HER = "SEE_HER", _("We have no safe way to reach her: please see her")
    EXTENSION = "EXTENSION", _("Can the deadline be extended?")
    OTHER = "OTHER", _("Something else")


class WhichDate(models.TextChoices):
    """The date a question of the kind MISSING_DATE is about."""

    DEADLINE = "DEADLINE", _("The deadline of the condition")
    DISPOSAL = "DISPOSAL", _("The date of the caution or other disposal")
    OFFENCE = "OFFENCE", _("The date of the offence")
    BIRTH = "BIRTH", _("Her date of birth")


class Question(Row):
    """Something the coordinator asked police about one referral, and what they answered."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="questions"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    kind = plain(models.CharField(max_length=20, choices=QuestionKind.choices))
    which = plain(models.CharField(_("which date"), max_length=10, choices=WhichDate.choices, blank=True))
    sentence = SealedTextField(null=True)  # what police read, as it was previewed; null before 0.2
    words = SealedTextField(null=True)
    asked_for_on = plain(models.DateField(_("until when"), null=True))
    asked_at = plain(models.DateTimeField())
    asked_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    answer = SealedTextField(null=True)
    answered_at = plain(models.DateTimeField(null=True))
    answered_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["referral", "answered_at"], name="question_open"),
            models.Index(fields=["asked_at"], condition=Q(answered_at__isnull=True), name="question_waiting"),
        ]
        constraints = [at_iff_by("answered", name="question_answered_at_iff_answered_by")]


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
        indexes = [
            models.Index(fields=["sent_at"], condition=Q(acknowledged_at__isnull=True), name="notice_waiting")
        ]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="outcome_notice_number_is_unique"),
            at_iff_by("acknowledged", name="outcome_notice_acknowledged_at_iff_acknowledged_by"),
            at_iff_by("seen", name="outcome_notice_seen_at_iff_seen_by"),
        ]


class ChasedTo(models.TextChoices):
    OFFICER = "OFFICER", _("the officer")
    TEAM = "TEAM", _("her or his team")


class Chase(Row):
    """A reminder to police about a question or a notice; the constraints let each go once."""

    question = plain(
        models.ForeignKey(Question, models.PROTECT, null=True, related_name="chases"), access=Access.SYSTEM
    )
    notice = plain(
        models.ForeignKey(OutcomeNotice, models.PROTECT, null=True, related_name="chases"),
        access=Access.SYSTEM,
    )
    number = plain(models.PositiveSmallIntegerField())  # 1 after three working days, 2 after six
    to = plain(models.CharField(max_length=8, choices=ChasedTo.choices), access=Access.STAFF)
    chased_at = plain(models.DateTimeField())
    chased_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[ChaseQuerySet] = ChaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(question__isnull=False) ^ Q(notice__isnull=False),
                name="chase_is_about_one_thing",
            ),
            models.UniqueConstraint(
                fields=["question", "number"],
                condition=Q(question__isnull=False),
                name="chase_of_a_question_goes_once",
            ),
            models.UniqueConstraint(
                fields=["notice", "number"],
                condition=Q(notice__isnull=False),
                name="chase_of_a_notice_goes_once",
            ),
        ]


class DecisionKind(models.TextChoices):
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION", _("No further action")
    EXTENDED = "EXTENDED", _("Deadline extended or condition varied")
    EXCUSE_ACCEPTED = "EXCUSE_ACCEPTED", _("Excuse accepted")
    PROSECUTION = "PROSECUTION", _("Prosecution")
    OTHER = "OTHER", _("Something else")


# After these a coordinator decides whether the case opens again.
MAY_REOPEN = (DecisionKind.EXTENDED, DecisionKind.EXCUSE_ACCEPTED)


class PoliceDecision(Row):
    """What police decided after a notice: recorded by a named officer, or by us on an officer's word."""

    notice = plain(
        models.ForeignKey(OutcomeNotice, models.PROTECT, related_name="decisions"),
        access=Access.SYSTEM,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    kind = plain(models.CharField(max_length=20, choices=DecisionKind.choices))
    new_deadline_on = plain(models.DateField(null=True))
    words = SealedTextField(null=True)
    stated_by = plain(  # who in the force said so, where a coordinator wrote it down
        models.CharField(max_length=254, blank=True), access=Access.STAFF
    )
    decided_at = plain(models.DateTimeField())
    decided_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    settled_at = plain(models.DateTimeField(_("what follows was decided"), null=True))
    settled_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    REOPENING = MAY_REOPEN
    objects: ClassVar[DecisionQuerySet] = DecisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [at_iff_by("settled", name="police_decision_settled_at_iff_settled_by")]
