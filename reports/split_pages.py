"""Protected tables in words. Nothing here knows a count that is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from reports.layout import Data
from reports.measures.equality import OWN_ANSWERS
from reports.quarters import from_slug

HIDDEN = "[c]"  # the Analysis Function's mark for confidential


@dataclass(frozen=True)
class SplitCell:
    """A cell with its column's heading, for a narrow screen."""

    heading: str
    text: str
    query: str = ""  # for the provider: the cell in an address; empty for a share


@dataclass(frozen=True)
class SplitRow:
    label: str
    cells: tuple[SplitCell, ...]


@dataclass(frozen=True)
class SplitPage:
    """A table that splits women, as it is shown."""

    code: str
    label: str
    definition: str
    span: str
    headings: tuple[str, ...]
    rows: tuple[SplitRow, ...]
    total: SplitRow | None
    note: str
    withheld: bool

    @property
    def opens(self) -> bool:
        """Whether the provider may look at the cases behind a count."""
        return self.code not in OWN_ANSWERS

    @property
    def wide(self) -> bool:
        """Whether it has more columns than fit a page in letters of the usual size."""
        return len(self.headings) > 4

    @property
    def empty(self) -> bool:
        return not self.withheld and not self.rows


def split_pages(figures: Data, *, basis: str) -> tuple[SplitPage, ...]:
    """Return the tables of a basis; none for a return that was issued before there were any."""
    return tuple(_page(table) for table in figures.get("tables", ()) if table["basis"] == basis)


def protection(figures: Data) -> str:
    """Return the sentence that says how small numbers were protected."""
    rule = figures.get("rule")
    if not rule:
        return ""
    if rule["kind"] == "ROUND":
        return _("Every number is rounded to the nearest %(n)s; a total is the sum of what is shown.") % {
            "n": rule["number"]
        }
    if rule["kind"] == "NONE":
        return _("No number is hidden, because: %(reason)s") % {"reason": rule["reason"]}
    return _(
        "%(mark)s is confidential: a number from 1 to %(most)s, or one that would give such a number away. "
        "Zero is shown."
    ) % {"mark": HIDDEN, "most": rule["number"] - 1}


def _page(table: Data) -> SplitPage:
    wide = len(table["columns"]) > 1
    rated = wide and any("started" in row for row in table["rows"])
    columns = tuple(column["label"] for column in table["columns"]) if wide else ()
    rates = (_("Came to at least one"), _("Completed, of all")) if rated else ()
    local = (_("Local share"), _("Share here")) if "local_source" in table else ()
    headings = (*columns, _("All") if wide else _("Number"), *rates, *local)
    columns_of = [column["code"] for column in table["columns"]] if wide else []
    counts = _counts(table["totals"], table["total"], wide=wide)
    total = SplitRow(_("All"), _cells(headings, counts, "ALL", columns_of))
    return SplitPage(
        code=table["code"],
        label=table["label"],
        definition=table["definition"],
        span=_span(table),
        headings=headings,
        rows=_rows(table, headings, wide=wide, rated=rated),
        total=None if table["several"] else total,
        note=_several(table) if table["several"] else _local(table),
        withheld=table["withheld"],
    )


def _rows(table: Data, headings: tuple[str, ...], *, wide: bool, rated: bool) -> tuple[SplitRow, ...]:
    if table["withheld"]:
        return ()
    found = []
    codes = [column["code"] for column in table["columns"]] if wide else []
    for row in table["rows"]:
        texts = _counts(row["cells"], row["total"], wide=wide)
        texts += [_rate(row["started"]), _rate(row["completed"])] if rated else []
        texts += [_share(row["local"]), _share(row["here"])] if "local" in row else []
        if row["total"] != 0:
            found.append(SplitRow(row["label"], _cells(headings, texts, row["code"], codes)))
    return tuple(found)


def _counts(cells: list[int | None], total: int | None, *, wide: bool) -> list[str]:
    return [_count(count) for count in ((*cells, total) if wide else (total,))]


def _cells(
    headings: tuple[str, ...], texts: list[str], row: str, columns: list[str]
) -> tuple[SplitCell, ...]:
    filled = [*texts, *[""] * (len(headings) - len(texts))]
    asked = [urlencode({"row": row, "column": column}) for column in (*columns, "ALL")]
    asked += [""] * (len(headings) - len(asked))
    return tuple(SplitCell(*cell) for cell in zip(headings, filled, asked, strict=True))


def _count(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def _rate(rate: Data | None) -> str:
    if rate is None:
        return _("too few")
    return _("%(value)s%% (%(low)s to %(high)s)") % {
        "value": f"{rate['value']:g}",
        "low": f"{rate['low']:g}",
        "high": f"{rate['high']:g}",
    }


def _share(percent: float | None) -> str:
    return "–" if percent is None else f"{percent:g}%"


def _local(table: Data) -> str:
    source = table.get("local_source")
    return _("Local share: %(source)s.") % {"source": source} if source else ""


def _several(table: Data) -> str:
    return _("Asked of %(of)s women.") % {"of": table["total"]}


def _span(table: Data) -> str:
    first, last = from_slug(table["quarters"][0]), from_slug(table["quarters"][-1])
    if first == last:
        return str(last)
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
