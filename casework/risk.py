"""What the clock says of the cases of a list: for Today, its queues and the list of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from casework.facts import Facts, read
from casework.next_step import attendances, own_steps
from casework.rules import LONDON
from casework.track import why_at_risk
from participants.models import KeepApart, Participant
from programmes import clock
from programmes.clock import Reading
from programmes.kinds import WindowKind
from programmes.models import ProgrammeVersion
from programmes.rules import CaseDates
from referrals.models import Referral
from referrals.statuses import Status
from workshops import offers, perhaps, reading
from workshops.clashes import Limits
from workshops.models import Place
from workshops.reading import Ahead, Known

_FAR = date(9999, 12, 31)
_STATED_ONLY = (WindowKind.POLICE_DEADLINE, WindowKind.NONE)


def ahead_of(cases: Sequence[Referral], *, at: datetime) -> Ahead:
    """Return the workshops ahead of each programme with an accepted case among these."""
    return reading.ahead((c.programme_id for c in cases if c.status == Status.ACCEPTED), at=at)


@dataclass(frozen=True)
class Outlook:
    """What lies ahead, for finding in one query the cases whose clocks are worth reading.

    :param finishes: by definition version, the first day a newcomer could finish; None: nothing is on offer.
    :param counted: the versions whose deadline is counted where police state none.
    :param noted: the names of people whom these women, or those who are booked ahead, must not meet.
    """

    ahead: Ahead = field(default_factory=dict)
    finishes: Mapping[UUID, date | None] = field(default_factory=dict)
    counted: frozenset[UUID] = frozenset()
    noted: Sequence[KeepApart] = ()


def outlook(cases: Any, *, at: datetime) -> Outlook:
    """Return what lies ahead of these cases: two queries, and one for each programme."""
    used = Referral.objects.filter(pk__in=cases).values("definition")
    versions = list(ProgrammeVersion.objects.filter(pk__in=used))
    today, ahead = at.astimezone(LONDON).date(), reading.ahead((v.programme_id for v in versions), at=at)
    finishes: dict[UUID, date | None] = {}
    counted = set()
    for version in versions:
        workshops = offers.as_offered(ahead.get(version.programme_id, ()), version.parsed, {})
        clear = clock.read(version.parsed, CaseDates(police_deadline_on=_FAR), workshops, today=today)
        finishes[version.pk] = min((run.finishes_on for run in clear.runs.feasible), default=None)
        if version.parsed.window.kind not in _STATED_ONLY:
            counted.add(version.pk)
    booked = Place.objects.held().filter(workshop__cancelled_at__isnull=True, workshop__starts_at__gt=at)
    hers = Q(participant__in=Participant.objects.filter(referrals__in=cases).values("pk"))
    noted = KeepApart.objects.filter(hers | Q(participant__in=booked.values("participant")))
    return Outlook(ahead, finishes, frozenset(counted), perhaps.open_rows(noted))


def read_clocks(
    cases: Sequence[Referral], ahead: Ahead, *, at: datetime, noted: Sequence[KeepApart] | None = None
) -> dict[UUID, Reading]:
    """Read the clock of the accepted cases among these, fetched `with_facts()`.

    :param noted: the names `Outlook` has, where it was made.
    """
    accepted = {case.pk: case for case in cases if case.status == Status.ACCEPTED and case.participant_id}
    return reading.read_many(
        [_known(case, read(case), at) for case in accepted.values()], ahead, at=at, noted=noted
    )


def _known(case: Referral, facts: Facts, at: datetime) -> Known:
    return Known(
        case,
        attendances(facts),
        on={p.workshop: p.step for p in facts.places if p.booked and p.starts_at > at and p.workshop},
        holds=[workshop for workshop, until in facts.seats_kept if until > at],
        limits=Limits(facts.cannot_come_on, facts.access_needed),
        plan=own_steps(facts, case.definition.parsed),
    )


def is_at_risk(case: Referral, facts: Facts, clock_says: Reading) -> bool:
    """Tell whether she may not finish in time: no way is left, or little time and a step without a day."""
    return why_at_risk(facts, case.definition.parsed, clock_says) is not None
