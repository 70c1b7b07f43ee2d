"""The directory of services, and which of it is for one woman."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from casework import services
from casework.messages import day
from casework.models import ListedService
from programmes.codes import pathways
from referrals.models import Referral


@dataclass(frozen=True)
class Line:
    """A service, as the directory shows it."""

    row: ListedService
    helps_with: Sequence[str]
    where: str
    checked: str
    stale: bool
    edit_url: str
    end_url: str


def lines(rows: Sequence[ListedService], *, today: date) -> list[Line]:
    """Return the directory, in the order of the rows."""
    labels = {code.code: code.label for code in pathways()}
    return [
        Line(
            row=row,
            helps_with=[labels.get(code, code) for code in row.pathways],
            where=", ".join(row.areas),
            checked=day(timezone.localdate(row.checked_at)),
            stale=services.is_stale(timezone.localdate(row.checked_at), today),
            edit_url=reverse("casework:service_edit", args=[row.pk]),
            end_url=reverse("casework:service_end", args=[row.pk]),
        )
        for row in rows
    ]


def for_her(case: Referral) -> list[ListedService]:
    """Return the services that serve where she lives; all of them where nobody knows where."""
    postcode = case.participant.postcode if case.participant else ""
    rows = ListedService.objects.of(case.provider_id)
    return [row for row in rows if services.is_for(row.areas, postcode)]
