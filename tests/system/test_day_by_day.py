"""Programmes that are not booked as one run, walked through the pages from the referral to the word to police."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casework import invariants
from casework.actions import plans
from correspondence.models import Message
from programmes.models import Programme
from referrals.models import OutcomeNotice, Referral, WhyAdded, WhyEnded
from tests.casework.test_pages import ANSWERS, send
from tests.factories import accounts, referrals
from tests.factories import workshops as planned
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory, mixed
from tests.system.test_the_loop_closes import DAY, HOUR, Desk, at, day
from workshops import actions
from workshops.models import BookingMove, Place, Room, Workshop
from workshops.statuses import Mark, ReleaseReason

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def loaf() -> Programme:
    return ProgrammeFactory.create(code="GOOD_LOAF")


def sessions(programme: Programme, by: User, jo: User, count: int = 10) -> list[Workshop]:
    """One session a week, the ten in turn, in no group."""
    room = planned.room(programme.provider)
    return [
        actions.add_workshop(
            programme,
            room=room,
            starts_at=TUESDAY + timedelta(weeks=week),
            step_number=week + 1,
            practitioners=[jo],
            by=by,
            at=NOW,
        )
        for week in range(count)
    ]


def taken_on_and_reached(case: Referral, desk: Desk) -> None:
    desk.does("referrals:accept", case.pk)
    desk.does("call", case.pk, outcome="SPOKE", words="")
    desk.does("safe_contact", case.pk, **ANSWERS)
    desk.does(
        "first_call", case.pk, do="finish", reading="YES", number_confirmed="on",
        told_privacy="on", told_a_miss="on",
    )  # fmt: skip


def ticks(desk: Desk, case: Referral, *days: Workshop) -> Any:
    """Send the booking page with these days ticked."""
    url = reverse("workshops:book", args=[case.pk])
    return desk.client.get(url, {"days": [str(day.pk) for day in days], "do": "choose"})


def books(desk: Desk, case: Referral, *days: Workshop, **answers: str) -> None:
    chosen = ticks(desk, case, *days)
    assert chosen.status_code == 302, chosen.content.decode().partition("There is a problem")[2][:600]
    page = desk.client.get(chosen.headers["Location"]).content.decode()
    places = re.search(r'name="places"[^>]*value="([^"]*)"', page)
    done = send(desk.client, chosen.headers["Location"], places=places[1] if places else "", **answers)
    assert done.status_code == 302, done.content.decode().partition("There is a problem")[2][:600]


def marks(desk: Desk, case: Referral, workshop: Workshop, mark: Mark = Mark.HERE) -> None:
    """Mark her on the register and sign it off, as the practitioner does on a page without JavaScript."""
    place = Place.objects.held().get(referral=case, workshop=workshop)
    tapped = {f"mark-{place.pk}": mark, f"was-{place.pk}": "NOT_MARKED"}
    asked = send(desk.client, reverse("workshops:register", args=[workshop.pk]), **tapped, do="finish")
    assert asked.status_code == 302
    said = {"told": "unknown", "reason": "NOT_KNOWN", "rung": "NOT_RUNG"}
    known = {f"{question}-{place.pk}": answer for question, answer in said.items()}
    send(desk.client, asked.headers["Location"], **(known if mark is Mark.NOT_HERE else {}))
    assert Workshop.objects.get(pk=workshop.pk).finished_at is not None


def test_five_of_ten_sessions_in_any_order_complete_her_and_police_are_told(loaf: Programme) -> None:
    officer, worker = accounts.officer(referrals.force_of(loaf)), accounts.coordinator(loaf.provider)
    jo = accounts.practitioner(loaf.provider, name="Jo Practice")
    case = referrals.submitted(loaf, by=officer, at=NOW, postcode="NN1 1AA", deadline_on=date(2027, 3, 2))
    days = sessions(loaf, worker, jo)

    with at(NOW + HOUR, worker) as desk:
        taken_on_and_reached(case, desk)
        page = desk.reads("workshops:book", case.pk)
        books(desk, case, days[3])
    assert "Session 4" in page
    assert Place.objects.get().workshop_id == days[3].pk
    with at(NOW + DAY, worker) as desk:
        again = desk.reads("workshops:book", case.pk)
        books(desk, case, days[3], days[1])  # an earlier one beside the first: nothing is moved
        not_done = desk.is_refused("complete", case.pk)
    assert "She is booked on it" in again
    assert "The case cannot be completed" in not_done or "cannot be completed yet" in not_done
    assert {p.workshop_id for p in Place.objects.held()} == {days[1].pk, days[3].pk}
    assert not BookingMove.objects.exists()

    order = [days[1], days[3], days[4], days[7], days[9]]
    for number, one in enumerate(order, start=1):
        if not Place.objects.held().filter(workshop=one).exists():
            with at(one.starts_at - DAY, worker) as desk:
                books(desk, case, one)
        with at(one.starts_at + HOUR / 2, jo) as desk:
            marks(desk, case, one)
        with at(one.ends_at + HOUR, worker) as desk:
            overview = desk.reads("case", case.pk)
            assert ("Complete" in overview.partition("Next step")[2][:800]) == (number == 5)
            assert [f for f in invariants.look() if f.references] == []
    with at(days[9].ends_at + DAY, worker) as desk:
        preview = desk.reads("complete", case.pk)
        desk.does("complete", case.pk)
    notice = OutcomeNotice.objects.get()
    with at(days[9].ends_at + 2 * DAY, officer) as desk:
        told = desk.reads("police_notice", notice.pk)

    words = "She attended 5 sessions, on Tue 8 December 2026"
    assert words in preview
    assert words in told
    assert notice.attended_on == [f"{day.starts_at:%Y-%m-%d}" for day in order]
    assert mail.outbox[-1].to == [officer.email]
    assert not Message.objects.about(case.pk).filter(status="QUEUED", purpose="REMINDER_DAY").exists()
    assert [f for f in invariants.look() if f.references] == []


def test_days_that_are_no_part_of_her_plan_are_refused_and_nothing_is_lost(loaf: Programme) -> None:
    worker, jo = accounts.coordinator(loaf.provider), accounts.practitioner(loaf.provider)
    case = referrals.accepted(loaf, worker=worker, postcode="NN1 1AA", deadline_on=date(2027, 1, 20))
    days = sessions(loaf, worker, jo)
    twice = actions.add_workshop(
        loaf, room=planned.room(loaf.provider), starts_at=TUESDAY + 2 * DAY, step_number=1, by=worker, at=NOW
    )

    with at(NOW + 2 * HOUR, worker) as desk:
        many = ticks(desk, case, *days[:6]).content.decode()
        same = ticks(desk, case, days[0], twice).content.decode()
        none = ticks(desk, case).content.decode()
        page = desk.reads("workshops:book", case.pk)

    assert "Without Tue 5 January 2027 she has as many days as she needs." in many
    assert "Thu 3 December 2026 is for a part of her plan that she has done, or has a day for." in same
    assert "Choose at least one day" in none
    assert many.count("checked") >= 6  # what she ticked is kept
    assert "Tue 26 January 2027 is 6 days after the deadline." in page
    assert not Place.objects.exists()


def test_a_day_whose_tick_is_taken_away_is_given_back_and_asks_why(loaf: Programme) -> None:
    worker, jo = accounts.coordinator(loaf.provider), accounts.practitioner(loaf.provider)
    case = referrals.accepted(loaf, worker=worker, postcode="NN1 1AA")
    days = sessions(loaf, worker, jo)

    with at(NOW + 2 * HOUR, worker) as desk:
        books(desk, case, days[0], days[2])
        seats = {p.workshop_id: p.pk for p in Place.objects.held()}
        chosen = ticks(desk, case, days[2], days[5]).headers["Location"]
        asked = send(desk.client, chosen, places=".".join(sorted(str(pk) for pk in seats.values())))
        books(desk, case, days[2], days[5], asked_by="HER", why="SHE_ASKED")

    assert "Choose why she is moved" in asked.content.decode()
    assert {p.workshop_id for p in Place.objects.held()} == {days[2].pk, days[5].pk}
    assert Place.objects.held().get(workshop=days[2]).pk == seats[days[2].pk]
    assert BookingMove.objects.get().why == "SHE_ASKED"


def times(desk: Desk, case: Referral, number: int, when: datetime, jo: User, room: Room, **more: Any) -> Any:
    """Send the page on which a time of her own is chosen."""
    url = reverse("workshops:own_time", args=[case.pk, number])
    page = desk.client.get(url).content.decode()
    places = re.search(r'name="places"[^>]*value="([^"]*)"', page)
    answers = {
        **day("on", when.date()), "starts": f"{when:%H:%M}", "minutes": "60",
        "practitioner": str(jo.pk), "room": str(room.pk), "places": places[1] if places else "", **more,
    }  # fmt: skip
    return send(desk.client, url, **answers)


def words_of(page: Any) -> str:
    assert page.status_code == 200
    return html.unescape(page.content.decode())


def test_meetings_one_to_one_and_workshops_in_turn_complete_her(tmp_path: Path) -> None:
    programme = mixed(tmp_path)
    officer = accounts.officer(referrals.force_of(programme))
    worker = accounts.coordinator(programme.provider)
    jo, ann = (accounts.practitioner(programme.provider, name=f"{name} Practice") for name in ("Jo", "Ann"))
    case = referrals.submitted(programme, by=officer, at=NOW, deadline_on=date(2027, 3, 2))
    pair = planned.pair(programme, practitioners=[jo])
    small = planned.room(programme.provider, capacity=2)
    taken = actions.add_workshop(
        programme,
        room=planned.room(programme.provider),
        starts_at=pair[0].starts_at.replace(hour=14) + 7 * DAY,
        step_number=2,
        by=worker,
        at=NOW,
    )
    first = datetime(2026, 11, 25, 14, tzinfo=UTC)
    between = pair[0].starts_at.replace(hour=14) + 7 * DAY

    with at(NOW + HOUR, worker) as desk:
        taken_on_and_reached(case, desk)
        page = desk.reads("workshops:book", case.pk)
        too_late = words_of(times(desk, case, 1, pair[0].starts_at + 90 * DAY, jo, small))
        done = times(desk, case, 1, first, jo, small)
        assert done.status_code == 302
        run = ".".join(str(w.pk) for w in pair)
        confirm = desk.client.get(reverse("workshops:book", args=[case.pk]), {"run": run}).headers["Location"]
        shown = desk.client.get(confirm).content.decode()
        places = re.search(r'name="places"[^>]*value="([^"]*)"', shown)
        assert places is not None
        assert send(desk.client, confirm, places=places[1]).status_code == 302
        out_of_turn = words_of(times(desk, case, 3, pair[0].starts_at - 5 * DAY, ann, small))
        busy = words_of(times(desk, case, 3, pair[1].starts_at, jo, small))
        in_use = words_of(times(desk, case, 3, between, jo, taken.room))
        done = times(desk, case, 3, between, jo, small)
        assert done.status_code == 302
        full = desk.reads("workshops:book", case.pk)

    assert "First meeting" in page
    assert "Meeting between" in page
    assert "Wed 2 December and Wed 23 December 2026" in page
    assert "Too few dates" in too_late
    assert "before a part of her plan that must be first" in out_of_turn
    assert "One of the practitioners has another workshop at that time" in busy
    assert "Another workshop is in that room at that time" in in_use
    assert "No time yet" not in full
    held = list(Place.objects.held().filter(referral=case).order_by("during"))
    assert [p.plan_step.number for p in held] == [1, 2, 3, 4]
    assert [p.workshop.kept_for_id == case.pk for p in held] == [True, False, True, False]
    assert [f for f in invariants.look() if f.references] == []

    for place in held:
        with at(place.workshop.starts_at + HOUR / 4, jo) as desk:
            marks(desk, case, place.workshop)
    with at(held[3].workshop.ends_at + DAY, worker) as desk:
        desk.does("complete", case.pk)
    notice = OutcomeNotice.objects.get()
    with at(held[3].workshop.ends_at + 2 * DAY, officer) as desk:
        told = desk.reads("police_notice", notice.pk)
    assert "She attended 4 sessions, on Wed 25 November 2026" in told
    assert [f for f in invariants.look() if f.references] == []


def test_a_plan_of_her_own_is_walked_until_her_worker_judges_that_she_has_followed_it() -> None:
    wonder = ProgrammeFactory.create(code="WONDER")
    officer, worker = accounts.officer(referrals.force_of(wonder)), accounts.coordinator(wonder.provider)
    jo, room = accounts.practitioner(wonder.provider), planned.room(wonder.provider)
    case = referrals.submitted(wonder, by=officer, at=NOW, postcode="NR1 1AA", deadline_on=date(2027, 3, 2))
    monday = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
    group = actions.add_workshop(
        wonder, room=room, starts_at=monday + 9 * DAY, step_number=3, practitioners=[jo], by=worker, at=NOW
    )

    with at(NOW + HOUR, worker) as desk:
        taken_on_and_reached(case, desk)
        bare = desk.reads("plan", case.pk)
        unsaid = desk.is_refused("plan", case.pk, step="2")
        desk.is_refused("plan", case.pk, step="1", why="AGREED")  # every plan begins with it: once
        desk.does("plan", case.pk, step="2", why="AGREED")  # a meeting: number 4 of her plan
        desk.does("plan", case.pk, step="3", why="SHE_ASKED")  # a session in a group: 5
        desk.does("plan", case.pk, step="2", why="NEED")  # another meeting: 6
        first = words_of(times(desk, case, 4, monday, jo, room))
        for number, when in ((1, monday), (6, monday + DAY), (4, monday + 2 * DAY)):
            assert times(desk, case, number, when, jo, room).status_code == 302
        books(desk, case, group)
        own_days = desk.reads("workshops:book", case.pk)
        planned_now = html.unescape(desk.reads("plan", case.pk))
        early = desk.is_refused("complete", case.pk)
    assert "Every plan begins with it" in bare
    assert "Choose why it is added" in unsaid
    assert "before a part of her plan that must be first" in first
    assert planned_now.count("Booked for") == 4
    assert "Mon 30 November 2026" in own_days
    assert "We agreed on it together" in planned_now
    assert "Tick this if she has done" in early
    held = list(Place.objects.held().filter(referral=case).order_by("during"))
    assert [p.plan_step.number for p in held] == [1, 6, 4, 5]
    assert [f for f in invariants.look() if f.references] == []

    for place in held[:3]:
        with at(place.workshop.starts_at + HOUR / 4, jo) as desk:
            marks(desk, case, place.workshop)
    with at(held[2].workshop.ends_at + DAY, worker) as desk:
        came = refused_end(desk, case, 4)
        booked = refused_end(desk, case, 5)
        actions.release(held[3], why=ReleaseReason.SHE_ASKED, by=worker, at=timezone.now())
        ended = send(desk.client, reverse("casework:end_step", args=[case.pk, 5]), why="ELSEWHERE")
        assert ended.status_code == 302
        after = html.unescape(desk.reads("plan", case.pk))
        today, overview = desk.reads("today"), desk.reads("case", case.pk)
        desk.does("complete", case.pk, judged="on")
        history = html.unescape(desk.reads("case_history", case.pk))
    notice = OutcomeNotice.objects.get()
    with at(held[2].workshop.ends_at + 2 * DAY, officer) as desk:
        told = desk.reads("police_notice", notice.pk)

    assert "She came to this step, so it stays" in came
    assert "She has a day for this step" in booked
    assert "Ended: She has it from somebody else." in after
    assert after.count("Came on") == 3
    assert case.reference in today
    assert "Decide whether she is done" in overview
    assert "Step of her plan ended" in history
    assert "She attended 3 sessions, on Mon 30 November 2026" in told
    assert "judge" not in told.lower()
    assert [f for f in invariants.look() if f.references] == []


def refused_end(desk: Desk, case: Referral, number: int) -> str:
    return words_of(send(desk.client, reverse("casework:end_step", args=[case.pk, number]), why="NOT_NEEDED"))


def test_where_every_woman_has_the_same_plan_there_is_none_to_change(loaf: Programme) -> None:
    worker = accounts.coordinator(loaf.provider)
    case = referrals.accepted(loaf, worker=worker, postcode="NN1 1AA")

    with at(NOW + 2 * HOUR, worker) as desk:
        assert desk.client.get(reverse("casework:plan", args=[case.pk])).status_code == 404
        assert desk.client.get(reverse("casework:end_step", args=[case.pk, 1])).status_code == 404
    with pytest.raises(plans.OnePlanForAll):
        plans.add_step(case, 1, why=WhyAdded.AGREED, by=worker, at=NOW + 2 * HOUR)
    with pytest.raises(plans.OnePlanForAll):
        plans.end_step(case, 1, why=WhyEnded.NOT_NEEDED, by=worker, at=NOW + 2 * HOUR)
    assert case.plan.filter(ended_at__isnull=True).count() == 10
