"""The published page of all measures, `docs/measures.md`: made from the definitions themselves."""

from __future__ import annotations

from django.utils import translation

from reports.measures.counting import all_measures
from reports.measures.measure import Basis, Measure
from reports.measures.year_on import NOT_REOFFENDED

GENERIC_STEPS = {"first": "the first workshop", "last": "the last workshop needed", "months": "12"}

TOP = """# Measures

Made from `reports/measures/` by `manage.py write_measures`; a test compares the two.

A figure is either about a **cohort** (referred in the quarter, followed to the day of counting) or
about **activity** (happened in the quarter, whenever the person was referred). The two never stand in
one table. A quarter is a run of days in Europe/London. A percentage is given from ten on, a median from
five. A code never changes; a changed meaning gets a new version.
"""

HEADINGS = {
    Basis.COHORT: "Referred in the quarter, followed to the day of counting",
    Basis.ACTIVITY: "Happened in the quarter",
}
YEAR_ON = "Followed up, a year on: protected like every table that splits women"


def page() -> str:
    """Return the page in Markdown."""
    with translation.override("en-gb"):
        parts = [TOP]
        for basis, heading in HEADINGS.items():
            parts.append(f"\n## {heading}\n")
            parts += [_described(measure) for measure in all_measures() if measure.basis is basis]
        parts += [f"\n## {YEAR_ON}\n", _described(NOT_REOFFENDED)]
    return "".join(parts)


def _described(measure: Measure) -> str:
    label = str(measure.label) % GENERIC_STEPS
    unit, counts = measure.unit.value.lower(), measure.counts.value.lower()
    lines = [
        f"\n### {label}\n",
        f"\n`{measure.code}` · version {measure.version} · {unit} · counts {counts}\n",
        f"\n{measure.definition}\n",
        f"\n* Counted: {measure.numerator}\n",
    ]
    if measure.denominator:
        lines.append(f"* Out of: {measure.denominator}\n")
    return "".join(lines)
