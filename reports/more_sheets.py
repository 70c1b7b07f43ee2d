"""The sheets of a return that hold what is said and agreed: agreements, a year on, words, voices, checks, revisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports import sections
from reports.layout import Data
from reports.return_page import ReturnPage
from reports.year_on_page import YearOnPage

Value = str | int | float
Grid = list[list[Value]]
NONE = "[z]"


@dataclass(frozen=True)
class Sheet:
    """One sheet: a heading, sentences under it, then a table."""

    name: str
    heading: str
    sentences: tuple[str, ...]
    grid: Grid
    widths: tuple[int, ...] = ()


def sheets(page: ReturnPage, figures: Data) -> Iterator[Sheet]:
    """Yield them in the order of the return, those left out that would be empty."""
    found = (
        _sheet("Months", _("Completion over time"), _months(page)),
        _sheet("Voices", _("In their own words"), _voices(page)),
        _sheet("Agreements", _("What the funding agreements pay"), _agreements(figures)),
        _sheet("Funders", _("Who pays which share"), _funders(figures)),
        _sheet("Targets", _("What was agreed, and this quarter"), _targets(page)),
        _sheet("Words", _("What the service says"), _words(page)),
        _sheet("Checks", _("Automatic checks when the return was prepared"), _checks(page), page.reason),
        _sheet("Revisions", _("Figures of earlier returns, as they were and as they are"), _revisions(page)),
    )
    return (sheet for sheet in found if len(sheet.grid) > 1)


def year_on_sentences(one: YearOnPage) -> tuple[str, ...]:
    """Return what stands over the table of the women a year on: the share, who is counted and who is not."""
    share = " ".join(filter(None, (one.number, f"({one.of})" if one.of else "")))
    return one.label, share, one.interval, one.cohort, one.maturity


def _sheet(name: str, heading: str, grid: Grid, *sentences: str) -> Sheet:
    return Sheet(name, heading, (*filter(None, sentences), _("This sheet holds one table.")), grid)


def _months(page: ReturnPage) -> Grid:
    grid: Grid = [[_("Month"), _("Cases completed")]]
    grid += [[one.month, one.completed] for one in page.months]
    return grid


def _voices(page: ReturnPage) -> Grid:
    grid: Grid = [[_("What it is"), _("Number"), _("Words")]]
    for number, voice in enumerate(page.voices, start=1):
        kind = _("Case study") if voice.study else _("Something she said")
        grid += [[kind, number, paragraph] for paragraph in voice.paragraphs]
    return grid


def _agreements(figures: Data) -> Grid:
    grid: Grid = [[_("Agreement"), _("From"), _("To"), _("Pounds a year"), _("Pounds for this quarter")]]
    for one in figures.get("funding", ()):
        grid.append([one["reference"], one["first_on"], one["last_on"], one["yearly"], one["pounds"]])
    return grid


def _funders(figures: Data) -> Grid:
    grid: Grid = [[_("Agreement"), _("Funder"), _("Percent"), _("Pounds for this quarter")]]
    for one in figures.get("funding", ()):
        grid += [
            [one["reference"], each["funder"], each["percent"], each["pounds"]] for each in one["shares"]
        ]
    return grid


def _targets(page: ReturnPage) -> Grid:
    grid: Grid = [
        [_("Agreement"), _("What"), _("Target"), _("This quarter"), _("Standing"), _("Thresholds as agreed")]
    ]
    for agreement in page.agreements:
        for one in agreement.targets:
            words = (one.label, one.agreed, one.value, one.verdict, one.words)
            grid.append([agreement.reference, *(word or NONE for word in words)])
    return grid


def _words(page: ReturnPage) -> Grid:
    grid: Grid = [[_("Section"), _("Words")]]
    grid += [[_("Headlines"), paragraph] for paragraph in page.narrative]
    for code, label in sections.SECTIONS.items():
        said: Sequence[str] = getattr(page.words, code)
        grid += [[str(label), paragraph] for paragraph in said]
    return grid


def _checks(page: ReturnPage) -> Grid:
    grid: Grid = [[_("Check"), _("Found to mend")]]
    grid += [[one.sentence, one.found] for one in page.checks]
    return grid


def _revisions(page: ReturnPage) -> Grid:
    grid: Grid = [[_("Quarter"), _("Figure"), _("Was"), _("Is"), _("Why")]]
    grid += [[one.quarter, one.label, one.was, one.now, one.why or NONE] for one in page.restated]
    return grid
