"""A corrected mark is followed by everything that rested on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from casework.actions import closing, correcting
from casework.actions.correcting import Effect
from casework.statuses import AbsenceDecision
from correspondence import outbox
from correspondence.models import Message
from referrals.models import Referral
from referrals.statuses import Ground
from reports.measures import gathering
from reports.quarters import quarter_of
from tests.casework.test_closing import DAY, SOON, on_a_pair
from tests.casework.test_pages import client_of, send
from tests.factories import accounts, casework
from workshops import refusals as no
from workshops.actions import Entry
from workshops.models import Place
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db
HERE, NOT_HERE = Entry(Mark.HERE), Entry(Mark.NOT_HERE)


def handed_back() -> tuple[Referral, list[Place], Any]:
    """Return a woman reported for missing the second workshop, and a manager."""
    referral, places = on_a_pair(Mark.HERE, Mark.NOT_HERE)
    at = places[1].workshop.ends_at + DAY
    assert referral.worker is not None
    casework.noted(places[1], at=at, decision=AbsenceDecision.REPORT)
    closing.hand_back(referral, ground=Ground.CANNOT_BE_MET, by=referral.worker, at=at)
    return referral, places, accounts.manager(referral.provider)


def completed() -> tuple[Referral, list[Place], Any]:
    referral, places = on_a_pair(Mark.HERE, Mark.HERE)
    assert referral.worker is not None
    closing.complete(referral, by=referral.worker, at=places[1].workshop.ends_at + DAY)
    return referral, places, accounts.manager(referral.provider)


def test_a_mark_that_completes_it_closes_the_case_as_completed_with_one_superseding_notice() -> None:
    referral, places, manager = handed_back()
    at = places[1].workshop.ends_at + 5 * DAY

    done = correcting.correct_mark(places[1], HERE, why="The wrong row was tapped", by=manager, at=at)

    referral.refresh_from_db()
    assert (done.effect, referral.status) == (Effect.COMPLETED, "COMPLETED")
    first, second = referral.notices.order_by("number")
    assert (first.outcome, first.attended_on) == ("NOT_COMPLETED", ["2026-12-02"])
    assert (second.outcome, second.attended_on) == ("COMPLETED", ["2026-12-02", "2026-12-30"])
    assert second.changed_because == "CORRECTION"
    assert Message.objects.filter(purpose="NOTICE").count() == 2
    event = Event.objects.get(verb="register.correct")
    assert (event.facts["from"], event.facts["to"]) == ("NOT_HERE", "HERE")
    assert "wrong row" in event.values


def test_a_mark_that_undoes_completion_opens_the_case_again_and_police_are_told() -> None:
    referral, places, manager = completed()
    at = places[1].workshop.ends_at + 5 * DAY

    done = correcting.correct_mark(places[1], NOT_HERE, why="Her sister signed in", by=manager, at=at)

    referral.refresh_from_db()
    assert (done.effect, referral.status) == (Effect.REOPENED, "ACCEPTED")
    notice = referral.notices.order_by("-number")[0]
    assert (notice.number, notice.outcome, notice.attended_on) == (2, "ACCEPTED", ["2026-12-02"])


def test_a_ground_that_spoke_of_a_day_that_did_not_run_no_longer_stands() -> None:
    referral, places, manager = handed_back()
    ours = Entry(Mark.DID_NOT_RUN)

    done = correcting.correct_mark(
        places[1], ours, why="The hall was shut", by=manager, at=places[1].workshop.ends_at + 5 * DAY
    )

    referral.refresh_from_db()
    assert (done.effect, referral.status) == (Effect.REOPENED, "ACCEPTED")


def test_a_correction_that_changes_nothing_told_writes_no_notice() -> None:
    referral, places, manager = completed()
    late = Entry(Mark.LATE)

    done = correcting.correct_mark(
        places[1], late, why="She came at 10:20", by=manager, at=places[1].workshop.ends_at + 5 * DAY
    )

    referral.refresh_from_db()
    assert (done.effect, done.notice, referral.status) == (Effect.NOTHING, None, "COMPLETED")
    assert referral.notices.count() == 1


def test_on_an_open_case_the_mark_alone_changes() -> None:
    referral, places = on_a_pair(Mark.HERE)
    manager = accounts.manager(referral.provider)

    done = correcting.correct_mark(
        places[0], NOT_HERE, why="Wrong row", by=manager, at=places[0].workshop.ends_at + DAY
    )

    assert done.effect is Effect.NOTHING
    assert not referral.notices.exists()


def test_when_she_was_there_after_all_nobody_rings_about_a_miss() -> None:
    referral, places = on_a_pair(Mark.NOT_HERE, Mark.NOT_HERE)
    calls = Message.objects.filter(about_id=referral.pk, purpose="MISSED_CALL").order_by("due_at")
    first, second = calls
    at = first.due_at + timedelta(minutes=1)
    outbox.send_due(clock=lambda: at)  # it is due, and was asked once whether it is still wanted
    manager = accounts.manager(referral.provider)

    for mark, then in ((Mark.TURNED_AWAY, "QUEUED"), (Mark.LATE, "WITHDRAWN")):
        correcting.correct_mark(places[0], Entry(mark), why="Wrong row", by=manager, at=at)
        first.refresh_from_db()
        assert first.status == then

    assert first.why == "NOT_WANTED"
    second.refresh_from_db()
    assert second.status == "QUEUED", "that of the other day stays"


def test_a_preview_keeps_nothing() -> None:
    referral, places, manager = handed_back()

    found = correcting.preview(
        places[1], HERE, why="Wrong row", by=manager, at=places[1].workshop.ends_at + 5 * DAY
    )

    assert (found.effect, found.notice is not None) == (Effect.COMPLETED, True)
    assert Place.objects.get(pk=places[1].pk).mark == Mark.NOT_HERE
    assert Referral.objects.get(pk=referral.pk).status == "NOT_COMPLETED"
    assert referral.notices.count() == Message.objects.filter(purpose="NOTICE").count() == 1
    assert not Event.objects.filter(verb__in=["register.correct", "case.correct"]).exists()


def test_only_a_manager_of_the_same_provider_corrects() -> None:
    referral, places, _manager = completed()
    elsewhere = accounts.manager(accounts.OrganisationFactory.create())

    for by in (referral.worker, elsewhere):
        assert by is not None
        with pytest.raises(no.ManagersOnly):
            correcting.correct_mark(places[0], NOT_HERE, why="Wrong", by=by, at=SOON + 90 * DAY)

    assert Place.objects.get(pk=places[0].pk).mark == Mark.HERE


def test_the_figures_of_the_quarter_that_was_reported_change_with_the_mark() -> None:
    referral, places, manager = completed()
    issued_at = places[1].workshop.ends_at + 20 * DAY
    quarter = quarter_of(places[1].workshop.starts_at)

    def came_to_all() -> list[bool]:
        (period,) = gathering.periods(referral.programme, [(quarter, issued_at)])
        return [case.came_to_all for case in period.cases]

    before = came_to_all()
    correcting.correct_mark(places[1], NOT_HERE, why="Wrong row", by=manager, at=issued_at + 30 * DAY)

    assert (before, came_to_all()) == ([True], [False])


def test_the_manager_sees_what_follows_before_she_corrects() -> None:
    referral, places, manager = handed_back()
    url = reverse("casework:correct", args=[places[1].pk])
    given = {"mark": "HERE", "why": "The wrong row was tapped"}

    with time_machine.travel(places[1].workshop.ends_at + timedelta(days=5), tick=False):
        client = client_of(manager)
        shown = send(client, url, **given).content.decode()
        status = Referral.objects.get(pk=referral.pk).status
        kept = send(client, url, **given, do="send")

    assert status == "NOT_COMPLETED"
    assert "By the right marks she has completed it" in shown
    assert "She attended both workshops, on Wed 2 December 2026 and Wed 30 December 2026." in shown
    assert "Something we had recorded was wrong" in shown
    assert kept.status_code == 302
    assert Referral.objects.get(pk=referral.pk).status == "COMPLETED"
