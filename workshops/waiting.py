"""Women who wait for a place: what fits each of them, and the question that the proposal answers.

Read for many women at once: the number of queries does not grow with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from participants.models import KeepApart
from programmes.clock import ask_for, find_runs
from programmes.models import Programme
from programmes.offers import Offered, Run
from referrals.models import Referral
from workshops import clashes, known, offers, perhaps, rules, standing
from workshops.buildings import VenueDay, venue_day
from workshops.models import Place, Workshop
from workshops.placing import Choice, Day, Question

BLOCKED = "BLOCKED"  # for the clock: no page shows it


@dataclass(frozen=True)
class Woman:
    """One woman who waits, with the runs she could be booked on, the earliest first.

    `why` is the code of the first reason where there is none; `last_first` the last day on which
    she can begin and still finish.
    """

    referral: Referral
    runs: tuple[tuple[Offered, ...], ...]
    why: str = ""
    choices: tuple[Choice, ...] = field(default=())
    last_first: date | None = None


@dataclass(frozen=True)
class Waiting:
    """Everybody who waits, in the order in which a place is offered, and the workshops ahead."""

    women: tuple[Woman, ...]
    workshops: Mapping[str, Workshop]
    apart: frozenset[tuple[UUID, UUID]]


def read(programme: Programme, referrals: Sequence[Referral], *, at: datetime) -> Waiting:
    """Read what fits each woman. Who has a day ahead already is moved by hand, and is left out.

    A place is offered in the order of the last workable first workshop: who can wait least comes
    first; whom nothing fits stands before all, since she needs a person.
    """
    workshops = list(offers.coming(programme, at=at))
    ahead = Place.objects.held().filter(referral__in=referrals, workshop__starts_at__gt=at)
    booked = set(ahead.values_list("referral", flat=True))
    waiting = [r for r in referrals if r.pk not in booked and r.participant_id is not None]
    women_waiting = [r.participant for r in waiting if r.participant is not None]
    in_the_way = blocked(waiting, workshops, noted=perhaps.near(women_waiting, workshops))
    attended = standing.attendances_of([r.pk for r in waiting])
    women = [
        _woman(r, workshops, in_the_way.of(r, workshops), attended.get(r.pk, []), at=at) for r in waiting
    ]
    women.sort(key=lambda w: (w.last_first or date.min, w.referral.accepted_at or at, w.referral.pk))
    return Waiting(tuple(women), {str(w.pk): w for w in workshops}, in_the_way.pairs(waiting))


def question_of(waiting: Waiting) -> Question:
    """Return what the solver is asked."""
    days = {
        key: Day(
            left=max(w.capacity - w.taken, 0),  # type: ignore[attr-defined]
            taken=w.taken,  # type: ignore[attr-defined]
            building="{}:{}".format(*venue_day(w)),
        )
        for key, w in waiting.workshops.items()
    }
    choices = {str(woman.referral.pk): woman.choices for woman in waiting.women}
    keys = {woman.referral.participant_id: str(woman.referral.pk) for woman in waiting.women}
    apart = sorted((keys[one], keys[other]) for one, other in waiting.apart)
    return Question(choices, days, apart)


@dataclass(frozen=True)
class Blocked:
    """What stands in the way of each woman, beside dates and places.

    :param named: of those she is kept apart from, who perhaps must not meet her: a name is the same.
    """

    apart: Mapping[UUID, set[UUID]]
    named: Mapping[UUID, set[UUID]]
    there: Mapping[VenueDay, set[UUID]]
    busy: Mapping[UUID, list[Place]]
    limits: Mapping[UUID, clashes.Limits]
    known_by: known.Known

    def of(self, referral: Referral, workshops: Sequence[Workshop]) -> dict[UUID, str]:
        woman = referral.participant_id
        assert woman is not None  # noqa: S101 (only accepted referrals wait)
        perhaps = self.named.get(woman, set())
        others, limits = (
            self.apart.get(woman, set()) - perhaps,
            self.limits.get(referral.pk, clashes.NO_LIMITS),
        )
        doubt = {
            w.pk: clashes.Perhaps(BLOCKED) for w in workshops if perhaps & self.there.get(venue_day(w), set())
        }
        return doubt | {
            w.pk: BLOCKED
            for w in workshops
            if w.pk in self.known_by.get(woman, ())
            or others & self.there.get(venue_day(w), set())
            or limits.weekday(w)
            or limits.venue(w)
            or any(
                clashes.overlap(w.during, place.during)
                for place in self.busy.get(woman, ())
                if place.referral_id != referral.pk
            )
        }

    def pairs(self, waiting: Sequence[Referral]) -> frozenset[tuple[UUID, UUID]]:
        women = {r.participant_id for r in waiting if r.participant_id}
        return frozenset(
            (one, other) for one in women for other in self.apart.get(one, set()) & women if one < other
        )


def blocked(
    waiting: Sequence[Referral],
    workshops: Sequence[Workshop],
    *,
    limits: Mapping[UUID, clashes.Limits] | None = None,
    noted: Collection[KeepApart] = (),
) -> Blocked:
    """Return what stands in the way of each of these women.

    :param limits: what each cannot do, where the caller has read it already.
    :param noted: the names of people whom they, or those who are booked, must not meet (`perhaps.near`).
    """
    women = {r.participant_id for r in waiting if r.participant_id}
    sure, knowing = clashes.apart_and_knowing(women)
    concerned = women | {other for others in sure.values() for other in others}
    held = _held(concerned | {row.participant_id for row in noted}, noted, workshops)
    there: defaultdict[VenueDay, set[UUID]] = defaultdict(set)
    busy: defaultdict[UUID, list[Place]] = defaultdict(list)
    for place in held:
        there[venue_day(place.workshop)].add(place.participant_id)
        busy[place.participant_id].append(place)
    who = {place.participant_id: place.participant for place in held}
    who |= {r.participant.pk: r.participant for r in waiting if r.participant is not None} if noted else {}
    apart = defaultdict(set, {woman: set(others) for woman, others in sure.items()})
    named: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for pair in perhaps.pairs(noted, who.values()):
        for one, other in (pair, pair[::-1]):
            if other not in sure.get(one, ()):
                named[one].add(other)
            apart[one].add(other)
    if limits is None:
        limits = clashes.unavailable([r.pk for r in waiting])
    return Blocked(apart, named, there, busy, limits, known.blocking(knowing, workshops))


def _held(
    women: Collection[UUID], noted: Collection[KeepApart], workshops: Sequence[Workshop]
) -> list[Place]:
    """Return the places of these women, and of those who bear a name, from the first of the workshops on."""
    if not workshops:
        return []
    held = Place.objects.held().filter(
        Q(participant__in=women) | perhaps.bearing(noted, "participant__"),
        workshop__cancelled_at__isnull=True,
        workshop__ends_at__gt=workshops[0].starts_at,
    )
    return list(held.select_related("workshop__room", "participant"))


def _woman(
    referral: Referral,
    workshops: Sequence[Workshop],
    blocked: Mapping[UUID, str],
    attended: Sequence[object],
    *,
    at: datetime,
) -> Woman:
    definition = referral.definition.parsed
    ask = ask_for(
        definition,
        referral.deadline,
        today=timezone.localdate(at),
        attendances=attended,  # type: ignore[arg-type]
        steps=standing.own_steps(referral, definition),
    )
    on_offer = offers.as_offered(workshops, definition, blocked, plan=ask.steps)
    if not ask.left or (ask.needs_deadline and ask.deadline is None):
        return Woman(referral, (), why="NO_DEADLINE" if ask.left else "NOTHING_LEFT")
    found = find_runs(ask, on_offer)
    runs = sorted(found.feasible, key=lambda run: (run.starts_on, run.workshops[-1].on, run.keys))
    if not runs:
        return Woman(
            referral, (), why=str(found.impossible[0].why) if found.impossible else "NOTHING_OFFERED"
        )
    islander = rules.lives_on_island(referral.participant.postcode if referral.participant else "")
    water = {str(w.pk): w.room.venue.island != islander for w in workshops}
    return Woman(
        referral,
        tuple(run.workshops for run in runs),
        choices=tuple(Choice(run.keys, run.slack_days, sum(water[key] for key in run.keys)) for run in runs),
        last_first=found.last_to_start.starts_on if found.last_to_start else None,
    )


def crossings_of(run: Run, workshops: Mapping[str, Workshop], *, islander: bool) -> int:
    """Count the workshops of a run that lie on the other side of the water from her."""
    return sum(workshops[key].room.venue.island != islander for key in run.keys)
