"""What a booking keeps, refuses and leaves behind: who and what its tests are about."""

from __future__ import annotations

import pytest

from programmes.models import Programme
from referrals.models import Referral
from tests.factories import referrals
from tests.factories.programmes import ProgrammeFactory


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def referral(programme: Programme) -> Referral:
    return referrals.accepted(programme)
