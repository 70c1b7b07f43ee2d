"""The questions a coordinator asks of her cases: each queue of Today is one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.access import memberships
from accounts.roles import CASEWORKERS
from casework import facts
from casework.searching import Search
from casework.shut_out import may_be_shut_out
from casework.statuses import AbsenceDecision
from casework.whereabouts import booked, came, she_was_absent, she_was_there, spoken, where_expression
from participants.models import KeepApart, Participant
from programmes.rules import NEAR_DAYS
from referrals.models import (
    AmendedField,
    OutcomeNotice,
    PlanStep,
    PoliceDecision,
    Question,
    ReferredPerson,
    Taken,
)
from referrals.querysets import ReferralQuerySet
from referrals.statuses import Status
from workshops import perhaps
from workshops.models import Place
from workshops.statuses import Mark

SOON = timedelta(days=NEAR_DAYS)


def may_see(user: Any, prefix: str = "") -> Q:
    """Return the condition under which a person works on a case: caseworkers, their provider's only."""
    seen = Q(pk__in=[])
    for held in memberships(user, *CASEWORKERS):
        cases = Q(**{f"{prefix}provider": held.organisation_id})
        if held.programme_code:
            cases &= Q(**{f"{prefix}programme__code": held.programme_code})
        seen |= cases
    return seen & ~Q(**{f"{prefix}status": Status.DRAFT})


class CaseQuerySet(ReferralQuerySet):
    """The doorway to cases, and the queues."""

    def visible_to(self, user: Any) -> CaseQuerySet:
        return self.filter(may_see(user))

    def with_facts(self) -> CaseQuerySet:
        """Add everything `facts.read` needs, in the same query."""
        related = self.select_related("participant", "person", "definition", "worker")
        gathered: CaseQuerySet = related.annotate(**facts.gathered())
        return gathered

    # --- queues: each is work that one page finishes ---

    def to_answer(self) -> CaseQuerySet:
        """New referrals, the oldest first; those police were asked about are waiting instead."""
        return self.filter(~Exists(_open_questions()), status=Status.SUBMITTED).order_by("submitted_at", "pk")

    def to_call(self, at: datetime) -> CaseQuerySet:
        """Women to ring now: a first call, a next try, or a call that took the place of a letter."""
        last = (
            apps.get_model("casework.ContactAttempt")
            .objects.filter(referral=OuterRef("pk"), undone_at__isnull=True)
            .order_by("-made_at")
        )
        case = self.filter(~Exists(facts.stops()), status=Status.ACCEPTED).exclude(
            participant__phone_digits=""
        )
        case = case.annotate(
            last_outcome=Subquery(last.values("outcome")[:1]),
            last_rung=Subquery(last.values("number_rung")[:1]),
            last_at=Subquery(last.values("made_at")[:1]),
            next_call_at=Subquery(last.values("next_due_at")[:1]),
            owed_at=Subquery(facts.calls_owed().order_by("due_at").values("due_at")[:1]),
        )
        never_rung = Q(last_outcome__isnull=True) & ~Exists(Place.objects.filter(referral=OuterRef("pk")))
        other_number = Q(last_outcome="WRONG_NUMBER") & ~Q(last_rung=F("participant__phone_digits"))
        route_found = Q(last_outcome="SOMEBODY_ELSE") & ~Exists(spoken())
        tried_since = Q(last_at__gte=F("owed_at"), next_call_at__gt=at)
        due = (Q(next_call_at__lte=at) & ~Q(last_outcome="SPOKE")) | (Q(owed_at__lte=at) & ~tried_since)
        waiting: CaseQuerySet = case.filter(never_rung | other_number | route_found | due)
        return waiting.order_by(Coalesce("next_call_at", "owed_at", "submitted_at"), "pk")

    def to_find_a_way(self) -> CaseQuerySet:
        """Women nobody has spoken to and nobody can ring, or whom ringing did not reach."""
        return (
            self.not_spoken_to()
            .filter(
                Exists(facts.stops()) | Q(participant__phone_digits="") | Q(_number_wrong()) | Q(_given_up())
            )
            .order_by("submitted_at", "pk")
        )

    def not_spoken_to(self) -> CaseQuerySet:
        """Accepted, and nobody has reached her yet."""
        return self.filter(
            ~Exists(spoken()), ~Exists(Place.objects.filter(referral=OuterRef("pk"))), status=Status.ACCEPTED
        )

    def to_book(self) -> CaseQuerySet:
        """Women who were reached and have a step without a day, or whose first call is not finished."""
        reached = Exists(spoken()) | Exists(Place.objects.filter(referral=OuterRef("pk")))
        to_do = Exists(_steps_without_a_day()) | (Exists(spoken()) & ~Exists(_finished_first_calls()))
        return (
            self.filter(reached, to_do, status=Status.ACCEPTED)
            .exclude(Exists(_absences_to_settle()))
            .exclude(Exists(_reported()))
            .order_by(F("deadline_on").asc(nulls_last=True), "pk")
        )

    def perhaps_at_risk(
        self,
        today: date,
        *,
        finishes: Mapping[UUID, date | None],
        counted: Collection[UUID] = (),
        noted: Collection[KeepApart] = (),
    ) -> CaseQuerySet:
        """Women who have not finished and may not in time, the nearest deadline first.

        More than are: the clock of each then decides (`risk.is_at_risk`). Those with a step without
        a day who have little time, who began before, for whom nothing on offer ends in time, or whom
        something of hers may keep off all of it; and those booked on a day too late.

        :param finishes: by definition version, the first day somebody starting now could finish;
            None where nothing is on offer.
        :param counted: the versions whose deadline is counted where police state none.
        :param noted: names that some of them may bear, and be kept from somebody who is booked.
        """
        late: Any = Q(Exists(came())) | Q(definition__in=counted) | perhaps.bearing(noted, "participant__")
        late |= may_be_shut_out(today)
        for version, finish in finishes.items():
            late |= Q(definition=version) & (Q() if finish is None else Q(deadline_on__lt=finish))
        open_steps = Exists(_steps_without_a_day()) | _needs_only_some()
        late_booked = Exists(booked().filter(workshop__starts_at__date__gt=OuterRef("deadline_on")))
        risk = (open_steps & (Q(deadline_on__lt=today + SOON) | late)) | Q(late_booked)
        known = Q(deadline_on__isnull=False) | Q(definition__in=counted)
        return self.filter(risk, known, status=Status.ACCEPTED).order_by(
            F("deadline_on").asc(nulls_last=True), "pk"
        )

    def with_absence_to_settle(self) -> CaseQuerySet:
        """Women who were not at a workshop, where nobody has decided what follows."""
        return self.filter(Exists(_absences_to_settle()), status=Status.ACCEPTED).order_by(
            F("deadline_on").asc(nulls_last=True), "pk"
        )

    def to_tell_police(self) -> CaseQuerySet:
        """Women who have come to everything that counts, or whose absence is to be reported.

        And closed cases that police decided something about that may reopen them.
        """
        begun = Exists(came()) | Exists(_finished_first_calls())
        everything = begun & ~Exists(booked()) & ~Exists(_absences_to_settle())
        enough = everything & (~Exists(_steps_without_a_day()) | _needs_only_some())
        decided = PoliceDecision.objects.may_reopen().filter(notice__referral=OuterRef("pk"))
        to_tell = Q(status=Status.ACCEPTED) & (Q(enough) | Q(Exists(_reported())))
        return self.filter(to_tell | (~_is_open() & Exists(decided))).order_by(
            F("deadline_on").asc(nulls_last=True), "pk"
        )

    def amended_by_police(self) -> CaseQuerySet:
        """Police changed something about her that nobody here has looked at."""
        waiting = AmendedField.objects.filter(amendment__referral=OuterRef("pk"), taken=Taken.WAITING)
        return self.filter(Exists(waiting), status=Status.ACCEPTED).order_by("deadline_on", "pk")

    def waiting_for_police(self) -> CaseQuerySet:
        """Cases with a question that police have not answered, or an outcome no officer acknowledged."""
        asked = _open_questions().order_by("asked_at")
        told = OutcomeNotice.objects.newest_versions().filter(
            referral=OuterRef("pk"), acknowledged_at__isnull=True, decisions__isnull=True
        )
        question = _is_open() & Exists(_open_questions())
        since = Coalesce(Subquery(asked.values("asked_at")[:1]), Subquery(told.values("sent_at")[:1]))
        waiting: CaseQuerySet = self.filter(question | (~_is_open() & Exists(told)))
        ordered: CaseQuerySet = waiting.annotate(asked_at=since).order_by("asked_at", "pk")
        return ordered

    # --- the list of cases ---

    def still_open_cases(self) -> CaseQuerySet:
        return self.filter(_is_open())

    def worked_by(self, user: Any) -> CaseQuerySet:
        return self.still_open_cases().filter(worker=user)

    def unassigned(self) -> CaseQuerySet:
        return self.still_open_cases().filter(worker__isnull=True)

    def completed(self) -> CaseQuerySet:
        return self.filter(status=Status.COMPLETED)

    def ended_otherwise(self) -> CaseQuerySet:
        return self.filter(status__in=[Status.NOT_COMPLETED, Status.DECLINED, Status.WITHDRAWN])

    def matching(self, search: Search) -> CaseQuerySet:
        """Cases found by the start of each word of her name, or by a number."""
        found = Q(pk__in=[])
        if search.reference:
            found |= Q(reference__istartswith=search.reference)
        if search.name:
            words = SearchQuery(search.name, config="simple", search_type="raw")
            vector = SearchVector("search_name", config="simple")
            women = Participant.objects.annotate(words_of_name=vector).filter(words_of_name=words)
            people = ReferredPerson.objects.annotate(words_of_name=vector).filter(words_of_name=words)
            found |= Q(participant__in=women.values("pk")) | Q(pk__in=people.values("referral"))
        for column, value in search.columns():
            found |= Q(pk__in=ReferredPerson.objects.filter(**{column: value}).values("referral"))
            if column != "crime_reference__iexact":
                found |= Q(participant__in=Participant.objects.filter(**{column: value}).values("pk"))
        return self.filter(found)

    def where_is(self, where: Collection[str]) -> CaseQuerySet:
        found: CaseQuerySet = self.annotate(is_at=where_expression()).filter(is_at__in=where)
        return found


def _is_open() -> Q:
    return Q(status__in=[Status.SUBMITTED, Status.ACCEPTED])


def _open_questions() -> QuerySet[Question]:
    return Question.objects.filter(referral=OuterRef("pk"), answered_at__isnull=True)


def _steps_without_a_day() -> QuerySet[PlanStep]:
    """Compulsory steps with neither a day to come nor one she was at."""
    to_come = Q(mark=Mark.NOT_MARKED, workshop__cancelled_at__isnull=True)
    undecided = Q(mark=Mark.LEFT_EARLY, counts__isnull=True)
    covered = Place.objects.held().filter(to_come | undecided | she_was_there(), plan_step=OuterRef("pk"))
    later = PlanStep.objects.filter(
        referral=OuterRef("referral"), number=OuterRef("number"), round__gt=OuterRef("round")
    )
    return PlanStep.objects.filter(
        ~Exists(covered), ~Exists(later), referral=OuterRef("pk"), ended_at__isnull=True, compulsory=True
    )


def _finished_first_calls() -> QuerySet[Any]:
    calls: Any = apps.get_model("casework.FirstCall").objects
    return calls.filter(  # type: ignore[no-any-return]
        referral=OuterRef("pk"), finished_at__isnull=False
    )


def _absences_to_settle() -> QuerySet[Place]:
    """Days she was not at, about which nobody has decided."""
    return Place.objects.held().filter(_unsettled(), referral=OuterRef("pk"))


def _unsettled() -> Q:
    """An absence nobody has decided about, or an early leaving nobody has judged."""
    judged = Q(mark=Mark.LEFT_EARLY, counts__isnull=True) & ~she_was_there() & ~she_was_absent()
    return (she_was_absent() & (Q(absence__isnull=True) | Q(absence__decision=""))) | judged


def _reported() -> QuerySet[Place]:
    return Place.objects.held().filter(
        she_was_absent(), referral=OuterRef("pk"), absence__decision=AbsenceDecision.REPORT
    )


def _needs_only_some() -> Q:
    """Where the definition wants some of its steps: more rows than are due; the rule then decides."""
    return Q(definition__definition__completion__rule="N_OF")


def _number_wrong() -> Exists:
    attempts = apps.get_model("casework.ContactAttempt").objects
    return Exists(
        attempts.filter(
            referral=OuterRef("pk"),
            outcome="WRONG_NUMBER",
            undone_at__isnull=True,
            number_rung=OuterRef("participant__phone_digits"),
        )
    )


def _given_up() -> Exists:
    """The last call set no next one: every part of the protocol by phone is done."""
    attempts = apps.get_model("casework.ContactAttempt").objects
    last = attempts.filter(referral=OuterRef("referral"), undone_at__isnull=True).order_by("-made_at")
    return Exists(
        attempts.filter(
            referral=OuterRef("pk"),
            pk=Subquery(last.values("pk")[:1]),
            next_due_at__isnull=True,
        )
    )
