"""A state directory of one test's own, so that nothing here touches the development data."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dev import cluster, database, postgres


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state directory; what was put elsewhere for it is deleted afterwards."""
    folder = tmp_path / "state with a space"
    folder.mkdir()
    for module in (postgres, database):
        monkeypatch.setattr(module, "STATE", folder)
    monkeypatch.setattr(postgres, "LOGS", folder)
    monkeypatch.setattr(cluster, "LOGS", folder)
    yield folder
    if (folder / "postgres").exists() or (folder / "postgres-home").exists():
        postgres.forget("postgres")
