"""Completions month by month, for the chart: workflow totals, one query."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from programmes.models import Programme
from referrals.models import Referral
from referrals.statuses import CLOSED, Status
from reports.quarters import LONDON, Quarter

MONTHS = 24


def completions_by_month(programme: Programme, quarter: Quarter, *, at: datetime) -> list[dict[str, Any]]:
    """Return completed and ended cases of each of the 24 months up to the quarter's end, the oldest first.

    Months before the first case are left out.
    """
    year, month = quarter.last_on.year, quarter.last_on.month
    months = [divmod(year * 12 + month - 1 - back, 12) for back in reversed(range(MONTHS))]
    names = [f"{one_year}-{one_month + 1:02}" for one_year, one_month in months]
    ended = Referral.objects.filter(
        programme=programme, status__in=CLOSED, accepted_at__isnull=False, closed_at__lt=quarter.ends_at
    ).filter(
        closed_at__gte=datetime.fromisoformat(f"{names[0]}-01").replace(tzinfo=LONDON), closed_at__lte=at
    )
    rows = (
        ended.order_by()
        .values(month=TruncMonth("closed_at", tzinfo=LONDON))
        .annotate(ended=Count("pk"), completed=Count("pk", filter=Q(status=Status.COMPLETED)))
    )
    found = {f"{row['month']:%Y-%m}": row for row in rows}
    begun = next((number for number, name in enumerate(names) if name in found), len(names))
    return [
        {
            "month": name,
            "completed": found[name]["completed"] if name in found else 0,
            "ended": found[name]["ended"] if name in found else 0,
        }
        for name in names[begun:]
    ]
