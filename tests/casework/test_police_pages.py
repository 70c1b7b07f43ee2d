"""What police see, and what never reaches them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

import pytest
import time_machine
from django.db.models import Model, QuerySet
from django.template.context import Context
from django.urls import reverse

from casework.actions import closing, notes, support
from casework.statuses import AbsenceDecision, ArrangementKind, CallOutcome
from referrals.statuses import Ground
from tests.casework.test_pages import client_of
from tests.factories import accounts, casework, workshops
from tests.factories.accounts import NOW
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db
SECRET = "ZZSECRETZZ"


@pytest.fixture
def told() -> Any:
    """A case handed back, with a marked secret in everything that is not police's."""
    referral = casework.reached()
    by, at = referral.worker, NOW + timedelta(hours=3)
    places = workshops.booked(referral, workshops.pair(referral.programme), at=at)
    casework.told_dates(referral, at=at)
    notes.write_note(referral, words=f"{SECRET} note", by=by, at=at)
    support.note_need(referral, pathway="HLT", level=3, words=f"{SECRET} need", by=by, at=at)
    support.offer_service(referral, pathway="HLT", service=f"{SECRET} service", accepted=True, by=by, at=at)
    support.add_arrangement(referral, kind=ArrangementKind.CHILDCARE, words=f"{SECRET} child", by=by, at=at)
    casework.called(referral, CallOutcome.SPOKE, words=f"{SECRET} call", at=at)
    workshops.marked(places, Mark.HERE, Mark.NOT_HERE, by=by)
    later = places[1].workshop.ends_at + timedelta(days=1)
    absence = casework.noted(places[1], at=later, decision=AbsenceDecision.REPORT)
    absence.words = f"{SECRET} absence"
    absence.save(update_fields=["words"])
    changed = casework.changed(preferred_name=f"{SECRET} name", address_lines=f"{SECRET} house")
    from participants import actions

    actions.amend(referral.participant, changed, by=by, at=later)
    closing.hand_back(referral, ground=Ground.CANNOT_BE_MET, by=by, at=later)
    with time_machine.travel(later + timedelta(hours=1), tick=False):
        yield referral


def pages_of(referral: Any) -> list[str]:
    notice = referral.notices.get()
    return [
        reverse("casework:police_home"),
        reverse("casework:police_referral", args=[referral.pk]),
        reverse("casework:police_notices"),
        reverse("casework:police_notice", args=[notice.pk]),
    ]


def inside(value: Any, depth: int = 0) -> Iterator[Any]:
    """Give a value and everything it holds."""
    yield value
    if depth > 6 or isinstance(value, str | bytes):
        return
    if isinstance(value, dict):
        held: Any = value.values()
    elif isinstance(value, list | tuple | set):
        held = value
    elif hasattr(value, "__dataclass_fields__"):
        held = vars(value).values()
    else:
        return
    for one in held:
        yield from inside(one, depth + 1)


def test_nothing_that_is_hers_or_ours_reaches_a_page_of_police(told: Any) -> None:
    officer, team = told.referred_by, accounts.police_team(told.referring_organisation)

    for user in (officer, team):
        for url in pages_of(told):
            page = client_of(user).get(url)
            assert page.status_code == 200
            assert SECRET not in page.content.decode()
            assert "breach" not in page.content.decode().lower()


def test_pages_of_police_are_made_from_plain_values_only(told: Any) -> None:
    ours = {"page", "may_withdraw", "notice", "questions"}

    for url in pages_of(told):
        page = client_of(told.referred_by).get(url)
        given = [
            value
            for layer in cast("list[Context]", page.context)
            for name, value in layer.flatten().items()
            if name in ours
        ]
        assert given
        assert not [v for value in given for v in inside(value) if isinstance(v, Model | QuerySet)]


def test_another_force_finds_nothing(told: Any) -> None:
    elsewhere = accounts.officer(accounts.ForceFactory.create(force_code="36"))

    answers = [client_of(elsewhere).get(url) for url in pages_of(told)]

    assert [page.status_code for page in answers] == [200, 404, 200, 404]
    assert told.reference not in answers[0].content.decode() + answers[2].content.decode()


def test_opening_the_outcome_says_by_whom_it_was_seen(told: Any) -> None:
    client_of(told.referred_by).get(pages_of(told)[3])

    notice = told.notices.get()
    assert notice.seen_by == told.referred_by.trail_name
    assert notice.acknowledged_at is None
