"""The women of a year as the Justice Data Lab of the Ministry of Justice asks for them (docs/follow-up.md).

The provider sends who it worked with; the Ministry matches them to the Police National Computer, builds a comparison
group and publishes a one-year proven reoffending rate. Women whose record is restricted or was erased are left out.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from io import StringIO
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from casework.whereabouts import she_was_there
from programmes.kinds import Audience
from programmes.models import Programme
from referrals.models import Referral
from referrals.statuses import Status
from reports.exports import as_cell
from reports.followup.querysets import restricted
from reports.quarters import Quarter, local_day, quarter_of
from workshops.models import Place

FEWEST = 60  # women: of fewer the Ministry rarely makes an analysis
GENDERS = {Audience.WOMEN: "F", Audience.MEN: "M"}


@dataclass(frozen=True)
class Row:
    """One woman of the file; the columns stand in the order of the file."""

    our_reference: str
    surname: str
    forenames: str
    date_of_birth: date | None
    gender: str  # as the programme admits; her own answer about herself is not given away
    pnc_id: str
    disposal: str
    disposal_date: date | None
    programme: str
    intervention_start: date
    first_workshop: date | None
    last_workshop: date | None
    workshops_attended: int
    intervention_end: date | None
    completed: str


@dataclass(frozen=True)
class Given:
    """A row, and the referral that the trail names."""

    row: Row
    subject: Referral


@dataclass(frozen=True)
class AboutYear:
    year: str
    women: int
    without_pnc_id: int
    few: bool


@dataclass(frozen=True)
class About:
    """What the page says before the file is made."""

    programme: str
    slug: str
    fewest: int
    years: Sequence[AboutYear]
    columns: str


def years(seen: QuerySet[Referral], programme: Programme) -> list[int]:
    """Return the financial years in which work with somebody began, the newest first."""
    begun = _cases(seen, programme).values_list("accepted_at", flat=True)
    return sorted({quarter_of(at).year for at in begun if at}, reverse=True)


def about(seen: QuerySet[Referral], programme: Programme) -> About:
    """Return how many women there are by year, and how many without a PNC ID."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for at, pnc_id in _cases(seen, programme).values_list("accepted_at", "participant__pnc_id"):
        if at:
            found[quarter_of(at).year].append(pnc_id or "")
    lines = [
        AboutYear(Quarter(year, 1).year_label, len(ids), ids.count(""), len(ids) < FEWEST)
        for year, ids in sorted(found.items(), reverse=True)
    ]
    columns = ", ".join(field.name for field in fields(Row))
    return About(str(programme), programme.slug, FEWEST, lines, columns)


def rows(seen: QuerySet[Referral], programme: Programme, year: int) -> list[Given]:
    """Return those with whom work began in a financial year, whatever became of it: two queries."""
    starts_at, ends_at = Quarter(year, 1).starts_at, Quarter(year, 4).ends_at
    cases = list(_cases(seen, programme).filter(accepted_at__gte=starts_at, accepted_at__lt=ends_at))
    attended: defaultdict[UUID, list[date]] = defaultdict(list)
    places = Place.objects.held().filter(she_was_there(), referral__in=[case.pk for case in cases])
    for referral, at in places.order_by("workshop__starts_at").values_list("referral", "workshop__starts_at"):
        attended[referral].append(local_day(at))
    gender = GENDERS.get(programme.current.parsed.admission.audience, "")
    return [Given(_row(case, attended[case.pk], gender, programme.code), case) for case in cases]


def as_csv(given: Sequence[Given]) -> bytes:
    """Return the file, with no cell that a spreadsheet would take for a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([field.name for field in fields(Row)])
    for one in given:
        writer.writerow([as_cell(value) for value in astuple(one.row)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cases(seen: QuerySet[Referral], programme: Programme) -> QuerySet[Referral]:
    cases = seen.filter(programme=programme, accepted_at__isnull=False, participant__isnull=False)
    return cases.exclude(restricted()).select_related("participant").order_by("accepted_at", "pk")


def _row(case: Any, attended: Sequence[date], gender: str, programme: str) -> Row:
    her = case.participant
    return Row(
        our_reference=case.reference,
        surname=her.last_name,
        forenames=her.first_names,
        date_of_birth=her.date_of_birth,
        gender=gender,
        pnc_id=her.pnc_id,
        disposal=case.disposal,
        disposal_date=case.disposal_on,
        programme=programme,
        intervention_start=local_day(case.accepted_at),
        first_workshop=attended[0] if attended else None,
        last_workshop=attended[-1] if attended else None,
        workshops_attended=len(attended),
        intervention_end=local_day(case.closed_at) if case.closed_at else None,
        completed="YES" if case.status == Status.COMPLETED else "NO",
    )
