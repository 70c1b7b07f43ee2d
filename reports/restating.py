"""What turned out wrong in returns issued before: was, is. The why is the manager's.

An issued return is counted again as it stood at its own moment of counting, from today's facts. What came later
is not in it, so what differs was corrected. Erasing a woman's identity takes no case away and changes nothing.
Only workflow totals are restated: tables that split women are never published twice for one period.
"""

from __future__ import annotations

from collections.abc import Iterable

from programmes.models import Programme
from reports import payload
from reports.layout import Data
from reports.measures import gathering
from reports.measures.counting import applying
from reports.measures.rules import Rules
from reports.models import IssuedReturn
from reports.quarters import Quarter

LOOKED_BACK = 4  # quarters
# Known as they stand now and not since when: a later answer is no correction.
NOT_DATED = frozenset({"activity_onward_accepted", "activity_onward_taken_up", "activity_needs_improved"})

Published = dict[str, Data]  # by the measure's code


def changed(programme: Programme, quarter: Quarter) -> list[Data]:
    """Return the figures of the year before a quarter that differ from what was last published of them."""
    issued = list(IssuedReturn.objects.filter(programme=programme).downloadable().defer("pdf", "charts"))
    issued.sort(key=lambda one: one.signed_off_at)
    oldest = quarter
    for _back in range(LOOKED_BACK):
        oldest = oldest.previous
    recent = {one.when: one for one in issued if oldest <= one.when < quarter}
    if not recent:
        return []
    asked: list[gathering.Asked] = [(when, one.counted_at) for when, one in recent.items()]
    measures = applying(Rules.of(programme.current.parsed))
    found: list[Data] = []
    for period, (when, one) in zip(gathering.periods(programme, asked), recent.items(), strict=True):
        published = _published(one, issued)
        for measure in measures:
            was = published.get(measure.code)
            if was is None or was["definition_version"] != measure.version or measure.code in NOT_DATED:
                continue
            now = payload.figure(measure.count(period))
            if (now["numerator"], now["denominator"]) != (was["numerator"], was["denominator"]):
                found.append(_restated(when, one, was, now))
    return found


def _published(one: IssuedReturn, issued: Iterable[IssuedReturn]) -> Published:
    """Return what was last published of a return: its own figures, or a later restatement."""
    published: Published = {measure["code"]: measure for measure in one.figures["measures"]}
    for later in issued:
        for restated in later.figures.get("restatements", ()):
            if restated["quarter"] == str(one.when) and restated["code"] in published:
                published[restated["code"]] = published[restated["code"]] | restated["is"]
    return published


def _restated(when: Quarter, one: IssuedReturn, was: Data, now: Data) -> Data:
    before = {name: was.get(name) for name in ("numerator", "denominator", "value", "not_given")}
    return {
        "quarter": str(when),
        "code": was["code"],
        "unit": was["unit"],
        "label": one.definitions[was["code"]]["label"],
        "was": before,
        "is": now,
    }
