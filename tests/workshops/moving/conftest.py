"""Moving a woman, and moving or cancelling a workshop: who keeps her place, and what is written: who and what its tests are about."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from accounts.models import User
from programmes.models import Programme
from tests.factories import accounts
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory


@pytest.fixture(autouse=True)
def on_the_day_of_the_factories() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def manager(programme: Programme) -> User:
    return accounts.manager(programme.provider)
