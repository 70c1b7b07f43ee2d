"""A Friday in November, no worker, a programme and a police team."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from accounts.models import User
from reports.followup import actions
from reports.followup.actions import Said
from reports.followup.rules import Reoffended, Source
from tests.factories import accounts
from tests.reports.followup.following import NOW, completed
from tests.reports.made import Made


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("correspondence.wake._wake", lambda *args: None)


@pytest.fixture(autouse=True)
def on_the_day(request: pytest.FixtureRequest) -> Iterator[None]:
    """Stop the clock, but for a browser, whose own goes on."""
    if request.node.get_closest_marker("browser"):
        yield
        return
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def made(db: None) -> Made:
    return Made()


@pytest.fixture
def team(made: Made) -> User:
    return accounts.police_team(made.force)


@pytest.fixture
def answered(db: None) -> Made:
    """Fourteen women completed in May 2024: 2 yes in time, 1 late, 8 no, 1 unknown, 2 unanswered; one in 2026."""
    made = Made()
    team = accounts.police_team(made.force)
    on = date(2024, 5, 1)
    answers = [
        ("YES", date(2024, 8, 1)),
        ("YES", date(2025, 5, 1)),
        ("YES", date(2025, 7, 1)),
        *[("NO", date(2026, 11, 1))] * 8,
        ("UNKNOWN", date(2026, 11, 1)),
    ]
    for number in range(14):
        case = completed(made, f"w{number}", on)
        if number < len(answers):
            reoffended, dated = answers[number]
            said = Said(Reoffended(reoffended), dated, Source.PNC)
            actions.record(case, said, by=team, at=NOW, seen=0)
    completed(made, "young", date(2026, 5, 1))
    return made


@pytest.fixture
def manager(answered: Made) -> User:
    return accounts.manager(answered.provider)
