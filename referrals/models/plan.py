"""Her plan."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.fields import Access, plain
from audit.rows import Row, at_iff_by
from referrals.models.referral import Referral


class StepKind(models.TextChoices):
    GROUP = "GROUP", _("Group workshop")
    ONE_TO_ONE = "ONE_TO_ONE", _("One-to-one")


class WhyAdded(models.TextChoices):
    """Why a step was added to a plan of her own."""

    SHE_ASKED = "SHE_ASKED", _("She asked for it")
    AGREED = "AGREED", _("We agreed on it together")
    NEED = "NEED", _("A need came up")


class WhyEnded(models.TextChoices):
    """Why a step of a plan of her own was ended before she did it."""

    SHE_ASKED = "SHE_ASKED", _("She asked to leave it out")
    NOT_NEEDED = "NOT_NEEDED", _("It is not needed any more")
    ELSEWHERE = "ELSEWHERE", _("She has it from somebody else")
    NOT_OFFERED = "NOT_OFFERED", _("We cannot offer it: our part, not hers")
    MISTAKE = "MISTAKE", _("It was added by mistake")


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
    # In a plan of her own: why her worker added it; empty where every plan begins with it.
    why_added = plain(models.CharField(max_length=20, choices=WhyAdded.choices, blank=True, default=""))
    ended_at = plain(models.DateTimeField(null=True))
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_ended = plain(models.CharField(max_length=40, blank=True))

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "round", "number"], name="plan_step_is_unique_in_its_round"
            ),
            at_iff_by("ended", name="plan_step_ended_at_iff_ended_by"),
        ]
