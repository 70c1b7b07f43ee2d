"""What the pages of returns show, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest
from accounts.roles import Role
from audit import trail
from programmes.models import Programme
from referrals.models import Referral
from reports import benchmark, cells, checks, payload, quality, splitting, writing
from reports.actions import MOST_TRIES
from reports.cells import Cell
from reports.checks import Check
from reports.disclosure import Rule
from reports.faults import FAULTS
from reports.measures import counting, gathering
from reports.measures.counting import Counted
from reports.measures.facts import Case
from reports.models import IssuedReturn, PreparedReturn, ReturnDraft
from reports.pages import build, moment
from reports.quality import Quality
from reports.quarters import NoSuchQuarter, Quarter, from_slug
from reports.querysets import managed, run_by
from reports.return_page import ReturnPage, Standing

CASES_A_PAGE = 50


@dataclass(frozen=True)
class Draft:
    """A quarter as it stands now, for its manager."""

    programme: Programme
    quarter: Quarter
    counted: Counted
    checks: list[Check]
    narrative: str
    sections: dict[str, str]
    version: int | None

    @property
    def words(self) -> dict[str, str]:
        """What is written, by the names of the form's fields."""
        return {"narrative": self.narrative} | {writing.field_of(c): w for c, w in self.sections.items()}

    @property
    def quality(self) -> Quality:
        """What is missing and what contradicts itself in the quarter's cases now."""
        return quality.look(self.counted.period.cases)

    @property
    def all_checks_met(self) -> bool:
        return all(check.passed for check in self.checks)

    def page(self, *, with_quality: bool = False) -> DraftPage:
        """Return the quarter in words, as it would be drawn now.

        :param with_quality: count what is missing, too, for whoever is about to sign.
        """
        figures = payload.figures(self.counted, self.checks)
        mends = {check.code: check.mend for check in self.checks}
        words = payload.definitions(self.counted)
        return DraftPage(
            page=build(figures, words, narrative=self.narrative, standing=Standing(), mends=mends),
            programme=self.programme.slug,
            quarter=self.quarter.slug,
            has_ended=self.quarter.has_ended(self.counted.at),
            all_checks_met=self.all_checks_met,
            quality=self.quality if with_quality else None,
        )


@dataclass(frozen=True)
class DraftPage:
    """What the manager's page of a quarter gets."""

    page: ReturnPage
    programme: str  # as in addresses
    quarter: str
    has_ended: bool
    all_checks_met: bool
    quality: Quality | None = None


@dataclass(frozen=True)
class Behind:
    """One page of the cases behind a figure; `ids` are those of this page."""

    label: str
    quarter: str
    ids: tuple[UUID | str, ...]
    total: int
    first: int
    last: int
    previous_url: str
    next_url: str


@dataclass(frozen=True)
class Proof:
    """How far the PDF of a prepared return is."""

    state: str  # WAITING, READY, FAILED
    signer: str
    prepared: str
    by: str
    sha256: str
    version: int


@dataclass(frozen=True)
class Issued:
    """An issued return for its reader: no row of the database goes to that page."""

    id: UUID
    page: ReturnPage
    sha256: str
    withdrawn: str
    reason: str
    may_withdraw: bool


@dataclass(frozen=True)
class CaseLine:
    """A case behind a figure."""

    id: UUID
    reference: str
    status: str
    sent: datetime | None


def draft(programme: Programme, quarter: Quarter, *, at: datetime) -> Draft:
    """Count a quarter now."""
    words = ReturnDraft.objects.filter(programme=programme, year=quarter.year, quarter=quarter.number).first()
    narrative = words.narrative if words else ""
    counted = counting.count(programme, quarter, at=at)
    version, about = (words.version, words.sections) if words else (None, {})
    looked_at = checks.all_of(counted, narrative=narrative, about=about)
    return Draft(programme, quarter, counted, looked_at, narrative, about, version)


def draft_tables(programme: Programme, quarter: Quarter, *, at: datetime) -> DraftPage:
    """Count a quarter's tables now, protected as they usually are."""
    counted = counting.count(programme, quarter, at=at)
    rule = Rule()
    found = benchmark.beside(programme, splitting.tables(counted, rule))
    figures = payload.figures(counted, [], tables=found, rule=rule)
    words = payload.definitions(counted)
    return DraftPage(
        page=build(figures, words, narrative="", standing=Standing()),
        programme=programme.slug,
        quarter=quarter.slug,
        has_ended=quarter.has_ended(at),
        all_checks_met=True,
    )


def behind(programme: Programme, quarter: Quarter, code: str, *, at: datetime, page: str) -> Behind | None:
    """Return a page of the cases behind a figure as it stands; None where there is no such figure."""
    counted = counting.count(programme, quarter, at=at)
    if code not in counted.figures:
        return None
    label = payload.definitions(counted)[code]["label"]
    return _page_of(counted.figures[code].keys, label, quarter, page)


def behind_cell(
    programme: Programme, quarter: Quarter, cell: Cell, *, at: datetime, page: str
) -> Behind | None:
    """Return a page of the cases behind a count of a table as it stands; None where there is no such count."""
    ids = cells.behind(programme, quarter, cell, at=at)
    return None if ids is None else _page_of(ids, cells.label(cell), quarter, page, also=cell.query)


def to_mend(programme: Programme, quarter: Quarter, code: str, *, at: datetime, page: str) -> Behind | None:
    """Return a page of the cases that have a fault now; None where there is no such fault."""
    fault = FAULTS.get(code)
    if fault is None:
        return None
    cases = quality_cases(programme, quarter, at=at)
    return _page_of(quality.to_mend(fault, cases), str(fault.sentence), quarter, page)


def quality_cases(programme: Programme, quarter: Quarter, *, at: datetime) -> Sequence[Case]:
    """Return the facts of a quarter's cases as they stand."""
    (period,) = gathering.periods(programme, [(quarter, at)])
    return period.cases


def _page_of(ids: Sequence[UUID | str], label: str, quarter: Quarter, page: str, also: str = "") -> Behind:
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    start = max(number - 1, 0) * CASES_A_PAGE
    shown = tuple(ids[start : start + CASES_A_PAGE])
    return Behind(
        label=label,
        quarter=str(quarter),
        ids=shown,
        total=len(ids),
        first=start + 1,
        last=start + len(shown),
        previous_url=f"?{also}page={number - 1}" if number > 1 else "",
        next_url=f"?{also}page={number + 1}" if start + CASES_A_PAGE < len(ids) else "",
    )


def proof(prepared: PreparedReturn | None) -> Proof | None:
    """Return how far a prepared return is; None when there is none any more."""
    if prepared is None:
        return None
    waiting = "FAILED" if prepared.tries >= MOST_TRIES else "WAITING"
    return Proof(
        state="READY" if prepared.pdf_sha256 else waiting,
        signer=prepared.signer_name,
        prepared=moment(prepared.prepared_at),
        by=str(prepared.prepared_by),
        sha256=prepared.pdf_sha256,
        version=prepared.version,
    )


def is_withdrawn(row: IssuedReturn) -> bool:
    """Tell whether an issued return was taken from download."""
    return getattr(row, "withdrawal", None) is not None


def issued(row: IssuedReturn, *, managed_by_reader: bool) -> Issued:
    """Return an issued return in words, from what was frozen."""
    withdrawal = getattr(row, "withdrawal", None)
    standing = Standing(row.number, row.signed_off_name, row.signed_off_at)
    return Issued(
        id=row.pk,
        page=build(
            row.figures, row.definitions, narrative=row.narrative, standing=standing, charts=row.charts
        ),
        sha256=row.pdf_sha256,
        withdrawn=moment(withdrawal.withdrawn_at) if withdrawal else "",
        reason=withdrawal.reason if withdrawal else "",
        may_withdraw=managed_by_reader and not withdrawal,
    )


def case_lines(cases: Iterable[Referral]) -> list[CaseLine]:
    """Return the cases behind a figure as lines: a reference, no name."""
    return [CaseLine(c.pk, c.reference, c.get_status_display(), c.submitted_at) for c in cases]


def managed_programmes(request: SignedInRequest) -> QuerySet[Programme]:
    """Return the programmes this person manages."""
    return Programme.objects.visible_to(request.user).filter(managed(request.user))


def worked_on(request: SignedInRequest) -> QuerySet[Programme]:
    """Return the programmes on which this person is a coordinator and no manager."""
    mine = run_by(request.user, Role.COORDINATOR) & ~managed(request.user)
    return Programme.objects.visible_to(request.user).filter(mine)


def find(
    request: SignedInRequest, programme: str, quarter: str, roles: tuple[Role, ...] = (Role.MANAGER,)
) -> tuple[Programme, Quarter]:
    """Return the programme and the quarter of an address, for whoever has one of the roles there."""
    code = programme.replace("-", "_").upper()
    mine = Programme.objects.visible_to(request.user).filter(run_by(request.user, *roles))
    found = mine.filter(code=code).select_related("provider").first()
    if found is None:
        missing(request)
    try:
        when = from_slug(quarter)
    except NoSuchQuarter as unknown:
        raise Http404(str(unknown)) from unknown
    if not when.has_begun(timezone.now()):
        raise Http404(_("This quarter has not begun"))
    return found, when


def missing(request: SignedInRequest) -> NoReturn:
    """Answer that there is no such thing for this person, and record the attempt.

    What belongs to others and what does not exist look the same from outside.
    """
    route = request.resolver_match.route if request.resolver_match else ""
    trail.seen("access.refused", None, by=request.user, path=route)
    raise Http404
