"""Somebody who bears the name of a person another must not meet: kept apart until it is known whether it is she."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit import sealing
from audit.models import Event
from casework.actions import perhaps as answers
from casework.actions.keeping_apart import EndedBefore, Other, SayWhyApart, end_apart, keep_apart
from casework.actions.perhaps import answer_perhaps, undo_perhaps
from casework.merging import joining
from participants.models import KeepApart, Participant, PerhapsAnswer
from programmes.models import Programme
from referrals.actions import NotYours
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import run_of, sent, signed_in, text
from workshops import actions, clashes, offers, perhaps, waiting
from workshops.group_safety import meetings
from workshops.models import Place
from workshops.placing import propose
from workshops.refusals import KeptApart, PerhapsApart, SecondPersonNeeded
from workshops.statuses import ReleaseReason
from workshops.tasks import look_at_group_safety

pytestmark = pytest.mark.django_db
NAME = Other(name="Bronwen Kim")
TODAY_SAYS = "1 name to settle before they meet"


@pytest.fixture(autouse=True)
def on_the_day_of_the_factories() -> Any:
    with time_machine.travel(NOW + timedelta(hours=2), tick=True):
        yield


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def worker(juno: Programme) -> User:
    return accounts.coordinator(juno.provider)


@pytest.fixture
def one(juno: Programme) -> Referral:
    return woman(juno, 1, "Aisha")


@pytest.fixture
def kim(juno: Programme) -> Referral:
    """She who bears the name."""
    return woman(juno, 2, "Bronwen", last_name="Kim")


@pytest.fixture
def row(one: Referral, worker: User) -> KeepApart:
    return keep_apart(one, NAME, reason="A threat", by=worker, at=NOW)


def woman(juno: Programme, number: int, name: str, **answers: Any) -> Referral:
    return referrals.accepted(juno, first_names=name, crime_reference=f"4426000007{number}", **answers)


def her(case: Referral) -> Participant:
    return Participant.objects.get(referrals=case)


def said(row: KeepApart, kim: Referral, one: Referral, worker: User, *, same: bool) -> PerhapsAnswer:
    return answer_perhaps(row, her(kim), case=one, same=same, why="Police say so", by=worker, at=NOW)


class TestProposing:
    """What is proposed for everybody who waits keeps them apart too, until somebody has answered."""

    def test_two_who_wait_are_not_put_together(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User
    ) -> None:
        workshops.pair(juno)

        found = waiting.read(juno, [one, kim], at=NOW)

        assert found.apart == frozenset({tuple(sorted((her(one).pk, her(kim).pk)))})
        assert len(propose(waiting.question_of(found)).placed) == 1
        said(row, kim, one, worker, same=False)
        assert waiting.read(juno, [one, kim], at=NOW).apart == frozenset()

    @pytest.mark.parametrize("first", ["who noted it", "who bears the name"])
    def test_nor_is_she_put_where_the_other_has_a_place(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, first: str
    ) -> None:
        taken, free = workshops.pair(juno), workshops.pair(juno)
        there, comes = (one, kim) if first == "who noted it" else (kim, one)
        workshops.booked(there, taken)

        [woman_waiting] = waiting.read(juno, [comes], at=NOW).women

        assert {w.key for run in woman_waiting.runs for w in run} == {str(w.pk) for w in free}

    def test_where_nobody_noted_a_name_it_costs_one_query(self, juno: Programme, one: Referral) -> None:
        workshops.pair(juno)

        with CaptureQueriesContext(connection) as queries:
            assert perhaps.near([her(one)], list(offers.coming(juno, at=NOW))) == []

        assert len(queries) == 3  # of which one reads her, and one the workshops


class TestBooking:
    @pytest.mark.parametrize("first", ["who noted it", "who bears the name"])
    def test_neither_is_booked_where_the_other_is(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, first: str
    ) -> None:
        pair = workshops.pair(juno)
        there, comes = (one, kim) if first == "who noted it" else (kim, one)
        workshops.booked(there, pair)

        with pytest.raises(PerhapsApart):
            workshops.booked(comes, pair)

        assert not Place.objects.filter(referral=comes).exists()
        assert len(workshops.booked(comes, workshops.pair(juno))) == 2

    def test_nor_is_she_moved_there_and_keeps_the_days_she_had(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart
    ) -> None:
        here, there = workshops.pair(juno), workshops.pair(juno)
        workshops.booked(one, there)
        workshops.booked(kim, here)

        with pytest.raises(PerhapsApart):
            actions.move_run(kim, there, why=ReleaseReason.SHE_ASKED, by=referrals.worker_of(kim), at=NOW)

        assert set(Place.objects.held().filter(referral=kim).values_list("workshop", flat=True)) == {
            w.pk for w in here
        }

    def test_another_birthday_or_name_is_another_woman(
        self, juno: Programme, one: Referral, kim: Referral, worker: User
    ) -> None:
        keep_apart(one, Other(name="Bronwen Kim", born_on=date(1950, 1, 1)), reason="x", by=worker, at=NOW)
        keep_apart(one, Other(name="Bronwen Kimble"), reason="x", by=worker, at=NOW)
        pair = workshops.pair(juno)
        workshops.booked(one, pair)

        assert len(workshops.booked(kim, pair)) == 2

    def test_a_link_that_was_ended_names_nobody(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User
    ) -> None:
        end_apart(row, case=one, why="They made peace", by=worker, at=NOW)
        pair = workshops.pair(juno)
        workshops.booked(one, pair)

        assert len(workshops.booked(kim, pair)) == 2

    def test_a_manager_and_a_second_person_may_decide_otherwise(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User
    ) -> None:
        pair = workshops.pair(juno)
        workshops.booked(one, pair)
        manager = accounts.manager(juno.provider)
        together = actions.Override("Two rooms, two doors", second=worker)

        with pytest.raises(SecondPersonNeeded):
            actions.book_run(kim, pair, by=worker, at=NOW, override=together)
        places = actions.book_run(kim, pair, by=manager, at=NOW, override=together)

        assert {p.overridden_by_second for p in places} == {worker.trail_name}
        assert all(m.agreed for m in meetings(worker, at=NOW))
        assert actions.count_names(KeepApart.objects.all(), at=NOW) == 0  # what was agreed is settled

    def test_the_page_says_perhaps_and_where_it_is_answered(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart
    ) -> None:
        pair = workshops.pair(juno)
        workshops.booked(one, pair)
        client = signed_in(accounts.manager(juno.provider))

        page = client.get(reverse("workshops:book", args=[kim.pk]))
        confirm = client.get(reverse("workshops:book_confirm", args=[kim.pk]), {"run": run_of(pair)})

        words = text(page)
        assert f"Perhaps to be kept apart: {one.reference} is in that building that day" in words
        assert f"Say whether {one.reference} is that person" in words
        assert "Decide with a second person" in words
        assert reverse("casework:perhaps", args=[row.pk, her(kim).pk]) in page.content.decode()
        assert "may be a person she must not meet is there that day" in text(confirm)
        assert "A threat" not in words

    def test_a_name_costs_the_booking_page_no_query_for_each_woman_or_group(
        self, juno: Programme, one: Referral, worker: User
    ) -> None:
        kim = woman(juno, 0, "Bronwen", last_name="Kim")
        client, counts = signed_in(worker), []
        for groups in (1, 3):
            for n in range(groups):
                pair = workshops.pair(juno, first_on=workshops.FIRST_ON + timedelta(days=7 * (groups + n)))
                case = woman(juno, 10 * groups + n, f"W{groups}{n}")
                keep_apart(case, NAME, reason="x", by=worker, at=NOW)
                workshops.booked(case, pair)
            with CaptureQueriesContext(connection) as asked:
                page = client.get(reverse("workshops:book", args=[kim.pk]))
            counts.append(len(asked))
            assert "Perhaps to be kept apart" in text(page)

        assert counts[0] == counts[1] <= 25


class TestAnswering:
    def test_not_she_is_kept_with_its_reason_and_she_may_be_booked(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User
    ) -> None:
        pair = workshops.pair(juno)
        workshops.booked(one, pair)

        said(row, kim, one, worker, same=False)

        assert len(workshops.booked(kim, pair)) == 2
        assert meetings(worker, at=NOW) == []
        kept = PerhapsAnswer.objects.get()
        assert (kept.same, kept.why, kept.answered_by) == (False, "Police say so", worker.trail_name)
        event = Event.objects.get(verb="participant.answer_perhaps")
        assert (event.subject_id, event.facts) == (one.participant_id, {"same": False})
        row.refresh_from_db()
        assert row.other_id is None  # somebody else may still be that person

    def test_it_is_she_keeps_them_apart_for_good(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User
    ) -> None:
        said(row, kim, one, worker, same=True)

        pair = workshops.pair(juno)
        workshops.booked(one, pair)
        with pytest.raises(KeptApart) as refused:
            workshops.booked(kim, pair)
        assert refused.type is KeptApart
        assert one.participant_id in clashes.kept_apart_from(her(kim).pk)

    @pytest.mark.parametrize("same", [True, False])
    def test_an_answer_taken_back_is_open_again(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User, same: bool
    ) -> None:
        answer = said(row, kim, one, worker, same=same)

        undo_perhaps(answer, case=one, why="Wrong woman", by=worker, at=NOW)

        pair = workshops.pair(juno)
        workshops.booked(one, pair)
        with pytest.raises(PerhapsApart):
            workshops.booked(kim, pair)
        answer.refresh_from_db()
        assert (answer.undone_by, answer.why_undone) == (worker.trail_name, "Wrong woman")
        assert Event.objects.filter(verb="participant.undo_perhaps").count() == 1
        with pytest.raises(answers.NothingToUndo):
            undo_perhaps(answer, case=one, why="Again", by=worker, at=NOW)
        said(row, kim, one, worker, same=False)  # and may be answered anew
        assert PerhapsAnswer.objects.count() == 2

    def test_what_cannot_be_answered_is_refused(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User
    ) -> None:
        other = woman(juno, 3, "Cerys")
        with pytest.raises(SayWhyApart):
            answer_perhaps(row, her(kim), case=one, same=True, why=" ", by=worker, at=NOW)
        with pytest.raises(answers.NotAlike):
            said(row, other, one, worker, same=True)
        with pytest.raises(EndedBefore):
            answer_perhaps(row, her(kim), case=kim, same=True, why="x", by=worker, at=NOW)
        with pytest.raises(NotYours):
            said(row, kim, one, accounts.practitioner(juno.provider), same=False)
        said(row, kim, one, worker, same=False)
        with pytest.raises(answers.AnsweredBefore):
            said(row, kim, one, worker, same=True)
        twice = PerhapsAnswer.objects.get()
        twice.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            PerhapsAnswer(
                keep_apart=row, participant=her(kim), seal_key_id=row.seal_key_id, same=True, why="x",
                answered_at=NOW, answered_by="x",
            ).save(force_insert=True)  # fmt: skip

        assert PerhapsAnswer.objects.count() == 1
        row.refresh_from_db()
        assert row.other_id is None

    def test_once_it_is_known_who_the_person_is_nobody_else_is_asked_about(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User
    ) -> None:
        twin = woman(juno, 4, "Bronwen", last_name="Kim", date_of_birth=date(1991, 1, 1))
        said(row, kim, one, worker, same=True)

        with pytest.raises(answers.KnownBefore):
            said(row, twin, one, worker, same=True)

        pair = workshops.pair(juno)
        workshops.booked(one, pair)
        assert len(workshops.booked(twin, pair)) == 2

    def test_two_records_joined_keep_one_answer(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User
    ) -> None:
        again = woman(juno, 5, "Bronwen", last_name="Kim")
        said(row, kim, one, worker, same=False)
        said(row, again, one, worker, same=False)

        joining.join(her(kim), her(again), why="One woman", by=worker, at=NOW)

        assert list(PerhapsAnswer.objects.standing().values_list("participant", flat=True)) == [her(kim).pk]


class TestPages:
    def address(self, row: KeepApart, kim: Referral) -> str:
        return reverse("casework:perhaps", args=[row.pk, her(kim).pk])

    def test_today_has_it_until_it_is_answered(
        self, juno: Programme, one: Referral, kim: Referral, worker: User
    ) -> None:
        pair = workshops.pair(juno)
        for case in (one, kim):
            workshops.booked(case, pair)
        client = signed_in(worker)
        assert TODAY_SAYS not in text(client.get("/today/"))

        row = keep_apart(one, NAME, reason="A threat", by=worker, at=NOW)  # both are booked already
        on_today = text(client.get("/today/"))
        listed = client.get(reverse("workshops:group_safety"))
        client.post(self.address(row, kim), sent(same="no", why="Police say she is another"))

        assert TODAY_SAYS in on_today
        assert self.address(row, kim) in listed.content.decode()
        assert PerhapsAnswer.objects.get().same is False
        assert TODAY_SAYS not in text(client.get("/today/"))

    def test_what_came_about_otherwise_is_counted_by_the_worker(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User
    ) -> None:
        """A name mended after both were booked; over again once one of them goes to other dates."""
        Participant.objects.filter(referrals=kim).update(search_name="somebody else")
        pair = workshops.pair(juno)
        for case in (one, kim):
            workshops.booked(case, pair)
        client = signed_in(worker)
        look_at_group_safety()
        before = text(client.get("/today/"))

        Participant.objects.filter(referrals=kim).update(search_name="bronwen kim")
        look_at_group_safety()
        mended = text(client.get("/today/"))
        for place in Place.objects.held().filter(referral=kim):
            actions.release(place, why=ReleaseReason.SHE_ASKED, by=worker, at=NOW)
        look_at_group_safety()

        assert TODAY_SAYS not in before
        assert TODAY_SAYS in mended
        assert TODAY_SAYS not in text(client.get("/today/"))

    def test_a_name_costs_today_no_query(
        self,
        juno: Programme,
        one: Referral,
        kim: Referral,
        worker: User,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # An opened key is kept for some seconds: on a slow machine the second look might open it again.
        monkeypatch.setattr(sealing, "_KEPT_SECONDS", 3600.0)
        pair = workshops.pair(juno)
        for case in (one, kim):
            workshops.booked(case, pair)
        client = signed_in(worker)
        counts = []
        for _noted in range(2):
            client.get("/today/")
            with CaptureQueriesContext(connection) as asked:
                page = client.get("/today/")
            counts.append(len([q for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]]))
            if not _noted:
                keep_apart(one, NAME, reason="A threat", by=worker, at=NOW)

        assert TODAY_SAYS in text(page)
        assert counts[0] == counts[1]

    def test_it_is_she_and_both_are_booked_leads_to_the_list(
        self, juno: Programme, one: Referral, kim: Referral, worker: User
    ) -> None:
        pair = workshops.pair(juno)
        for case in (one, kim):
            workshops.booked(case, pair)
        row = keep_apart(one, NAME, reason="A threat", by=worker, at=NOW)

        page = signed_in(worker).post(
            self.address(row, kim), sent(same="yes", why="Police say so"), follow=True
        )

        assert page.redirect_chain[-1][0] == reverse("workshops:group_safety")
        assert "Nobody has agreed to it: move one of them." in text(page)
        assert Place.objects.held().count() == 4  # a person moves one of them

    def test_the_page_shows_what_is_known_and_an_answer_is_taken_back_there(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User
    ) -> None:
        client = signed_in(worker)
        shown = text(client.get(self.address(row, kim)))
        client.post(self.address(row, kim), sent(same="no", why="Another street"))
        apart = client.get(reverse("casework:apart", args=[one.pk]))
        theirs = text(client.get(reverse("casework:apart", args=[kim.pk])))
        client.post(self.address(row, kim), sent(why="It was the old street"))

        assert "must not meet Bronwen Kim" in shown
        assert kim.reference in shown
        assert "A threat" in shown
        assert self.address(row, kim) in apart.content.decode()
        assert "It is not she." in text(apart)
        assert "Another street" not in theirs
        assert PerhapsAnswer.objects.get().undone_at is not None
        looked = Event.objects.filter(verb="case.apart").values_list("subject_id", flat=True)
        assert {one.pk, kim.pk} <= set(looked)

    def test_nobody_outside_the_provider_opens_it(
        self, juno: Programme, one: Referral, kim: Referral, row: KeepApart, worker: User
    ) -> None:
        stranger = accounts.coordinator(accounts.OrganisationFactory.create())

        assert signed_in(stranger).get(self.address(row, kim)).status_code == 404
        page = signed_in(worker).get(self.address(row, woman(juno, 3, "Cerys")), follow=True)
        assert page.redirect_chain[-1][0] == reverse("casework:apart", args=[one.pk])

    def test_it_costs_few_queries(self, one: Referral, kim: Referral, row: KeepApart, worker: User) -> None:
        client, address = signed_in(worker), self.address(row, kim)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)

        assert len([q for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]]) <= 25
