"""Charts of a return, each an SVG with its finding and its words. The only module that draws.

matplotlib is imported when something is drawn, which the worker does: no page pays for it. The same figures
give the same bytes. Letters are outlines, so a chart looks the same wherever it is shown; what it says is in its
finding, its text alternative and the table beside it. Palette: Analysis Function; letters black, bars from zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports import outlines, spc
from reports.layout import Data
from reports.split_pages import HIDDEN

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reports.followup.survival import Point

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D"
FEWEST_MONTHS = 6  # of a line
WIDTH = 6.8  # inches: the width of a page's text
FUNNEL = ("referrals_received", "accepted", "reached", "booked", "attended_first", "completed")


@dataclass(frozen=True)
class Chart:
    """One chart: its finding in a sentence, what it shows, and what it says to whoever cannot see it."""

    code: str
    finding: str
    shows: str
    alternative: str
    height: float
    draw: Callable[[Axes], None]


def all_of(figures: Data, definitions: Data) -> list[Data]:
    """Return the charts of a return as data: code, finding, shows, alternative, svg."""
    with translation.override("en-gb"):
        return [as_data(chart) for make in MAKERS for chart in make(figures, definitions)]


def as_data(chart: Chart) -> Data:
    """Return a chart drawn, with its words."""
    return {
        "code": chart.code,
        "finding": chart.finding,
        "shows": chart.shows,
        "alternative": chart.alternative,
        "svg": _svg(chart),
    }


def _funnel(figures: Data, definitions: Data) -> Iterator[Chart]:
    measures = {measure["code"]: measure for measure in figures["measures"]}
    steps = [(definitions[c]["label"], measures[c]["numerator"]) for c in FUNNEL if c in measures]
    received, completed = steps[0][1], steps[-1][1]
    if not received:
        return
    words = ", ".join(f"{label} {count}" for label, count in steps)
    yield Chart(
        "funnel",
        _("%(completed)s of the %(received)s referrals of the quarter have completed so far")
        % {"completed": completed, "received": received},
        _("Referrals sent in %(quarter)s that came to each step by the day of counting")
        % {"quarter": figures["quarter"]["label"]},
        _("Bars, from the longest: %(words)s.") % {"words": words},
        0.42 * len(steps) + 0.3,
        lambda axes: _bars(axes, [label for label, _n in steps], [n for _label, n in steps], of=received),
    )


def _completion(figures: Data, definitions: Data) -> Iterator[Chart]:
    months = figures.get("series", {}).get("completions_by_month", [])
    if len(months) < FEWEST_MONTHS:
        return
    points = [float(month["completed"]) for month in months]
    lines, signals = spc.limits(points), spc.signals(points)
    if lines.low is None:
        finding = _("Half of the last %(months)s months had %(middle)s completions or more") % {
            "months": len(months),
            "middle": f"{lines.middle:g}",
        }
        shows = _("Completions a month, with their median (dashed). Too few months for control limits")
    else:
        finding = (
            _("Completions changed by more than their usual ups and downs")
            if signals
            else _("Completions went up and down as usual: no month stands out")
        )
        shows = _("XmR chart of completions a month: mean (dashed) and control limits (dotted)")
    words = ", ".join(f"{_month(m['month'])} {m['completed']}" for m in months)
    alternative = _("A line by month: %(words)s.") % {"words": words}
    yield Chart(
        "completions", finding, shows, alternative, 2.6, lambda axes: _line(axes, months, lines, signals)
    )


def _stages(figures: Data, definitions: Data) -> Iterator[Chart]:
    table = next((t for t in figures.get("tables", ()) if t["code"] == "equality_age"), None)
    if table is None or table["withheld"] or len(table["columns"]) < 2:
        return
    rows = [row for row in table["rows"] if row["total"] != 0]
    labels = [column["label"] for column in table["columns"]]
    shown = [row for row in rows if None not in row["cells"]]
    if not shown:
        return
    largest = max(shown, key=lambda row: (row["total"], row["code"]))
    words = "; ".join(
        f"{row['label']}: "
        + ", ".join(f"{_mark(n)} {label}" for n, label in zip(row["cells"], labels, strict=True))
        for row in rows
    )
    yield Chart(
        "age_stages",
        _("Of the ages shown, %(label)s were most often referred: %(total)s referrals")
        % {"label": largest["label"], "total": largest["total"]},
        _("Referrals of twelve months by age and how far they have come; %(mark)s is confidential")
        % {"mark": HIDDEN},
        _("Stacked bars. %(words)s.") % {"words": words},
        0.42 * len(rows) + 0.6,
        lambda axes: _stacked(axes, rows, labels),
    )
    rated = [row for row in rows if row.get("completed")]
    if len(rated) > 1:
        yield _rates(rated)


def _rates(rows: list[Data]) -> Chart:
    def words(row: Data) -> str:
        rate = row["completed"]
        return f"{row['label']} {rate['value']:g}% ({rate['low']:g} to {rate['high']:g})"

    highest_low = max(row["completed"]["low"] for row in rows)
    lowest_high = min(row["completed"]["high"] for row in rows)
    apart = highest_low > lowest_high
    return Chart(
        "age_completion",
        _("Completion differs between ages by more than chance usually makes it")
        if apart
        else _("Completion does not differ between ages by more than chance may make it"),
        _("Share of referrals of twelve months completed so far, with 95% intervals (Wilson)"),
        _("Dots with intervals: %(words)s.") % {"words": ", ".join(map(words, rows))},
        0.42 * len(rows) + 0.6,
        lambda axes: _dots(axes, rows),
    )


def _needs(figures: Data, definitions: Data) -> Iterator[Chart]:
    table = next((t for t in figures.get("tables", ()) if t["code"] == "split_needs"), None)
    rows = [row for row in table["rows"] if row["total"]] if table else []
    if not rows:
        return
    rows.sort(key=lambda row: -row["total"])
    words = ", ".join(f"{row['label']} {row['total']}" for row in rows)
    yield Chart(
        "needs",
        _("The need found most often: %(label)s") % {"label": rows[0]["label"]},
        _("Women with each need, of those asked in the quarter; what is confidential is left out"),
        _("Bars, from the longest: %(words)s.") % {"words": words},
        0.42 * len(rows) + 0.3,
        lambda axes: _bars(axes, [row["label"] for row in rows], [row["total"] for row in rows]),
    )


MAKERS = (_funnel, _completion, _stages, _needs)


def _svg(chart: Chart) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.hashsalt": chart.code,
        "svg.fonttype": "path",
        "font.family": "DejaVu Sans",
        "font.size": 9,
        "text.color": "black",
        "axes.labelcolor": "black",
        "xtick.color": "black",
        "ytick.color": "black",
    }
    with mpl.rc_context(settings):
        figure = Figure(figsize=(WIDTH, chart.height), layout="constrained")
        axes = figure.add_subplot()
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        chart.draw(axes)
        _set_out(figure)
        out = BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return outlines.merged(out.getvalue().decode())


def _set_out(figure: Figure) -> None:
    """Settle once where everything stands. Left to itself, saving draws the whole figure once more for that."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    FigureCanvasSVG(figure)  # letters are measured as they will be drawn
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)


def _bars(axes: Axes, labels: list[str], counts: list[int], *, of: int = 0) -> None:
    places = range(len(labels))
    axes.barh(places, counts, color=DARK_BLUE, height=0.62)
    for place, count in zip(places, counts, strict=True):
        share = f"  ({100 * count / of:.0f}%)" if of and place else ""
        axes.text(count, place, f" {count}{share}", va="center")
    _rows_of(axes, labels)
    axes.set_xlim(0, max(counts) * 1.2 or 1)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _stacked(axes: Axes, rows: list[Data], labels: list[str]) -> None:
    left = [0] * len(rows)
    for j, (label, colour) in enumerate(zip(labels, (DARK_BLUE, TURQUOISE, ORANGE), strict=False)):
        counts = [0 if None in row["cells"] else row["cells"][j] for row in rows]
        axes.barh(
            range(len(rows)), counts, left=left, color=colour, height=0.62, edgecolor="white", label=label
        )
        left = [before + count for before, count in zip(left, counts, strict=True)]
    for place, row in enumerate(rows):
        axes.text(
            left[place],
            place,
            f" {_mark(row['total'])}{f' ({HIDDEN})' if None in row['cells'] else ''}",
            va="center",
        )
    _rows_of(axes, [row["label"] for row in rows])
    axes.set_xlim(0, max(left) * 1.15 or 1)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=3, frameon=False)


def _dots(axes: Axes, rows: list[Data]) -> None:
    for place, row in enumerate(rows):
        rate = row["completed"]
        axes.plot([rate["low"], rate["high"]], [place, place], color=DARK_GREY, linewidth=2)
        axes.plot(rate["value"], place, "o", color=DARK_PINK, markersize=8)
        axes.text(rate["high"], place, f"  {rate['value']:g}%", va="center")
    _rows_of(axes, [row["label"] for row in rows])
    axes.set_xlim(0, 112)
    axes.set_xticks(range(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])


def _line(axes: Axes, months: list[Data], lines: spc.Limits, signals: list[int]) -> None:
    points = [month["completed"] for month in months]
    places = list(range(len(points)))
    axes.axhline(lines.middle, color=DARK_GREY, linestyle="--", linewidth=1)
    for limit in (lines.low, lines.high):
        if limit is not None:
            axes.axhline(limit, color=DARK_GREY, linestyle=":", linewidth=1.2)
    axes.plot(places, points, color=DARK_BLUE, linewidth=1.6, marker="o", markersize=4)
    axes.plot(signals, [points[i] for i in signals], "D", color=ORANGE, markersize=8, markeredgecolor="black")
    axes.text(places[-1], points[-1], f"  {points[-1]}", va="center", fontweight="bold")
    top = max([*points, lines.high or 0]) * 1.15 or 1
    axes.set_ylim(0, top)
    step = max(len(places) // 6, 1)
    axes.set_xticks(places[::step], [_month(month["month"]) for month in months[::step]])
    axes.locator_params(axis="y", integer=True)


def steps(axes: Axes, points: Sequence[Point], *, until: int, ticks: Sequence[tuple[int, str]]) -> None:
    """Draw a curve of shares that falls in steps, with its interval, from day 0 to `until`."""
    shown = [point for point in points if point.day <= until]
    days = [*(point.day for point in shown), until]
    free, low, high = (
        [100 * value for value in (*values, values[-1])]
        for values in zip(*((point.free, point.low, point.high) for point in shown), strict=True)
    )
    axes.fill_between(days, low, high, step="post", color=TURQUOISE, alpha=0.3, linewidth=0)
    axes.step(days, free, where="post", color=DARK_BLUE, linewidth=2)
    axes.text(until, free[-1], f"  {free[-1]:.0f}%", va="center", fontweight="bold")
    axes.set_ylim(0, 102)
    axes.set_xlim(0, until * 1.09)
    axes.set_xticks([day for day, _label in ticks], [label for _day, label in ticks])
    axes.set_yticks(range(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])


def _rows_of(axes: Axes, labels: list[str]) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(length=0)
    axes.invert_yaxis()


def _month(name: str) -> str:
    return date_format(date.fromisoformat(f"{name}-01"), "M Y")


def _mark(count: int | None) -> str:
    return HIDDEN if count is None else str(count)
