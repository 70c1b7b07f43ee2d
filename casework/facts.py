"""What is known of a case, gathered by the database in one query and read into plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject, Now

from casework.rules import LONDON
from casework.statuses import AbsenceReason, CallOutcome
from casework.whereabouts import PlaceFact, Where, where_expression, where_it_is
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from participants.models import ContactStop, KeepApart, SafeContact
from programmes.kinds import LeftEarly
from referrals.models import (
    Chase,
    OutcomeNotice,
    PlanStep,
    PoliceDecision,
    Question,
    QuestionKind,
    Referral,
)
from workshops.models import HeldSeat, Place

# Questions whose answer may lead to her.
ABOUT_REACHING_HER = (QuestionKind.WRONG_NUMBER, QuestionKind.ASK_HER_TO_RING, QuestionKind.SEE_HER)


@dataclass(frozen=True)
class StepFact:
    """A compulsory step of her plan that has not been ended."""

    id: UUID
    number: int
    round: int
    key: str = ""


@dataclass(frozen=True)
class CallFact:
    """One call, not taken back."""

    outcome: str
    made_at: datetime
    part: str
    next_due_at: datetime | None
    number_rung: str


@dataclass(frozen=True)
class QuestionFact:
    kind: str
    asked_at: datetime
    answered_at: datetime | None
    chases: tuple[tuple[str, date], ...] = ()  # to whom a reminder has gone, and on which day

    @property
    def open(self) -> bool:
        return self.answered_at is None


@dataclass(frozen=True)
class Facts:
    """All that the next step and the whereabouts of a case depend on."""

    status: str
    ground: str = ""
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    deadline_on: date | None = None
    number: str = ""
    stopped: bool = False
    first_call_done: bool = False
    places: tuple[PlaceFact, ...] = ()
    plan: tuple[StepFact, ...] = ()
    calls: tuple[CallFact, ...] = ()
    questions: tuple[QuestionFact, ...] = ()
    call_owed_at: datetime | None = None
    notice_sent_at: datetime | None = None
    notice_acknowledged: bool = True
    police_decided_at: datetime | None = None  # what may reopen the case, while nobody has settled it
    notice_chased: int = 0
    seats_kept: tuple[tuple[UUID, datetime], ...] = ()  # on which workshop, and until when
    cannot_come_on: tuple[int, ...] = ()  # weekdays, 0 is Monday
    access_needed: tuple[str, ...] = ()  # what a building must offer

    @property
    def spoke(self) -> bool:
        return any(call.outcome == CallOutcome.SPOKE for call in self.calls)

    @property
    def where(self) -> Where:
        return where_it_is(self.status, spoke=self.spoke, places=self.places)

    @property
    def booked_on(self) -> tuple[date, ...]:
        return tuple(sorted(place.on for place in self.places if place.booked))

    @property
    def came_on(self) -> tuple[date, ...]:
        return tuple(sorted(place.on for place in self.places if place.came))

    @property
    def unreached_calls(self) -> tuple[CallFact, ...]:
        """The calls since anybody last spoke to her, oldest first."""
        since: list[CallFact] = []
        for call in sorted(self.calls, key=lambda call: call.made_at):
            since = [] if call.outcome == CallOutcome.SPOKE else [*since, call]
        return tuple(since)

    @property
    def last_call(self) -> CallFact | None:
        return max(self.calls, key=lambda call: call.made_at, default=None)

    @property
    def number_wrong(self) -> bool:
        """Tell whether the number we have is the one found to be wrong."""
        return any(
            call.outcome == CallOutcome.WRONG_NUMBER and call.number_rung == self.number
            for call in self.unreached_calls
        )

    @property
    def cannot_ring(self) -> bool:
        return self.stopped or not self.number or self.number_wrong

    @property
    def open_question(self) -> QuestionFact | None:
        return next((question for question in self.questions if question.open), None)

    @property
    def question_about_reaching(self) -> QuestionFact | None:
        """The latest question to police whose answer may lead to her."""
        asked = [question for question in self.questions if question.kind in ABOUT_REACHING_HER]
        return max(asked, key=lambda question: question.asked_at, default=None)


def gathered() -> dict[str, Any]:
    """Return what `CaseQuerySet.with_facts` adds to each row, all in the one query."""
    here = OuterRef("pk")
    attempts = apps.get_model("casework.ContactAttempt").objects
    finished = apps.get_model("casework.FirstCall").objects.filter(finished_at__isnull=False)
    notices = OutcomeNotice.objects.filter(referral=here).order_by("-number")
    return {
        "where": where_expression(),
        "is_stopped": Exists(stops()),
        "is_first_call_done": Exists(finished.filter(referral=here)),
        "place_facts": _rows(
            Place.objects.held().filter(referral=here).order_by("workshop__starts_at"),
            id="pk", step="plan_step__number", round="plan_step__round", mark="mark",
            starts_at="workshop__starts_at", running=_yes(workshop__cancelled_at__isnull=True),
            finished=_yes(workshop__finished_at__isnull=False), noted=_noted(),
            decision="absence__decision", counts=_enough(),
            workshop="workshop",
        ),
        "plan_facts": _rows(
            PlanStep.objects.filter(referral=here, ended_at__isnull=True, compulsory=True),
            id="pk", number="number", round="round", key="key",
        ),
        "call_facts": _rows(
            attempts.filter(referral=here, undone_at__isnull=True).order_by("made_at"),
            outcome="outcome", made_at="made_at", part="day_part", next_due_at="next_due_at",
            number_rung="number_rung",
        ),
        "is_kept_apart": Exists(
            KeepApart.objects.filter(participant=OuterRef("participant"), ended_at__isnull=True)
        ),
        "is_unsafe_to_come": Exists(
            apps.get_model("casework.Absence").objects.filter(
                referral__participant=OuterRef("participant"), reason=AbsenceReason.NOT_SAFE
            )
        ),
        "question_facts": _rows(
            Question.objects.filter(referral=here).order_by("asked_at"),
            kind="kind", asked_at="asked_at", answered_at="answered_at",
            chases=_rows(
                Chase.objects.filter(question=OuterRef("pk")).order_by("number"), to="to", at="chased_at"
            ),
        ),
        # HERSELF sorts before POLICE: her own answers come first.
        "safe_times": Subquery(
            SafeContact.objects.filter(participant=OuterRef("participant"))
            .order_by("source", "-confirmed_at")
            .values("safe_times")[:1]
        ),
        "seats_kept": _rows(
            HeldSeat.objects.unfreed().filter(referral=here), workshop="workshop", until="held_until"
        ),
        "cannot_come_on": Subquery(
            apps.get_model("casework.FirstCall").objects.filter(referral=here).values("cannot_come_on")[:1]
        ),
        "access_needed": Subquery(
            apps.get_model("casework.FirstCall").objects.filter(referral=here).values("access_needed")[:1]
        ),
        "call_owed_at": Subquery(calls_owed().order_by("due_at").values("due_at")[:1]),
        "notice_sent_at": Subquery(notices.values("sent_at")[:1]),
        "notice_acknowledged_at": Subquery(notices.values("acknowledged_at")[:1]),
        "police_decided_at": Subquery(
            PoliceDecision.objects.may_reopen()
            .filter(notice__referral=here)
            .order_by("-decided_at")
            .values("decided_at")[:1]
        ),
        "notice_decided": Exists(
            OutcomeNotice.objects.newest_versions().filter(referral=here, decisions__isnull=False)
        ),
        "notice_chased": Subquery(
            Chase.objects.filter(notice__referral=here, notice__acknowledged_at__isnull=True)
            .order_by("-notice__number", "-number")
            .values("number")[:1]
        ),
    }  # fmt: skip


def stops() -> QuerySet[ContactStop]:
    """The stops that stand, for the woman of the case outside."""
    return ContactStop.objects.filter(participant=OuterRef("participant"), lifted_at__isnull=True)


def calls_owed() -> QuerySet[Message]:
    """The calls to make that took the place of something written, about the case outside."""
    return Message.objects.filter(
        Q(not_after__isnull=True) | Q(not_after__gte=Now()),
        participant=OuterRef("participant"),
        channel=Channel.CALL,
        status=MessageStatus.QUEUED,
    )


def _yes(**condition: Any) -> Any:
    return Case(When(Q(**condition), then=Value(True)), default=Value(False), output_field=BooleanField())


def _noted() -> Case:
    """Whether anything is known of an absence: that a register says "not known" is not yet that."""
    known = ~Q(absence__reason=AbsenceReason.NOT_KNOWN) | Q(absence__asked_her_at__isnull=False)
    return Case(
        When(Q(absence__isnull=False) & known, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )


def _enough() -> Case:
    """Whether leaving early was enough: somebody's decision, else what the definition says."""
    rule = "referral__definition__definition__completion__left_early"
    return Case(
        When(counts__isnull=False, then=F("counts")),
        When(**{rule: LeftEarly.COUNTS}, then=Value(True)),
        When(**{rule: LeftEarly.DOES_NOT_COUNT}, then=Value(False)),
        default=None,
        output_field=BooleanField(null=True),
    )


def _rows(rows: QuerySet[Any], **columns: Any) -> ArraySubquery:
    named = {k: F(v) if isinstance(v, str) else v for k, v in columns.items()}
    return ArraySubquery(rows.values(row=JSONObject(**named)))


def read(case: Referral) -> Facts:
    """Return the facts of a row that came from `with_facts()`."""
    row: Any = case
    return Facts(
        status=case.status,
        ground=case.ground,
        submitted_at=case.submitted_at,
        accepted_at=case.accepted_at,
        deadline_on=case.deadline.on,
        number=case.participant.phone_digits if case.participant else "",
        stopped=row.is_stopped,
        first_call_done=row.is_first_call_done,
        places=tuple(_place(found) for found in row.place_facts),
        plan=tuple(StepFact(UUID(p["id"]), p["number"], p["round"], p["key"]) for p in row.plan_facts),
        calls=tuple(_call(found) for found in row.call_facts),
        questions=tuple(_question(found) for found in row.question_facts),
        call_owed_at=row.call_owed_at,
        notice_sent_at=row.notice_sent_at,
        notice_acknowledged=(
            row.notice_sent_at is None or row.notice_acknowledged_at is not None or row.notice_decided
        ),
        police_decided_at=row.police_decided_at,
        notice_chased=row.notice_chased or 0,
        seats_kept=tuple((UUID(s["workshop"]), _instant(s["until"])) for s in row.seats_kept),
        cannot_come_on=tuple(row.cannot_come_on or ()),
        access_needed=tuple(row.access_needed or ()),
    )


def _place(row: Mapping[str, Any]) -> PlaceFact:
    kept = {**row, "id": UUID(row["id"]), "decision": row["decision"] or ""}
    kept["workshop"] = UUID(row["workshop"])
    return PlaceFact(**{**kept, "starts_at": _instant(row["starts_at"])})


def _call(row: Mapping[str, Any]) -> CallFact:
    due = _instant(row["next_due_at"]) if row["next_due_at"] else None
    return CallFact(row["outcome"], _instant(row["made_at"]), row["part"], due, row["number_rung"])


def _question(row: Mapping[str, Any]) -> QuestionFact:
    answered = _instant(row["answered_at"]) if row["answered_at"] else None
    chases = tuple((chase["to"], _instant(chase["at"]).date()) for chase in row["chases"])
    return QuestionFact(row["kind"], _instant(row["asked_at"]), answered, chases)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(LONDON)
