"""The parts of a return's page: frozen values, which decide what a commissioner sees. No row of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reports.figures_in_words import Words
from reports.funding_page import AgreementPage
from reports.known import KnownLine
from reports.measures.measure import Basis
from reports.measures.year_on import NOT_REOFFENDED
from reports.sections import SectionWords
from reports.split_pages import SplitPage
from reports.year_on_page import YearOnPage

IN_THE_WAY = (
    "split_turned_away",
    "split_not_completed",
    "split_reason_offered",
    "split_reasons_missed",
)


@dataclass(frozen=True)
class Card:
    """A headline: `number` is the percentage or the count, `of` its n of N."""

    label: str
    number: str
    of: str
    basis: str
    note: str
    comparisons: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One figure in a table. `bar` is 0 to 100, or None where there is no percentage."""

    code: str
    label: str
    of_what: str
    now: Words
    bar: int | None
    previous: str
    year_before: str


@dataclass(frozen=True)
class Explained:
    """What a figure means."""

    code: str
    version: int
    label: str
    basis: str
    definition: str
    numerator: str
    denominator: str


@dataclass(frozen=True)
class CheckLine:
    code: str
    sentence: str
    found: int
    mend: str = ""

    @property
    def passed(self) -> bool:
        return self.found == 0


@dataclass(frozen=True)
class ChartPage:
    """A chart with its words. `source` is the very SVG as an address, for the PDF."""

    code: str
    finding: str
    shows: str
    alternative: str
    source: str


@dataclass(frozen=True)
class Month:
    """The cases completed in a month."""

    month: str
    completed: int


@dataclass(frozen=True)
class VoicePage:
    """Something a woman said, or a case study: paragraphs."""

    study: bool
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Restated:
    """A figure of an earlier return that turned out wrong."""

    quarter: str
    label: str
    was: str
    now: str
    why: str


@dataclass(frozen=True)
class Standing:
    """How far a return is: a draft has no number and no signature."""

    number: int | None = None
    signed_by: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True)
class ReturnPage:
    """A whole return in words."""

    service: str
    programme: str
    provider: str
    commissioners: str
    quarter: str
    dates: str
    number: int | None
    signed_by: str
    signed_on: str
    counted: str
    previous: str
    year_before: str
    cards: tuple[Card, ...]
    cohort: tuple[Line, ...]
    activity: tuple[Line, ...]
    outputs: tuple[Line, ...]
    effort: tuple[Line, ...]
    times: tuple[Line, ...]
    money: tuple[Line, ...]
    narrative: tuple[str, ...]
    words: SectionWords
    agreements: tuple[AgreementPage, ...]
    voices: tuple[VoicePage, ...]
    months: tuple[Month, ...]
    splits: tuple[SplitPage, ...]
    equality: tuple[SplitPage, ...]
    protection: str
    charts: tuple[ChartPage, ...]
    not_known: tuple[KnownLine, ...]
    contact: str
    explained: tuple[Explained, ...]
    restated: tuple[Restated, ...]
    checks: tuple[CheckLine, ...]
    reason: str
    digest: str
    year_on: YearOnPage | None = None

    @property
    def funnel_charts(self) -> tuple[ChartPage, ...]:
        return tuple(c for c in self.charts if c.code == "funnel")

    @property
    def month_charts(self) -> tuple[ChartPage, ...]:
        return tuple(c for c in self.charts if c.code == "completions")

    @property
    def need_charts(self) -> tuple[ChartPage, ...]:
        return tuple(c for c in self.charts if c.code == "needs")

    @property
    def who_charts(self) -> tuple[ChartPage, ...]:
        return tuple(c for c in self.charts if c.code.startswith("age_"))

    @property
    def in_the_way(self) -> tuple[SplitPage, ...]:
        return tuple(s for s in self.splits if s.code in IN_THE_WAY)

    @property
    def helped(self) -> tuple[SplitPage, ...]:
        return tuple(s for s in self.splits if s.code not in IN_THE_WAY)

    @property
    def year_on_tables(self) -> tuple[SplitPage, ...]:
        return (self.year_on.table,) if self.year_on else ()

    @property
    def cohort_explained(self) -> tuple[Explained, ...]:
        return tuple(e for e in self.explained if e.basis == Basis.COHORT and e.code != NOT_REOFFENDED.code)

    @property
    def year_on_explained(self) -> tuple[Explained, ...]:
        return tuple(e for e in self.explained if e.code == NOT_REOFFENDED.code)

    @property
    def activity_explained(self) -> tuple[Explained, ...]:
        return tuple(e for e in self.explained if e.basis == Basis.ACTIVITY)

    @property
    def failed(self) -> tuple[CheckLine, ...]:
        return tuple(check for check in self.checks if not check.passed)
