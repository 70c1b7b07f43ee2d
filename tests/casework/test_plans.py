"""A plan of her own: what cannot be added to it or ended in it."""

from __future__ import annotations

import pytest

from casework.actions import plans
from referrals.models import WhyAdded, WhyEnded
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_a_step_the_programme_has_not_is_not_added_and_one_is_ended_once() -> None:
    wonder = ProgrammeFactory.create(code="WONDER")
    worker = accounts.coordinator(wonder.provider)
    case = referrals.accepted(wonder, worker=worker, postcode="NR1 1AA")
    step = plans.add_step(case, 2, why=WhyAdded.NEED, by=worker, at=NOW)

    with pytest.raises(plans.NoSuchStep):
        plans.add_step(case, 9, why=WhyAdded.NEED, by=worker, at=NOW)
    plans.end_step(case, step.number, why=WhyEnded.NOT_NEEDED, by=worker, at=NOW)
    with pytest.raises(plans.EndedBefore):
        plans.end_step(case, step.number, why=WhyEnded.NOT_NEEDED, by=worker, at=NOW)

    assert list(case.plan.filter(ended_at__isnull=False)) == [step]
