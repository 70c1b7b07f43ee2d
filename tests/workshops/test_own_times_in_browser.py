"""The pages of days booked one by one and of times for one woman alone, at every width."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from casework.actions import plans
from referrals.models import WhyAdded, WhyEnded
from tests.conftest import Service
from tests.factories import accounts, referrals, workshops
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.test_browser import look, sign_in
from workshops import actions

pytestmark = pytest.mark.browser


def test_a_plan_its_times_and_single_days_are_read_at_every_width(page: Page, service: Service) -> None:
    now = timezone.now()
    wonder, loaf = (ProgrammeFactory.create(code=code) for code in ("WONDER", "GOOD_LOAF"))
    case = referrals.accepted(wonder, postcode="NR1 1AA", at=now - timedelta(days=1))
    worker, jo = referrals.worker_of(case), accounts.practitioner(wonder.provider, name="Jo Practice")
    room = workshops.room(wonder.provider)
    for number, why in ((2, WhyAdded.AGREED), (3, WhyAdded.SHE_ASKED)):
        plans.add_step(case, number, why=why, by=worker, at=now)
    plans.end_step(case, 5, why=WhyEnded.ELSEWHERE, by=worker, at=now)
    first = datetime.combine(timezone.localdate() + timedelta(days=2), time(14), tzinfo=UTC)
    own = actions.OwnTime(starts_at=first, minutes=60, room=room, practitioners=[jo])
    actions.give_time(case, 1, own, by=worker, at=now)
    single = referrals.accepted(
        loaf, postcode="NN1 1AA", crime_reference="44260777777", deadline_on=date(2027, 3, 2),
        at=now - timedelta(days=1),
    )  # fmt: skip
    hall = workshops.room(loaf.provider)
    days = [
        actions.add_workshop(
            loaf,
            room=hall,
            starts_at=first + timedelta(weeks=week),
            step_number=week + 1,
            by=referrals.worker_of(single),
            at=now,
        )
        for week in range(10)
    ]
    actions.book_run(single, days[:1], by=referrals.worker_of(single), at=now)

    sign_in(page, service, worker)
    for name, address in (
        ("plan", f"/cases/{case.pk}/plan/"),
        ("end-step", f"/cases/{case.pk}/plan/4/end/"),
        ("own-time", f"/cases/{case.pk}/time/4/"),
        ("book-own", f"/cases/{case.pk}/book/"),
    ):
        page.goto(service.url + address)
        look(page, name)
    sign_in(page, service, referrals.worker_of(single))
    page.goto(f"{service.url}/cases/{single.pk}/book/")
    look(page, "book-days")
