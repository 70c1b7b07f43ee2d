"""Everything of a return that is neither a figure nor a count of a table, as rows of its CSV: agreements, words, checks.

Each row has a `kind` that says what it is (docs/downloads.md); what a row has no value for stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reports import sections
from reports.layout import Data
from reports.quarters import from_slug
from reports.return_page import Standing

RATES = {"started": "Came to at least one", "completed": "Completed, of all"}


def rest(figures: Data, definitions: Data, *, narrative: str, standing: Standing) -> Iterator[Data]:
    """Yield the rows in the order of the return."""
    yield from _about(figures, standing)
    yield from _follow_up(figures, definitions)
    for table in figures.get("tables", ()):
        yield from _rates(table)
    yield from _months(figures)
    for agreement in figures.get("funding", ()):
        yield from _agreement(agreement)
    yield from _words(figures, narrative)
    for one in figures["checks"]:
        yield {"kind": "CHECK", "code": one["code"], "label": one["sentence"], "value": one["found"]}
    for one in figures.get("restatements", ()):
        yield from _restated(one)
    yield from _definitions(definitions)


def _about(figures: Data, standing: Standing) -> Iterator[Data]:
    rule = figures.get("rule") or {"kind": "", "number": "", "reason": ""}
    said: Mapping[str, object] = {
        "programme": figures["programme"]["name"],
        "provider": figures["provider"],
        "contact": figures.get("contact", ""),
        "for": " · ".join(figures["commissioners"]),
        "first_on": figures["quarter"]["first_on"],
        "last_on": figures["quarter"]["last_on"],
        "version": standing.number or "draft",
        "signed_by": standing.signed_by,
        "protection": f"{rule['kind']} {rule['number']}".strip(),
        "protection_reason": rule["reason"],
        "reason_to_sign": figures["reason"],
    }
    for code, text in said.items():
        if text:
            yield {"kind": "ABOUT", "code": code, "text": str(text)}


def _follow_up(figures: Data, definitions: Data) -> Iterator[Data]:
    one = figures.get("follow_up")
    if one:
        words = definitions[one["code"]]
        span = f"{one['first_on']} to {one['last_on']}"
        yield {**one, "kind": "FIGURE", "label": words["label"], "period": span, "row": one["index"]}


def _rates(table: Data) -> Iterator[Data]:
    period = " to ".join(dict.fromkeys(str(from_slug(table["quarters"][i])) for i in (0, -1)))
    about = {"kind": "SHARE", "code": table["code"], "label": table["label"], "basis": table["basis"]}
    about |= {"unit": "PERCENT", "counts": table["counts"], "period": period}
    for row in table["rows"]:
        which = {**about, "row": row["code"], "row_label": row["label"]}
        for name, label in RATES.items():
            if row.get(name):
                yield {**which, **row[name], "column": name.upper(), "column_label": label}
        if row.get("here") is not None:
            yield {**which, "value": row["here"], "column": "HERE", "column_label": "Share here"}


def _months(figures: Data) -> Iterator[Data]:
    for one in figures.get("series", {}).get("completions_by_month", ()):
        yield {
            "kind": "MONTH",
            "code": "completions_by_month",
            "label": "Cases completed, of the cases that ended",
            "basis": "ACTIVITY",
            "unit": "COUNT",
            "counts": "REFERRALS",
            "period": one["month"],
            "numerator": one["completed"],
            "denominator": one.get("ended"),
            "value": one["completed"],
        }


def _agreement(one: Data) -> Iterator[Data]:
    which = {"row": one["reference"], "row_label": f"{one['first_on']} to {one['last_on']}"}
    about = {**which, "kind": "AGREEMENT", "code": "agreement", "unit": "POUNDS"}
    yield {**about, "label": "Paid in a year", "column": "YEARLY", "value": one["yearly"]}
    yield {**about, "label": "Paid for this quarter", "column": "PERIOD", "value": one["pounds"]}
    for share in one["shares"]:
        funder = {**which, "kind": "FUNDER", "code": "funder", "label": share["funder"]}
        yield {**funder, "unit": "PERCENT", "column": "SHARE", "value": share["percent"]}
        yield {**funder, "unit": "POUNDS", "column": "PERIOD", "value": share["pounds"]}
    for target in one["targets"]:
        unit = {"%": "PERCENT", "£": "POUNDS"}.get(target["unit"], "COUNT")
        same = {**which, "kind": "TARGET", "code": target["code"], "label": target["label"], "unit": unit}
        agreed = "YEARLY" if target["yearly"] else "AGREED"
        yield {**same, "column": agreed, "value": target["agreed"], "text": target["words"]}
        yield {**same, "column": "PERIOD", "value": target["target"]}
        yield {**same, "column": "REACHED", "value": target["value"], "text": target["verdict"]}


def _words(figures: Data, narrative: str) -> Iterator[Data]:
    said = {
        "narrative": narrative,
        **{code: figures.get("words", {}).get(code, "") for code in sections.SECTIONS},
    }
    for code, text in said.items():
        label = str(sections.SECTIONS.get(code, "Headlines"))
        for paragraph in sections.paragraphs(text):
            yield {"kind": "WORDS", "code": code, "label": label, "text": paragraph}
    for voice in figures.get("voices", ()):
        yield {"kind": voice["kind"], "code": "voices", "text": voice["words"]}


def _restated(one: Data) -> Iterator[Data]:
    about = {"kind": "RESTATED", "code": one["code"], "label": one["label"], "unit": one["unit"]}
    about |= {"period": one["quarter"], "text": one["why"]}
    for column in ("was", "is"):
        yield {**about, **one[column], "column": column.upper()}


def _definitions(definitions: Data) -> Iterator[Data]:
    for code, one in definitions.items():
        about = {
            "kind": "DEFINITION",
            "code": code,
            "label": one["label"],
            "definition_version": one["version"],
        }
        for column in ("definition", "numerator", "denominator"):
            if one[column]:
                yield {**about, "column": column.upper(), "text": one[column]}
