"""The funding agreement: who pays which share, and how a quarter stands against what was agreed.

A target is compared with one quarter. Of what is agreed for a year (referrals, starts, completions) a quarter is due
in a quarter; where the agreement covers only some of its days, as many days of the year's, and then the whole
quarter's figure is not held against it. A year to date is never given. Red, amber and green are shown only where the agreement asks for them, with words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
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
    PART = "PART"  # the figure is of the whole quarter, the agreement of some of its days


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
            _target(one, row, quarter, figures)
            for one in sorted(row.targets.all(), key=lambda one: list(KINDS).index(one.measure))
            if one.measure in KINDS
        ],
    }


def due_share(first_on: date, last_on: date, quarter: Quarter) -> tuple[float, int, int]:
    """Return which part of a year's target is due in a quarter, and of how many days of how many in the year.

    A whole quarter is a quarter of the year, however many days it has.

    :param first_on: the agreement's first day; `last_on` its last.
    """
    days = (min(last_on, quarter.last_on) - max(first_on, quarter.first_on)).days + 1
    of = (Quarter(quarter.year, 4).last_on - Quarter(quarter.year, 1).first_on).days + 1
    whole = days == (quarter.last_on - quarter.first_on).days + 1
    return (0.25 if whole else days / of), days, of


def _target(row: AgreementTarget, agreement: Agreement, quarter: Quarter, figures: Figures) -> Data:
    kind = KINDS[row.measure]
    part, days, of = due_share(agreement.starts_on, agreement.ends_on, quarter)
    share = part if kind.yearly else 1.0
    target, nearly = float(row.target) * share, float(row.nearly) * share
    value = kind.figure(figures)
    standing = verdict(value, target, nearly, lower_is_better=row.lower_is_better)
    if kind.yearly and part != 0.25:
        standing = Verdict.PART
    return {
        "code": row.measure,
        "label": str(kind.label),
        "agreed": float(row.target),
        "nearly": float(row.nearly),
        "days": days,
        "days_of_year": of,
        "yearly": kind.yearly,
        "unit": kind.unit,
        "target": round(target, 2),
        "nearly_target": round(nearly, 2),
        "value": value,
        "words": row.words,
        "verdict": standing.value,
    }
