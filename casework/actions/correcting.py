"""A corrected mark: how she stands is computed again, and police are told where that changes anything.

One transaction: the mark, the standing, the move and the notice that replaces the old one. Locks the
participant, the referral, the workshop, the place. The figures of a return read the marks themselves,
so the next one restates what this changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from audit import trail
from casework import kind_letters
from casework.actions import closing
from casework.ending import Obstacle, obstacles
from participants.models import Participant
from programmes.kinds import CompletionRule
from referrals import actions as referrals
from referrals.actions import Because, holds, lock_beside
from referrals.models import OutcomeNotice, Referral
from referrals.statuses import SPEAKS_OF_NOT_ATTENDING, Ground, Status
from workshops import actions as workshops
from workshops import standing
from workshops.models import Place
from workshops.refusals import ManagersOnly

# What makes a ground that speaks of her not attending unfair once the marks are right.
_UNFAIR = frozenset(
    {
        Obstacle.ABSENCE_UNDECIDED,
        Obstacle.NOT_TOLD_DATES,
        Obstacle.NOT_TOLD_A_MISS,
        Obstacle.NOT_ASKED,
    }
)


class Effect(StrEnum):
    """What a correction leads to."""

    NOTHING = "NOTHING"  # police are told nothing new
    TOLD_ANEW = "TOLD_ANEW"  # the same end, with other days
    COMPLETED = "COMPLETED"  # it was not completed; by the right marks it is
    REOPENED = "REOPENED"  # the end does not stand: the case is open again


@dataclass(frozen=True)
class Corrected:
    """What followed, and the notices before and after it; None where police were told nothing."""

    effect: Effect
    before: OutcomeNotice | None = None
    notice: OutcomeNotice | None = None


def correct_mark(
    place: Place, entry: workshops.Entry, *, why: str, by: User, at: datetime, seen: int | None = None
) -> Corrected:
    """Correct one mark after the sign-off, with everything that follows from it.

    :raises ManagersOnly: for anybody but a manager of the provider.
    :raises Refused: as `workshops.actions.correct`.
    """
    with transaction.atomic():
        Participant.objects.select_for_update().get(pk=place.participant_id)
        locked = lock_beside(place.referral, place.participant_id)
        if not holds(by, locked, Role.MANAGER):
            raise ManagersOnly
        before = locked.notices.order_by("-number").first()
        workshops.correct(place, entry, why=why, by=by, at=at, seen=seen)
        effect = _follow(locked, before, why=why, by=by, at=at)
        trail.record("case.correct", locked, by=by, at=at, facts={"effect": effect})
        now = locked.notices.order_by("-number").first()
        told = now is not None and (before is None or now.number > before.number)
        return Corrected(effect, before, now if told else None)


def preview(place: Place, entry: workshops.Entry, *, why: str, by: User, at: datetime) -> Corrected:
    """Return what a correction would lead to: it is done, read, and undone.

    :raises Refused: as `correct_mark`.
    """
    with transaction.atomic():
        found = correct_mark(place, entry, why=why, by=by, at=at)
        transaction.set_rollback(True)
        return found


def _follow(case: Referral, before: OutcomeNotice | None, *, why: str, by: User, at: datetime) -> Effect:
    """Do what the marks as they are now lead to."""
    if case.status not in {Status.COMPLETED, Status.NOT_COMPLETED}:
        return Effect.NOTHING
    came = standing.attended_on(case)
    met = _is_met(case)
    if case.status == Status.NOT_COMPLETED and met:
        referrals.reopen(case, because=Because.CORRECTION, words=why, tell=False, by=by, at=at)
        done = referrals.complete(case, attended_on=came, changed_because=Because.CORRECTION, by=by, at=at)
        kind_letters.well_done(done, by=by, at=at)
        return Effect.COMPLETED
    if (case.status == Status.COMPLETED and not met) or _is_unfair_now(case, by=by, at=at):
        because = Because.CORRECTION
        referrals.reopen(case, because=because, words=why, attended_on=came, by=by, at=at)
        return Effect.REOPENED
    if before is None or before.attended_on == [day.isoformat() for day in came]:
        return Effect.NOTHING
    referrals.tell_anew(case, attended_on=came, by=by, at=at)
    return Effect.TOLD_ANEW


def _is_met(case: Referral) -> bool:
    """Tell whether the rule is met; where the worker judged, her judgement stands."""
    judges = case.definition.parsed.completion.rule is CompletionRule.WORKER_JUDGES
    judged = (case.status == Status.COMPLETED) if judges else None
    return standing.standing(case, can_still=True, judged=judged).met


def _is_unfair_now(case: Referral, *, by: User, at: datetime) -> bool:
    """Tell whether the ground it ended on speaks of absences that the right marks do not bear out."""
    if case.status != Status.NOT_COMPLETED or Ground(case.ground) not in SPEAKS_OF_NOT_ATTENDING:
        return False
    ending = closing.ending_of(case, by=by, at=at)
    reported = case.absences.exists()
    return (reported and not ending.missed) or bool(_UNFAIR & {*obstacles(Ground(case.ground), ending)})
