"""Moving a woman, and moving or cancelling a workshop: who keeps her place, and what is written: who and what its tests are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from accounts.models import User
from programmes.models import Programme
from tests.correspondence.providers import Provider, TwilioDesk, provider, settings_for
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


@pytest.fixture
def carrier(settings: Settings) -> Iterator[Provider]:
    """Texts go by a provider, so that a worker has them in hand."""
    with provider(TwilioDesk) as running:
        for name, value in (settings_for(running) | {"JUNO_TEXTS_BY": "twilio"}).items():
            setattr(settings, name, value)
        yield running
