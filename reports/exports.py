"""A return as JSON and as CSV, from the same data as its page and its PDF."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

from reports import pages, payload, spreadsheet, tidy
from reports.models import IssuedReturn
from reports.payload import FIRST_SCHEMA, OLDER_SCHEMAS, Data
from reports.quarters import from_slug
from reports.return_page import Standing

COLUMNS = (
    "programme",
    "quarter",
    "counted_at",
    "code",
    "label",
    "basis",
    "unit",
    "counts",
    "definition_version",
    "period",
    "numerator",
    "denominator",
    "value",
    "not_given",
    "suppression",
)
SPLIT_COLUMNS = ("row", "row_label", "column", "column_label")
MORE_COLUMNS = ("low", "high", "kind", "text")
A_DRAFT = Standing()
HIDDEN = "[c]"
MEANINGS = {
    "code": "The measure's or table's code; it never changes",
    "definition_version": "Counts up when the meaning changes",
    "basis": "COHORT: referred in the period, followed to the day of counting. ACTIVITY: happened in it",
    "unit": "COUNT, PERCENT, DAYS (the median), RATIO (so many for each) or POUNDS",
    "counts": "What one is: REFERRALS, PEOPLE, PLACES and so on",
    "value": "The figure itself: a count, a percentage of one decimal, days, pounds",
    "not_given": "Why there is no value: NONE (nothing to count), FEW (too few), NO_AGREEMENT",
    "suppression": "[c] where the number is confidential",
    "row": "In a table that splits women: the answer's code; ALL for the total",
    "column": "In a table of several columns: the column's code; ALL for the total",
    "low": "The lower end of the 95% interval (Wilson) of a percentage",
    "high": "Its upper end",
    "kind": "What the row is: FIGURE, TABLE, SHARE, LOCAL, NOT_KNOWN, MONTH, AGREEMENT, FUNDER, TARGET, WORDS, "
    "QUOTE, STUDY, CHECK, RESTATED, DEFINITION or ABOUT",
    "text": "Words, where the row holds words and no number",
}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
    "csv-metadata.json": "application/csvm+json",
    "json": "application/json",
}
PHONE = re.compile(r"0[\d ]{8,}")
PERIODS = ("this quarter", "previous quarter", "same quarter last year")


def as_json(
    figures: Data, definitions: Data, *, narrative: str, number: int | None, signed_by: str = ""
) -> bytes:
    """Return the whole return as JSON: sorted, so that equal figures give equal bytes."""
    whole = {**figures, "definitions": definitions, "narrative": narrative, "number": number}
    if figures["schema"] not in OLDER_SCHEMAS:
        whole["signed_by"] = signed_by
    whole["figures_sha256"] = payload.digest(figures)
    return (payload.as_text(whole) + "\n").encode()


def as_csv(figures: Data, definitions: Data, *, narrative: str = "", standing: Standing = A_DRAFT) -> bytes:
    """Return one row for each figure and period, with a byte order mark so that spreadsheets read it."""
    out = StringIO()
    writer = csv.writer(out)
    columns = columns_of(figures)
    writer.writerow(columns)
    same = {
        "programme": figures["programme"]["code"],
        "quarter": figures["quarter"]["label"],
        "counted_at": figures["counted_at"],
        **dict.fromkeys((*SPLIT_COLUMNS, *MORE_COLUMNS), ""),
    }
    older = figures["schema"] in OLDER_SCHEMAS
    for measure in figures["measures"]:
        earlier = (measure, measure["previous"], measure["year_before"])
        for period, figure in zip(PERIODS, earlier, strict=True):
            label = definitions[measure["code"]]["label"]
            row = {**same, **measure, **figure, "label": label, "period": period, "kind": "FIGURE"}
            writer.writerow([as_cell(row[column]) for column in columns])
    for table in figures.get("tables", ()):
        for cell in (*_split_rows(table), *_local_rows(table)):
            kind = "LOCAL" if cell["column"] == "LOCAL" else "TABLE"
            row = {**same, **cell, "kind": kind}
            writer.writerow([as_cell(row[column]) for column in columns])
    for one in figures.get("not_known", ()):
        row = {**same, **_not_known(one), "kind": "NOT_KNOWN"}
        writer.writerow([as_cell(row[column]) for column in columns])
    for one in () if older else tidy.rest(figures, definitions, narrative=narrative, standing=standing):
        row = {**dict.fromkeys(columns), **same, **one}
        writer.writerow([as_cell(row[column]) for column in columns])
    return "\ufeff".encode() + out.getvalue().encode()


def columns_of(figures: Data) -> tuple[str, ...]:
    """Return the columns of a return's CSV."""
    if figures["schema"] == FIRST_SCHEMA:
        return COLUMNS
    older = figures["schema"] in OLDER_SCHEMAS
    return COLUMNS + SPLIT_COLUMNS if older else COLUMNS + SPLIT_COLUMNS + MORE_COLUMNS


def as_csv_metadata(figures: Data, *, name: str) -> bytes:
    """Return what the CSV's columns mean, as CSV on the Web has it (W3C, tabular metadata)."""
    columns = [
        {"name": column, "titles": column, "datatype": "string"}
        | ({"dc:description": MEANINGS[column]} if column in MEANINGS else {})
        for column in columns_of(figures)
    ]
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "dc:title": f"{figures['programme']['name']}: {figures['quarter']['label']}",
        "dc:publisher": figures["provider"],
        "dc:issued": figures["counted_at"],
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {"columns": columns},
    }
    return (payload.as_text(described) + "\n").encode()


def written(
    figures: Data, definitions: Data, *, narrative: str, standing: Standing, name: str
) -> dict[str, bytes]:
    """Return a return in every form but the PDF. Takes a second: call it in the worker.

    :param name: what the CSV is called in its metadata, without its ending.
    """
    page = pages.build(figures, definitions, narrative=narrative, standing=standing)
    return {
        "ods": spreadsheet.as_ods(page, figures, definitions),
        "csv": as_csv(figures, definitions, narrative=narrative, standing=standing),
        "csv-metadata.json": as_csv_metadata(figures, name=f"{name}.csv"),
        "json": as_json(
            figures, definitions, narrative=narrative, number=standing.number, signed_by=standing.signed_by
        ),
    }


def of_issued(issued: IssuedReturn) -> dict[str, bytes]:
    """Return the other forms of a return that was issued before they were kept, from its figures."""
    standing = Standing(issued.number, issued.signed_off_name, issued.signed_off_at)
    said: dict[str, Any] = {"narrative": issued.narrative, "standing": standing}
    return written(issued.figures, issued.definitions, name=issued.trail_reference, **said)


def _split_rows(table: Data) -> Iterator[Data]:
    """Yield a row for each count of a table that splits women, its totals last."""
    columns = [(column["code"], column["label"]) for column in table["columns"]]
    lines = [(row["code"], row["label"], row["cells"], row["total"]) for row in table["rows"]]
    if not table["several"]:
        lines.append(("ALL", "All", table["totals"], table["total"]))
    period = " to ".join(dict.fromkeys(str(from_slug(table["quarters"][i])) for i in (0, -1)))
    for code, label, counts, total in lines:
        cells = [*zip(columns, counts, strict=True)] if len(columns) > 1 else []
        for (column, column_label), count in (*cells, (("ALL", "All"), total)):
            yield {
                "code": table["code"],
                "label": table["label"],
                "basis": table["basis"],
                "unit": "COUNT",
                "counts": table["counts"],
                "definition_version": table["version"],
                "period": period,
                "numerator": count,
                "denominator": None,
                "value": count,
                "not_given": None,
                "suppression": HIDDEN if count is None else None,
                "row": code,
                "row_label": label,
                "column": column,
                "column_label": column_label,
            }


def _local_rows(table: Data) -> Iterator[Data]:
    """Yield a row for each local share beside a table."""
    for row in table["rows"]:
        if row.get("local") is not None:
            yield {
                "code": table["code"],
                "label": table["label"],
                "basis": table["basis"],
                "unit": "PERCENT",
                "counts": "POPULATION",
                "definition_version": table["version"],
                "period": table["local_source"],
                "numerator": None,
                "denominator": None,
                "value": row["local"],
                "not_given": None,
                "suppression": None,
                "row": row["code"],
                "row_label": row["label"],
                "column": "LOCAL",
                "column_label": "Local share",
            }


def _not_known(one: Data) -> Data:
    """Return the row of a field that is not known of some cases."""
    return {
        "code": f"not_known_{one['code'].replace('-', '_')}",
        "label": one["label"],
        "basis": "ACTIVITY",
        "unit": "PERCENT",
        "counts": "REFERRALS",
        "definition_version": 1,
        "period": PERIODS[0],
        "numerator": one["number"],
        "denominator": one["of"],
        "value": one["percent"],
        "not_given": None,
        "suppression": one["suppression"],
    }


def as_cell(value: Any) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
    formula = text.startswith(("=", "+", "-", "@", "\t", "\r")) and isinstance(value, str)
    like_a_phone = isinstance(value, str) and PHONE.fullmatch(text)  # it would lose its nought
    return f"'{text}" if formula or like_a_phone else text
