"""Cases written straight into the tables, each to the minute: what figures are counted from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import Organisation
from casework.models import Absence, ContactAttempt, FirstCall, Need, OnwardReferral
from correspondence.models import Message
from participants.models import EqualityAnswers, Participant
from programmes.models import Agreement, Programme
from referrals.models import OutcomeNotice, PlanStep, Referral, ReferredPerson
from reports.quarters import LONDON
from tests.factories.participants import ParticipantFactory
from tests.factories.programmes import ProgrammeFactory
from workshops.models import Place, Room, Venue, Workshop

WHO = "Made up <made.up@staff.example>"


def at(
    day: int, month: int, hour: int = 10, minute: int = 0, *, second: int = 0, year: int = 2026
) -> datetime:
    """Return an instant by the clock on the wall in London."""
    return datetime(year, month, day, hour, minute, second, tzinfo=LONDON).astimezone(UTC)


class Made:
    """A programme, its workshops, and the cases on them. Every case is known by a short name."""

    def __init__(self, code: str = "JUNO") -> None:
        self.programme: Programme = ProgrammeFactory.create(code=code)
        self.provider: Organisation = self.programme.provider
        self.force = self.programme.forces.order_by("force_code").first()
        self.venue = Venue.objects.create(
            provider=self.provider, name=f"Hall {code}", address="1 Example Road", postcode="PO1 1AA"
        )
        self.cases: dict[str, Referral] = {}
        self.workshops: dict[str, Workshop] = {}

    def woman(self) -> Participant:
        return ParticipantFactory.create(provider=self.provider)

    def workshop(
        self,
        name: str,
        starts_at: datetime,
        *,
        step: int,
        finished: bool = True,
        cancelled_at: datetime | None = None,
        capacity: int = 12,
    ) -> None:
        ends_at = starts_at + timedelta(hours=5)
        room = Room.objects.create(venue=self.venue, name=name)
        self.workshops[name] = Workshop.objects.create(
            programme=self.programme,
            step_number=step,
            room=room,
            starts_at=starts_at,
            ends_at=ends_at,
            during=DateTimeTZRange(starts_at, ends_at),
            capacity=capacity,
            made_at=starts_at,
            made_by=WHO,
            finished_at=ends_at if finished else None,
            finished_by=WHO if finished else "",
            cancelled_at=cancelled_at,
            cancelled_by=WHO if cancelled_at else "",
        )

    def case(
        self,
        name: str,
        *,
        sent: datetime | None,
        status: str = "ACCEPTED",
        accepted: datetime | None = None,
        closed: datetime | None = None,
        ground: str = "",
        woman: Participant | None = None,
        arrested_on: date | None = None,
        deadline_on: date | None = None,
        police: bool = True,
    ) -> Referral:
        woman = woman or self.woman()
        closed_without = status in ("DECLINED", "WITHDRAWN")
        self.cases[name] = Referral.objects.create(
            reference=f"T-{self.programme.code}-{len(self.cases):05}" if sent else "",
            programme=self.programme,
            definition=self.programme.current,
            provider=self.provider,
            status=status,
            source="ONLINE",
            referring_organisation=self.force,
            reports_to=self.force if police else None,
            participant=woman if accepted else None,
            deadline_on=deadline_on,
            arrested_on=arrested_on,
            seal_key_id=woman.seal_key_id,
            started_at=sent or at(1, 4),
            started_by=WHO,
            submitted_at=sent,
            submitted_by=WHO if sent else "",
            accepted_at=accepted,
            accepted_by=WHO if accepted else "",
            closed_at=closed,
            closed_by=WHO if closed else "",
            ground=ground,
            reason="OTHER" if closed_without else "",
        )
        return self.cases[name]

    def calls(self, name: str, *made: tuple[str, datetime], undone: Iterable[int] = ()) -> None:
        """Log attempts, each (outcome, when); the numbers in `undone` were undone."""
        referral = self.cases[name]
        for number, (outcome, when) in enumerate(made, start=1):
            taken_back = number in undone
            ContactAttempt.objects.create(
                referral=referral,
                seal_key_id=referral.seal_key_id,
                number=number,
                outcome=outcome,
                made_at=when,
                made_by=WHO,
                day_part="MORNING",
                undone_at=when if taken_back else None,
                undone_by=WHO if taken_back else "",
            )

    def place(
        self,
        name: str,
        workshop: str,
        mark: str = "NOT_MARKED",
        *,
        enough: bool | None = None,
        released: datetime | None = None,
        why: str = "",
        round: int = 1,
    ) -> None:
        held, referral = self.workshops[workshop], self.cases[name]
        assert referral.accepted_at is not None
        assert held.step_number is not None
        step, _made = PlanStep.objects.get_or_create(
            referral=referral,
            round=round,
            number=held.step_number,
            defaults={
                "key": f"step-{held.step_number}",
                "kind": "GROUP",
                "made_at": referral.accepted_at,
                "made_by": WHO,
            },
        )
        marked, decided = mark != "NOT_MARKED", enough is not None
        facts: dict[str, Any] = {
            "marked_at": held.starts_at if marked else None,
            "marked_by": WHO if marked else "",
            "counts_decided_at": held.ends_at if decided else None,
            "counts_decided_by": WHO if decided else "",
            "released_at": released,
            "released_by": WHO if released else "",
        }
        Place.objects.create(
            plan_step=step,
            referral=referral,
            participant=referral.participant,
            workshop=held,
            during=held.during,
            seat=held.places.count() + 1,
            booked_at=min(referral.accepted_at, held.starts_at),
            booked_by=WHO,
            seal_key_id=referral.seal_key_id,
            mark=mark,
            counts=enough,
            why_released=why,
            **facts,
        )

    def helped(
        self,
        name: str,
        *,
        assessed: datetime,
        needs: Iterable[tuple[str, int, int | None]] = (),
        offers: Iterable[tuple[str, datetime, bool, datetime | None]] = (),
    ) -> None:
        """Note a finished first conversation, needs (pathway, level, level after) and services offered."""
        referral = self.cases[name]
        key = referral.seal_key_id
        begun: dict[str, Any] = {"started_at": assessed, "started_by": WHO}
        FirstCall.objects.create(
            referral=referral, seal_key_id=key, finished_at=assessed, finished_by=WHO, **begun
        )
        for pathway, level, after in needs:
            Need.objects.create(
                referral=referral,
                seal_key_id=key,
                pathway=pathway,
                level=level,
                level_after=after,
                noted_at=assessed,
                noted_by=WHO,
            )
        for pathway, offered, accepted, taken_up in offers:
            OnwardReferral.objects.create(
                referral=referral,
                seal_key_id=key,
                pathway=pathway,
                service="A made-up service",
                offered_at=offered,
                offered_by=WHO,
                accepted=accepted,
                taken_up_at=taken_up,
                taken_up_by=WHO if taken_up else "",
            )

    def described(self, name: str, *, age: int, **answers: str) -> None:
        """Say how old she was on the day of the referral, and what she answered about herself."""
        referral = self.cases[name]
        assert referral.submitted_at is not None
        sent_on = referral.submitted_at.date()
        born_on = date(sent_on.year - age, 1, 1) if sent_on.month > 1 else date(sent_on.year - age - 1, 6, 1)
        ReferredPerson.objects.create(
            referral=referral,
            seal_key_id=referral.seal_key_id,
            date_of_birth=born_on,
            frozen_at=referral.submitted_at,
            frozen_by=WHO,
        )
        if answers and referral.participant:
            EqualityAnswers.objects.create(
                participant=referral.participant,
                seal_key_id=referral.seal_key_id,
                answers=json.dumps(answers),
                answered_at=referral.submitted_at,
                answered_by=WHO,
            )

    def missed(self, name: str, reason: str) -> None:
        """Give the reason of her only missed workshop."""
        place = self.cases[name].places.get(mark="NOT_HERE")
        Absence.objects.create(
            referral=self.cases[name],
            place=place,
            seal_key_id=place.seal_key_id,
            reason=reason,
            noted_at=place.workshop.ends_at,
            noted_by=WHO,
        )

    def wrote(self, name: str, channel: str, *sent: datetime) -> None:
        """Let messages to her have gone."""
        referral = self.cases[name]
        for when in sent:
            Message.objects.create(
                key=f"{name}:{channel}:{when}",
                purpose="BOOKED",
                channel=channel,
                wording="DISCREET",
                participant=referral.participant,
                about_id=referral.pk,
                seal_key_id=referral.seal_key_id,
                status="POSTED" if channel == "LETTER" else "SENT",
                due_at=when,
                written_at=when,
                written_by=WHO,
                ended_at=when,
                ended_by=WHO,
            )

    def funded(self, reference: str, first_on: date, last_on: date, yearly: int) -> Agreement:
        return Agreement.objects.create(
            programme=self.programme,
            reference=reference,
            starts_on=first_on,
            ends_on=last_on,
            yearly_value=yearly,
        )

    def told(self, name: str, sent: datetime, *, outcome: str, due_on: date | None, number: int = 1) -> None:
        OutcomeNotice.objects.create(
            referral=self.cases[name],
            number=number,
            outcome=outcome,
            ground="NOT_REACHED" if outcome == "NOT_COMPLETED" else "",
            due_on=due_on,
            sent_at=sent,
            sent_by=WHO,
        )

    def ids(self, *names: str) -> tuple[Any, ...]:
        return tuple(sorted(self.cases[name].pk for name in names))
