"""A return as JSON and as CSV, from the same data as its page and its PDF."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from reports import actions, payload
from reports.models import IssuedReturn
from reports.payload import Data

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
PERIODS = ("this quarter", "previous quarter", "same quarter last year")


def as_json(figures: Data, definitions: Data, *, narrative: str, number: int | None) -> bytes:
    """Return the whole return as JSON: sorted, so that equal figures give equal bytes."""
    whole = {**figures, "definitions": definitions, "narrative": narrative, "number": number}
    whole["figures_sha256"] = payload.digest(figures)
    return (payload.as_text(whole) + "\n").encode()


def as_csv(figures: Data, definitions: Data) -> bytes:
    """Return one row for each figure and period, with a byte order mark so that spreadsheets read it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for measure in figures["measures"]:
        earlier = (measure, measure["previous"], measure["year_before"])
        for period, figure in zip(PERIODS, earlier, strict=True):
            row = {
                **measure,
                **figure,
                "programme": figures["programme"]["code"],
                "quarter": figures["quarter"]["label"],
                "counted_at": figures["counted_at"],
                "label": definitions[measure["code"]]["label"],
                "period": period,
            }
            writer.writerow([_cell(row[column]) for column in COLUMNS])
    return "\ufeff".encode() + out.getvalue().encode()


def download(issued: IssuedReturn, form: str) -> tuple[bytes, str]:
    """Return an issued return's bytes in a form (pdf, csv, json), with their media type."""
    if form == "pdf":
        return actions.frozen_bytes(issued), "application/pdf"
    if form == "csv":
        return as_csv(issued.figures, issued.definitions), "text/csv; charset=utf-8"
    number, narrative = issued.number, issued.narrative
    data = as_json(issued.figures, issued.definitions, narrative=narrative, number=number)
    return data, "application/json"


def _cell(value: Any) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
