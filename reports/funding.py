"""The funding agreement: who pays which share, and how a quarter stands against what was agreed.

A target is compared with one quarter. What is agreed for a year (referrals, starts, completions) is a quarter of it;
a year to date is never given. Red, amber and green are shown only where the agreement asks for them, with words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from audit import trail
from programmes.models import Agreement, AgreementShare, AgreementTarget, Programme
from reports.layout import Data
from reports.measures import gathering_help
from reports.quarters import Quarter
from ui.refusals import Refused

Figures = Mapping[str, Data]


class Verdict(StrEnum):
    MET = "MET"
    NEARLY = "NEARLY"
    MISSED = "MISSED"
    NOT_GIVEN = "NOT_GIVEN"  # there is no figure to compare: too few, or nothing to count


@dataclass(frozen=True)
class Kind:
    """Something an agreement may set a target for. `yearly`: it is agreed for a year."""

    label: str | Promise
    figure: Callable[[Figures], float | None]
    yearly: bool = False
    lower_is_better: bool = False
    unit: str = ""


def _part(code: str, part: str) -> Callable[[Figures], float | None]:
    return lambda figures: figures.get(code, {}).get(part)


KINDS: dict[str, Kind] = {
    "referrals": Kind(
        gettext_lazy("Referrals in a year"), _part("referrals_received", "numerator"), yearly=True
    ),
    "starts": Kind(
        gettext_lazy("Women who start in a year"), _part("cost_per_start", "denominator"), yearly=True
    ),
    "completions": Kind(
        gettext_lazy("Completions in a year"), _part("cost_per_completion", "denominator"), yearly=True
    ),
    "reached_in_time": Kind(
        gettext_lazy("Reached within target, in per cent"), _part("reached_in_time", "value"), unit="%"
    ),
    "activity_completed": Kind(
        gettext_lazy("Completed, of the cases that ended, in per cent"),
        _part("activity_completed", "value"),
        unit="%",
    ),
    "activity_told_in_time": Kind(
        gettext_lazy("Outcomes told to police in time, in per cent"),
        _part("activity_told_in_time", "value"),
        unit="%",
    ),
    "cost_per_completion": Kind(
        gettext_lazy("Cost for each completion, in pounds"),
        _part("cost_per_completion", "value"),
        lower_is_better=True,
        unit="£",
    ),
}


class SharesDoNotAddUp(Refused):
    sentence = gettext_lazy("The shares of the funders must add up to 100 per cent, or all be left empty.")


class EndsBeforeItStarts(Refused):
    sentence = gettext_lazy("The last day is before the first day. Correct one of them.")
    field = "ends_on"


class ReferenceTaken(Refused):
    sentence = gettext_lazy(
        "This programme has another agreement with this reference. Give it one of its own."
    )
    field = "reference"


class WrongSide(Refused):
    sentence = gettext_lazy(
        "“Nearly” must not be better than the target: it is how far from it still counts as nearly met."
    )


@dataclass(frozen=True)
class Target:
    """A target as it was agreed, with the thresholds in its own words."""

    target: Decimal
    nearly: Decimal
    words: str


def save(
    agreement: Agreement,
    *,
    shares: Mapping[Organisation, Decimal],
    targets: Mapping[str, Target],
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Agreement:
    """Keep an agreement with its shares and targets, in place of those it had. Locks the programme.

    :raises Stale: when somebody saved it since the page was opened.
    :raises EndsBeforeItStarts: :raises ReferenceTaken: :raises SharesDoNotAddUp: :raises WrongSide:
    """
    if agreement.ends_on < agreement.starts_on:
        raise EndsBeforeItStarts
    if shares and sum(shares.values()) != 100:
        raise SharesDoNotAddUp
    for code, one in targets.items():
        if (one.nearly < one.target) if KINDS[code].lower_is_better else (one.nearly > one.target):
            raise WrongSide(field=f"nearly_{code}")
    with transaction.atomic():
        Programme.objects.select_for_update(no_key=True).get(pk=agreement.programme_id)
        same = Agreement.objects.filter(programme=agreement.programme_id, reference=agreement.reference)
        if same.exclude(pk=agreement.pk).exists():
            raise ReferenceTaken
        kept = Agreement.objects.filter(pk=agreement.pk).first()
        if kept is not None:
            kept.expect(seen)
            agreement.version = kept.version + 1
        agreement.save()
        agreement.shares.all().delete()
        agreement.targets.all().delete()
        AgreementShare.objects.bulk_create(
            AgreementShare(agreement=agreement, funder=funder, percent=percent)
            for funder, percent in shares.items()
        )
        AgreementTarget.objects.bulk_create(
            AgreementTarget(
                agreement=agreement,
                measure=code,
                words=one.words,
                target=one.target,
                nearly=one.nearly,
                lower_is_better=KINDS[code].lower_is_better,
            )
            for code, one in targets.items()
        )
        trail.record("agreement.save", agreement, by=by, at=at, facts={"reference": agreement.reference})
        return agreement


def frozen(programme: Programme, quarter: Quarter, measures: Iterable[Data]) -> list[Data]:
    """Return the agreements in force in a quarter, with shares and targets, as they stand in its return."""
    figures = {measure["code"]: measure for measure in measures}
    in_force = Agreement.objects.filter(
        programme=programme, starts_on__lte=quarter.last_on, ends_on__gte=quarter.first_on
    )
    rows = in_force.order_by("starts_on", "reference").prefetch_related("shares__funder", "targets")
    return [_agreement(row, quarter, figures) for row in rows]


def verdict(value: float | None, target: float, nearly: float, *, lower_is_better: bool) -> Verdict:
    """Return how a figure stands against a target and its written tolerance."""
    if value is None:
        return Verdict.NOT_GIVEN
    sign = -1 if lower_is_better else 1
    if sign * value >= sign * target:
        return Verdict.MET
    return Verdict.NEARLY if sign * value >= sign * nearly else Verdict.MISSED


def _agreement(row: Agreement, quarter: Quarter, figures: Figures) -> Data:
    paid = gathering_help.money([row], quarter)
    pounds = paid.pounds if paid else 0.0
    return {
        "reference": row.reference,
        "first_on": row.starts_on.isoformat(),
        "last_on": row.ends_on.isoformat(),
        "yearly": float(row.yearly_value),
        "pounds": pounds,
        "rated": row.rated,
        "shares": [
            {
                "funder": share.funder.name,
                "percent": float(share.percent),
                "pounds": round(pounds * float(share.percent) / 100, 2),
            }
            for share in sorted(row.shares.all(), key=lambda one: (-one.percent, one.funder.name))
        ],
        "targets": [
            _target(one, figures)
            for one in sorted(row.targets.all(), key=lambda one: list(KINDS).index(one.measure))
            if one.measure in KINDS
        ],
    }


def _target(row: AgreementTarget, figures: Figures) -> Data:
    kind = KINDS[row.measure]
    share = 4 if kind.yearly else 1
    target, nearly = float(row.target) / share, float(row.nearly) / share
    value = kind.figure(figures)
    return {
        "code": row.measure,
        "label": str(kind.label),
        "agreed": float(row.target),
        "yearly": kind.yearly,
        "unit": kind.unit,
        "target": round(target, 2),
        "value": value,
        "words": row.words,
        "verdict": verdict(value, target, nearly, lower_is_better=row.lower_is_better).value,
    }
