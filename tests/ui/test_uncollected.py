"""The collector rests during a burst of work, and never longer."""

from __future__ import annotations

import gc

import pytest

from ui.uncollected import uncollected


def test_the_collector_rests_during_the_work_and_is_on_again_after_it() -> None:
    with uncollected():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_the_collector_is_on_again_after_work_that_failed() -> None:
    with pytest.raises(ValueError, match="no"), uncollected():
        raise ValueError("no")

    assert gc.isenabled()


def test_work_within_work_does_not_wake_it_early() -> None:
    with uncollected():
        with uncollected():
            pass

        assert not gc.isenabled()

    assert gc.isenabled()
