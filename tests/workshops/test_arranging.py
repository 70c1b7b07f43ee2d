"""What a booking calls for: childcare, travel, the ferry, an interpreter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from casework import rules
from casework.actions import support
from casework.arranging import to_confirm
from casework.models import Arrangement, FirstCall
from casework.queues import moment_of
from casework.statuses import ArrangementKind, ArrangementState
from casework.today import today
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import sent, signed_in, text
from workshops import actions, needs
from workshops.statuses import ReleaseReason

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def on_the_day_of_the_factories() -> Any:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


def woman(programme: Programme, help_wanted: list[str], **given: Any) -> Referral:
    made = referrals.accepted(programme, **given)
    assert made.participant is not None
    FirstCall.objects.create(
        referral=made, seal_key_id=made.participant.seal_key_id, help_wanted=help_wanted,
        started_at=NOW, started_by="somebody",
    )  # fmt: skip
    return made


def kept(referral: Referral) -> list[tuple[str, date | None, str]]:
    rows = Arrangement.objects.filter(referral=referral).order_by("for_on", "kind")
    return [(row.kind, row.for_on, row.state) for row in rows]


W1, W2 = date(2026, 12, 2), date(2026, 12, 30)


def test_what_she_asked_for_is_needed_on_each_of_her_days(programme: Programme) -> None:
    referral = woman(programme, ["CHILDCARE", "TRAVEL", "WORK"])

    workshops.booked(referral, workshops.pair(programme), at=LATER)

    assert kept(referral) == [
        ("CHILDCARE", W1, "NEEDED"),
        ("TRAVEL", W1, "NEEDED"),
        ("CHILDCARE", W2, "NEEDED"),
        ("TRAVEL", W2, "NEEDED"),
    ]


def test_an_interpreter_and_the_ferry_are_needed_without_being_asked_for(programme: Programme) -> None:
    referral = woman(programme, [], interpreter="Polish", postcode="PO30 1AA")

    workshops.booked(referral, workshops.pair(programme), at=LATER)

    assert {kind for kind, _on, _state in kept(referral)} == {"INTERPRETER", "FERRY"}


def test_each_day_says_what_is_for_it_and_not_what_is_for_the_other(programme: Programme) -> None:
    referral = woman(programme, ["CHILDCARE"])
    first, second = workshops.booked(referral, workshops.pair(programme), at=LATER)
    Arrangement.objects.filter(for_on=W2).update(state="BOOKED")

    helping = needs.for_places([first, second])

    assert "Childcare: Needed" in helping[first.pk]
    assert "Childcare: Booked" not in helping[first.pk]
    assert [words for words in helping[second.pk] if words.startswith("Childcare")] == ["Childcare: Booked"]


def test_who_asked_for_nothing_has_nothing_arranged(programme: Programme) -> None:
    referral = woman(programme, [])

    workshops.booked(referral, workshops.pair(programme), at=LATER)

    assert kept(referral) == []


def test_moved_to_other_days_they_are_needed_there_and_what_was_booked_stays_for_a_person(
    programme: Programme,
) -> None:
    referral = woman(programme, ["CHILDCARE"])
    workshops.booked(referral, workshops.pair(programme), at=LATER)
    Arrangement.objects.filter(for_on=W1).update(state="BOOKED")
    later = workshops.pair(programme, first_on=date(2027, 1, 6))

    actions.move_run(
        referral,
        later,
        why=ReleaseReason.SHE_ASKED,
        by=referrals.worker_of(referral),
        at=LATER + timedelta(hours=1),
    )

    assert kept(referral) == [
        ("CHILDCARE", W1, "BOOKED"),
        ("CHILDCARE", W2, "NOT_NEEDED"),
        ("CHILDCARE", date(2027, 1, 6), "NEEDED"),
        ("CHILDCARE", date(2027, 2, 3), "NEEDED"),
    ]


@pytest.mark.parametrize(
    ("now", "state", "shown"),
    [
        (date(2026, 11, 26), "NEEDED", False),  # four working days before
        (date(2026, 11, 27), "NEEDED", True),  # three: Friday, Monday, Tuesday lie between
        (date(2026, 11, 27), "BOOKED", True),
        (date(2026, 11, 27), "CONFIRMED", False),
        (date(2026, 11, 27), "NOT_NEEDED", False),
        (date(2026, 12, 3), "NEEDED", False),
    ],
)
def test_what_is_not_confirmed_three_working_days_before_stands_on_today(
    programme: Programme, now: date, state: str, shown: bool
) -> None:
    referral = woman(programme, ["CHILDCARE"])
    workshops.booked(referral, workshops.pair(programme), at=LATER)
    Arrangement.objects.update(state=state)

    moment = NOW.replace(year=now.year, month=now.month, day=now.day)
    page = today(referrals.worker_of(referral), now=moment)

    assert ("arrangements" in [queue.slug for queue in page.queues]) is shown


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("12.50", 1250), ("£12.50", 1250), ("7.5", 750), ("0", 0), ("1,200", 120_000), (" 12 ", 1200),
        ("5000", 500_000), ("5000.01", None), ("-3", None), ("12.505", None), ("twelve", None), ("", None),
        ("9" * 40, None), ("1,20", None), ("٣", None),
    ],
)  # fmt: skip
def test_a_cost_is_read_in_pounds_and_kept_in_pence(typed: str, found: int | None) -> None:
    assert rules.pence(typed) == found
    if found is not None:
        assert rules.pence(rules.pounds(found)) == found


def test_what_falls_through_is_on_today_at_once(programme: Programme) -> None:
    referral = woman(programme, ["CHILDCARE"])
    workshops.booked(referral, workshops.pair(programme), at=LATER)
    worker = referrals.worker_of(referral)
    far = Arrangement.objects.get(referral=referral, for_on=W2)
    open_ended = support.add_arrangement(referral, kind=ArrangementKind.OTHER, by=worker, at=LATER)

    def queued() -> list[tuple[str, date | None]]:
        return sorted((row.kind, row.for_on) for row in to_confirm(moment_of(worker, LATER)))

    before = queued()
    for row in (far, open_ended):
        support.set_arrangement(row, state=ArrangementState.FAILED, by=worker, at=LATER)
    failed = queued()
    support.set_arrangement(
        Arrangement.objects.get(pk=far.pk), state=ArrangementState.CONFIRMED, by=worker, at=LATER
    )

    assert before == []
    assert failed == [("CHILDCARE", W2), ("OTHER", None)]
    assert queued() == [("OTHER", None)]
    client = signed_in(worker)
    assert "1 arrangement to confirm" in text(client.get(reverse("casework:today")))
    assert "Arrange it anew" in text(client.get(reverse("casework:queue", args=["arrangements"])))


def test_an_arrangement_says_who_sees_to_it_and_what_it_costs(programme: Programme) -> None:
    referral = woman(programme, [])
    client = signed_in(referrals.worker_of(referral))
    add = reverse("casework:arrangement", args=[referral.pk])
    client.post(add, sent(kind="CHILDCARE", arranged_by="FAMILY", cost="£12.50", words=""))
    row = Arrangement.objects.get()

    shown = text(client.get(reverse("casework:case_workshops", args=[referral.pk])))
    wrong = client.post(
        reverse("casework:arrangement_state", args=[row.pk]),
        sent(state="BOOKED", arranged_by="US", cost="a tenner", version=str(row.version)),
    )
    client.post(
        reverse("casework:arrangement_state", args=[row.pk]),
        sent(state="BOOKED", arranged_by="US", cost="15", version=str(row.version)),
    )

    assert "Needed · Family or a friend · £12.50" in shown
    assert "Enter the cost in pounds, like 12.50" in text(wrong)
    assert 'value="a tenner"' in wrong.content.decode()
    now = Arrangement.objects.get()
    assert (now.state, now.arranged_by, now.cost_pence) == ("BOOKED", "US", 1500)
    assert "Booked · We do · £15" in text(client.get(reverse("casework:case_workshops", args=[referral.pk])))


def test_a_booking_that_drops_an_arrangement_leaves_its_cost(programme: Programme) -> None:
    referral = woman(programme, [])
    worker = referrals.worker_of(referral)
    row = support.add_arrangement(
        referral, kind=ArrangementKind.FERRY, cost_pence=900, arranged_by="US", by=worker, at=LATER
    )

    support.set_arrangement(row, state=ArrangementState.NOT_NEEDED, by=worker, at=LATER)

    assert Arrangement.objects.get().cost_pence == 900
