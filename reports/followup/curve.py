"""The curve of a programme's follow-up: its table, and its chart as the worker draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from programmes.kinds import IndexEvent
from programmes.models import Programme
from reports import charts
from reports.followup import counting, survival
from reports.followup.models import INDEX_LABELS, FollowUpCurve
from reports.layout import Data
from reports.measures.measure import MIN_FOR_MEDIAN, MIN_FOR_PERCENT

Durations = Sequence[tuple[int, bool]]
MONTH = 365.25 / 12  # in days
EVERY = 3  # months between the rows of the table


@dataclass(frozen=True)
class AtRisk:
    """A row beside the curve: after so many months, how many are followed still, and the share free of an offence."""

    months: int
    number: int
    free: str
    interval: str


def enough(durations: Durations) -> bool:
    """Tell whether there are women enough for a curve."""
    return len(durations) >= MIN_FOR_PERCENT


def table(durations: Durations) -> list[AtRisk]:
    """Return the numbers at risk every three months, as far as five women are followed."""
    points = survival.curve(durations)
    found = []
    for months in range(0, _last_month(durations) + 1, EVERY):
        day = round(months * MONTH)
        point = survival.at(points, day)
        found.append(
            AtRisk(
                months,
                survival.at_risk(durations, day),
                f"{100 * point.free:.0f}%",
                _("%(low)s%% to %(high)s%%")
                % {"low": f"{100 * point.low:.0f}", "high": f"{100 * point.high:.0f}"},
            )
        )
    return found


def draw(programme: Programme, event: IndexEvent, *, at: datetime) -> bool:
    """Draw the curve of a programme anew where its answers changed; return whether it was drawn.

    Takes a second: call it in the worker. Two at once store the same bytes.
    """
    cases = counting.followed(programme, event)
    durations, digest = counting.known_durations(cases, event, timezone.localdate(at))
    kept = FollowUpCurve.objects.filter(programme=programme, index=event)
    if not enough(durations) or kept.filter(digest=digest).exists():
        return False
    with translation.override("en-gb"):
        drawn = charts.as_data(_chart(event, durations, programme.current.parsed.follow_up.months))
    with transaction.atomic():
        FollowUpCurve.objects.update_or_create(
            programme=programme,
            index=event,
            defaults={"digest": digest, "chart": drawn, "rendered_at": at},
        )
    return True


def drawn(programme: Programme, event: IndexEvent, digest: str) -> Data | None:
    """Return the chart as it was drawn from these answers, None while it was not."""
    kept = FollowUpCurve.objects.filter(programme=programme, index=event, digest=digest).first()
    return kept.chart if kept else None


def _chart(event: IndexEvent, durations: Durations, months: int) -> charts.Chart:
    points = survival.curve(durations)
    rows = table(durations)
    until = round(rows[-1].months * MONTH)
    after = survival.at(points, round(min(months, rows[-1].months) * MONTH))
    words = "; ".join(
        _("after %(months)s months %(free)s, %(number)s women at risk")
        % {"months": row.months, "free": row.free, "number": row.number}
        for row in rows
    )
    ticks = [(round(row.months * MONTH), f"{row.months}\n{row.number}") for row in rows]
    return charts.Chart(
        "follow_up",
        _(
            "After %(months)s months, %(free)s%% of the women had no recorded offence (%(low)s%% to %(high)s%%)"
        )
        % {
            "months": min(months, rows[-1].months),
            "free": f"{100 * after.free:.0f}",
            "low": f"{100 * after.low:.0f}",
            "high": f"{100 * after.high:.0f}",
        },
        _(
            "Share with no recorded offence (Kaplan–Meier, 95%% interval shaded) by months since: %(event)s. "
            "Below the months: women still followed. %(n)s women whose time has ended and about whom police answered"
        )
        % {"event": str(INDEX_LABELS[event]).lower(), "n": len(durations)},
        _("A line that falls in steps: %(words)s.") % {"words": words},
        3.0,
        lambda axes: charts.steps(axes, points, until=until, ticks=ticks),
    )


def _last_month(durations: Durations) -> int:
    """Return the last quarter of a year up to which five women are followed."""
    longest = sorted((days for days, _event in durations), reverse=True)
    day = longest[min(MIN_FOR_MEDIAN, len(longest)) - 1] if longest else 0
    return max(int(day / MONTH + 0.05) // EVERY * EVERY, EVERY)
