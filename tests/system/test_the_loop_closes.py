"""Stories between the provider and police, through the pages and on the real database.

What each person does is sent as her browser sends it, at the time it happens; e-mails go by the worker.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework.outcomes import LABELS, Outcome
from correspondence import outbox
from referrals import tasks
from referrals.models import Chase, OutcomeNotice, PoliceDecision, Question, Referral
from tests.casework.test_pages import client_of, send
from tests.factories import accounts, casework, referrals
from tests.factories import workshops as planned
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from workshops.models import Place
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SECRET = "She told us about her neighbour"


@dataclass(frozen=True)
class People:
    """Who is in a story."""

    officer: User
    team: User
    worker: User
    manager: User


@pytest.fixture
def people() -> People:
    programme = ProgrammeFactory.create(code="JUNO")
    force = referrals.force_of(programme)
    station = accounts.TeamFactory.create(organisation=force, email="harbour@force44.police.example")
    return People(
        accounts.officer(force, team=station),
        accounts.police_team(force),
        accounts.coordinator(programme.provider),
        accounts.manager(programme.provider),
    )


@dataclass
class Desk:
    """One person at her pages, at one moment."""

    client: Client

    def reads(self, view: str, pk: Any = None, **query: str) -> str:
        url = reverse(f"casework:{view}" if ":" not in view else view, args=[pk] if pk else [])
        page = self.client.get(url, query)
        assert page.status_code == 200, url
        return str(page.content.decode())

    def does(self, view: str, pk: Any, **answers: Any) -> None:
        """Send a page and land on the next one; anything refused fails the story."""
        url = reverse(f"casework:{view}" if ":" not in view else view, args=[pk])
        answer = send(self.client, url, **answers)
        assert answer.status_code == 302, answer.content.decode().partition("There is a problem")[2][:600]

    def is_refused(self, view: str, pk: Any, **answers: Any) -> str:
        url = reverse(f"casework:{view}" if ":" not in view else view, args=[pk])
        answer = send(self.client, url, **answers)
        assert answer.status_code == 200
        return str(answer.content.decode())


@contextmanager
def at(moment: datetime, user: User) -> Iterator[Desk]:
    """Somebody signs in at a moment; before, the worker sends what is due by then."""
    with time_machine.travel(moment, tick=False):
        tasks.chase()
        outbox.send_due(clock=timezone.now)
        yield Desk(client_of(user))


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def listed(desk: Desk, view: str, reference: str) -> list[Outcome]:
    """Return the lists of outcomes in which a case stands."""
    return [place for place in Outcome if reference in desk.reads(view, state=str(place))]


def test_a_question_is_asked_chased_answered_and_the_clock_runs_on(people: People) -> None:
    """Question and answer."""
    monday = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    case = referrals.submitted(by=people.officer, at=NOW, deadline_on=None)
    asked = {"kind": "MISSING_DATE", "which": "DEADLINE"}

    with at(monday, people.worker) as desk:
        preview = desk.is_refused("referrals:ask", case.pk, **asked)
        desk.does("referrals:ask", case.pk, **asked, do="send")
    question = Question.objects.get()
    assert question.sentence
    assert question.sentence in preview
    with at(monday + 3 * DAY, people.worker) as desk:
        waiting = desk.reads("referrals:review", case.pk)
    with at(monday + 8 * DAY, people.worker) as desk:
        desk.reads("referrals:review", case.pk)
    with at(monday + 8 * DAY + HOUR, people.officer) as desk:
        home = desk.reads("police_home")
        read = desk.reads("referrals:answer", question.pk)
        desk.does("referrals:answer", question.pk, words="", **day("new_deadline_on", date(2027, 3, 2)))
    with at(monday + 30 * DAY, people.worker) as desk:
        after = desk.reads("referrals:review", case.pk)
        desk.does("referrals:accept", case.pk, outside_reason="It was confirmed by phone")

    assert "Waiting on police since Mon 23 November 2026" in waiting
    assert "We reminded the officer on Thu 26 November 2026." in waiting
    assert "does not stop it" in waiting
    assert case.reference in home
    assert question.sentence in read
    assert "Waiting on police" not in after
    assert "Tue 2 March 2027" in after
    assert [chase.to for chase in Chase.objects.order_by("number")] == ["OFFICER", "TEAM"]
    assert [m.to for m in mail.outbox] == [
        [people.officer.email],
        [people.officer.email],
        ["harbour@force44.police.example"],
    ]
    assert all(case.reference in f"{m.subject} {m.body}" for m in mail.outbox)
    assert not any(word in f"{m.subject} {m.body}" for m in mail.outbox for word in ("Sam", "Testwell"))
    kept = Referral.objects.get(pk=case.pk)
    assert (kept.status, kept.deadline_on) == ("ACCEPTED", date(2027, 3, 2))


def test_handed_back_then_the_excuse_is_accepted_and_she_completes(people: People) -> None:
    """Handed back; excuse accepted by police; reopened; completed."""
    case = casework.reached(by=people.officer, worker=people.worker)
    places = planned.booked(case, planned.pair(case.programme), at=NOW + 3 * HOUR)
    casework.told_dates(case, at=NOW + 4 * HOUR)
    planned.marked(places, Mark.HERE, Mark.NOT_HERE, by=people.worker)
    after = places[1].workshop.ends_at + DAY
    noted = {"told_before": "NO", "reason": "CHILD", "words": SECRET, "asked_her": "on"}
    ground = {"ground": "CANNOT_BE_MET"}

    with at(after, people.worker) as desk:
        early = desk.is_refused("hand_back", case.pk, **ground)
        desk.does("absence", places[1].pk, **noted, decision="REPORT")
        desk.does("hand_back", case.pk, **ground, do="send")
        first_lists = listed(desk, "outcomes", case.reference)
    first = OutcomeNotice.objects.get()
    with at(after + HOUR, people.officer) as desk:
        told = desk.reads("police_notice", first.pk)
        desk.does("police_notice", first.pk, do="acknowledge")
        acknowledged = listed(desk, "police_notices", case.reference)
        desk.does("police_notice", first.pk, do="decide", kind="EXCUSE_ACCEPTED", words="Her son was ill")
        decided = listed(desk, "police_notices", case.reference)
        later = {**day("until", date(2027, 4, 30)), "why": "Her son was ill", "evidence_words": "Log 9/27"}
        desk.does("police_deadline", case.pk, **later)
    with at(after + DAY, people.worker) as desk:
        queue = desk.reads("queue", "tell-police")
        desk.does("reopen", case.pk, because="POLICE_DECISION", words="They accepted her reason")
        in_none = listed(desk, "outcomes", case.reference)
    second_pair = planned.pair(case.programme, first_on=date(2027, 1, 13), at=after + DAY)
    again = planned.booked(Referral.objects.get(pk=case.pk), second_pair[1:], at=after + DAY)
    planned.marked(again, Mark.HERE, by=people.worker)
    done = again[0].workshop.ends_at + DAY
    with at(done, people.worker) as desk:
        preview = desk.reads("complete", case.pk)
        desk.does("complete", case.pk)
        overview = desk.reads("case", case.pk)
    with at(done + HOUR, people.team) as desk:
        page = desk.reads("police_referral", case.pk)
        end = listed(desk, "police_notices", case.reference)

    assert "Decide about every workshop she missed" in early
    assert "She attended one workshop, on Wed 2 December 2026." in told
    assert SECRET not in told + page
    assert first_lists == [Outcome.NOT_SENT]
    assert (acknowledged, decided) == ([Outcome.ACKNOWLEDGED], [Outcome.DECIDED])
    assert case.reference in queue
    assert in_none == []
    assert "She attended both workshops, on Wed 2 December 2026 and Wed 10 February 2027." in preview
    assert [n.outcome for n in OutcomeNotice.objects.order_by("number")] == [
        "NOT_COMPLETED",
        "ACCEPTED",
        "COMPLETED",
    ]
    assert "Version 3: Completed" in overview
    assert "Excuse accepted" in overview
    assert "Completed" in page
    assert "Log 9/27" in page
    assert end == [Outcome.SENT]
    assert Place.objects.get(pk=places[0].pk).released_at is None
    assert PoliceDecision.objects.get().settled_by == people.worker.trail_name


def test_she_was_never_reached_and_is_handed_back_as_such(people: People) -> None:
    """Never reached, handed back as such."""
    case = referrals.accepted(by=people.officer, worker=people.worker, at=NOW)
    not_reached = {"ground": "NOT_REACHED"}
    days = [
        0,
        3,
        5,
        7,
        11,
    ]  # five calls from Monday 23 November, over more than ten working days with the wait
    monday = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)

    for number in days:
        with at(monday + number * DAY, people.worker) as desk:
            desk.does("call", case.pk, outcome="NO_ANSWER", words=SECRET)
    with at(monday + 14 * DAY, people.worker) as desk:
        too_early = desk.is_refused("hand_back", case.pk, **not_reached)
        untrue = desk.is_refused("hand_back", case.pk, ground="SHE_DECLINED")
        desk.does("referrals:ask", case.pk, kind="SEE_HER", do="send")
        overview = desk.reads("case", case.pk)
    with at(monday + 15 * DAY, people.worker) as desk:
        still_early = desk.is_refused("hand_back", case.pk, **not_reached)
    with at(monday + 18 * DAY, people.worker) as desk:
        preview = desk.is_refused("hand_back", case.pk, **not_reached)
        desk.does("hand_back", case.pk, **not_reached, do="send")
    notice = OutcomeNotice.objects.get()
    with at(monday + 18 * DAY + HOUR, people.officer) as desk:
        page = desk.reads("police_notice", notice.pk) + desk.reads("police_referral", case.pk)
        desk.does("police_notice", notice.pk, do="acknowledge")
        lists = listed(desk, "police_notices", case.reference)

    assert "Ask police first" in too_early
    assert "Choose the call" in untrue
    assert "Waiting on police since Mon 7 December 2026" in overview
    assert "The clock goes on running" in overview
    assert "Police have three working days" in still_early
    assert "Not completed: We could not reach her." in preview
    assert "We could not reach her" in page
    assert "No answer" not in page
    assert SECRET not in page
    assert (notice.outcome, notice.ground, notice.attended_on) == ("NOT_COMPLETED", "NOT_REACHED", [])
    assert lists == [Outcome.ACKNOWLEDGED]
    assert OutcomeNotice.objects.get().acknowledged_by == people.officer.trail_name


def test_a_corrected_mark_replaces_what_police_were_told(people: People) -> None:
    """A corrected mark with its superseding notice; the old one stays readable."""
    case = casework.reached(by=people.officer, worker=people.worker)
    places = planned.booked(case, planned.pair(case.programme), at=NOW + 3 * HOUR)
    casework.told_dates(case, at=NOW + 4 * HOUR)
    planned.marked(places, Mark.HERE, Mark.HERE, by=people.worker)
    after = places[1].workshop.ends_at + DAY
    wrong = {"mark": "NOT_HERE", "why": "Her sister signed in for her"}

    with at(after, people.worker) as desk:
        desk.does("complete", case.pk)
    first = OutcomeNotice.objects.get()
    with at(after + HOUR, people.officer) as desk:
        desk.does("police_notice", first.pk, do="acknowledge")
    with at(after + 2 * DAY, people.manager) as desk:
        preview = desk.is_refused("correct", places[1].pk, **wrong)
        desk.does("correct", places[1].pk, **wrong, do="send")
    second = OutcomeNotice.objects.get(number=2)
    with at(after + 3 * DAY, people.officer) as desk:
        new, old = desk.reads("police_notice", second.pk), desk.reads("police_notice", first.pk)
        where = desk.reads("police_referral", case.pk)

    changed = "The register now says: She attended one workshop, on Wed 2 December 2026."
    assert "The case is open again" in preview
    assert changed in preview
    assert changed in new
    assert "There is a newer notice" in old
    assert "She attended both workshops" in old
    assert "sister" not in new + old + where
    assert "Came to workshop 1" in where
    assert Referral.objects.get(pk=case.pk).status == "ACCEPTED"
    assert [m.to for m in mail.outbox][-1] == [people.officer.email]
    assert len(LABELS) == 4
