"""Two colleagues at once, on real connections: one answer stands, the other is shown it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from reports.followup import actions
from reports.models import FollowUpResult
from tests.conftest import Clone
from tests.factories import accounts
from tests.referrals.test_races import at_once
from tests.reports.followup.following import NOW, completed, file, said
from tests.reports.made import Made
from ui.refusals import Stale

pytestmark = pytest.mark.servers


@pytest.fixture
def both_look_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody write before both have looked, for as long as a lock would let both look."""
    both, look = threading.Barrier(2), actions._newest

    def looked(cases: Sequence[Any]) -> Any:
        found = look(cases)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1.5)
        return found

    monkeypatch.setattr(actions, "_newest", looked)


@pytest.mark.usefixtures("both_look_first")
def test_two_answers_at_once_make_one_and_the_other_is_shown_it(committed_db: Clone) -> None:
    made = Made()
    case = completed(made, "old", date(2024, 5, 1))
    team = [accounts.police_team(made.force) for _ in range(2)]

    results = at_once(
        lambda: actions.record(case, said("NO"), by=team[0], at=NOW, seen=0),
        lambda: actions.record(case, said("UNKNOWN"), by=team[1], at=NOW, seen=0),
    )

    assert sorted(type(result).__name__ for result in results) == ["FollowUpResult", "Stale"]
    stale = next(result for result in results if isinstance(result, Stale))
    stands = FollowUpResult.objects.get()
    assert (stale.theirs["reoffended"], stale.current_version) == (stands.reoffended, 1)


@pytest.mark.usefixtures("both_look_first")
def test_a_file_sent_twice_at_once_is_recorded_once(committed_db: Clone) -> None:
    made = Made()
    cases = [completed(made, f"w{n}", date(2024, 5, 1)) for n in range(6)]
    rows = [(case.reference, "NO", "2026-11-10", "PNC") for case in cases]
    team = accounts.police_team(made.force)

    results = at_once(
        lambda: actions.record_file(file(*rows), by=team, at=NOW),
        lambda: actions.record_file(file(*reversed(rows)), by=team, at=NOW),
    )

    assert sorted((done.new, done.unchanged) for done in results) == [(0, 6), (6, 0)]
    assert FollowUpResult.objects.count() == 6
