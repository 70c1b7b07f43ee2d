"""Returns as issued: figures, words, definitions and bytes, which never change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.fields import Access, SealedTextField, plain
from audit.rows import Row, Versioned, at_iff_by
from programmes.models import Programme
from referrals.models import Referral
from reports.followup.models import FollowUpCurve, FollowUpResult
from reports.quarters import Quarter
from reports.querysets import BenchmarkQuerySet, IssuedReturnQuerySet, PreparedReturnQuerySet, VoiceQuerySet

__all__ = [
    "Benchmark",
    "ConsentGiven",
    "FollowUpCurve",
    "FollowUpResult",
    "IssuedFile",
    "IssuedReturn",
    "IssuedVoice",
    "PreparedFile",
    "PreparedReturn",
    "ReturnCases",
    "ReturnDraft",
    "ReturnWithdrawal",
    "Voice",
    "VoiceKind",
]


class ReturnDraft(Versioned):
    """The manager's words for a quarter until the return is issued."""

    programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    year = plain(models.PositiveSmallIntegerField(), access=Access.SYSTEM)  # the one it begins in
    quarter = plain(models.PositiveSmallIntegerField(), access=Access.SYSTEM)
    narrative = plain(models.TextField(blank=True), access=Access.SYSTEM)
    sections = plain(models.JSONField(default=dict), access=Access.SYSTEM)  # {section: words}
    saved_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    saved_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "quarter"], name="return_draft_is_one_a_quarter"
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="return_draft_quarter_is_1_to_4"
            ),
        ]


class Benchmark(Row):
    """Whom a programme's area is home to, in per cent, as the manager loaded it: beside equality tables."""

    programme = plain(
        models.OneToOneField(Programme, models.PROTECT, related_name="benchmark"), access=Access.SYSTEM
    )
    source = plain(models.CharField(max_length=200), access=Access.SYSTEM)
    shares = plain(models.JSONField(), access=Access.SYSTEM)  # {table: {row: per cent}}
    loaded_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    loaded_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[BenchmarkQuerySet] = BenchmarkQuerySet.as_manager()  # type: ignore[assignment]


class VoiceKind(models.TextChoices):
    QUOTE = "QUOTE", _("Something she said")
    STUDY = "STUDY", _("A case study")


class ConsentGiven(models.TextChoices):
    WRITTEN = "WRITTEN", _("In writing")
    SPOKEN = "SPOKEN", _("She said so")


class Voice(Versioned):
    """Words of a woman, or about her, that she agreed to have in a quarter's return.

    Sealed under her key until they are issued; consent taken back before takes them out.
    """

    programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    year = plain(models.PositiveSmallIntegerField(), access=Access.SYSTEM)
    quarter = plain(models.PositiveSmallIntegerField(), access=Access.SYSTEM)
    referral = plain(models.ForeignKey(Referral, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    kind = plain(models.CharField(max_length=8, choices=VoiceKind.choices))
    words = SealedTextField(null=True)
    reasons = SealedTextField(null=True)  # JSON: why a detail may stay, by its key
    consented_on = plain(models.DateField())
    consent_given = plain(models.CharField(max_length=8, choices=ConsentGiven.choices))
    recorded_at = plain(models.DateTimeField())
    recorded_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    withdrawn_at = plain(models.DateTimeField(null=True))
    withdrawn_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[VoiceQuerySet] = VoiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            at_iff_by("withdrawn", name="voice_withdrawn_at_iff_withdrawn_by"),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="voice_quarter_is_1_to_4"
            ),
        ]


class PreparedReturn(Versioned):
    """A return made ready to be signed: its figures, its words and, once the worker drew it, its PDF.

    Each preparing counts `version` up, so that a slow worker never stores the PDF of older figures.
    Signing off moves it into `IssuedReturn`, bytes and all.
    """

    programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    year = plain(models.PositiveSmallIntegerField(), access=Access.SYSTEM)
    quarter = plain(models.PositiveSmallIntegerField(), access=Access.SYSTEM)
    number = plain(models.PositiveSmallIntegerField(default=1), access=Access.SYSTEM)
    figures = plain(models.JSONField(), access=Access.SYSTEM)
    definitions = plain(models.JSONField(), access=Access.SYSTEM)
    narrative = plain(models.TextField(blank=True), access=Access.SYSTEM)
    case_ids = plain(models.JSONField(), access=Access.SYSTEM)  # {measure: [referral ids]}
    counted_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    signer_name = plain(models.CharField(max_length=120), access=Access.STAFF)
    prepared_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    prepared_by = plain(models.ForeignKey(User, models.PROTECT, related_name="+"), access=Access.STAFF)
    pdf = plain(models.BinaryField(null=True), access=Access.SYSTEM)
    pdf_sha256 = plain(models.CharField(max_length=64, blank=True), access=Access.SYSTEM)
    charts = plain(models.JSONField(default=list), access=Access.SYSTEM)  # drawn with the PDF
    tries = plain(models.PositiveSmallIntegerField(default=0), access=Access.SYSTEM)
    voices = plain(models.JSONField(default=list), access=Access.SYSTEM)  # [[id, version, reasons]]

    objects: ClassVar[PreparedReturnQuerySet] = PreparedReturnQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "quarter"], name="prepared_return_is_one_a_quarter"
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4),
                name="prepared_return_quarter_is_1_to_4",
            ),
            models.CheckConstraint(
                condition=Q(pdf__isnull=True, pdf_sha256="") | (Q(pdf__isnull=False) & ~Q(pdf_sha256="")),
                name="prepared_return_pdf_iff_digest",
            ),
        ]


class PreparedFile(Row):
    """A return made ready to be signed in one of its other forms; drawn with the PDF, from the same figures."""

    prepared = plain(
        models.ForeignKey(PreparedReturn, models.CASCADE, related_name="files"), access=Access.SYSTEM
    )
    form = plain(models.CharField(max_length=20), access=Access.SYSTEM)  # ods, csv, json …
    data = plain(models.BinaryField(), access=Access.SYSTEM)
    sha256 = plain(models.CharField(max_length=64), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prepared", "form"], name="prepared_file_is_one_a_form"),
        ]


class IssuedReturn(Row):
    """A return as the commissioner has it. Rows are only ever added."""

    only_added: ClassVar[bool] = True

    programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    year = plain(models.PositiveSmallIntegerField(), access=Access.SYSTEM)
    quarter = plain(models.PositiveSmallIntegerField(), access=Access.SYSTEM)
    number = plain(models.PositiveSmallIntegerField(default=1), access=Access.SYSTEM)  # version
    figures = plain(models.JSONField(), access=Access.SYSTEM)
    definitions = plain(models.JSONField(), access=Access.SYSTEM)
    narrative = plain(models.TextField(blank=True), access=Access.SYSTEM)
    pdf = plain(models.BinaryField(), access=Access.SYSTEM)
    pdf_sha256 = plain(models.CharField(max_length=64), access=Access.SYSTEM)
    charts = plain(models.JSONField(default=list), access=Access.SYSTEM)  # the SVGs of the PDF
    figures_sha256 = plain(models.CharField(max_length=64), access=Access.SYSTEM)
    counted_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    signed_off_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    signed_off_by = plain(models.ForeignKey(User, models.PROTECT, related_name="+"), access=Access.STAFF)
    signed_off_name = plain(models.CharField(max_length=120), access=Access.STAFF)

    objects: ClassVar[IssuedReturnQuerySet] = IssuedReturnQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "quarter", "number"],
                name="issued_return_version_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="issued_return_quarter_is_1_to_4"
            ),
        ]

    @property
    def when(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def trail_reference(self) -> str:
        return f"{self.when.slug}-v{self.number}"


class IssuedFile(Row):
    """An issued return as spreadsheet, CSV or JSON: the bytes of its signing, served for ever.

    A return issued before these were kept has none; it is written from its figures when it is asked for.
    """

    only_added: ClassVar[bool] = True

    issued = plain(
        models.ForeignKey(IssuedReturn, models.PROTECT, related_name="files"), access=Access.SYSTEM
    )
    form = plain(models.CharField(max_length=20), access=Access.SYSTEM)
    data = plain(models.BinaryField(), access=Access.SYSTEM)
    sha256 = plain(models.CharField(max_length=64), access=Access.SYSTEM)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issued", "form"], name="issued_file_is_one_a_form")]


class IssuedVoice(Row):
    """For the provider only: whose consent stands behind words of an issued return, and why a detail stayed."""

    only_added: ClassVar[bool] = True

    issued = plain(
        models.ForeignKey(IssuedReturn, models.PROTECT, related_name="voices"), access=Access.SYSTEM
    )
    voice = plain(models.ForeignKey(Voice, models.PROTECT, related_name="issues"), access=Access.SYSTEM)
    reasons = plain(models.JSONField(default=list), access=Access.SYSTEM)  # sorts of details that stayed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issued", "voice"], name="issued_voice_is_one_a_return")
        ]


class ReturnCases(Row):
    """For the provider only: the ids of the cases behind one figure of an issued return."""

    only_added: ClassVar[bool] = True

    issued = plain(
        models.ForeignKey(IssuedReturn, models.PROTECT, related_name="cases"), access=Access.SYSTEM
    )
    measure = plain(models.SlugField(max_length=60), access=Access.SYSTEM)
    case_ids = plain(models.JSONField(default=list), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issued", "measure"], name="return_cases_are_kept_once_a_measure")
        ]


class ReturnWithdrawal(Row):
    """An issued return taken from download, with the reason; its bytes stay."""

    only_added: ClassVar[bool] = True

    issued = plain(
        models.OneToOneField(IssuedReturn, models.PROTECT, related_name="withdrawal"),
        access=Access.SYSTEM,
    )
    reason = plain(models.TextField(), access=Access.SYSTEM)
    withdrawn_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    withdrawn_by = plain(models.CharField(max_length=254), access=Access.STAFF)
