"""The list of returns: what a manager may work on, and what a commissioner may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programmes.models import Programme
from reports.models import IssuedReturn, PreparedReturn, ReturnDraft
from reports.pages import moment
from reports.quarters import Quarter, quarter_of

MOST_QUARTERS = 12

Key = tuple[UUID, int, int]


@dataclass(frozen=True)
class IssuedLine:
    """An issued return in a list."""

    pk: UUID
    url: str
    programme: str
    quarter: str
    dates: str
    number: int
    issued: str
    withdrawn: str

    @property
    def named(self) -> str:
        """What it is called where one return is chosen among others."""
        names = {"quarter": self.quarter, "dates": self.dates, "programme": self.programme, "n": self.number}
        if self.withdrawn:
            return _("%(quarter)s, %(dates)s: %(programme)s, version %(n)s (withdrawn)") % names
        if self.number > 1:
            return _("%(quarter)s, %(dates)s: %(programme)s, version %(n)s") % names
        return _("%(quarter)s, %(dates)s: %(programme)s") % names


@dataclass(frozen=True)
class QuarterLine:
    """A quarter in the manager's list; `colour` is of the tag that shows its state."""

    url: str
    quarter: str
    dates: str
    state: str
    colour: str
    issued: tuple[IssuedLine, ...]


@dataclass(frozen=True)
class TrendLink:
    """A programme with an issued return, for the page of its trends."""

    url: str
    programme: str


@dataclass(frozen=True)
class QuarterLink:
    """A quarter whose figures can be looked behind."""

    url: str
    quarter: str
    dates: str


@dataclass(frozen=True)
class FigureList:
    programme: str
    quarters: tuple[QuarterLink, ...]


@dataclass(frozen=True)
class ProgrammeList:
    programme: str
    follow_up_url: str
    agreements: str  # where its funding agreements are
    quarters: tuple[QuarterLine, ...]


def issued_lines(returns: Iterable[IssuedReturn]) -> list[IssuedLine]:
    """Return issued returns as lines of a list."""
    return [_issued(issued) for issued in returns]


def trend_links(returns: Iterable[IssuedReturn]) -> list[TrendLink]:
    """Return the programmes whose issued returns can be set beside each other."""
    found = {one.programme_id: one.programme for one in returns if not _withdrawal(one)}
    return [
        TrendLink(reverse("reports:trends", args=[programme.slug]), str(programme))
        for programme in found.values()
    ]


def manager_lists(programmes: Iterable[Programme], *, at: datetime) -> list[ProgrammeList]:
    """Return the quarters of each programme, newest first, with how far each return is.

    Three queries and one for each programme, however many quarters there are.
    """
    mine = list(programmes)
    issued: defaultdict[Key, list[IssuedReturn]] = defaultdict(list)
    for one in IssuedReturn.objects.filter(programme__in=mine).headings():
        issued[_key(one)].append(one)
    prepared = {_key(one): bool(one.pdf_sha256) for one in _without_data(mine)}
    written = {_key(one) for one in ReturnDraft.objects.filter(programme__in=mine)}
    return [
        ProgrammeList(
            str(programme),
            reverse("reports:follow_up", args=[programme.slug]),
            reverse("reports:agreements", args=[programme.slug]),
            tuple(
                _quarter(programme, quarter, at, issued[key], prepared.get(key), key in written)
                for quarter in quarters(programme, at)
                for key in [(programme.pk, quarter.year, quarter.number)]
            ),
        )
        for programme in mine
    ]


def figure_lists(programmes: Iterable[Programme], *, at: datetime) -> list[FigureList]:
    """Return the quarters of programmes whose figures a coordinator may look behind, newest first."""
    return [
        FigureList(
            str(programme),
            tuple(
                QuarterLink(reverse("reports:figures", args=[programme.slug, one.slug]), str(one), span(one))
                for one in quarters(programme, at)
            ),
        )
        for programme in programmes
    ]


def quarters(programme: Programme, at: datetime) -> list[Quarter]:
    """Return the quarters a programme has run in, this one first, the newest twelve."""
    found = [quarter_of(at)]
    started_on = programme.current.parsed.starts_on
    while len(found) < MOST_QUARTERS and found[-1].first_on > started_on:
        found.append(found[-1].previous)
    return found


def span(quarter: Quarter) -> str:
    """Return a quarter's months in words: July to September 2026."""
    first = date_format(quarter.first_on, "F")
    return _("%(first)s to %(last)s") % {"first": first, "last": date_format(quarter.last_on, "F Y")}


def _quarter(
    programme: Programme,
    quarter: Quarter,
    at: datetime,
    issued: list[IssuedReturn],
    drawn: bool | None,
    written: bool,
) -> QuarterLine:
    state, colour = _state(quarter, at, issued, drawn, written)
    return QuarterLine(
        url=reverse("reports:return", args=[programme.slug, quarter.slug]),
        quarter=str(quarter),
        dates=span(quarter),
        state=state,
        colour=colour,
        issued=tuple(issued_lines(issued)),
    )


def _state(
    quarter: Quarter, at: datetime, issued: list[IssuedReturn], drawn: bool | None, written: bool
) -> tuple[str, str]:
    if any(not _withdrawal(one) for one in issued):
        return _("Issued"), "green"
    if drawn is not None:
        return (_("Ready to sign"), "purple") if drawn else (_("Being made"), "yellow")
    if not quarter.has_ended(at):
        return _("Still running"), "grey"
    if issued:
        return _("Withdrawn"), "red"
    return (_("Draft"), "blue") if written else (_("To do"), "orange")


def _issued(issued: IssuedReturn) -> IssuedLine:
    quarter = Quarter(issued.year, issued.quarter)
    withdrawal = _withdrawal(issued)
    return IssuedLine(
        pk=issued.pk,
        url=reverse("reports:issued", args=[issued.pk]),
        programme=str(issued.programme),
        quarter=str(quarter),
        dates=span(quarter),
        number=issued.number,
        issued=moment(issued.signed_off_at),
        withdrawn=moment(withdrawal.withdrawn_at) if withdrawal else "",
    )


def _withdrawal(issued: IssuedReturn) -> Any:
    return getattr(issued, "withdrawal", None)


def _without_data(programmes: list[Programme]) -> Any:
    return PreparedReturn.objects.filter(programme__in=programmes).only(
        "programme", "year", "quarter", "pdf_sha256"
    )


def _key(row: Any) -> Key:
    return row.programme_id, row.year, row.quarter
