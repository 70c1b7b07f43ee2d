"""What is done on a case: calls, what she was told, notes, needs, arrangements, absences."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from audit.fields import Access, SealedTextField, identity, plain
from audit.rows import Row, Versioned
from casework.querysets import (
    CaseQuerySet,
    DisclosureQuerySet,
    ListedServiceQuerySet,
    NoteQuerySet,
    OnCaseQuerySet,
    ReviewQuerySet,
)
from casework.statuses import (
    AbsenceDecision,
    AbsenceReason,
    ArrangedBy,
    ArrangementKind,
    ArrangementState,
    CallOutcome,
    DayPart,
    Helped,
    NoteKind,
    Told,
    ToldBy,
    When,
)
from referrals.models import Referral
from workshops.models import Place


class Case(Referral):
    """A referral as casework sees it: the same row, with the questions a coordinator asks of it."""

    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        proxy = True


class ContactAttempt(Row):
    """One try to speak to her, and when the next one is."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="attempts"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    number = plain(models.PositiveSmallIntegerField())
    outcome = plain(models.CharField(max_length=16, choices=CallOutcome.choices))
    words = SealedTextField(null=True)
    number_rung = identity(models.CharField(max_length=20, blank=True))  # its digits
    made_at = plain(models.DateTimeField())
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    day_part = plain(models.CharField(max_length=10, choices=DayPart.choices))
    next_due_at = plain(models.DateTimeField(null=True))
    next_day_part = plain(models.CharField(max_length=10, choices=DayPart.choices, blank=True))
    undone_at = plain(models.DateTimeField(null=True))
    undone_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["referral", "-made_at"], name="attempt_by_referral"),
            models.Index(fields=["made_at"], name="attempt_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="contact_attempt_number_is_unique"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by="")
                | (Q(undone_at__isnull=False) & ~Q(undone_by="")),
                name="contact_attempt_undone_at_iff_undone_by",
            ),
        ]


class FirstCall(Versioned):
    """The checklist of the first real conversation, saved as it goes."""

    referral = plain(
        models.OneToOneField(Referral, models.PROTECT, related_name="first_call"),
        access=Access.SYSTEM,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    number_confirmed = plain(models.BooleanField(default=False))
    safe_contact_asked = plain(models.BooleanField(default=False))
    help_wanted = plain(models.JSONField(default=list, blank=True))
    cannot_come_on = plain(models.JSONField(default=list, blank=True))  # weekdays, 0 is Monday
    access_needed = plain(models.JSONField(default=list, blank=True))  # of workshops' `AccessFact`
    worries = SealedTextField(null=True)
    needs_words = SealedTextField(null=True)
    started_at = plain(models.DateTimeField())
    started_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    finished_at = plain(models.DateTimeField(null=True))
    finished_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["finished_at"], name="first_call_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, finished_by="")
                | (Q(finished_at__isnull=False) & ~Q(finished_by="")),
                name="first_call_finished_at_iff_finished_by",
            )
        ]


class Telling(Row):
    """How, when and by whom she was told something, on a channel that reached her.

    `dates` holds the ISO dates she was told; telling her other dates is another row.
    """

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="tellings"), access=Access.SYSTEM
    )
    what = plain(models.CharField(max_length=10, choices=Told.choices))
    how = plain(models.CharField(max_length=10, choices=ToldBy.choices))
    dates = plain(models.JSONField(default=list))
    told_at = plain(models.DateTimeField())
    told_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    class Meta:
        indexes = [models.Index(fields=["referral", "what"], name="telling_by_referral")]


class Note(Row):
    """A dated note; after 24 hours it is fixed, and a correction is a note of its own."""

    referral = plain(models.ForeignKey(Referral, models.PROTECT, related_name="notes"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    kind = plain(models.CharField(max_length=8, choices=NoteKind.choices, default=NoteKind.NOTE))
    words = SealedTextField()
    corrects = plain(
        models.OneToOneField("self", models.PROTECT, null=True, related_name="correction"),
        access=Access.SYSTEM,
    )
    written_at = plain(models.DateTimeField())
    written_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    # Of a concern: a caseworker has read it and said what was done.
    taken_up_at = plain(models.DateTimeField(null=True))
    taken_up_by = plain(models.CharField(max_length=254, blank=True, default=""), access=Access.STAFF)

    objects: ClassVar[NoteQuerySet] = NoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["referral", "-written_at"], name="note_by_referral"),
            models.Index(
                fields=["written_at"],
                condition=Q(kind="CONCERN", taken_up_at__isnull=True),
                name="note_concern_not_taken_up",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_up_at__isnull=True, taken_up_by="")
                | (Q(taken_up_at__isnull=False, kind="CONCERN") & ~Q(taken_up_by="")),
                name="note_taken_up_at_iff_taken_up_by",
            )
        ]


class Need(Row):
    """A need by pathway (one of nine), with its level now and afterwards."""

    referral = plain(models.ForeignKey(Referral, models.PROTECT, related_name="needs"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    pathway = plain(models.CharField(max_length=10))
    level = plain(models.PositiveSmallIntegerField(default=1))
    level_after = plain(models.PositiveSmallIntegerField(null=True))
    words = SealedTextField(null=True)
    noted_at = plain(models.DateTimeField())
    noted_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["noted_at"], name="need_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["referral", "pathway"], name="need_is_noted_once_for_a_pathway")
        ]


class ListedService(Versioned):
    """A service in the directory: what it does, for whom and where, and how somebody is referred to it."""

    provider = plain(models.ForeignKey(Organisation, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    name = plain(models.CharField(_("name"), max_length=120))
    pathways = plain(models.JSONField(_("what it helps with"), default=list))  # codes of the nine pathways
    for_whom = plain(models.TextField(_("who it is for"), blank=True))
    areas = plain(models.JSONField(_("where"), default=list), access=Access.SYSTEM)  # `casework.services`
    how = plain(models.TextField(_("how to refer"), blank=True))
    phone = plain(models.CharField(_("phone"), max_length=40, blank=True))
    website = plain(models.URLField(_("website"), max_length=300, blank=True))
    checked_at = plain(models.DateTimeField(), access=Access.STAFF)
    checked_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    ended_at = plain(models.DateTimeField(null=True), access=Access.STAFF)
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[ListedServiceQuerySet] = ListedServiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "name"],
                condition=Q(ended_at__isnull=True),
                name="listed_service_is_named_once_for_a_provider",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="listed_service_ended_at_iff_ended_by",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OnwardReferral(Row):
    """A service she was offered, and whether she took it up."""

    referral = plain(models.ForeignKey(Referral, models.PROTECT, related_name="onward"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    pathway = plain(models.CharField(max_length=10))
    service = SealedTextField()  # as it was called then
    listed = plain(
        models.ForeignKey(ListedService, models.PROTECT, null=True, related_name="+"), access=Access.SYSTEM
    )
    offered_at = plain(models.DateTimeField())
    offered_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    accepted = plain(models.BooleanField(null=True))
    taken_up_at = plain(models.DateTimeField(null=True))
    taken_up_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["offered_at"], name="offer_by_time"),
            models.Index(fields=["taken_up_at"], name="offer_by_time_taken_up"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_up_at__isnull=True, taken_up_by="")
                | (Q(taken_up_at__isnull=False) & ~Q(taken_up_by="")),
                name="onward_referral_taken_up_at_iff_taken_up_by",
            )
        ]


class Score(Row):
    """Her answer to the question a programme asks before and after (`Definition.before_and_after`)."""

    referral = plain(models.ForeignKey(Referral, models.PROTECT, related_name="scores"), access=Access.SYSTEM)
    moment = plain(models.CharField(_("when"), max_length=6, choices=When.choices))
    value = plain(models.PositiveSmallIntegerField(_("her answer")))
    said_at = plain(models.DateTimeField())
    said_by = plain(models.CharField(max_length=254), access=Access.STAFF)  # to whom

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "moment"], name="score_is_given_once_for_each_moment")
        ]


class Feedback(Row):
    """What she says of it: how much it helped, in her own words if she likes. Only ever added."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="feedback"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    helped = plain(models.PositiveSmallIntegerField(_("how much it helped"), choices=Helped.choices))
    words = SealedTextField(null=True)
    # Her consent that they are used, without her name, to tell others of the service.
    may_use = plain(models.BooleanField(_("her words may be used"), default=False))
    said_at = plain(models.DateTimeField())
    said_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["referral", "said_at"], name="feedback_by_referral")]


class Arrangement(Versioned):
    """Something that must be in place for her to come: childcare, travel, an interpreter."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="arrangements"),
        access=Access.SYSTEM,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    kind = plain(models.CharField(max_length=12, choices=ArrangementKind.choices))
    state = plain(
        models.CharField(max_length=12, choices=ArrangementState.choices, default=ArrangementState.NEEDED)
    )
    for_on = plain(models.DateField(null=True))
    arranged_by = plain(models.CharField(max_length=10, choices=ArrangedBy.choices, blank=True))
    cost_pence = plain(models.PositiveIntegerField(null=True))  # of the whole of it; None: not known yet
    words = SealedTextField(null=True)
    made_at = plain(models.DateTimeField())
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]


class Absence(Versioned):
    """She was not at a workshop: a fact. What follows from it is a decision, kept beside it."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="absences"), access=Access.SYSTEM
    )
    place = plain(models.OneToOneField(Place, models.PROTECT, related_name="absence"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    told_before = plain(models.BooleanField(_("she told us before"), null=True))
    reason = plain(
        models.CharField(max_length=14, choices=AbsenceReason.choices, default=AbsenceReason.NOT_KNOWN)
    )
    words = SealedTextField(null=True)
    evidence_seen = plain(models.BooleanField(null=True))
    asked_her_at = plain(models.DateTimeField(_("we tried safely to hear her reason"), null=True))
    asked_her_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    decision = plain(models.CharField(max_length=8, choices=AbsenceDecision.choices, blank=True))
    decided_at = plain(models.DateTimeField(null=True))
    decided_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    noted_at = plain(models.DateTimeField())
    noted_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[OnCaseQuerySet] = OnCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_by="")
                | (~Q(decision="") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="absence_decided_at_iff_decided",
            ),
            models.CheckConstraint(
                condition=Q(asked_her_at__isnull=True, asked_her_by="")
                | (Q(asked_her_at__isnull=False) & ~Q(asked_her_by="")),
                name="absence_asked_her_at_iff_asked_her_by",
            ),
        ]


class Review(Row):
    """Something a coordinator should look at: a possible duplicate, a person to keep apart."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="reviews"), access=Access.SYSTEM
    )
    kind = plain(models.SlugField(max_length=40), access=Access.SYSTEM)
    about_id = plain(models.UUIDField(null=True), access=Access.THIRD_PARTY)
    raised_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    settled_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    settled_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    settled_as = plain(models.SlugField(max_length=20, blank=True), access=Access.SYSTEM)

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by="")
                | (Q(settled_at__isnull=False) & ~Q(settled_by="")),
                name="review_settled_at_iff_settled_by",
            ),
            models.UniqueConstraint(
                fields=["referral", "about_id"],
                condition=Q(kind="duplicate"),
                name="review_of_two_women_is_raised_once",
            ),
        ]


class Disclosure(Row):
    """Attempts and reasons that a manager let police read, for this case only; frozen as previewed."""

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="disclosures"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    said = SealedTextField()  # JSON: the lines police read
    why = SealedTextField(access=Access.STAFF)
    asked_by = plain(models.CharField(max_length=120), access=Access.STAFF)  # who in the force
    made_at = plain(models.DateTimeField())
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[DisclosureQuerySet] = DisclosureQuerySet.as_manager()  # type: ignore[assignment]
