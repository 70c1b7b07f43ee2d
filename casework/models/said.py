"""What she says of herself before and after, and of the service."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.fields import Access, SealedTextField, plain
from audit.rows import Row
from casework.doorways import OnCaseQuerySet
from casework.statuses import Helped, When
from referrals.models import Referral


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
