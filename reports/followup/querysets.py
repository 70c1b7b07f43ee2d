"""Questions about the follow-up: which cases have come to its end, and what is known of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Cast, TruncDate

from programmes.kinds import IndexEvent
from programmes.models import Programme, ProgrammeVersion
from referrals.models import Referral
from referrals.querysets import may_see
from referrals.statuses import Status
from reports.followup.rules import Reoffended, last_index_day
from reports.quarters import Quarter
from reports.querysets import managed

if TYPE_CHECKING:
    from reports.followup.models import FollowUpCurve, FollowUpResult  # noqa: F401  named in the base classes


class FollowUpCurveQuerySet(models.QuerySet["FollowUpCurve"]):
    """The doorway to the curves: the provider's managers, nobody else."""

    def visible_to(self, user: Any) -> FollowUpCurveQuerySet:
        return self.filter(programme__in=Programme.objects.filter(managed(user)).values("pk"))


IndexDay = F | Combinable
INDEX_DAY: dict[IndexEvent, IndexDay] = {
    IndexEvent.COMPLETION: TruncDate("closed_at"),
    IndexEvent.CAUTION: F("disposal_on"),
    IndexEvent.REFERRAL: TruncDate("submitted_at"),
}
TAKEN_ON = (Status.ACCEPTED, Status.COMPLETED, Status.NOT_COMPLETED)


class FollowUpResultQuerySet(models.QuerySet["FollowUpResult"]):
    """The doorway to what police answered: whoever may see the referral."""

    def visible_to(self, user: Any) -> FollowUpResultQuerySet:
        return self.filter(may_see(user, "referral__"))

    def newest(self) -> FollowUpResultQuerySet:
        """Only the newest answer for each case and index event."""
        newer = self.model._base_manager.filter(
            referral=OuterRef("referral"), index=OuterRef("index"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(newer))


def cohort(cases: QuerySet[Referral], event: IndexEvent) -> QuerySet[Referral]:
    """Return the cases that have the index event, with its day as `index_on`.

    From completion: those completed. From the caution or the referral: everybody taken on, whatever became of it.
    """
    wanted = [Status.COMPLETED] if event is IndexEvent.COMPLETION else TAKEN_ON
    found: Any = cases.filter(status__in=wanted).annotate(index_on=INDEX_DAY[event])
    dated: QuerySet[Referral] = found.filter(index_on__isnull=False)
    return dated


def happened_in(event: IndexEvent, quarters: Collection[Quarter]) -> Q:
    """Return the condition that the index event fell in one of the quarters, as an index of referrals finds it."""
    inside = Q(pk__in=[])
    for quarter in quarters:
        if event is IndexEvent.CAUTION:
            inside |= Q(disposal_on__gte=quarter.first_on, disposal_on__lte=quarter.last_on)
        else:
            name = "closed_at" if event is IndexEvent.COMPLETION else "submitted_at"
            inside |= Q(**{f"{name}__gte": quarter.starts_at, f"{name}__lt": quarter.ends_at})
    return inside


def to_follow_up(cases: QuerySet[Referral], *, today: date) -> QuerySet[Referral]:
    """Return the cases whose follow-up has ended by today, each with `index_on`, `index` and `months`.

    Each case is asked about as its programme's definition in force says, which is also how the rate counts: cohorts
    followed for different times are not mixed. Women whose record is restricted are left out, and so are those
    who were erased: nobody is asked about them.
    """
    asked = {
        version.programme_id: version.parsed.follow_up
        for version in ProgrammeVersion.objects.current().filter(
            Exists(cases.filter(programme=OuterRef("programme")).order_by())
        )
    }
    ended = Q(pk__in=[])
    for programme, one in asked.items():
        status = Q(status=Status.COMPLETED) if one.index is IndexEvent.COMPLETION else Q(status__in=TAKEN_ON)
        by = last_index_day(today, months=one.months)
        ended |= Q(programme=programme) & status & Q(index_on__lte=by)
    shown: QuerySet[Referral] = cases.annotate(
        index=_by_programme({pk: str(one.index) for pk, one in asked.items()}, models.CharField()),
        months=_by_programme({pk: one.months for pk, one in asked.items()}, models.IntegerField()),
        index_on=models.Case(
            *(models.When(programme=pk, then=INDEX_DAY[one.index]) for pk, one in asked.items()),
            default=None,
            output_field=models.DateField(),
        ),
    )
    return shown.filter(ended).exclude(restricted())


def without_answer(cases: QuerySet[Referral]) -> QuerySet[Referral]:
    """Narrow cases of `to_follow_up` to those nothing came back about that counts, as they stand now."""
    return cases.filter(~Exists(_answers()))


def with_answer(cases: QuerySet[Referral]) -> QuerySet[Referral]:
    """Narrow cases of `to_follow_up` to those police answered about."""
    return cases.filter(Exists(_answers()))


def restricted() -> Q:
    """Return the condition that nothing may be asked about her any more."""
    return (
        Q(restricted_at__isnull=False)
        | Q(participant__restricted_at__isnull=False)
        | Q(participant__erased_at__isnull=False)
    )


def end_of(index_on: Any, months: Any) -> models.Func:
    """`rules.ends_on` in the database: both keep within the month (31 January and a month is 28 February)."""
    interval = models.Func(
        months, function="make_interval", template="%(function)s(months => %(expressions)s)"
    )
    return Cast(CombinedExpression(index_on, "+", interval, models.DateTimeField()), models.DateField())


def _answers() -> QuerySet[Any]:
    """Return the answers about a case that count, as `rules.counts` says."""
    known_on = models.Case(
        models.When(reoffended=Reoffended.YES, then=TruncDate("recorded_at")), default=F("dated_on")
    )
    results = apps.get_model("reports.FollowUpResult").objects.newest()
    return results.annotate(known_on=known_on).filter(
        referral=OuterRef("pk"),
        index=OuterRef("index"),
        index_on=OuterRef("index_on"),
        known_on__gte=end_of(OuterRef("index_on"), OuterRef("months")),
    )


def _by_programme(values: dict[Any, Any], field: models.Field[Any, Any]) -> models.Case:
    whens: Iterable[models.When] = (
        models.When(programme=pk, then=models.Value(value)) for pk, value in values.items()
    )
    return models.Case(*whens, default=None, output_field=field)
