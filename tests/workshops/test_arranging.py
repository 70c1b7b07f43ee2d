"""What a booking calls for: childcare, travel, the ferry, an interpreter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from casework.models import Arrangement, FirstCall
from casework.today import today
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from workshops import actions
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
