"""Every open case is on track by rule, or at risk with a reason and a next step: there is no third kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from casework.actions import closing, known_by
from casework.actions.perhaps import answer_perhaps
from casework.case_page import open_page
from casework.facts import CallFact, Facts, QuestionFact, StepFact
from casework.messages import DOING, RISKS
from casework.models import Case, FirstCall
from casework.next_step import Step, attendances, next_step, plan_of
from casework.rules import LONDON
from casework.statuses import AbsenceDecision, CallOutcome
from casework.track import AtRisk, OnTrack, track_of
from casework.whereabouts import PlaceFact
from participants.models import HowKnown, KeepApart, Participant
from programmes import clock
from programmes.definition import Definition
from programmes.loader import DEFINITIONS, load_file
from programmes.offers import Offered
from programmes.office_hours import Office
from programmes.rules import CaseDates
from referrals.models import Referral, ReferredPerson
from referrals.statuses import Ground, Status
from tests.casework.tracking import at_risk, tracks_of, without_reason_or_step
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW as THEN
from tests.factories.programmes import ProgrammeFactory
from workshops import booking_page
from workshops.statuses import Mark

NOW = datetime(2026, 12, 10, 11, tzinfo=LONDON)  # a Thursday
NUMBER = "07700900123"
SCHEMES = {path.stem: load_file(path).definition for path in sorted(DEFINITIONS.glob("*.toml"))}
moments = st.integers(-60, 60).map(lambda days: NOW + timedelta(days=days, hours=1))
past = st.integers(1, 60).map(lambda days: NOW - timedelta(days=days))

calls = st.builds(
    CallFact,
    st.sampled_from(CallOutcome.values),
    past,
    st.just("MORNING"),
    st.none() | moments,
    st.sampled_from([NUMBER, "07700900999"]),
)
questions = st.builds(
    QuestionFact,
    st.sampled_from(["EXTENSION", "WRONG_NUMBER", "SEE_HER", "MISSING_DATE", "OTHER"]),
    past,
    st.none() | st.just(NOW),
)


def places(definition: Definition) -> st.SearchStrategy[PlaceFact]:
    """A place she held, or holds: what lies ahead is not marked."""
    numbers = st.sampled_from([step.number for step in definition.steps] or [1])

    def built(
        step: int, at: datetime, mark: str, noted: bool, decision: str, counts: bool | None
    ) -> PlaceFact:
        marked = Mark.NOT_MARKED if at > NOW else Mark(mark)
        absent = {"noted": noted, "decision": decision} if noted else {}
        judged = counts if marked == Mark.LEFT_EARLY else None
        return PlaceFact(uuid4(), step, 1, marked, at, counts=judged, workshop=uuid4(), **absent)  # type: ignore[arg-type]

    decisions = st.sampled_from(["", *AbsenceDecision.values])
    counted = st.none() | st.booleans()
    return st.builds(built, numbers, moments, st.sampled_from(Mark.values), st.booleans(), decisions, counted)


@st.composite
def open_cases(draw: Callable[..., Any], definition: Definition) -> Facts:
    held = draw(st.lists(places(definition), max_size=6))
    own = draw(
        st.lists(st.sampled_from([s.number for s in definition.steps] or [1]), max_size=3, unique=True)
    )
    plan = own if definition.plan == "INDIVIDUAL" else [step.number for step in definition.steps]
    deadline_on = draw(st.none() | st.integers(-10, 120).map(lambda days: NOW.date() + timedelta(days=days)))
    return Facts(
        status=draw(st.sampled_from([Status.SUBMITTED, Status.ACCEPTED, Status.ACCEPTED, Status.ACCEPTED])),
        submitted_at=NOW - timedelta(days=90),
        accepted_at=NOW - timedelta(days=89),
        deadline_on=deadline_on,
        number=draw(st.sampled_from(["", NUMBER])),
        stopped=draw(st.booleans()),
        first_call_done=draw(st.booleans()),
        places=tuple(sorted(held, key=lambda place: place.starts_at)),
        plan=tuple(StepFact(uuid4(), number, 1) for number in plan),
        calls=tuple(draw(st.lists(calls, max_size=6))),
        questions=tuple(draw(st.lists(questions, max_size=2))),
        call_owed_at=draw(st.none() | moments),
    )


def offered(definition: Definition, days: list[tuple[int, int]]) -> list[Offered]:
    numbers = [step.number for step in definition.steps] or [1]
    return [
        Offered(
            str(uuid4()),
            frozenset({numbers[step % len(numbers)]}),
            NOW.date() + timedelta(days=day),
            NOW.date() + timedelta(days=day),
            4,
        )
        for step, day in days
    ]


def clock_of(facts: Facts, definition: Definition, on_offer: list[Offered]) -> clock.Reading | None:
    if facts.status != Status.ACCEPTED:
        return None
    own = plan_of(facts, definition)
    return clock.read(
        definition,
        CaseDates(police_deadline_on=facts.deadline_on, referred_on=date(2026, 9, 11)),
        on_offer,
        today=NOW.date(),
        attendances=attendances(facts),
        steps=None if own is None else [step for step in definition.steps if step.number in own],
    )


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(data=st.data())
def test_there_is_no_third_kind(scheme: str, data: st.DataObject) -> None:
    definition = SCHEMES[scheme]
    facts = data.draw(open_cases(definition))
    days = data.draw(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 110)), max_size=6))
    says = clock_of(facts, definition, offered(definition, days))

    step = next_step(
        facts,
        definition,
        now=NOW,
        office=Office(),
        can_still=says is None or says.can_finish,
        in_doubt=says is not None and says.in_doubt,
    )
    track = track_of(facts, definition, says, step)

    assert str(DOING[step.step].title)
    if isinstance(track, AtRisk):
        assert str(RISKS[track])
    elif track is OnTrack.DAY_TO_COME:
        assert step.on is not None
        assert step.on >= NOW.date()
    elif track is OnTrack.POLICE_ASKED:
        assert facts.open_question is not None
        assert step.due_at is not None
    else:
        assert track is OnTrack.OUR_STEP
        assert str(DOING[step.step].button)


def test_a_plan_with_nothing_left_to_book_is_somebodys_to_judge() -> None:
    """Found by the property: the worker judges, every step is walked, and no queue had her."""
    wonder = SCHEMES["wonder"]
    facts = Facts(
        status=Status.ACCEPTED,
        submitted_at=NOW - timedelta(days=40),
        accepted_at=NOW - timedelta(days=39),
        number=NUMBER,
        first_call_done=True,
        calls=(CallFact(CallOutcome.SPOKE, NOW - timedelta(days=38), "MORNING", None, NUMBER),),
    )

    assert next_step(facts, wonder, now=NOW, office=Office()).step is Step.JUDGE_PLAN
    with pytest.raises(KeyError):
        track_of(
            facts,
            wonder,
            None,
            replace(next_step(facts, wonder, now=NOW, office=Office()), step=Step.NOTHING),
        )


@pytest.mark.django_db
def test_the_list_of_those_at_risk_is_exactly_those_whom_no_rule_keeps_on_track() -> None:
    """Cases at every stage, with little time and with much: the list on Today, its reason and its step."""
    juno = ProgrammeFactory.create(code="JUNO")
    worker = accounts.coordinator(juno.provider)
    first = workshops.FIRST_ON
    for number, left in enumerate((20, 29, 200)):
        for stage in range(4):
            case = referrals.accepted(
                juno,
                worker=worker,
                first_names=f"W{number}{stage}",
                deadline_on=THEN.date() + timedelta(days=left),
                crime_reference=f"44260000{number}{stage}0",
            )
            if stage:
                casework.spoken_to(case, at=THEN + timedelta(hours=2))
            if stage == 2 and left > 100:
                workshops.booked(case, workshops.pair(juno, first_on=first), at=THEN + timedelta(hours=3))
    at = THEN + timedelta(days=1)

    found = tracks_of(worker, at=at)
    shown = at_risk(worker, at=at)

    risky = {pk for pk, track in found.items() if isinstance(track, AtRisk)}
    assert len(found) == 12
    assert {case.pk for case in shown.subjects} == risky
    assert 0 < len(risky) < 12
    assert without_reason_or_step(shown) == []


def _cannot_come(case: Referral, _other: Referral, _practitioner: User) -> None:
    assert case.participant is not None
    FirstCall.objects.create(
        referral=case,
        seal_key_id=case.participant.seal_key_id,
        cannot_come_on=[2],
        started_at=THEN,
        started_by="somebody",
        finished_at=THEN,
        finished_by="somebody",
    )


def _kept_apart(case: Referral, other: Referral, _practitioner: User) -> None:
    assert case.participant is not None
    KeepApart.objects.create(
        participant=case.participant,
        other=other.participant,
        seal_key_id=case.participant.seal_key_id,
        made_at=THEN,
        made_by="somebody",
    )


def _kept_apart_by_the_other(case: Referral, other: Referral, practitioner: User) -> None:
    _kept_apart(other, case, practitioner)


def _named(case: Referral, other: Referral, _practitioner: User) -> None:
    """She must not meet somebody whom nobody knew when it was noted, and whose name another bears."""
    KeepApart.objects.create(
        participant=case.participant,
        other_name=Participant.objects.get(referrals=other).full_name,
        seal_key_id=Participant.objects.get(referrals=case).seal_key_id,
        made_at=THEN,
        made_by="somebody",
    )


def _named_by_the_other(case: Referral, other: Referral, practitioner: User) -> None:
    _named(other, case, practitioner)
    Participant.objects.filter(referrals=case).update(postcode="")  # of no household: only her name tells


def _known(case: Referral, _other: Referral, practitioner: User) -> None:
    known_by.note_known(
        case, practitioner, how=HowKnown.NEIGHBOUR, reason="Next door", by=referrals.worker_of(case), at=THEN
    )


def _of_one_crime(case: Referral, other: Referral, _practitioner: User) -> None:
    ReferredPerson.objects.filter(referral__in=[case, other]).update(crime_reference="44260000999")


def _of_one_household(case: Referral, other: Referral, _practitioner: User) -> None:
    both = Participant.objects.filter(referrals__in=[case, other])
    both.update(postcode="PO1 2AB", address_lines="2 Quay Street", no_fixed_address=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "shut_out",
    [
        _cannot_come,
        _kept_apart,
        _kept_apart_by_the_other,
        _named,
        _named_by_the_other,
        _known,
        _of_one_crime,
        _of_one_household,
    ],
)
def test_who_is_kept_off_all_there_is_stands_in_the_list_however_far_her_deadline(
    shut_out: Callable[[Referral, Referral, User], None],
) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    worker, practitioner = accounts.coordinator(juno.provider), accounts.practitioner(juno.provider)
    far = THEN.date() + timedelta(days=200)
    case, other, free = (
        referrals.accepted(juno, worker=worker, deadline_on=far, first_names=name, crime_reference=crime)
        for name, crime in (("Ann", "44260000901"), ("Bea", "44260000902"), ("Cat", "44260000903"))
    )
    pair = workshops.pair(juno, practitioners=[practitioner])  # Wednesdays, and nothing else is on offer
    workshops.booked(other, pair)
    shut_out(case, other, practitioner)
    at = THEN + timedelta(days=1)

    found = tracks_of(worker, at=at)

    assert {pk for pk, track in found.items() if isinstance(track, AtRisk)} == {case.pk}
    assert {row.pk for row in at_risk(worker, at=at).subjects} == {case.pk}
    assert found[free.pk] is not AtRisk.NO_WAY_LEFT


@pytest.mark.django_db
@pytest.mark.parametrize("said", [None, False, True])
@pytest.mark.parametrize("noted", [_named, _named_by_the_other])
def test_a_name_that_keeps_her_off_all_there_is_has_its_own_reason_and_next_step_until_somebody_says(
    noted: Callable[[Referral, Referral, User], None], said: bool | None
) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    worker, practitioner = accounts.coordinator(juno.provider), accounts.practitioner(juno.provider)
    far = THEN.date() + timedelta(days=200)
    case, other = (
        referrals.accepted(juno, worker=worker, deadline_on=far, first_names=name, crime_reference=crime)
        for name, crime in (("Ann", "44260000901"), ("Bea", "44260000902"))
    )
    casework.spoken_to(case, at=THEN + timedelta(hours=2))
    workshops.booked(other, workshops.pair(juno))
    noted(case, other, practitioner)
    at = THEN + timedelta(days=1)
    if said is not None:
        row = KeepApart.objects.get()
        notes, bears = (case, other) if row.participant_id == case.participant_id else (other, case)
        her = Participant.objects.get(referrals=bears)
        answer_perhaps(row, her, case=notes, same=said, why="Police say so", by=worker, at=THEN)

    found, shown = tracks_of(worker, at=at)[case.pk], at_risk(worker, at=at)
    opened = open_page(Case.objects.with_facts().get(pk=case.pk), user=worker, now=at, tab="case")

    expected = {None: AtRisk.NAME_UNSETTLED, True: AtRisk.NO_WAY_LEFT, False: OnTrack.OUR_STEP}
    steps = {None: Step.SETTLE_NAME, True: Step.ASK_EXTENSION, False: Step.BOOK}
    assert found is expected[said]
    assert opened.step.step is steps[said]  # her own page says the same
    assert [row.pk for row in shown.subjects] == ([] if said is False else [case.pk])
    for line in shown.rows:
        assert str(RISKS[AtRisk(found)]) in {str(fact) for fact in line.facts}
        assert str(line.action) == ("Ask police" if said else "Say whether it is she")
        assert line.action_url == reverse("referrals:ask" if said else "workshops:book", args=[case.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("noted", [_named, _named_by_the_other])
def test_where_it_is_sure_who_must_not_meet_no_name_is_asked_about(
    noted: Callable[[Referral, Referral, User], None],
) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    worker, practitioner = accounts.coordinator(juno.provider), accounts.practitioner(juno.provider)
    case, other = (
        referrals.accepted(juno, worker=worker, first_names=name, crime_reference=crime)
        for name, crime in (("Ann", "44260000901"), ("Bea", "44260000902"))
    )
    workshops.booked(other, workshops.pair(juno))
    noted(case, other, practitioner)
    _kept_apart(case, other, practitioner)

    found = tracks_of(worker, at=THEN + timedelta(days=1))

    assert found[case.pk] is AtRisk.NO_WAY_LEFT


@pytest.mark.django_db
def test_the_page_behind_that_step_leads_to_the_question_and_a_name_alone_ends_no_case() -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    worker, practitioner = accounts.coordinator(juno.provider), accounts.practitioner(juno.provider)
    case, other = (
        referrals.accepted(juno, worker=worker, first_names=name, crime_reference=crime)
        for name, crime in (("Ann", "44260000901"), ("Bea", "44260000902"))
    )
    workshops.booked(other, workshops.pair(juno))
    _named(case, other, practitioner)
    at = THEN + timedelta(days=1)
    row, bea = KeepApart.objects.get(), Participant.objects.get(referrals=other)

    page = booking_page.build(case, at=at, visible=[case.pk, other.pk])

    assert [url for refused in page.impossible for _ref, url in refused.perhaps] == [
        reverse("casework:perhaps", args=[row.pk, bea.pk])
    ]
    assert page.state == "Only a name keeps her off every date that fits. Say first whether it is she."
    assert not page.extension_helps
    with pytest.raises(closing.NameUnsettled):
        closing.hand_back(case, ground=Ground.CANNOT_BE_MET, by=worker, at=at)


@pytest.mark.django_db
def test_the_list_asks_as_much_for_many_names_as_for_one() -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    worker, practitioner = accounts.coordinator(juno.provider), accounts.practitioner(juno.provider)
    pair, counts = workshops.pair(juno), []
    for number in range(6):
        case, other = (
            referrals.accepted(juno, worker=worker, first_names=f"W{n}", crime_reference=f"4426000{n:04}")
            for n in (2 * number, 2 * number + 1)
        )
        workshops.booked(other, pair)
        _named(case, other, practitioner)
        if number in (0, 5):
            at_risk(worker, at=THEN + timedelta(days=1))  # the keys are opened, and kept for a while
            with CaptureQueriesContext(connection) as asked:
                shown = at_risk(worker, at=THEN + timedelta(days=1))
            counts.append(len(asked))
            assert len(shown.subjects) == number + 1

    assert counts[0] == counts[1] <= 20
