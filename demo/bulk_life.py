"""What becomes of a woman of a caseload written in bulk: drawn by chance, and nothing after now."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import NamedTuple

from casework.models import Absence, ContactAttempt, FirstCall, Need, OnwardReferral
from casework.statuses import AbsenceReason, CallOutcome
from correspondence.models import Message
from demo.bulk_woman import WHO, Story
from participants.models import EqualityAnswers
from programmes.codes import ethnicities, pathways
from referrals.models import OutcomeNotice, PlanStep
from referrals.statuses import Ground, Reason, Status
from workshops.models import Place, Workshop
from workshops.statuses import Mark

PATHWAYS = [pathway.code for pathway in pathways()]
ETHNIC_CODES = [row.code for row in ethnicities()]
YES_NO = ("YES", "NO", "NS")
DAY = timedelta(days=1)


class Fate(StrEnum):
    """How it ends."""

    COMPLETES = "COMPLETES"
    MISSES = "MISSES"
    DECLINES = "DECLINES"
    NOT_REACHED = "NOT_REACHED"
    NO_DATES = "NO_DATES"
    WITHDRAWN = "WITHDRAWN"
    TURNED_AWAY = "TURNED_AWAY"


CHANCES = {
    Fate.COMPLETES: 60,
    Fate.MISSES: 8,
    Fate.DECLINES: 6,
    Fate.NOT_REACHED: 12,
    Fate.NO_DATES: 2,
    Fate.WITHDRAWN: 4,
    Fate.TURNED_AWAY: 8,
}
GROUNDS = {
    Fate.MISSES: Ground.CANNOT_BE_MET,
    Fate.DECLINES: Ground.SHE_DECLINED,
    Fate.NOT_REACHED: Ground.NOT_REACHED,
    Fate.NO_DATES: Ground.NOT_OFFERED,
}
REASONS = (Reason.NOT_ELIGIBLE, Reason.OUT_OF_AREA, Reason.NO_TIME)
MISSES = [reason for reason in AbsenceReason if reason != AbsenceReason.NOT_KNOWN]


class Two(NamedTuple):
    """A pair of workshops."""

    first: Workshop
    second: Workshop


Seat = Callable[[date], tuple[Two, int]]


@dataclass
class Life:
    """Adds to a referral what happened up to now."""

    story: Story
    seat: Seat
    chance: Random
    now: datetime

    def live(self) -> None:
        """Draw how it ends, and write what leads there."""
        sent_at = self.story.referral.submitted_at
        assert sent_at is not None  # noqa: S101 (it was just sent)
        (fate,) = self.chance.choices(list(CHANCES), list(CHANCES.values()))
        if fate is Fate.TURNED_AWAY:
            self._close(sent_at + DAY, Status.DECLINED, reason=self.chance.choice(REASONS))
            return
        if not self._accept(sent_at + DAY):
            return
        if fate is Fate.NOT_REACHED:
            self._ring(sent_at + DAY, times=4, spoke=False)
            self._write_to_her(sent_at + 12 * DAY)
            self._hand_back(fate, sent_at + 28 * DAY)
            return
        spoken_at = self._ring(sent_at + DAY, times=self.chance.choice((1, 1, 1, 2, 3)), spoke=True)
        if spoken_at > self.now:
            return
        self._first_call(spoken_at)
        if fate is Fate.WITHDRAWN:
            self._close(spoken_at + 5 * DAY, Status.WITHDRAWN, reason=Reason.POLICE_DECISION)
        elif fate in {Fate.DECLINES, Fate.NO_DATES}:
            self._hand_back(fate, spoken_at + 3 * DAY)
        else:
            self._workshops(spoken_at, fate)

    def _accept(self, at: datetime) -> bool:
        if at > self.now:
            return False
        referral = self.story.referral
        referral.status, referral.accepted_at, referral.accepted_by = Status.ACCEPTED, at, WHO
        referral.participant = self.story.her
        if self.story.is_first and self.chance.random() < 0.7:
            answers = {
                "ethnicity": self.chance.choice(ETHNIC_CODES),
                **{name: self.chance.choice(YES_NO) for name in ("disability", "caring", "pregnancy")},
            }
            self.story.equality.append(
                EqualityAnswers(
                    participant=self.story.her,
                    seal_key_id=self.story.key,
                    answers=json.dumps(answers),
                    answered_at=at,
                    answered_by=WHO,
                )
            )
        return True

    def _ring(self, at: datetime, *, times: int, spoke: bool) -> datetime:
        """Ring her on days one after the other; return when the last call was, or would be."""
        for number in range(1, times + 1):
            at += DAY
            if at <= self.now:
                reached = spoke and number == times
                self.story.attempts.append(
                    ContactAttempt(
                        referral=self.story.referral,
                        seal_key_id=self.story.key,
                        number=number,
                        outcome=CallOutcome.SPOKE if reached else CallOutcome.NO_ANSWER,
                        made_at=at,
                        made_by=WHO,
                        day_part="MORNING",
                    )
                )
        return at

    def _first_call(self, at: datetime) -> None:
        referral, key = self.story.referral, self.story.key
        self.story.calls.append(
            FirstCall(
                referral=referral,
                seal_key_id=key,
                started_at=at,
                started_by=WHO,
                finished_at=at,
                finished_by=WHO,
            )
        )
        for pathway in self.chance.sample(PATHWAYS, self.chance.randrange(4)):
            level = self.chance.randint(1, 3)
            self.story.needs.append(
                Need(
                    referral=referral,
                    seal_key_id=key,
                    pathway=pathway,
                    level=level,
                    level_after=self.chance.choice((None, level, level - 1)),
                    noted_at=at,
                    noted_by=WHO,
                )
            )
            if self.chance.random() < 0.4:
                self._offer(pathway, at)

    def _offer(self, pathway: str, at: datetime) -> None:
        accepted = self.chance.choice((None, True, True, False))
        taken_up_at = at + 20 * DAY
        taken_up = bool(accepted) and taken_up_at <= self.now and self.chance.random() < 0.6
        self.story.offers.append(
            OnwardReferral(
                referral=self.story.referral,
                seal_key_id=self.story.key,
                pathway=pathway,
                service="A made-up service",
                offered_at=at,
                offered_by=WHO,
                accepted=accepted,
                taken_up_at=taken_up_at if taken_up else None,
                taken_up_by=WHO if taken_up else "",
            )
        )

    def _workshops(self, at: datetime, fate: Fate) -> None:
        pair, seat = self.seat(at.date())
        self._write_to_her(at)
        for number, workshop in enumerate(pair, start=1):
            came = number == 1 or fate is Fate.COMPLETES
            self._place(number, workshop, seat, at=at, came=came)
        if fate is Fate.COMPLETES:
            self._close(pair.second.ends_at, Status.COMPLETED)
        else:
            self._hand_back(fate, pair.second.ends_at + 3 * DAY)

    def _place(self, number: int, workshop: Workshop, seat: int, *, at: datetime, came: bool) -> None:
        referral, key = self.story.referral, self.story.key
        step = PlanStep(
            referral=referral, number=number, key=f"step-{number}", kind="GROUP", made_at=at, made_by=WHO
        )
        held = workshop.ends_at <= self.now
        present = self.chance.choice((Mark.HERE, Mark.HERE, Mark.HERE, Mark.LATE))
        mark = (present if came else Mark.NOT_HERE) if held else Mark.NOT_MARKED
        place = Place(
            plan_step=step,
            referral=referral,
            participant=self.story.her,
            workshop=workshop,
            during=workshop.during,
            seat=seat,
            booked_at=at,
            booked_by=WHO,
            seal_key_id=key,
            mark=mark,
            marked_at=workshop.starts_at if held else None,
            marked_by=WHO if held else "",
        )
        self.story.steps.append(step)
        self.story.places.append(place)
        if held and not came:
            self._absence(place)

    def _absence(self, place: Place) -> None:
        self.story.absences.append(
            Absence(
                referral=self.story.referral,
                place=place,
                seal_key_id=self.story.key,
                reason=self.chance.choice(MISSES),
                noted_at=place.workshop.ends_at,
                noted_by=WHO,
            )
        )

    def _write_to_her(self, at: datetime) -> None:
        if at > self.now:
            return
        referral = self.story.referral
        self.story.messages.append(
            Message(
                key=f"bulk:{referral.pk}",
                purpose="BOOKED",
                channel="LETTER",
                wording="DISCREET",
                participant=self.story.her,
                about_id=referral.pk,
                seal_key_id=self.story.key,
                status="POSTED",
                due_at=at,
                written_at=at,
                written_by=WHO,
                ended_at=at,
                ended_by=WHO,
            )
        )

    def _hand_back(self, fate: Fate, at: datetime) -> None:
        self._close(at, Status.NOT_COMPLETED, ground=GROUNDS[fate])

    def _close(self, at: datetime, status: Status, *, ground: str = "", reason: str = "") -> None:
        if at > self.now:
            return
        referral = self.story.referral
        referral.closed_from, referral.status = referral.status, status
        referral.closed_at, referral.closed_by = at, WHO
        referral.ground, referral.reason = ground, reason
        self.story.notices.append(
            OutcomeNotice(
                referral=referral,
                outcome=status,
                ground=ground,
                reason=reason,
                due_on=referral.deadline_on,
                sent_at=at + timedelta(hours=self.chance.randrange(1, 90)),
                sent_by=WHO,
            )
        )
