"""The quality of a quarter's data: each fault counted over its cases, and the list of those to mend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.functional import Promise

from referrals.models import Referral
from reports.faults import CONTRADICTIONS, FAULTS, LOOKED_UP, MISSING, Fault, Sort
from reports.measures.among import Among
from reports.measures.facts import Case


@dataclass(frozen=True)
class Found:
    """A fault in a quarter: `number` of the `of` cases that could have it."""

    code: str
    sort: Sort
    about: str | Promise
    sentence: str | Promise
    mend: str | Promise
    number: int
    of: int

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, never rounded to none or all; None where no case could have it."""
        if not self.of:
            return None
        share = round(100 * self.number / self.of)
        least, most = int(self.number > 0), 100 - int(self.number < self.of)
        return min(max(share, least), most)


@dataclass(frozen=True)
class Quality:
    """All faults of a quarter's cases, `cases` of them in all."""

    cases: int
    missing: tuple[Found, ...]
    contradictions: tuple[Found, ...]

    @property
    def missing_in_all(self) -> int:
        """How many things are missing, one case counted once for each."""
        return sum(one.number for one in self.missing)

    @property
    def contradictions_in_all(self) -> int:
        """How many contradictions there are."""
        return sum(one.number for one in self.contradictions)


def look(cases: Sequence[Case]) -> Quality:
    """Count every fault of the cases that touch a quarter, in one query; what only the programme's rules can
    tell, from their facts.
    """
    told = {fault.code: sum(map(fault.which, cases)) for fault in FAULTS.values() if fault.which}
    asked = {"cases": Count("pk")}
    for fault in FAULTS.values():
        asked[f"of_{fault.alias}"] = Count("pk", filter=fault.of)
        if fault.which is None:
            asked[f"in_{fault.alias}"] = Count("pk", filter=fault.of & fault.where)
    # The limit keeps PostgreSQL from looking things up anew for each condition that names them.
    counts = _of(cases).annotate(**LOOKED_UP)[: len(cases)].aggregate(**asked)

    def found(fault: Fault) -> Found:
        number = told.get(fault.code, counts.get(f"in_{fault.alias}", 0))
        words = fault.about, fault.sentence, fault.mend
        return Found(fault.code, fault.sort, *words, number, counts[f"of_{fault.alias}"])

    return Quality(counts["cases"], tuple(map(found, MISSING)), tuple(map(found, CONTRADICTIONS)))


def to_mend(fault: Fault, cases: Sequence[Case]) -> list[UUID]:
    """Return the cases that have a fault, oldest referral first."""
    if fault.which is not None:
        which = fault.which
        return [UUID(case.id) for case in sorted(cases, key=lambda c: (c.sent_at, c.id)) if which(case)]
    rows = _of(cases).alias(**LOOKED_UP).filter(fault.of & fault.where)
    return list(rows.order_by("submitted_at", "pk").values_list("pk", flat=True))


def _of(cases: Iterable[Case]) -> QuerySet[Referral]:
    return Referral.objects.filter(Among.of(case.id for case in cases).where("pk"))
