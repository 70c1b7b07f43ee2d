"""Counting a quarter: every measure that applies, now and in the two quarters to compare it with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programmes.label import Label
from programmes.models import Programme
from reports.measures import activity, cohort, effort, gathering, support
from reports.measures.facts import Period
from reports.measures.measure import MEASURES, Figure, Measure
from reports.measures.rules import Rules
from reports.quarters import Quarter
from ui.uncollected import uncollected

# Importing the rooms above enters their measures in the table; they are read in this order.
ROOMS = (cohort, activity, effort, support)

Figures = Mapping[str, Figure]  # by the code of the measure


@dataclass(frozen=True)
class Counted:
    """The figures of one quarter by measure code, beside the earlier ones.

    Earlier quarters are counted as they stood the same time after their own end, so that an old
    quarter does not look better than this one only because it had longer.
    """

    programme: Programme
    quarter: Quarter
    at: datetime
    read: gathering.Gathered
    by_period: Sequence[Future[Figures]]  # now, the quarter before, a year before

    @property
    def figures(self) -> Figures:
        """The quarter's own figures."""
        return self.by_period[0].result()

    @property
    def previous(self) -> Figures:
        """Those of the quarter before."""
        return self.by_period[1].result()

    @property
    def year_before(self) -> Figures:
        """Those of the same quarter a year before."""
        return self.by_period[2].result()

    @property
    def period(self) -> Period:
        """The quarter itself."""
        return self.read.periods[0]

    @cached_property
    def year(self) -> Period:
        """The rolling year, read when a table asks for it."""
        return gathering.year_of(self.programme, self.read)

    @property
    def measures(self) -> Mapping[str, Measure]:
        """The measures behind the figures."""
        return {code: MEASURES[code] for code in self.figures}


@uncollected()
def count(programme: Programme, quarter: Quarter, *, at: datetime) -> Counted:
    """Count a quarter as it stands at an instant.

    All is read when this returns. The figures are counted by a thread, while whoever asked goes on reading what its
    tables need, and are waited for where they are asked for. Counting asks the database nothing.
    """
    age = at - quarter.ends_at
    earlier = (quarter.previous, quarter.year_before)
    asked: list[gathering.Asked] = [(quarter, at), *((q, q.ends_at + age) for q in earlier)]
    read = gathering.gathered(programme, asked)
    chosen = applying(Rules.of(programme.current.parsed))
    thread = ThreadPoolExecutor(1, "counting")
    by_period = [thread.submit(_figures, chosen, period) for period in read.periods]
    thread.shutdown(wait=False)  # it ends with the last of them
    return Counted(programme, quarter, at, read, by_period)


def all_measures() -> list[Measure]:
    """Return every measure there is, in the order they are written."""
    rooms = [room.__name__ for room in ROOMS]  # whichever was imported first
    return sorted(MEASURES.values(), key=lambda measure: rooms.index(measure.count.__module__))


def applying(rules: Rules) -> list[Measure]:
    """Return the measures that mean something for a programme of these rules."""
    return [measure for measure in all_measures() if measure.applies(rules)]


def step_words(rules: Rules) -> dict[str, str]:
    """Return what labels call the first step, and the last one that is needed."""
    definition = rules.definition
    months = {"months": str(definition.follow_up.months)}
    if rules.last_step is not None:
        named = {
            n: _in_a_sentence(definition.step(n).label) for n in (rules.first_step, rules.last_step) if n
        }
        return {"first": named[rules.first_step or 0], "last": named[rules.last_step], **months}
    step = {"step": definition.words.step.label(get_language() or "en")}
    return {"first": _("a first %(step)s") % step, "last": _("every %(step)s needed") % step, **months}


def _in_a_sentence(label: Label) -> str:
    words = label.label(get_language() or "en")
    return words[:1].lower() + words[1:]


def _figures(chosen: list[Measure], period: Period) -> Figures:
    return {measure.code: measure.count(period) for measure in chosen}
