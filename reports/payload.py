"""A return as data: what is frozen, exported and drawn. Plain values, in a stable order.

`figures` names each measure by its code; `definitions` holds the words that explain it. Pages, PDF,
CSV and JSON are all made from these two and from nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from django.conf import settings

from reports import known, year_on
from reports.checks import Check
from reports.disclosure import Rule
from reports.layout import Data, rule_data
from reports.measures.counting import Counted, applying, step_words
from reports.measures.measure import Figure
from reports.measures.rules import Rules
from reports.measures.year_on import NOT_REOFFENDED
from reports.quality import Quality
from reports.quarters import LONDON

SCHEMA = "juno-return-3"
FIRST_SCHEMA = "juno-return-1"  # returns issued under it had no tables: their CSV stays as it was
OLDER_SCHEMAS = frozenset([FIRST_SCHEMA, "juno-return-2"])  # what these lack is in none of their forms

__all__ = ["Data", "as_text", "case_ids", "definitions", "digest", "figure", "figures"]


def figures(
    counted: Counted,
    checks: Iterable[Check],
    *,
    reason: str = "",
    tables: Sequence[Data] = (),
    rule: Rule | None = None,
    quality: Quality | None = None,
) -> Data:
    """Return the figures of a quarter, with those it is compared with and the checks made.

    :param reason: why it is signed although a check fails; empty when none does.
    :param tables: those that split women, protected by `rule`.
    :param quality: what is missing from the cases, frozen under the same rule.
    """
    programme, quarter = counted.programme, counted.quarter
    protected: Data = {"tables": list(tables), "rule": rule_data(rule)} if rule else {}
    if rule and quality:
        protected["not_known"] = known.shares(quality, rule)
    a_year_on = year_on.figure(tables)
    if a_year_on:
        protected["follow_up"] = a_year_on
    return {
        **protected,
        "schema": SCHEMA,
        "service": settings.JUNO_SERVICE_NAME,
        "programme": {"code": programme.code, "name": str(programme)},
        "provider": programme.provider.name,
        "contact": " · ".join(filter(None, (programme.provider.email, programme.provider.phone))),
        "commissioners": sorted(programme.commissioners.values_list("name", flat=True)),
        "quarter": {
            "year": quarter.year,
            "number": quarter.number,
            "label": str(quarter),
            "first_on": quarter.first_on.isoformat(),
            "last_on": quarter.last_on.isoformat(),
        },
        "counted_at": counted.at.astimezone(LONDON).isoformat(timespec="seconds"),
        "measures": [_measure(counted, code) for code in sorted(counted.figures)],
        "checks": [
            {"code": c.code, "sentence": str(c.sentence), "found": c.found} for c in checks if not c.private
        ],
        "reason": reason,
    }


def definitions(counted: Counted) -> Data:
    """Return the words of every measure by its code, with the programme's own names for its steps."""
    rules = Rules.of(counted.programme.current.parsed)
    steps = step_words(rules)
    return {
        measure.code: {
            "version": measure.version,
            "label": str(measure.label) % steps,
            "definition": str(measure.definition),
            "numerator": str(measure.numerator),
            "denominator": str(measure.denominator),
        }
        for measure in (*applying(rules), NOT_REOFFENDED)
    }


def case_ids(counted: Counted) -> dict[str, list[str]]:
    """Return the ids of the cases behind each figure, for the provider only."""
    return {code: list(figure.keys) for code, figure in sorted(counted.figures.items())}


def as_text(data: Data) -> str:
    """Return data as JSON that is the same, byte for byte, for the same data."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, indent=2)


def digest(figures: Data) -> str:
    """Return the SHA-256 of the figures, in hexadecimal."""
    return hashlib.sha256(as_text(figures).encode()).hexdigest()


def _measure(counted: Counted, code: str) -> Data:
    measure = counted.measures[code]
    return {
        "code": code,
        "definition_version": measure.version,
        "basis": measure.basis.value,
        "unit": measure.unit.value,
        "counts": measure.counts.value,
        **figure(counted.figures[code]),
        "suppression": None,
        "previous": figure(counted.previous[code]),
        "year_before": figure(counted.year_before[code]),
    }


def figure(figure: Figure) -> Data:
    """Return one counted figure as data."""
    return {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "not_given": figure.not_given.value if figure.not_given else None,
        **({"most": figure.most} if figure.most is not None else {}),
    }
