"""The return of a quarter as JSON, CSV, ODS or PDF: the figures of the screen, from the same functions."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from audit import trail
from programmes.models import Programme
from reports import (
    benchmark,
    checks,
    document,
    exports,
    funding,
    pages,
    payload,
    quality,
    quarters,
    splitting,
    spreadsheet,
    writing,
)
from reports.disclosure import Rule
from reports.measures import counting
from reports.payload import Data
from reports.quarters import Quarter
from reports.return_page import Standing
from ui.refusals import Refused

FORMATS = ("json", "csv", "ods", "pdf")
TO_A_FILE = {"pdf": "A PDF", "ods": "A spreadsheet"}


class Command(BaseCommand):
    help = "Write the return of a quarter as it stands now: figures, definitions, words."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme", help="its code, for example juno")
        parser.add_argument("year", help="the financial year, for example 2026-27")
        parser.add_argument("quarter", help="Q1 (April to June) to Q4 (January to March)")
        parser.add_argument("--format", default="json", help="json, csv, ods or pdf")
        parser.add_argument("--out", help="the file to write; without it, json and csv are printed")
        parser.add_argument("--so-far", action="store_true", help="also for a quarter that has not ended")

    def handle(self, **options: Any) -> None:
        form, out = self._form(options)
        at = timezone.now()
        with translation.override("en-gb"):
            programme, quarter = _asked(options)
            if not options["so_far"]:
                _sentence(lambda: quarters.require_ended(quarter, at))
            narrative = writing.words_of(programme, quarter)
            counted = counting.count(programme, quarter, at=at)
            rule = Rule()
            tables = benchmark.beside(programme, splitting.tables(counted, rule))
            about = writing.sections_of(programme, quarter)
            looked_at = checks.all_of(counted, narrative=narrative, about=about)
            rule = splitting.rule_used(rule, tables)
            looked = quality.look(counted.period.cases)
            figures = payload.figures(counted, looked_at, tables=tables, rule=rule, quality=looked)
            figures["funding"] = funding.frozen(programme, quarter, figures["measures"])
            figures["words"] = about
            data = _written(form, figures, payload.definitions(counted), narrative)
        trail.record("return.export", None, by=trail.SERVICE, at=at, facts={"form": form, "of": str(quarter)})
        self._write(data, out)

    def _form(self, options: dict[str, Any]) -> tuple[str, Path | None]:
        form = options["format"].lower()
        if form not in FORMATS:
            raise CommandError(f"There is no format {form}. Ask for json, csv, ods or pdf.")
        if form in TO_A_FILE and not options["out"]:
            raise CommandError(f"{TO_A_FILE[form]} needs a file to go to: add --out return.{form}")
        return form, Path(options["out"]) if options["out"] else None

    def _write(self, data: bytes, out: Path | None) -> None:
        if out is None:
            self.stdout.write(data.decode().removesuffix("\n"))
            return
        try:
            out.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        sys.stderr.write(f"Wrote {out}\n")


def _asked(options: dict[str, Any]) -> tuple[Programme, Quarter]:
    try:
        programme = Programme.objects.by_code(options["programme"])
    except Programme.DoesNotExist as unknown:
        codes = ", ".join(sorted(Programme.objects.values_list("code", flat=True))).lower()
        raise CommandError(
            f"There is no programme {options['programme']}. There are: {codes or 'none'}."
        ) from unknown
    return programme, _sentence(lambda: quarters.read(options["year"], options["quarter"]))


def _sentence(ask: Any) -> Any:
    try:
        return ask()
    except Refused as refused:
        raise CommandError(str(refused)) from refused


def _written(form: str, figures: Data, definitions: Data, narrative: str) -> bytes:
    if form == "json":
        return exports.as_json(figures, definitions, narrative=narrative, number=None)
    if form == "csv":
        return exports.as_csv(figures, definitions, narrative=narrative)
    page = pages.build(figures, definitions, narrative=narrative, standing=Standing())
    return spreadsheet.as_ods(page, figures, definitions) if form == "ods" else document.draw(page)
