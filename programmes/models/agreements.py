"""What funders pay for: agreements, shares, targets."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.access import memberships
from accounts.models import Organisation
from accounts.roles import Role
from audit.fields import Access, plain
from audit.rows import Row, Versioned
from programmes.models.programmes import Programme


class ThroughProgrammeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> ThroughProgrammeQuerySet:
        """Give those of the programmes that managers, commissioners and administrators see."""
        roles = (Role.MANAGER, Role.COMMISSIONER, Role.ADMIN)
        if not memberships(user, *roles):
            return self.none()
        return self.filter(programme__in=Programme.objects.visible_to(user))


class Agreement(Versioned):
    """What funders pay for, from when to when."""

    programme = plain(
        models.ForeignKey(Programme, models.PROTECT, related_name="agreements"), access=Access.SYSTEM
    )
    reference = plain(models.CharField(max_length=60), access=Access.SYSTEM)
    starts_on = plain(models.DateField(), access=Access.SYSTEM)
    ends_on = plain(models.DateField(), access=Access.SYSTEM)
    yearly_value = plain(models.DecimalField(max_digits=12, decimal_places=2), access=Access.SYSTEM)

    rated = plain(models.BooleanField(default=False), access=Access.SYSTEM)  # it asks for red, amber, green

    objects = ThroughProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="agreement_ends_on_or_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(yearly_value__gte=0), name="agreement_value_is_not_negative"
            ),
            models.UniqueConstraint(fields=["programme", "reference"], name="agreement_reference_is_unique"),
        ]

    def __str__(self) -> str:
        return self.reference


class AgreementShare(Row):
    """One funder's share of an agreement."""

    agreement = plain(
        models.ForeignKey(Agreement, models.CASCADE, related_name="shares"), access=Access.SYSTEM
    )
    funder = plain(
        models.ForeignKey(Organisation, models.PROTECT, related_name="agreement_shares"),
        access=Access.SYSTEM,
    )
    percent = plain(models.DecimalField(max_digits=5, decimal_places=2), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "funder"], name="agreement_share_one_per_funder"),
            models.CheckConstraint(
                condition=models.Q(percent__gt=0, percent__lte=100),
                name="agreement_share_is_above_0_to_100",
            ),
        ]


class AgreementTarget(Row):
    """A measure's target, with its thresholds in words as the agreement has them."""

    agreement = plain(
        models.ForeignKey(Agreement, models.CASCADE, related_name="targets"), access=Access.SYSTEM
    )
    measure = plain(models.CharField(max_length=60), access=Access.SYSTEM)
    words = plain(models.TextField(), access=Access.SYSTEM)
    target = plain(models.DecimalField(max_digits=9, decimal_places=2), access=Access.SYSTEM)
    nearly = plain(models.DecimalField(max_digits=9, decimal_places=2), access=Access.SYSTEM)
    lower_is_better = plain(models.BooleanField(default=False), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "measure"], name="agreement_target_one_per_measure"),
            models.CheckConstraint(
                condition=models.Q(lower_is_better=False, nearly__lte=models.F("target"))
                | models.Q(lower_is_better=True, nearly__gte=models.F("target")),
                name="agreement_target_nearly_is_on_the_worse_side",
            ),
        ]
