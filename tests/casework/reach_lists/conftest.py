"""One programme and one who works on it."""

from __future__ import annotations

from typing import Any

import pytest

from programmes.models import Programme
from tests.factories import accounts
from tests.factories.programmes import ProgrammeFactory


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def worker(juno: Programme) -> Any:
    return accounts.coordinator(juno.provider)
