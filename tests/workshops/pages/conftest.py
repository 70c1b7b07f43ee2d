"""The pages of workshops, as their people use them: who and what its tests are about."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from programmes.models import Programme
from referrals.models import Referral
from tests.factories import referrals
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def referral(programme: Programme) -> Referral:
    made = referrals.accepted(programme)
    assert made.participant is not None
    answered_herself(made.participant)
    return made


@pytest.fixture(autouse=True)
def on_the_day_of_the_factories() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield
