"""Each test starts and ends with the purposes the apps registered themselves."""

import pytest

from correspondence import registry


@pytest.fixture(autouse=True)
def _registry_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_purposes", dict(registry._purposes))
    monkeypatch.setattr(registry, "_ask_circumstances", [])
    return
