"""Whatever is done in whatever order, everything that must hold does after every step (design.md §5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.casework.invariants import world
from tests.casework.invariants.machine import EveryOrder

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("examples", "steps"),
    [
        pytest.param(6, 12, id="quick"),
        pytest.param(100, 40, id="full", marks=[pytest.mark.deep, pytest.mark.slow]),
    ],
)
def test_everything_holds_after_every_step(examples: int, steps: int, db: Any, tmp_path: Path) -> None:
    with time_machine.travel(world.STARTS, tick=False):
        EveryOrder.world = world.build(tmp_path)
        run_state_machine_as_test(
            EveryOrder,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                derandomize=True,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
