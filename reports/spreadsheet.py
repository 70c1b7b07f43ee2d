"""A return as an ODS spreadsheet, by the Analysis Function's checklist for accessible spreadsheets.

A cover, contents, notes, then one table a sheet from column A: one row of headings, no merged cell, no empty
cell inside a table, nothing said by colour. Every word is stored as text, so none is ever a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from reports.layout import Data
from reports.more_sheets import Grid, Sheet, Value, sheets, year_on_sentences
from reports.payload import OLDER_SCHEMAS
from reports.return_page import Line, ReturnPage
from reports.split_pages import HIDDEN, SplitPage
from reports.year_on_page import YearOnPage

FONT = "Arial"
LETTER_CM = 0.23  # one letter of it at 12 points, as wide as they come on average, with a little air
NARROWEST, WIDEST = 10, 60  # letters; what is longer goes on in the next line of its cell
WRAPPED = "wrapped"


def as_ods(page: ReturnPage, figures: Data, definitions: Data) -> bytes:
    """Return the whole return as a spreadsheet."""
    with translation.override("en-gb"):
        found = list(_sheets(page, figures, definitions))
        older = figures["schema"] in OLDER_SCHEMAS
        front = [_cover(page, older=older), _contents(found), _notes(page, with_words=older)]
        return _written(page, [*front, *found])


def _sheets(page: ReturnPage, figures: Data, definitions: Data) -> Iterable[Sheet]:
    measures = {measure["code"]: measure for measure in figures["measures"]}
    for name, heading, lines in (
        ("Referred", _("Referred in the quarter, followed to the day of counting"), page.cohort),
        ("Happened", _("Workshops held and cases ended in the quarter"), page.activity),
        ("Effort", _("Calls, messages, needs and other services in the quarter"), page.effort),
        ("Days", _("How long it took: the middle number of days"), page.times),
        ("Places", _("Workshops held, places offered and used in the quarter"), page.outputs),
        ("Money", _("What it cost"), page.money),
    ):
        if lines:
            yield _measures(name, heading, lines, measures, page)
    for number, split in enumerate((*page.splits, *page.equality), start=1):
        yield _split(f"Table {number}", split, page)
    if page.year_on:
        yield _year_on(page, page.year_on)
    if page.not_known:
        yield _not_known(page, figures)
    if figures["schema"] not in OLDER_SCHEMAS:
        yield from sheets(page, figures)
    yield _definitions(page, definitions)


def _measures(
    name: str, heading: str, lines: Sequence[Line], measures: dict[str, Data], page: ReturnPage
) -> Sheet:
    headings: list[Value] = [
        _("Code"), _("Figure"), _("Counted"), _("Out of"), _("Value"), page.previous, page.year_before,
    ]  # fmt: skip
    grid: Grid = [headings]
    for line in lines:
        measure = measures[line.code]
        counts = [measure["numerator"], measure["denominator"], measure["value"]]
        grid.append([line.code, line.label, *map(_shown, counts), line.previous, line.year_before])
    return Sheet(
        name, heading, (_("%(quarter)s. This sheet holds one table.") % {"quarter": page.quarter},), grid
    )


def _split(name: str, split: SplitPage, page: ReturnPage) -> Sheet:
    if split.withheld:
        why: tuple[str, ...] = (
            split.span,
            split.definition,
            _("Too few women to split without giving somebody away."),
        )
        return Sheet(name, split.label, why, [])
    rows = (*split.rows, split.total) if split.total else split.rows
    grid: Grid = [[_("Answer"), *split.headings]]
    grid += [[row.label, *(_number(cell.text) for cell in row.cells)] for row in rows]
    sentences = tuple(filter(None, (split.span, split.definition, split.note, page.protection)))
    return Sheet(name, split.label, sentences, grid if len(grid) > 1 else [])


def _year_on(page: ReturnPage, one: YearOnPage) -> Sheet:
    table = _split("A year on", one.table, page)
    return Sheet(table.name, _("A year on"), (*year_on_sentences(one), *table.sentences), table.grid)


def _not_known(page: ReturnPage, figures: Data) -> Sheet:
    grid: Grid = [[_("Code"), _("Field"), _("Not known"), _("Out of"), _("Percent")]]
    for one in figures["not_known"]:
        shown = [HIDDEN if one["suppression"] else _shown(one[name]) for name in ("number", "of", "percent")]
        grid.append([one["code"], one["label"], *shown])
    sentences = (_("Of the cases of %(quarter)s that each field concerns.") % {"quarter": page.quarter},)
    return Sheet("Not known", _("What is not known"), sentences, grid)


def _definitions(page: ReturnPage, definitions: Data) -> Sheet:
    grid: Grid = [[_("Code"), _("Version"), _("Figure"), _("Definition"), _("Counted"), _("Out of")]]
    for one in page.explained:
        of = one.denominator or "[z]"
        grid.append([one.code, one.version, one.label, one.definition, one.numerator, of])
    return Sheet("Definitions", _("What counts"), (_("This sheet holds one table."),), grid)


def _cover(page: ReturnPage, *, older: bool) -> Sheet:
    grid: Grid = [
        [_("What"), _("Which")],
        [_("Programme"), page.programme],
        [_("Provider"), page.provider],
        [_("For"), page.commissioners],
        [_("Quarter"), f"{page.quarter}: {page.dates}"],
        [_("Version"), str(page.number) if page.number else _("Draft, not signed off")],
        [_("Signed off by"), page.signed_by or _("Nobody yet: a draft")],
        [_("Counted"), page.counted],
        [_("SHA-256 digest of the figures"), page.digest],
    ]
    if page.contact and not older:
        grid.append([_("Questions to"), page.contact])
    heading = _("%(programme)s: quarterly return, %(quarter)s") % {
        "programme": page.programme,
        "quarter": page.quarter,
    }
    return Sheet("Cover", heading, (_("The sheets after this one are listed under Contents."),), grid)


def _contents(sheets: Sequence[Sheet]) -> Sheet:
    grid: Grid = [[_("Sheet"), _("What it holds")], ["Notes", _("What the marks mean")]]
    grid += [[sheet.name, sheet.heading] for sheet in sheets]
    return Sheet("Contents", _("Contents"), (_("This sheet holds one table."),), grid)


def _notes(page: ReturnPage, *, with_words: bool) -> Sheet:
    grid: Grid = [
        [_("Mark"), _("What it means")],
        [HIDDEN, page.protection or _("Confidential")],
        ["[x]", _("Not available: too few for a percentage or a median, or nothing to count")],
        ["[z]", _("Not applicable")],
    ]
    words = tuple(page.narrative) if with_words else ()
    return Sheet("Notes", _("Notes"), (*words, _("This sheet holds one table.")), grid)


def _shown(value: Any) -> Value:
    return "[x]" if value is None else value


def _number(text: str) -> Value:
    return int(text) if text.isdecimal() else text or "[z]"


def _written(page: ReturnPage, sheets: Iterable[Sheet]) -> bytes:
    from odfdo import Document, Element  # nobody but who asks for a spreadsheet pays for it

    document = Document("spreadsheet")
    document.body.clear()
    ranges = Element.from_tag("table:database-ranges")
    for number, sheet in enumerate(sheets):
        document.body.append(_sheet(sheet))
        if sheet.grid:
            ranges.append(_range(Element, sheet, number))
    document.body.append(ranges)
    _plain_letters(document, Element)
    _styles(document, Element)
    document.meta.title = f"{page.programme}: {page.quarter}"
    document.meta.creator = page.provider
    document.meta.language = "en-GB"
    document.meta.generator = page.service
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _sheet(sheet: Sheet) -> Any:
    from odfdo import Cell, Column, Row, Table

    table = Table(sheet.name)
    above: Grid = [[sheet.heading]]
    above += [[sentence] for sentence in sheet.sentences]
    for number, line in enumerate([*above, *sheet.grid]):
        row = Row()
        for value in line:
            cell = Cell(style=WRAPPED if number >= len(above) else None)
            if isinstance(value, str):
                cell.set_value(value, text=value, cell_type="string")
            else:
                cell.set_value(value, text=f"{value:g}" if isinstance(value, float) else str(value))
            row.append_cell(cell)
        table.append_row(row)
    for column, letters in enumerate(widths(sheet.grid)):
        table.set_column(column, Column(style=f"wide-{letters}"))
    return table


def widths(grid: Grid) -> list[int]:
    """Return how many letters wide each column of a table is: its longest value, within bounds.

    What stands above the table runs on over the empty cells beside it and widens nothing.
    """
    return [
        min(WIDEST, max(NARROWEST, *(len(str(value)) for value in column)))
        for column in zip(*grid, strict=True)
    ]


def _range(element: Any, sheet: Sheet, number: int) -> Any:
    first = 2 + len(sheet.sentences)
    last_column = chr(ord("A") + len(sheet.grid[0]) - 1)
    where = f"'{sheet.name}'.A{first}:'{sheet.name}'.{last_column}{first + len(sheet.grid) - 1}"
    one = element.from_tag("table:database-range")
    one.set_attribute("table:name", f"table_{number}")
    one.set_attribute("table:target-range-address", where)
    one.set_attribute("table:contains-header", "true")
    return one


def _styles(document: Any, element: Any) -> None:
    for letters in range(NARROWEST, WIDEST + 1):
        width = f"{letters * LETTER_CM:.2f}cm"
        style = (
            f'<style:style style:name="wide-{letters}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width}"/></style:style>'
        )
        document.insert_style(element.from_tag(style), automatic=True)
    wrapped = (
        f'<style:style style:name="{WRAPPED}" style:family="table-cell">'
        '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>'
    )
    document.insert_style(element.from_tag(wrapped), automatic=True)


def _plain_letters(document: Any, element: Any) -> None:
    document.insert_style(
        element.from_tag(
            '<style:default-style style:family="table-cell"><style:text-properties '
            f'fo:font-family="{FONT}" fo:font-size="12pt" fo:language="en" fo:country="GB"/>'
            "</style:default-style>"
        ),
        default=True,
    )
