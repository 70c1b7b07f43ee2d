"""Which of the two each open case is, and whether the list on Today says the same."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from accounts.models import User
from casework import queues
from casework.facts import read
from casework.messages import RISKS
from casework.models import Case
from casework.next_step import next_step
from casework.queues import Queue
from casework.risk import ahead_of, read_clocks
from casework.track import AtRisk, OnTrack, track_of
from programmes.office_hours import Office


def tracks_of(worker: User, *, at: datetime) -> dict[UUID, OnTrack | AtRisk]:
    """Every open case of a caseworker: raises where one is neither on track nor at risk."""
    cases = list(Case.objects.visible_to(worker).still_open_cases().with_facts())
    says = read_clocks(cases, ahead_of(cases, at=at), at=at)
    found = {}
    for case in cases:
        facts, definition, clock_says = read(case), case.definition.parsed, says.get(case.pk)
        step = next_step(
            facts,
            definition,
            now=at,
            office=Office(),
            can_still=clock_says is None or clock_says.can_finish,
            in_doubt=clock_says is not None and clock_says.in_doubt,
        )
        found[case.pk] = track_of(facts, definition, clock_says, step)
    return found


def at_risk(worker: User, *, at: datetime) -> Queue:
    """Return the list of those at risk, as Today and its page have it."""
    wanted = next(queue for queue in queues.CASE_QUEUES if queue.slug == queues.AT_RISK)
    return queues.case_queues([wanted], queues.moment_of(worker, at), shown=1_000)[0]


def without_reason_or_step(shown: Queue) -> list[str]:
    """Return the rows of a list of those at risk that lack why, or what to do next."""
    reasons = {str(words) for words in RISKS.values()}
    said = [(row, {str(fact) for fact in row.facts}) for row in shown.rows]
    return [row.url for row, facts in said if not (reasons & facts and row.action)]
