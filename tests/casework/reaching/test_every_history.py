"""Whatever is said, booked and changed in whatever order, nothing leaves by a way that was not safe then."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.casework.invariants import world
from tests.casework.reaching.machine import EveryHistory
from tests.correspondence.smtp_sink import Sink

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("examples", "steps"),
    [
        pytest.param(16, 30, id="quick"),
        pytest.param(150, 40, id="full", marks=[pytest.mark.deep, pytest.mark.slow]),
    ],
)
def test_nothing_ever_leaves_by_a_way_that_was_not_safe_then(
    examples: int, steps: int, db: Any, post: Sink
) -> None:
    with time_machine.travel(world.STARTS, tick=False):
        EveryHistory.world, EveryHistory.post, EveryHistory.left = world.build(), post, Counter()
        run_state_machine_as_test(
            EveryHistory,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                derandomize=True,
                phases=[Phase.generate],  # a history takes a second: making it short would take an hour
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    ways = {way.partition(" ")[0] for way in EveryHistory.left}
    assert ways == {"text", "email", "post", "trusted_person", "in_person"}, (
        f"a test of what leaves sends something: {EveryHistory.left}"
    )
