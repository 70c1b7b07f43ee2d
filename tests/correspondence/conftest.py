"""Each test starts and ends with the purposes the apps registered themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from correspondence import registry


@pytest.fixture
def office_hours() -> Iterator[None]:
    """It is one o'clock on a working Monday: a text may be opened. The clock runs on."""
    with time_machine.travel(datetime(2026, 11, 2, 13, tzinfo=UTC), tick=True):
        yield


@pytest.fixture(autouse=True)
def _registry_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_purposes", dict(registry._purposes))
    monkeypatch.setattr(registry, "_ask_circumstances", [])
    return
