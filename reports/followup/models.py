"""What police answered a year on, every version of it, and the curve drawn from it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.fields import Access, plain
from audit.rows import Row
from programmes.kinds import IndexEvent
from programmes.models import Programme
from programmes.words import INDEX_EVENT
from referrals.models import Referral
from reports.followup.querysets import FollowUpCurveQuerySet, FollowUpResultQuerySet
from reports.followup.rules import Reoffended, Source

REOFFENDED_LABELS = {
    Reoffended.YES: _("Yes, an offence is recorded"),
    Reoffended.NO: _("No offence is recorded"),
    Reoffended.UNKNOWN: _("Not known"),
}
SOURCE_LABELS = {
    Source.NICHE: _("Niche (the force's own records)"),
    Source.PNC: _("Police National Computer"),
    Source.OTHER: _("Another police record"),
}
INDEX_LABELS = INDEX_EVENT


class Way(models.TextChoices):
    PAGE = "PAGE", _("on the page")
    FILE = "FILE", _("by a file")


class FollowUpResult(Row):
    """One answer of police about one case. Rows are only ever added: a correction is the next `number`.

    Codes and dates alone, so that erasing her changes no figure. `index_on` is the index day as it stood: an
    answer counts while it is still that day (a case that was opened again and completed anew is asked about anew).
    """

    only_added: ClassVar[bool] = True

    referral = plain(
        models.ForeignKey(Referral, models.PROTECT, related_name="follow_ups"), access=Access.SYSTEM
    )
    index = plain(models.CharField(max_length=12, choices=[(e.value, INDEX_LABELS[e]) for e in IndexEvent]))
    index_on = plain(models.DateField())
    number = plain(models.PositiveSmallIntegerField(default=1))
    reoffended = plain(
        models.CharField(max_length=8, choices=[(r.value, REOFFENDED_LABELS[r]) for r in Reoffended])
    )
    dated_on = plain(models.DateField())  # of the first offence, else of the day police looked
    source = plain(models.CharField(max_length=8, choices=[(s.value, SOURCE_LABELS[s]) for s in Source]))
    way = plain(models.CharField(max_length=4, choices=Way.choices), access=Access.SYSTEM)
    recorded_at = plain(models.DateTimeField())
    recorded_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects: ClassVar[FollowUpResultQuerySet] = FollowUpResultQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "index", "number"], name="follow_up_result_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(dated_on__gte=F("index_on")),
                name="follow_up_result_is_not_before_the_index_event",
            ),
        ]

    @property
    def trail_reference(self) -> str:
        reference: str = self.referral.reference
        return reference


class FollowUpCurve(Row):
    """The curve of a programme as the worker drew it; `digest` is of the answers it was drawn from."""

    programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    index = plain(
        models.CharField(max_length=12, choices=[(e.value, INDEX_LABELS[e]) for e in IndexEvent]),
        access=Access.SYSTEM,
    )
    digest = plain(models.CharField(max_length=64), access=Access.SYSTEM)
    chart = plain(models.JSONField(), access=Access.SYSTEM)
    rendered_at = plain(models.DateTimeField(), access=Access.SYSTEM)

    objects: ClassVar[FollowUpCurveQuerySet] = FollowUpCurveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "index"], name="follow_up_curve_is_one_an_index")
        ]
